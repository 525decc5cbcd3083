"""Staff bring in files of letters while the faults strike: each row is one comment.

The page of the gateway keeps nothing of it: it calls the service with the client that is used here.
"""

import asyncio
import time
from dataclasses import dataclass
from typing import Any

from gateway.clients.entries import EntriesClient
from shared.caller import act_as
from shared.clock import today_jst
from tests.bench.graphql import Refusal
from tests.bench.system import Document, System
from tests.chaos.loads import GaveUp, People, note
from tests.chaos.service import Ask, clerk, insist, public_comment
from tests.chaos.verify import Evidence, Verdict

_ROWS = 8
_AGAIN_AFTER_S = 0.5


@dataclass(frozen=True)
class Files:
    """What somebody of the department in charge brings in."""

    system: System

    async def bring_in(self, people: People) -> None:
        """Bring in a file, at times once more: read, shown, confirmed, followed to its end."""
        key = people.key()
        texts = [people.text(people.key()) for _ in range(_ROWS)]
        lines = ["番号,意見", *(f'{n},"{text}"' for n, text in enumerate(texts, 1))]
        content = ("\r\n".join(lines) + "\r\n").encode()
        act_as(clerk(self.system))
        async with public_comment(self.system, EntriesClient) as client:
            try:
                for _ in range(people.chance.choice([1, 1, 2])):
                    rows = await _brought_in(people, client, content)
                    for row, text in zip(rows, texts, strict=True):
                        people.ledger.imported[row["receipt_number"]] = text
            except (Refusal, GaveUp) as error:
                # Each row may be there without anybody having heard of it.
                for number in range(_ROWS):
                    note(people, f"{key}-{number}", error)


async def _brought_in(people: People, client: EntriesClient, content: bytes) -> list[Document]:
    """Return what became of each row; each has a receipt number.

    Raises:
        Refusal, GaveUp.
    """
    case, began = people.town.consultation_id, time.monotonic()

    async def tell(ask: Ask) -> Any:
        return await insist(people, ask, began)

    id_ = (await tell(lambda: client.read_import(case, content)))["id"]
    # Of today, so that they are in the period: letters that are typed in (loads.py) are not.
    today = today_jst().isoformat()
    defaults = {"channel": "POST", "received_on": today, "clauses": {}}
    await tell(lambda: client.move_import(id_, "preview", defaults))
    await tell(lambda: client.move_import(id_, "confirm", {"alike": True}))
    while (await tell(lambda: client.shown_import(id_)))["state"] != "done":
        if time.monotonic() - began > people.patience_s:
            raise GaveUp(f"import {id_} does not end")
        await asyncio.sleep(_AGAIN_AFTER_S)
    rows: list[Document] = await tell(lambda: client.import_results(id_, -1))
    for row in rows:
        if row["receipt_number"] is None:
            raise Refusal(str(row["problem"]["code"] if row["problem"] else row["verdict"]))
    return rows


async def every_row_is_kept(evidence: Evidence, verdict: Verdict) -> None:
    """Each row that was brought in is a comment of its own, word for word."""
    compare_rows(evidence.ledger.imported, evidence.comments(), verdict)


def compare_rows(told: dict[str, str], rows: list[Document], verdict: Verdict) -> None:
    """Hold the comments against what was told of each row."""
    kept = {row["receipt_number"]: row["versions"][0]["text"] for row in rows}
    for number, text in told.items():
        if kept.get(number.replace("-", "")) == text:
            verdict.found += 1
        else:
            verdict.lost += 1
            verdict.remark(f"lost the row with {number}")
    # One row that has two numbers is two comments.
    verdict.doubled += len(told) - len(set(told.values()))
    verdict.facts["imported"] = len(told)
