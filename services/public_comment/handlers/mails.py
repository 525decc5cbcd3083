"""Mail to submitters who gave an address: who is told, where, and in which words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from services.public_comment.domain.particulars import MAIL_ADDRESS
from services.public_comment.domain.receipt import ReceiptSecrets
from services.public_comment.store.followers import Followers
from shared.mail_words import MailWords
from shared.mongo import Document
from shared.notices import Letter, opened_addresses
from shared.private_data import Locked, PrivateData
from shared.receipt_numbers import in_groups

_WORDS = MailWords.read(Path(__file__).parent.parent / "mails.toml", {"until": "closes_at"})


class Told(StrEnum):
    """What there is to tell; each has its words in mails.toml."""

    ACCEPTED = "accepted"
    FOLLOWED = "followed"
    EXTENDED = "extended"
    CLOSED = "closed"
    ANSWERED = "answered"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


def letter_about(
    kind: Told, mark: str, comment: Document, consultation: Document, at: datetime
) -> Letter:
    """Return a letter; the same kind and ``mark`` about the same comment are one letter."""
    about = {
        "receipt_number": in_groups(comment["receipt_number"]),
        # One line, whatever the city typed: it becomes a header.
        "title": " ".join(consultation["title"].split()),
        "closes_at": consultation["closes_at"].isoformat(),
    }
    return Letter(f"{kind.value}:{mark}:{comment['_id']}", comment["_id"], kind.value, at, about)


@dataclass
class Mails:
    """What shared.notices asks. A letter is to a comment, and who is told is its submitter."""

    followers: Followers
    private: PrivateData
    secrets: ReceiptSecrets
    city_name: str
    public_url: str

    async def readers(self, to: Sequence[str]) -> Mapping[str, Sequence[str]]:
        """Leave out who stopped the mails, and comments that do not count any more."""
        return {row["_id"]: [row["_id"]] for row in await self.followers.among(to)}

    async def addresses(self, people: Sequence[str]) -> Mapping[str, str | None]:
        """Open the addresses; None where one cannot be had any more."""
        rows = await self.followers.among(people)
        sealed = {row["_id"]: Locked.of(row["mail"]) for row in rows}
        return await opened_addresses(self.private, sealed, MAIL_ADDRESS)

    def compose(self, letters: Sequence[Letter]) -> tuple[str, str]:
        """Write one mail, Japanese first; the newest letter gives the subject."""
        newest = letters[-1]
        number, title = newest.about["receipt_number"], newest.about["title"]
        places = {
            **{"city": self.city_name, "title": title, "number": number},
            "page": f"{self.public_url}/receipts/{number}",
            "stop": f"{self.public_url}/receipts/mails/{self.secrets.mail_token(newest.to)}",
        }
        return _WORDS.mail(letters, places)
