"""Mail that people are waiting for: kept until it is sent, tried again, gathered into digests.

A service keeps letters, which say for whom and about what, as ids. Addresses stay where they lie
sealed: the owner opens them at the moment of sending and they are in no letter, event or log. A
mail does not get lost. It may arrive twice, after a crash or when the server's answer was lost, and
is then the same mail with the same Message-ID, whatever there is to tell by then.
"""

import asyncio
import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Protocol
from urllib.parse import unquote, urlsplit

import aiosmtplib

from shared.clock import now
from shared.ids import new_id
from shared.logs import cause_of, log
from shared.mongo import (
    Collection,
    Database,
    Document,
    IndexModel,
    Session,
    UpdateOne,
)
from shared.private_data import Fields, Locked, PrivateData, PrivateDataDamaged
from shared.settings import Settings

LOOK_EVERY_S = 2.0
CLAIMED_FOR = timedelta(minutes=2)
# One minute, two, four … to an hour; after three days nobody waits for it any more.
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)
GIVEN_UP_AFTER = timedelta(days=3)
# One mail; whoever sends ends that long before another instance may take the same letters.
SENT_WITHIN_S = 40.0
AT_ONCE = 200
_TEMPORARY = range(400, 500)

logger = log(__name__)


class MailDelayed(Exception):
    """The server cannot take it now; try again later."""


class MailUnsure(MailDelayed):
    """The server may have taken it: its answer did not come."""


class MailRefused(Exception):
    """The server will never take it: no such mailbox."""


@dataclass(frozen=True)
class Letter:
    """Something to tell: what ``about`` holds are ids, kinds, days and published titles."""

    id: str
    to: str
    kind: str
    at: datetime
    about: Mapping[str, str]


@dataclass(frozen=True)
class Mail:
    """What is sent: the same ``id`` for the same letters."""

    id: str
    address: str
    subject: str
    body: str


class Owner(Protocol):
    """What a service knows and this module does not."""

    async def readers(self, to: Sequence[str]) -> Mapping[str, Sequence[str]]:
        """Return for each ``Letter.to`` the people whom it concerns now."""

    async def addresses(self, people: Sequence[str]) -> Mapping[str, str | None]:
        """Open the addresses of people; None for who has none."""

    def compose(self, letters: Sequence[Letter]) -> tuple[str, str]:
        """Write subject and body of one mail about these letters, oldest first."""


class Mailer:
    """Sends by SMTP: ``smtp://[user:password@]host[:port]``, or ``smtps://`` for TLS at once.

    Where the server offers STARTTLS, it is used.
    """

    def __init__(self, settings: Settings) -> None:
        self._url = urlsplit(settings.smtp_url)
        self._from = settings.mail_from

    async def send(self, mail: Mail) -> None:
        """Hand one mail to the server.

        Raises:
            MailDelayed: later, perhaps. MailUnsure: likewise, and it may be there already.
            MailRefused: never.
        """
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self._from, mail.address, mail.subject
        message["Message-ID"] = f"<{mail.id}@{self._from.rpartition('@')[2] or 'kyodo'}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(mail.body)
        known = self._url
        try:
            async with asyncio.timeout(SENT_WITHIN_S):
                await aiosmtplib.send(
                    message,
                    hostname=known.hostname,
                    port=known.port,
                    username=unquote(known.username) if known.username else None,
                    password=unquote(known.password) if known.password else None,
                    use_tls=known.scheme == "smtps",
                    timeout=20,
                )
        except aiosmtplib.SMTPRecipientsRefused as error:
            codes = [one.code for one in error.recipients]
            raise (MailDelayed if set(codes) & set(_TEMPORARY) else MailRefused) from error
        except ValueError as error:  # an address that no server could take
            raise MailRefused from error
        except (aiosmtplib.SMTPConnectError, aiosmtplib.SMTPResponseException) as error:
            raise MailDelayed from error
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            raise MailUnsure from error


