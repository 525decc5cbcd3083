"""Batches, retries and keys, against a gateway that fails in every way it may."""

from pathlib import Path
from typing import cast

import pytest

from infra.cli import patience
from infra.cli.errors import NotPermitted, Unreachable
from infra.cli.gateway import Gateway, Problem, Receipt, RowResult
from infra.cli.importer import (
    MAX_BATCH_BYTES,
    MAX_BATCH_ROWS,
    Plan,
    Summary,
    Watcher,
    idempotency_key,
    import_rows,
)
from infra.cli.outputs import Outputs
from infra.cli.patience import Transient
from shared.tables.rows import Reading, Row, bad

PLAN = Plan("c1", "", "WEB", "2026-06-01", give_up_after_s=2.0)


class FakeGateway:
    """Accepts each key once, and plays the failures it is given, one a call."""

    def __init__(self, *failures: str) -> None:
        self.accepted: dict[str, str] = {}
        self.sizes: list[int] = []
        self.bytes: list[int] = []
        self._failures = list(failures)

    async def import_comments(
        self, consultation_id: str, items: list[dict[str, str | None]]
    ) -> list[RowResult]:
        self.sizes.append(len(items))
        self.bytes.append(sum(len((item["text"] or "").encode()) for item in items))
        failure = self._failures.pop(0) if self._failures else ""
        if failure == "before":
            raise Transient("connection refused")
        if failure == "forbidden":
            raise NotPermitted("だめ", "no")
        results = [self._row(item, failure, number) for number, item in enumerate(items)]
        if failure == "after":
            raise Transient("the answer was lost")
        return results

    def _row(self, item: dict[str, str | None], failure: str, number: int) -> RowResult:
        row_id, key, text = item["rowId"] or "", item["idempotencyKey"] or "", item["text"] or ""
        if failure == "half" and number % 2:
            return RowResult(row_id, None, Problem("UNAVAILABLE", "待って", "wait"))
        if text == "bad":
            return RowResult(row_id, None, Problem("TEXT_EMPTY", "空です", "empty"))
        repeated = key in self.accepted
        self.accepted[key] = text
        number_text = f"{list(self.accepted).index(key):012d}"
        return RowResult(row_id, Receipt(number_text, "0", "now", repeated, False), None)


async def run(
    gateway: FakeGateway, readings: list[Reading], folder: Path, plan: Plan = PLAN
) -> Summary:
    outputs = Outputs(folder / "a.csv")
    outputs.open()
    waits: list[float] = []
    watcher = Watcher(lambda line, summary: None, lambda seconds, error: waits.append(seconds))
    try:
        return await import_rows(plan, iter(readings), cast(Gateway, gateway), outputs, watcher)
    finally:
        outputs.receipts.finish()
        outputs.errors.finish()


def rows(count: int, text: str = "意見") -> list[Reading]:
    return [Row(number + 1, str(number), text) for number in range(1, count + 1)]


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "_FIRST_WAIT_S", 0.001)


def test_a_key_belongs_to_consultation_source_and_number_alone() -> None:
    other_day = Plan("c1", "", "FAX", "2027-01-01")

    assert idempotency_key(PLAN, "7") == idempotency_key(other_day, "7")
    keys = {
        idempotency_key(Plan(*parts, "WEB", "2026-06-01"), row)
        for parts in (("c1", ""), ("c2", ""), ("c1", "fax"))
        for row in ("7", "8")
    }
    assert len(keys) == 6
    assert all(16 <= len(key) <= 128 and key.replace("-", "").isalnum() for key in keys)


async def test_batches_keep_within_rows_and_bytes(tmp_path: Path) -> None:
    gateway = FakeGateway()
    long_rows: list[Reading] = [
        Row(1000 + number, f"long-{number}", "字" * 10_000) for number in range(30)
    ]

    summary = await run(gateway, [*rows(450), *long_rows], tmp_path)

    assert summary.accepted == 480
    assert max(gateway.sizes) == MAX_BATCH_ROWS
    assert max(gateway.bytes) <= MAX_BATCH_BYTES


async def test_a_text_too_large_for_any_batch_is_set_aside(tmp_path: Path) -> None:
    gateway = FakeGateway()

    summary = await run(gateway, [Row(2, "1", "字" * 60_000), Row(3, "2", "意見")], tmp_path)

    assert (summary.accepted, summary.causes) == (1, {"TEXT_TOO_LONG": 1})


@pytest.mark.parametrize(
    ("failures", "repeated"),
    [(("before", "before", ""), 0), (("after", "before", ""), 30), (("half", "half", ""), 0)],
)
async def test_what_fails_for_now_is_sent_again_and_counted_once(
    tmp_path: Path, failures: tuple[str, ...], repeated: int
) -> None:
    gateway = FakeGateway(*failures)

    summary = await run(gateway, rows(30), tmp_path)

    assert len(gateway.accepted) == 30
    assert (summary.accepted, summary.repeated) == (30 - repeated, repeated)
    assert (tmp_path / "a.csv.receipts.csv").read_text("utf-8-sig").count("\n") == 31


async def test_it_gives_up_after_the_time_it_was_given_and_keeps_what_it_has(
    tmp_path: Path,
) -> None:
    gateway = FakeGateway("", *["before"] * 1_000)
    plan = Plan("c1", "", "WEB", "2026-06-01", give_up_after_s=0.05)

    with pytest.raises(Unreachable):
        await run(gateway, rows(250), tmp_path, plan)

    assert len(gateway.accepted) == 200
    assert (tmp_path / "a.csv.receipts.csv").read_text("utf-8-sig").count("\n") == 201


async def test_a_wrong_token_ends_it_at_once(tmp_path: Path) -> None:
    gateway = FakeGateway("forbidden")

    with pytest.raises(NotPermitted):
        await run(gateway, rows(3), tmp_path)

    assert gateway.sizes == [3]


async def test_bad_rows_do_not_hold_up_the_others(tmp_path: Path) -> None:
    gateway = FakeGateway()
    readings: list[Reading] = [bad(2, 3, "QUOTES"), Row(4, "a", "bad"), Row(5, "b", "意見")]

    summary = await run(gateway, readings, tmp_path)

    assert (summary.accepted, summary.bad, summary.done) == (1, 2, True)
    assert summary.causes == {"QUOTES": 1, "TEXT_EMPTY": 1}
