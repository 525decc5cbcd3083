"""Mail to submitters who gave an address: who is told, where, and in which words."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from pathlib import Path

from services.public_comment.domain.particulars import MAIL_ADDRESS
from services.public_comment.domain.receipt import ReceiptSecrets
from services.public_comment.store.followers import Followers
from shared.clock import JST
from shared.logs import log
from shared.mongo import Document
from shared.notices import Letter
from shared.private_data import Fields, Locked, PrivateData, PrivateDataDamaged
from shared.receipt_numbers import in_groups

_WORDS = tomllib.loads((Path(__file__).parent.parent / "mails.toml").read_text("utf-8"))

logger = log(__name__)


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
        """Open the addresses; None where the key was destroyed, or the sealed data is damaged."""
        rows = await self.followers.among(people)
        sealed = [Locked.of(row["mail"]) for row in rows]
        try:
            opened = await self.private.open(sealed) if sealed else []
        except PrivateDataDamaged:  # one of them must not keep the others waiting
            opened = [await self._alone(one) for one in sealed]
        return {
            row["_id"]: fields[MAIL_ADDRESS] if fields else None
            for row, fields in zip(rows, opened, strict=True)
        }

    async def _alone(self, sealed: Locked) -> Fields | None:
        try:
            return (await self.private.open([sealed]))[0]
        except PrivateDataDamaged:
            logger.error("mail_address_damaged", key_id=sealed.key_id)
            return None

    def compose(self, letters: Sequence[Letter]) -> tuple[str, str]:
        """Write one mail, Japanese first; the newest letter gives the subject."""
        newest = letters[-1]
        number, title = newest.about["receipt_number"], newest.about["title"]
        places = {
            **{"city": self.city_name, "title": title, "number": number},
            "page": f"{self.public_url}/receipts/{number}",
            "stop": f"{self.public_url}/receipts/mails/{self.secrets.mail_token(newest.to)}",
        }
        parts: list[str] = []
        for language, bullet, until in (("ja", "・", _japanese), ("en", "- ", _english)):
            words = _WORDS[language]
            lines = [
                bullet + _WORDS[one.kind][language].format(until=until(one.about["closes_at"]))
                for one in letters
            ]
            parts += [
                words["opening"].strip().format(**places),
                "\n".join(dict.fromkeys(lines)),
                words["closing"].strip().format(**places),
            ]
        return _WORDS[newest.kind]["subject"].format(title=title), "\n\n".join(parts) + "\n"


def _in_japan(closes_at: str) -> datetime:
    """Read a moment. A period that ends at midnight ends at 24:00 of the day before."""
    return datetime.fromisoformat(closes_at).astimezone(JST)


def _japanese(closes_at: str) -> str:
    ends = _in_japan(closes_at)
    if ends.time() == time.min:
        day = ends - timedelta(days=1)
        return f"{day.year}年{day.month}月{day.day}日24時"
    return f"{ends.year}年{ends.month}月{ends.day}日{ends.hour}時{ends.minute:02}分"


def _english(closes_at: str) -> str:
    ends = _in_japan(closes_at)
    if ends.time() == time.min:
        day = ends - timedelta(days=1)
        return f"{day.day} {day:%B} {day.year}, 24:00 (Japan time)"
    return f"{ends.day} {ends:%B} {ends.year}, {ends:%H:%M} (Japan time)"
