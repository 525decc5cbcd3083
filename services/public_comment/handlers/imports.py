"""Bringing in a file of comments: read, shown what would happen, confirmed, applied exactly once.

A row's idempotency key is made from the file's hash and the row's place: however often the same
file is brought in, each row is one comment. A mended file is another file; its rows that were
brought in before are told by what they say, and a person decides about them.
"""

import asyncio
import hashlib
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from services.public_comment.domain.entry import Via
from services.public_comment.domain.errors import RowsTwiceUndecided, TooManyRows
from services.public_comment.domain.receipt import ReceiptSecrets
from services.public_comment.domain.rows import kept_row, shown_row
from services.public_comment.handlers.comments import BATCH_MAX, Comments
from services.public_comment.handlers.entries import Entries
from services.public_comment.handlers.submission import NewComment, Receipt
from services.public_comment.store import Store
from services.public_comment.store.imports import ImportStore
from shared.caller import current_caller
from shared.clock import now
from shared.errors import KyodoError, Unavailable
from shared.events.common import Channel, SubmitterKind
from shared.files import FileTooLarge, Scanner
from shared.ids import new_id
from shared.logs import cause_of, log
from shared.mongo import Document, PyMongoError
from shared.receipt_numbers import in_groups
from shared.settings import Settings
from shared.tables.encoding import detect_encoding
from shared.tables.rows import Reading, read_rows
from shared.tables.workbook import is_workbook, read_workbook

ROWS_MAX = 10_000
SHOWN_ROWS, SHOWN_PROBLEMS, CLAUSES_MAX = 10, 100, 500
CLAIMED_FOR = timedelta(seconds=20)
_AWAY_PAUSE_S, _AWAY_TRIES = 1.0, 30
_log = log(__name__)


@dataclass(frozen=True)
class Defaults:
    """What a row means that does not say it itself, and the plan's clauses by what rows say."""

    channel: Channel
    received_on: date
    clauses: Mapping[str, str | None]

    def document(self) -> Document:
        """Write it for the database; what rows say may hold what a key there may not."""
        pairs = [[said, id_] for said, id_ in self.clauses.items()]
        received_on = self.received_on.isoformat()
        return {"channel": self.channel.value, "received_on": received_on, "clauses": pairs}

    @classmethod
    def of(cls, document: Document) -> "Defaults":
        """Read it back."""
        received_on = date.fromisoformat(document["received_on"])
        return cls(Channel(document["channel"]), received_on, dict(document["clauses"]))


