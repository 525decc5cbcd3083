"""Mail to those who follow an issue: whom it reaches, and in which words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from services.issue_proposals.domain.following import Follower
from services.issue_proposals.domain.issue import Issue
from services.issue_proposals.store.followers import Followers
from shared.mail_words import MailWords
from shared.notices import Letter, opened_addresses
from shared.private_data import Locked, PrivateData
from shared.receipt_numbers import NumberSecrets

_WORDS = MailWords.read(Path(__file__).parent.parent / "mails.toml", {})


class Told(StrEnum):
    """What there is to tell; each has its words in mails.toml."""

    ASKED = "asked"
    POSTED = "posted"
    NEEDED = "needed"
    REWORDED = "reworded"
    MERGED = "merged"
    MOVED = "moved"
    ANSWERED = "answered"


def letter_about(kind: Told, mark: str, follower: Follower, issue: Issue, at: datetime) -> Letter:
    """Return a letter; the same kind and ``mark`` to the same follower are one letter."""
    words = issue.public_words
    about = {
        "issue_id": issue.id,
        # One line, whatever was typed: it becomes a header.
        "title": " ".join(words.title.split()) if words else "",
    }
    return Letter(f"{kind.value}:{mark}:{follower.id}", follower.id, kind.value, at, about)


@dataclass
class Mails:
    """What shared.notices asks. A letter is to a follower."""

    followers: Followers
    private: PrivateData
    secrets: NumberSecrets
    city_name: str
    public_url: str

    async def readers(self, to: Sequence[str]) -> Mapping[str, Sequence[str]]:
        """Leave out who stopped the mails."""
        return {row["_id"]: [row["_id"]] for row in await self.followers.among(to)}

    async def addresses(self, people: Sequence[str]) -> Mapping[str, str | None]:
        """Open the addresses; None where one cannot be had any more."""
        rows = await self.followers.among(people)
        sealed = {row["_id"]: Locked.of(row["sealed"]) for row in rows}
        return await opened_addresses(self.private, sealed, "mail_address")

    def compose(self, letters: Sequence[Letter]) -> tuple[str, str]:
        """Write one mail: the first one asks for the agreement, all others are digests."""
        newest = letters[-1]
        token = self.secrets.mail_token(newest.to)
        places = {
            "city": self.city_name,
            "title": newest.about["title"],
            "page": f"{self.public_url}/issues/{newest.about['issue_id']}",
            "agree": f"{self.public_url}/issues/mails/{token}/agree",
            "stop": f"{self.public_url}/issues/mails/{token}",
        }
        return _WORDS.mail(letters, places)
