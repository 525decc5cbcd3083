"""A workshop while the faults strike: notes are written, reworded and moved, and none goes astray.

A note that was not acknowledged is sent again with the same id, as a phone does.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from shared.ids import new_id
from tests.bench.graphql import Refusal
from tests.bench.system import Document, System
from tests.chaos.loads import GaveUp, People, note
from tests.chaos.topic import read_topic
from tests.chaos.verify import Evidence, Verdict

GUESTS, TABLES = 12, 3
_PROBLEMS = "... on Problems { problems { code message } }"


def _mutation(field_: str, kind: str, result: str) -> str:
    body = f"{{ __typename {result} {_PROBLEMS} }}"
    return f"mutation W($input: {kind}!) {{ {field_}(input: $input) {body} }}"


_PLAN = _mutation("planWorkshop", "PlanWorkshopInput", "... on Workshop { id hallCode }")
_MOVE = _mutation("moveWorkshop", "MoveWorkshopInput", "... on Workshop { id }")
_CHECK_IN = _mutation("checkIn", "CheckInInput", "... on WorkshopArrival { key }")
_NOTE = "... on WorkshopNote { id version text others }"
_WRITE = _mutation("writeNote", "WriteNoteInput", _NOTE)
_EDIT = _mutation("editNote", "EditNoteInput", _NOTE)


@dataclass
class Written:
    """A note that was acknowledged, with every wording that was; ``maybe`` got no answer."""

    id: str
    key: str
    texts: list[str]
    version: int = 1
    maybe: str | None = None
    busy: bool = False


@dataclass
class Cafe:
    """A workshop whose day it is, and what was acknowledged in it."""

    system: System
    id: str = ""
    keys: list[str] = field(default_factory=list)
    written: list[Written] = field(default_factory=list)

    async def open(self, people: People) -> None:
        """Plan it and let people in, before anything strikes."""
        begins = datetime.now(UTC) + timedelta(hours=1)
        plan = {
            "title": "試しの市民カフェ",
            "summary": "途中で何が止まっても、付箋はなくなりません。",
            "place": "会場",
            "startsAt": begins.isoformat(),
            "endsAt": (begins + timedelta(hours=2)).isoformat(),
            "capacity": GUESTS,
            "tables": TABLES,
            "seats": 5,
            "rounds": [{"question": "試しの問い"}],
        }
        department = self.system.people.department
        given = {"plan": plan, "departmentId": department, "idempotencyKey": people.key()}
        made = await people.insist(people.staff, _PLAN, given)
        self.id = made["id"]
        live = {"workshopId": self.id, "state": "LIVE", "idempotencyKey": people.key()}
        await people.insist(people.staff, _MOVE, live)
        for _ in range(GUESTS):
            came = {
                "workshopId": self.id,
                "hallCode": made["hallCode"],
                "idempotencyKey": people.key(),
            }
            self.keys.append((await people.insist(people.citizen, _CHECK_IN, came))["key"])

    async def write(self, people: People) -> None:
        """Somebody writes a note."""
        key, id_ = people.chance.choice(self.keys), new_id()
        text = people.text(people.key())[-400:]
        given = {
            "workshopId": self.id,
            "key": key,
            "id": id_,
            "table": people.chance.randint(1, TABLES),
            "round": 1,
            "text": text,
        }
        try:
            await people.insist(people.citizen, _WRITE, given)
        except (Refusal, GaveUp) as error:
            note(people, id_, error)
            return
        self.written.append(Written(id_, key, [text.strip()]))

    async def reword(self, people: People) -> None:
        """Its writer puts it in other words, on the version that was acknowledged."""
        free = [each for each in self.written[-100:] if not each.busy]
        if not free:
            return
        chosen, again = people.chance.choice(free), people.key()
        chosen.busy, chosen.maybe = True, people.text(again)[-400:].strip()
        given: dict[str, Any] = {
            "workshopId": self.id,
            "key": chosen.key,
            "noteId": chosen.id,
            "text": chosen.maybe,
            "baseVersion": chosen.version,
            "idempotencyKey": again,
        }
        try:
            after = await people.insist(people.citizen, _EDIT, given)
        except (Refusal, GaveUp) as error:
            note(people, again, error)
            return
        chosen.version = after["version"]
        chosen.texts.append(chosen.maybe)
        chosen.maybe, chosen.busy = None, False

    async def every_note_is_kept(self, evidence: Evidence, verdict: Verdict) -> None:
        """Each acknowledged wording is there, once and in its order, and so are the events."""
        name = f"{self.system.database_prefix}_workshops"
        rows = {row["_id"]: row for row in evidence.client[name]["notes"].find()}
        for one in self.written:
            kept = [wording["text"] for wording in rows.get(one.id, {}).get("wordings", [])]
            if kept not in (one.texts, [*one.texts, one.maybe]):
                verdict.lost += 1
                verdict.remark(f"note {one.id}: {len(kept)} wordings, {len(one.texts)} were told")
        first = [row["wordings"][0]["text"] for row in rows.values()]
        verdict.doubled += len(first) - len(set(first))
        await self._events(rows, verdict)
        verdict.facts["notes"] = len(self.written)
        verdict.facts["notes_reworded"] = sum(len(one.texts) - 1 for one in self.written)

    async def _events(self, rows: dict[str, Document], verdict: Verdict) -> None:
        order = await read_topic(self.system, "workshops")
        verdict.out_of_order += order.out_of_order
        if missing := [id_ for id_, row in rows.items() if order.last[id_] != row["sequence"]]:
            verdict.lost += len(missing)
            verdict.remark(f"{len(missing)} notes have events that never came out")