@dataclass
class Imports:
    """The use cases. All of them are for the staff of the department in charge.

    Raises, each of them: NotSignedIn, Forbidden, NotInCharge, ImportNotFound.
    """

    store: Store
    imports: ImportStore
    settings: Settings
    secrets: ReceiptSecrets
    comments: Comments
    entries: Entries
    _at_work: set[asyncio.Task[None]] = field(default_factory=set)

    async def read(self, consultation_id: str, content: bytes) -> Document:
        """Read a file; return the import's id and what its rows say of clauses.

        Raises:
            TableUnreadable: as a whole. TooManyRows, FileTooLarge, FileInfected, Unavailable.
        """
        await self.entries.require_in_charge(consultation_id)
        if len(content) > self.settings.upload_max_bytes:
            raise FileTooLarge("file", max_bytes=self.settings.upload_max_bytes)
        await Scanner(self.settings.clamav).check(content)
        id_ = new_id()
        rows = await asyncio.to_thread(_rows, id_, content)
        about = {
            "_id": id_,
            "consultation_id": consultation_id,
            "by": current_caller().person_id,
            "sha256": hashlib.sha256(content).hexdigest(),
            "state": "read",
            "total": len(rows),
        }
        await self.imports.keep(about, rows)
        said = {row["said"]["clause"]: None for row in rows if row["said"].get("clause")}
        return {"id": id_, "clauses": list(said)[:CLAUSES_MAX]}

    async def preview(self, id_: str, defaults: Defaults) -> Document:
        """Judge every row by the rules of a comment; nothing is accepted."""
        about = await self._mine(id_)
        if about["state"] == "read":
            verdicts: list[Document] = []
            after = -1
            while rows := await self.imports.rows(id_, after=after):
                verdicts += await self._judged(about, defaults, rows)
                after = rows[-1]["n"]
            await self.imports.judge(id_, defaults.document(), verdicts)
        return await self.show(id_)

    async def confirm(self, id_: str, alike: bool | None) -> Document:
        """Begin to apply what was shown.

        Raises:
            RowsTwiceUndecided: some rows look like earlier ones, and nobody decided about them.
            ImportBegun: it was confirmed in another way.
        """
        await self._mine(id_)
        counts = await self.imports.counts(id_)
        if counts.get("alike") and alike is None:
            raise RowsTwiceUndecided("alike", count=counts["alike"])
        await self.imports.confirm(id_, with_alike=bool(alike))
        return await self.show(id_)

    async def show(self, id_: str) -> Document:
        """Say how far it is; work that lay still since a restart goes on."""
        about = await self._mine(id_)
        if about["state"] == "applying" and await self.imports.claim(id_, now() + CLAIMED_FOR):
            task = asyncio.create_task(self._apply(about))
            self._at_work.add(task)
            task.add_done_callback(self._at_work.discard)
        bad = await self.imports.rows_with(id_, "bad", SHOWN_PROBLEMS)
        return {
            **{"id": id_, "consultation_id": about["consultation_id"]},
            **{"state": about["state"], "total": about["total"]},
            "counts": await self.imports.counts(id_),
            "rows": [shown_row(row) for row in await self.imports.rows(id_, limit=SHOWN_ROWS)],
            "problems": [shown_row(row) for row in bad],
        }

    async def results(self, id_: str, after: int) -> list[Document]:
        """What became of the rows after one, in the file's order; at most 1,000."""
        await self._mine(id_)
        return [shown_row(row) for row in await self.imports.rows(id_, after=after)]

    async def stop(self) -> None:
        """Leave what is being applied to whoever looks at it next."""
        tasks = list(self._at_work)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _mine(self, id_: str) -> Document:
        about = await self.imports.find(id_, current_caller().person_id)
        await self.entries.require_in_charge(about["consultation_id"])
        return about

    async def _judged(
        self, about: Document, defaults: Defaults, rows: Sequence[Document]
    ) -> list[Document]:
        readable = [row for row in rows if row["readable"]]
        news = [self._new(about, defaults, row) for row in readable]
        hashes = [self.secrets.idempotency_hash(f"staff:{new.idempotency_key}") for new in news]
        known = await self.store.comments_by_key(hashes)
        likenesses = [new.likeness or "" for new in news]
        alike = await self.store.alike(about["consultation_id"], likenesses)
        verdicts = []
        for row, new, hashed in zip(readable, news, hashes, strict=True):
            verdict: Document = {"_id": row["_id"], "problem": None, "open": False}
            clause = row["said"].get("clause")
            if clause and not defaults.clauses.get(clause):
                problem = {"code": "CLAUSE_UNKNOWN_IN_ROW", "params": {}}
                verdict |= {"verdict": "bad", "problem": problem}
            elif hashed in known:
                number = in_groups(known[hashed]["receipt_number"])
                verdict |= {"verdict": "known", "receipt_number": number}
            elif new.likeness in alike:
                verdict |= {"verdict": "alike", "open": True}
            else:
                verdict |= await self._held_against_the_rules(new)
            verdicts.append(verdict)
        return verdicts

    async def _held_against_the_rules(self, new: NewComment) -> Document:
        try:
            late = await self.comments.check(new)
        except KyodoError as error:
            problem = {"code": error.code, "params": error.params}
            return {"verdict": "bad", "problem": problem}
        return {"verdict": "late" if late else "new", "open": True}

    async def _apply(self, about: Document) -> None:
        try:
            await self._apply_rows(about)
        except (KyodoError, PyMongoError) as error:
            _log.warning("import_lies_still", import_id=about["_id"], cause=cause_of(error))

    async def _apply_rows(self, about: Document) -> None:
        """Apply batch by batch; sent twice a row is still one comment."""
        id_ = about["_id"]
        defaults = Defaults.of(about["defaults"])
        away = 0
        while rows := await self.imports.open_rows(id_, BATCH_MAX):
            await self.imports.hold(id_, now() + CLAIMED_FOR)
            left = [] if about["with_alike"] else [r for r in rows if r["verdict"] == "alike"]
            if left:
                await self.imports.settle([{"_id": row["_id"]} for row in left])
                continue
            if await self._take(about, defaults, rows):
                away = 0
                continue
            away += 1
            if away > _AWAY_TRIES:
                raise Unavailable
            await asyncio.sleep(_AWAY_PAUSE_S)
        await self.imports.finish(id_)

    async def _take(self, about: Document, defaults: Defaults, rows: Sequence[Document]) -> bool:
        """Hand rows in; tell whether any of them was settled."""
        news = [self._new(about, defaults, row) for row in rows]
        outcome = await self.comments.submit_batch(news)
        settled: list[Document] = []
        for row, one in zip(rows, outcome, strict=True):
            if isinstance(one, Receipt):
                number = in_groups(one.comment["receipt_number"])
                verdict = "late" if one.comment["late"] else "new"
                told = {"verdict": verdict, "receipt_number": number, "taken": True}
                settled.append({"_id": row["_id"], **told})
            elif not isinstance(one, Unavailable):
                problem = {"code": one.code, "params": one.params}
                settled.append({"_id": row["_id"], "verdict": "bad", "problem": problem})
        if settled:
            await self.imports.settle(settled)
        return bool(settled)

    def _new(self, about: Document, defaults: Defaults, row: Document) -> NewComment:
        said: Mapping[str, Any] = row["said"]
        case = about["consultation_id"]
        place = "\x1f".join((case, about["sha256"], str(row["n"])))
        # A mended file may say otherwise of the agreement: it is the same comment.
        told = sorted((name, text) for name, text in said.items() if name != "agrees_to_publish")
        words = "\x1f".join(f"{name}={text}" for name, text in told)
        postmarked_on, received_on = said.get("postmarked_on"), said.get("received_on")
        return NewComment(
            consultation_id=case,
            clause_id=defaults.clauses.get(said["clause"]) if said.get("clause") else None,
            text=said.get("text", ""),
            idempotency_key="file-" + hashlib.sha256(place.encode()).hexdigest()[:48],
            submitter_kind=SubmitterKind(said.get("submitter_kind") or SubmitterKind.PERSON),
            channel=Channel(said["channel"]) if said.get("channel") else defaults.channel,
            by_staff=True,
            received_on=date.fromisoformat(received_on) if received_on else defaults.received_on,
            postmarked_on=date.fromisoformat(postmarked_on) if postmarked_on else None,
            submitter_ref=(said.get("submitter_ref") or "")[:200] or None,
            agrees_to_publish=said.get("agrees_to_publish") == "YES",
            quote=said.get("quote"),
            via=Via.FILE,
            likeness=self.secrets.likeness(case, f"{row['row_id']}\x1f{words}"),
        )


def _rows(import_id: str, content: bytes) -> list[Document]:
    """Read all rows; blocks.

    Raises:
        TableUnreadable, TooManyRows.
    """
    readings: Iterator[Reading]
    if is_workbook(content):
        readings = read_workbook(content, numbered=False)
    else:
        encoding = detect_encoding(content)
        readings = read_rows(content, encoding, last_row_complete=True, numbered=False)
    found = list(itertools.islice(readings, ROWS_MAX + 1))
    if len(found) > ROWS_MAX:
        raise TooManyRows("file", max=ROWS_MAX)
    return [kept_row(import_id, n, reading) for n, reading in enumerate(found)]