class Letterbox:
    """The letters of one service, in its own database (``letters``)."""

    def __init__(self, database: Database, owner: Owner, mailer: Mailer, gather: timedelta) -> None:
        self._letters: Collection = database["letters"]
        self._owner = owner
        self._mailer = mailer
        self._gather = gather

    async def create_indexes(self) -> None:
        """What is due, and nothing of what is done."""
        await self._letters.create_indexes(
            [IndexModel([("due", 1)], name="due", partialFilterExpression={"done": False})]
        )

    async def deliver_forever(self) -> None:
        """Send what is due, as long as the service runs; several instances share the work."""
        while True:
            try:
                sent = await self.deliver()
            except Exception as error:  # keys or database away: the letters stay, and come again
                logger.warning("letters_wait", cause=cause_of(error))
                sent = 0
            if not sent:
                await asyncio.sleep(LOOK_EVERY_S)

    async def deliver(self) -> int:
        """Send one round of what is due; return how many mails went out.

        Letters that went out together, or may have, stay together: a mail that is sent again is
        the same one.
        """
        until = now() + CLAIMED_FOR
        rows = await self._claim(until)
        if not rows:
            return 0
        letters = {row["_id"]: _letter(row) for row in rows}
        readers = await self._owner.readers(sorted({one.to for one in letters.values()}))
        had = {row["_id"]: set(row["sent"]) for row in rows}
        rounds = {row["_id"]: row["round"] for row in rows}
        waiting: defaultdict[tuple[str, str], list[Letter]] = defaultdict(list)
        for letter in sorted(letters.values(), key=lambda one: (one.at, one.id)):
            for person in readers.get(letter.to, ()):
                if person not in had[letter.id]:
                    waiting[person, rounds[letter.id]].append(letter)
        addresses = await self._owner.addresses(sorted({person for person, _ in waiting}))
        outcome = _Outcome()
        for (person, _), theirs in waiting.items():
            if not (address := addresses.get(person)):
                continue
            ids = {letter.id for letter in theirs}
            if now() > until - timedelta(seconds=SENT_WITHIN_S):
                outcome.left |= ids
                continue
            try:
                await self._send(person, address, theirs)
            except MailDelayed as error:
                outcome.late |= ids
                if isinstance(error, MailUnsure):
                    outcome.unsure |= ids
            else:
                outcome.sent += 1
        await self._close(rows, outcome)
        return outcome.sent

    async def _claim(self, until: datetime) -> list[Document]:
        """Take what is due for a while: whoever dies with it in hand loses it to the next.

        ``round`` is the one in which a letter was taken first, as long as it may have gone out.
        """
        where = {"done": False, "due": {"$lte": now()}}
        first = new_id()
        taken = [{"$set": {"due": until, "round": {"$ifNull": ["$round", first]}}}]
        rows: list[Document] = []
        while len(rows) < AT_ONCE:
            row = await self._letters.find_one_and_update(where, taken, sort=[("due", 1)])
            if row is None:
                break
            rows.append({"round": first, **row})
        return rows

    async def _send(self, person: str, address: str, letters: Sequence[Letter]) -> None:
        """Tell a person, or learn that it is impossible.

        Raises:
            MailDelayed, MailUnsure: that person is to be told later.
        """
        ids = [letter.id for letter in letters]
        subject, body = self._owner.compose(letters)
        digest = hashlib.sha256("\n".join([person, *ids]).encode()).hexdigest()[:32]
        try:
            await self._mailer.send(Mail(digest, address, subject, body))
        except MailRefused:
            logger.warning("mail_refused", person=person, letters=len(ids))
        except MailDelayed as error:
            logger.warning("mail_delayed", person=person, cause=cause_of(error.__cause__ or error))
            raise
        await self._letters.update_many({"_id": {"$in": ids}}, {"$addToSet": {"sent": person}})

    async def _close(self, rows: Sequence[Document], outcome: "_Outcome") -> None:
        changes = []
        for row in rows:
            late, left = row["_id"] in outcome.late, row["_id"] in outcome.left
            change: Document = {"$set": {"done": True}}
            if late and now() - row["at"] <= GIVEN_UP_AFTER:
                pause = min(FIRST_PAUSE * 2 ** min(row["tries"], 10), LONGEST_PAUSE)
                change = {"$set": {"due": now() + pause, "tries": row["tries"] + 1}}
                if row["_id"] not in outcome.unsure:
                    # It is not there, so it may go with what there is to tell by then.
                    change["$unset"] = {"round": ""}
            elif left:
                change = {"$set": {"due": now()}}
            changes.append(UpdateOne({"_id": row["_id"]}, change))
        await self._letters.bulk_write(changes, ordered=False)

    async def put(
        self,
        letters: Sequence[Letter],
        session: Session | None = None,
        *,
        at_once: bool = False,
    ) -> None:
        """Keep letters; one that is known already, sent or not, stays as it is.

        Unless they go ``at_once``, they wait a moment for others to the same person.
        """
        due = now() if at_once else now() + self._gather
        changes = [
            UpdateOne(
                {"_id": letter.id},
                {
                    "$setOnInsert": {
                        **{"to": letter.to, "kind": letter.kind, "at": letter.at},
                        **{"about": dict(letter.about), "due": due},
                        **{"sent": [], "tries": 0, "done": False},
                    }
                },
                upsert=True,
            )
            for letter in letters
        ]
        if changes:
            await self._letters.bulk_write(changes, ordered=False, session=session)


def letterbox_of(settings: Settings, database: Database, owner: Owner) -> Letterbox | None:
    """Return a service's letterbox; None where the city sends no mail."""
    if not settings.smtp_url:
        return None
    gather = timedelta(seconds=settings.mail_gather_s)
    return Letterbox(database, owner, Mailer(settings), gather)


def signed_by(settings: Settings) -> tuple[str, str]:
    """Return who writes, and where its pages are."""
    return settings.city_name, (settings.public_url or settings.gateway_url).rstrip("/")


async def opened_addresses(
    private: PrivateData, sealed: Mapping[str, Locked], name: str
) -> dict[str, str | None]:
    """Open the field ``name`` of each person's sealed data.

    None where the key was destroyed, or the data is damaged: one must not keep the others waiting.
    """
    try:
        opened = await private.open(list(sealed.values())) if sealed else []
    except PrivateDataDamaged:
        opened = [await _alone(private, one) for one in sealed.values()]
    return {
        person: fields.get(name) if fields else None
        for person, fields in zip(sealed, opened, strict=True)
    }


async def _alone(private: PrivateData, sealed: Locked) -> Fields | None:
    try:
        return (await private.open([sealed]))[0]
    except PrivateDataDamaged:
        logger.error("mail_address_damaged", key_id=sealed.key_id)
        return None


@dataclass
class _Outcome:
    """Of a round: mails ``sent``, and letters by id: to be tried again, perhaps there, untried."""

    sent: int = 0
    late: set[str] = field(default_factory=set)
    unsure: set[str] = field(default_factory=set)
    left: set[str] = field(default_factory=set)


def _letter(row: Document) -> Letter:
    return Letter(row["_id"], row["to"], row["kind"], row["at"], row["about"])
