"""What in a comment may be personal data, suggested to staff, who decide."""

import asyncio
from typing import Self

import strawberry

from shared.pii import Kind, Suggestion, suggest_personal_data

strawberry.enum(
    Kind,
    name="PersonalDataKind",
    description="メールアドレス, 電話番号, 郵便番号, 住所, 氏名",
)


@strawberry.type(description="個人情報かもしれない箇所（文字の位置）")
class PersonalDataSuggestion:
    """A passage that a person should look at; positions count characters (code points)."""

    kind: Kind
    start: int
    end: int
    text: str

    @classmethod
    def of(cls, found: Suggestion, text: str) -> Self:
        """Make it of what was found in a text."""
        return cls(
            kind=found.kind, start=found.start, end=found.end, text=text[found.start : found.end]
        )


async def suggestions_in(text: str) -> list[PersonalDataSuggestion]:
    """Look a text through, off the event loop."""
    found = await asyncio.to_thread(suggest_personal_data, text)
    return [PersonalDataSuggestion.of(one, text) for one in found]
