"""Mail to applicants who gave an address: that it came in, and that there is a result."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from services.committee_recruitment.domain.application import Application
from services.committee_recruitment.domain.recruitment import Recruitment
from services.committee_recruitment.store import Store
from shared.mail_words import MailWords
from shared.notices import Letter, opened_addresses
from shared.private_data import Locked, PrivateData
from shared.receipt_numbers import in_groups

_WORDS = MailWords.read(Path(__file__).parent.parent / "mails.toml", {})


class Told(StrEnum):
    """What there is to tell; each has its words in mails.toml."""

    RECEIVED = "received"
    DECIDED = "decided"
    CALLED_OFF = "called_off"


def letter_about(
    kind: Told, application: Application, recruitment: Recruitment, at: datetime
) -> Letter:
    """Return a letter; of each kind there is one to an application."""
    about = {
        "recruitment_id": recruitment.id,
        "number": in_groups(application.number),
        # One line, whatever the city typed: it becomes a header.
        "title": " ".join(recruitment.call.title.split()),
    }
    return Letter(f"{kind.value}:{application.id}", application.id, kind.value, at, about)


@dataclass
class Mails:
    """What shared.notices asks. A letter is to an application, and who is told is who applied."""

    store: Store
    private: PrivateData
    city_name: str
    public_url: str

    async def readers(self, to: Sequence[str]) -> Mapping[str, Sequence[str]]:
        """Leave out who took the application back."""
        return {row["_id"]: [row["_id"]] for row in await self.store.told_by_mail(to)}

    async def addresses(self, people: Sequence[str]) -> Mapping[str, str | None]:
        """Open the addresses; None where one cannot be had any more."""
        rows = await self.store.told_by_mail(people)
        sealed = {row["_id"]: Locked.of(row["sealed"]) for row in rows}
        return await opened_addresses(self.private, sealed, "mail")

    def compose(self, letters: Sequence[Letter]) -> tuple[str, str]:
        """Write one mail; the newest letter gives the subject."""
        about = letters[-1].about
        places = {
            "city": self.city_name,
            "title": about["title"],
            "number": about["number"],
            "page": f"{self.public_url}/applications/own",
            "call": f"{self.public_url}/recruitments/{about['recruitment_id']}",
        }
        return _WORDS.mail(letters, places)
