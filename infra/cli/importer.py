"""Bringing in comments from a file: each row once, however often the command is run.

Every row has an idempotency key made from the consultation, the source and the row's number
alone. The service answers a key that it has seen with the first receipt, so a run that was
killed is simply run again: what was accepted comes back as 受付済み, the rest goes in. The file,
not a local note of progress, is the truth; a database that was restored meanwhile gets the rows
it lost.
"""

import asyncio
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from infra.cli.gateway import Gateway, RowResult
from infra.cli.outputs import Outputs
from infra.cli.patience import Transient, patiently
from shared.tables.rows import BadRow, Reading, Row, SameRow, refuse

MAX_BATCH_ROWS = 200
MAX_BATCH_BYTES = 160_000  # the gateway takes bodies up to 262,144 bytes
_ROW_OVERHEAD_BYTES = 300
_TRY_AGAIN = frozenset({"UNAVAILABLE", "STALE_AGGREGATE"})


@dataclass(frozen=True)
class Plan:
    """What to bring in, and what a row means that does not say it itself."""

    consultation_id: str
    source: str
    channel: str
    received_on: str
    give_up_after_s: float = 300.0


@dataclass
class Summary:
    """How many rows went which way; ``done`` tells whether the file's end was reached."""

    accepted: int = 0
    repeated: int = 0
    same_rows: int = 0
    bad: int = 0
    late: int = 0
    causes: dict[str, int] = field(default_factory=dict)
    done: bool = False


@dataclass(frozen=True)
class Watcher:
    """Who wants to see the progress."""

    at_line: Callable[[int, Summary], None]
    waiting: Callable[[float, Exception], None]


def idempotency_key(plan: Plan, row_id: str) -> str:
    """The key of a row: the same in every run, another for every consultation and source."""
    parts = "\x1f".join((plan.consultation_id, plan.source, row_id))
    return "import-" + hashlib.sha256(parts.encode()).hexdigest()[:48]


async def import_rows(
    plan: Plan, readings: Iterator[Reading], gateway: Gateway, outputs: Outputs, watcher: Watcher
) -> Summary:
    """Send all rows in the file's order, batch by batch; keep receipts and bad rows.

    Raises:
        Unreachable, NotPermitted, Refused: what came before has been kept; run it again.
        OSError: the file or the folder failed.
    """
    summary = Summary()
    batches = _batches(readings)
    while batch := await asyncio.to_thread(next, batches, None):
        for each in batch.aside:
            _set_aside(each, summary, outputs)
        if batch.rows:
            await _send(plan, batch.rows, gateway, outputs, summary, watcher)
        outputs.flush()
        watcher.at_line(batch.last_line, summary)
    summary.done = True
    return summary


@dataclass
class _Batch:
    rows: list[Row] = field(default_factory=list)
    aside: list[BadRow | SameRow] = field(default_factory=list)
    bytes: int = 0
    last_line: int = 0


def _batches(readings: Iterator[Reading]) -> Iterator[_Batch]:
    batch = _Batch()
    for reading in readings:
        size = _size(reading)
        full = len(batch.rows) + len(batch.aside) >= MAX_BATCH_ROWS
        if full or (batch.rows and batch.bytes + size > MAX_BATCH_BYTES):
            yield batch
            batch = _Batch()
        if isinstance(reading, Row) and size <= MAX_BATCH_BYTES:
            batch.rows.append(reading)
            batch.bytes += size
        elif isinstance(reading, Row):
            batch.aside.append(_too_long(reading))
        else:
            batch.aside.append(reading)
        batch.last_line = reading.line
    if batch.rows or batch.aside:
        yield batch


def _size(reading: Reading) -> int:
    if not isinstance(reading, Row):
        return 0
    # JSON writes a control character as six bytes; no other character grows.
    controls = sum(1 for char in reading.text if char < " " or char in '"\\')
    return len(reading.text.encode()) + 5 * controls + len(reading.row_id) + _ROW_OVERHEAD_BYTES


def _too_long(row: Row) -> BadRow:
    return refuse(
        row,
        "TEXT_TOO_LONG",
        f"意見が長すぎます（{len(row.text):,}文字）。引用符の閉じ忘れがないか確かめてください。",
        f"The text is too long ({len(row.text):,} characters). Look for a quote not closed.",
    )


async def _send(
    plan: Plan,
    rows: list[Row],
    gateway: Gateway,
    outputs: Outputs,
    summary: Summary,
    watcher: Watcher,
) -> None:
    open_rows = {row.row_id: row for row in rows}

    async def attempt() -> None:
        items = [_item(plan, row) for row in open_rows.values()]
        for result in await gateway.import_comments(plan.consultation_id, items):
            row = open_rows.get(result.row_id)
            if row is not None and _settled(row, result, summary, outputs):
                del open_rows[result.row_id]
        if open_rows:
            raise Transient("UNAVAILABLE")

    await patiently(attempt, give_up_after_s=plan.give_up_after_s, on_wait=watcher.waiting)


def _item(plan: Plan, row: Row) -> dict[str, str | bool]:
    item: dict[str, str | bool | None] = {
        "rowId": row.row_id,
        "text": row.text,
        "clauseId": row.clause_id,
        "quote": row.quote,
        "channel": row.channel or plan.channel,
        "receivedOn": row.received_on or plan.received_on,
        "postmarkedOn": row.postmarked_on,
        "submitterKind": row.submitter_kind,
        "submitterRef": row.submitter_ref,
        "agreesToPublish": True if row.agrees_to_publish == "YES" else None,
        "idempotencyKey": idempotency_key(plan, row.row_id),
    }
    return {name: value for name, value in item.items() if value is not None}


def _settled(row: Row, result: RowResult, summary: Summary, outputs: Outputs) -> bool:
    if result.receipt is not None:
        summary.repeated += result.receipt.repeated
        summary.accepted += not result.receipt.repeated
        summary.late += result.receipt.late
        outputs.add_receipt(row.line, row.row_id, result.receipt)
        return True
    if result.problem is None or result.problem.code in _TRY_AGAIN:
        return False
    problem = result.problem
    refused = refuse(row, problem.code, problem.message, problem.message_en)
    _set_aside(_with_advice(refused), summary, outputs)
    return True


def _with_advice(row: BadRow) -> BadRow:
    if row.code != "IDEMPOTENCY_KEY_REUSED":
        return row
    return replace(
        row,
        message=row.message + "（同じ番号の別の意見が受付済みです。別のファイルの意見なら "
        "--source で名前を分けてください。）",
        message_en=row.message_en + " (Another text was accepted under this number. If this is "
        "another file, give it a name of its own with --source.)",
    )


def _set_aside(each: BadRow | SameRow, summary: Summary, outputs: Outputs) -> None:
    if isinstance(each, SameRow):
        summary.same_rows += 1
        return
    summary.bad += 1
    summary.causes[each.code] = summary.causes.get(each.code, 0) + 1
    outputs.add_error(each)
