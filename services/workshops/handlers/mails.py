"""Mail to those who registered and gave an address: who is told, where, and in which words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from services.workshops.domain.keys import WorkshopSecrets
from services.workshops.domain.participant import MAIL_ADDRESS, Participant
from services.workshops.domain.workshop import Mode, Workshop
from services.workshops.store.readers import Readers
from shared.clock import iso
from shared.mail_words import MailWords, in_english, in_japanese
from shared.notices import Letter, opened_addresses
from shared.private_data import Locked, PrivateData
from shared.receipt_numbers import in_groups

_WORDS = MailWords.read(Path(__file__).parent.parent / "mails.toml", {})
_ONLINE = "オンライン / online"


class Told(StrEnum):
    """What there is to tell; each has its words in mails.toml."""

    REGISTERED = "registered"
    WAITING = "waiting"
    MOVED_UP = "moved_up"
    CANCELLED = "cancelled"
    REMINDED = "reminded"
    REVISED = "revised"
    CALLED_OFF = "called_off"
    PUBLISHED = "published"


def letter_about(
    kind: Told, mark: str, participant: Participant, workshop: Workshop, at: datetime
) -> Letter:
    """Return a letter; the same kind and ``mark`` to the same participant are one letter."""
    plan = workshop.plan
    about = {
        "workshop_id": workshop.id,
        "number": in_groups(participant.number),
        # One line, whatever the city typed: it becomes a header.
        "title": " ".join(plan.title.split()),
        "place": " ".join(plan.place.split()) if plan.mode is not Mode.ONLINE else _ONLINE,
        "starts_at": iso(plan.starts_at),
    }
    return Letter(f"{kind.value}:{mark}:{participant.id}", participant.id, kind.value, at, about)


@dataclass
class Mails:
    """What shared.notices asks. A letter is to a participant."""

    readers_of: Readers
    private: PrivateData
    secrets: WorkshopSecrets
    city_name: str
    public_url: str

    async def readers(self, to: Sequence[str]) -> Mapping[str, Sequence[str]]:
        """Leave out who stopped the mails."""
        return {row["_id"]: [row["_id"]] for row in await self.readers_of.among(to)}

    async def addresses(self, people: Sequence[str]) -> Mapping[str, str | None]:
        """Open the addresses; None where one cannot be had any more."""
        rows = await self.readers_of.among(people)
        sealed = {row["_id"]: Locked.of(row["particulars"]) for row in rows}
        return await opened_addresses(self.private, sealed, MAIL_ADDRESS)

    def compose(self, letters: Sequence[Letter]) -> tuple[str, str]:
        """Write one mail; the newest letter says when and where."""
        newest = letters[-1]
        about = newest.about
        places = {
            "city": self.city_name,
            **{name: about[name] for name in ("number", "title", "place")},
            "when_ja": in_japanese(about["starts_at"]),
            "when_en": in_english(about["starts_at"]),
            "page": f"{self.public_url}/workshops/{about['workshop_id']}",
            "registration": f"{self.public_url}/workshops/registration",
            "stop": f"{self.public_url}/workshops/mails/{self.secrets.mail_token(newest.to)}",
        }
        return _WORDS.mail(letters, places)
