"""A second consultation that comes to its end: closed, answered, and its result published.

People write to it as long as the faults strike. Then its period is over: it was opened in days and
cannot end within a run, so its end is moved to a moment ago in the database. All but one of its
opinions are answered by one response, the result is refused, the last one is answered, and two
people publish the result at once while one more fault strikes.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from tests.bench.graphql import SUBMIT, GraphQL, Refusal
from tests.bench.system import Document, System
from tests.chaos.answers import draft
from tests.chaos.ledger import Ledger
from tests.chaos.loads import GaveUp, People, accept, look, note, pick, secret, withdraw
from tests.chaos.mails import new_address
from tests.chaos.points import points_of, split
from tests.chaos.publication import PUBLISH, decided, surely

OUTCOME = "AS_PROPOSED"
MISSING = "ANSWERS_MISSING"
# People who publish the result at once.
PUBLISHERS = 2
_NOT_COUNTED = "ANSWERS_NOT_COUNTED"
_LEAST = 3
_AGAIN_AFTER_S = 0.5
_KNOWN_WITHIN_S, _COUNTED_WITHIN_S = 60.0, 120.0
_MOVED = "__typename ... on Consultation { state } ... on Problems { problems { code message } }"
_CONSIDER = f"""mutation C($input: StartConsiderationInput!) {{
  startConsideration(input: $input) {{ {_MOVED} }}
}}"""
_RESULT = f"""mutation R($input: PublishResultInput!) {{
  publishResult(input: $input) {{ {_MOVED} }}
}}"""
_WAITING = """query W($id: ID!, $after: String) {
  unanswered(consultationId: $id, first: 50, after: $after) {
    edges { node { kind id } } pageInfo { hasNextPage endCursor }
  }
}"""


@dataclass
class Second:
    """The second consultation, and what its people were told. ``people`` are its own."""

    people: People
    # By receipt number: the first receipt of the same person.
    speakers: dict[str, str] = field(default_factory=dict)
    # What the system said of a result while an opinion had no response, and how often it said yes.
    too_early: str = ""
    acknowledged: int = 0

    @property
    def ledger(self) -> Ledger:
        """What its people were told."""
        return self.people.ledger

    async def take_part(self, _: People) -> None:
        """Somebody comments, perhaps once more, or takes a comment back; or staff split one."""
        acts = (self._write, split, withdraw)
        (act,) = self.people.chance.choices(acts, (16, 4, 1))
        await act(self.people)

    async def _write(self, people: People) -> None:
        key, chance = people.key(), people.chance
        given: Document = {
            "consultationId": people.town.consultation_id,
            "clauseId": chance.choice([None, *people.town.clause_ids]),
            "text": people.text(key),
            "submitterKind": "PERSON",
            "idempotencyKey": key,
        }
        earlier = pick(people) if chance.random() < 0.25 else None
        if earlier is not None:
            given["continues"] = secret(earlier)
        if chance.random() < 0.4:
            given["mailAddress"] = new_address(people, key)
        kept = await accept(people, people.citizen, SUBMIT, given, "WEB")
        if kept is not None:
            mine = kept.receipt_number
            self.speakers[mine] = self.speakers[earlier.receipt_number] if earlier else mine

    # The end of it

    async def end(self, system: System, fault: Callable[[], Awaitable[None]]) -> None:
        """Close, answer and publish it; ``fault`` strikes while the result is published."""
        people, case = self.people, {"consultationId": self.people.town.consultation_id}
        while sum(each.withdrawn is False for each in self.ledger.accepted) < _LEAST:
            await self._write(people)
        await asyncio.to_thread(_close, system, people.town.consultation_id)
        await surely(people, people.staff, _CONSIDER, {**case, "idempotencyKey": people.key()})
        async with GraphQL(system.gateway_url, system.people.tokens["approver"]) as approver:
            waiting = await self._waiting(await asyncio.to_thread(_opinions, system, people))
            await self._answer(approver, waiting[:-1])
            self.too_early = await self._publish(until_counted=False)
            await self._answer(approver, waiting[-1:])
            told = await asyncio.gather(*(self._publish() for _ in range(PUBLISHERS)), fault())
        self.acknowledged = told.count("")

    async def _waiting(self, opinions: set[str]) -> list[Document]:
        """What waits for an answer, once it is known of all opinions that they do."""
        people, began = self.people, time.monotonic()
        while True:
            found: list[Document] = []
            given: Document = {"id": people.town.consultation_id, "after": None}
            while page := await look(people.staff, _WAITING, given):
                found += [edge["node"] for edge in page["edges"]]
                given["after"] = page["pageInfo"]["endCursor"]
                if not page["pageInfo"]["hasNextPage"]:
                    break
            known = {one["id"] for one in found}
            if known == opinions or time.monotonic() - began > _KNOWN_WITHIN_S:
                return found
            await asyncio.sleep(_AGAIN_AFTER_S)

    async def _answer(self, approver: GraphQL, subjects: list[Document]) -> None:
        """Answer all of it by one response, have that decided, and publish it."""
        people, case = self.people, self.people.town.consultation_id
        before = len(self.ledger.answered)
        await draft(people, [{**one, "caseId": case} for one in subjects])
        for one in self.ledger.answered[before:]:
            given = {"consultationId": case, "partial": True, "idempotencyKey": people.key()}
            if await decided(people, approver, one) and await surely(
                people, people.staff, PUBLISH, given
            ):
                self.ledger.published[one.response_id] = one.acknowledged[-1]

    async def _publish(self, *, until_counted: bool = True) -> str:
        """Publish the result; return the code of a refusal, or nothing.

        ``until_counted``: while answers are missing that were given, they are not counted yet.
        """
        people, began = self.people, time.monotonic()
        passing = {_NOT_COUNTED, MISSING} if until_counted else {_NOT_COUNTED}
        given = {"consultationId": people.town.consultation_id, "outcome": OUTCOME}
        given["idempotencyKey"] = people.key()
        while True:
            try:
                await people.insist(people.staff, _RESULT, given)
            except GaveUp as error:
                note(people, given["idempotencyKey"], error)
                return "GAVE_UP"
            except Refusal as error:
                if error.code not in passing or time.monotonic() - began > _COUNTED_WITHIN_S:
                    return error.code
            else:
                return ""
            await asyncio.sleep(_AGAIN_AFTER_S)


def _opinions(system: System, people: People) -> set[str]:
    """The ids of what is to be answered, as the comments themselves hold it."""
    with system.mongo() as client:
        case = {"consultation_id": people.town.consultation_id, "state": "accepted"}
        rows = list(system.comments(client).find(case))
    return {one["id"] for row in rows for one in points_of(row) or [{"id": row["_id"]}]}


def _close(system: System, case: str) -> None:
    """Let the period have ended a moment ago."""
    closed = datetime.now(UTC).replace(microsecond=0) - timedelta(seconds=1)
    with system.mongo() as client:
        database = client[f"{system.database_prefix}_public_comment"]
        database["consultations"].update_one({"_id": case}, {"$set": {"closes_at": closed}})
