"""An issue while the faults strike: difficulties are brought, parties talk, a room is reserved.

Its needs change what the map counts, and the map agrees in the end.
"""

import asyncio
import itertools
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.bench.graphql import GraphQL, Refusal
from tests.bench.system import Document, System
from tests.chaos.loads import GaveUp, People, note
from tests.chaos.topic import read_topic
from tests.chaos.verify import Evidence, Verdict

# One party may write twelve times in an hour.
PARTIES = 40
HOURS = 60
# An issue has fifty needs at most.
NEEDS = 40
WANTED = ("BUSINESS", "SCHOOL", "NEIGHBOURHOOD", "GROUP")
PLACE = {"latitude": 38.3, "longitude": 140.85}
MAP_WITHIN_S = 30.0
COLLECTIONS = ("issues", "threads", "parties", "offers")
_PROBLEMS = "... on Problems { problems { code message } }"
_WORDS = {"title": "試しの課題", "background": "途中で何が止まっても、言葉はなくなりません。"}


def _mutation(field_: str, kind: str, result: str) -> str:
    body = f"{{ __typename {result} {_PROBLEMS} }}"
    return f"mutation I($input: {kind}!) {{ {field_}(input: $input) {body} }}"


_ISSUE = "... on IssueProposal { id sequence }"
_BRING = _mutation(
    "bringIssue",
    "BringIssueInput",
    "... on IssueReceipt { number confirmationNumber issue { id sequence } }",
)
_SORT = _mutation("sortIssue", "SortIssueInput", _ISSUE)
_SHAPE = _mutation("shapeIssue", "ShapeIssueInput", _ISSUE)
_APPROVE = _mutation("approveIssue", "ApproveIssueInput", _ISSUE)
_JOIN = _mutation(
    "joinIssue", "JoinIssueInput", "... on PartyReceipt { number confirmationNumber }"
)
_BEGIN = _mutation("beginThread", "BeginThreadInput", "... on IssueThread { id }")
_REPLY = _mutation("replyInThread", "ReplyInThreadInput", "... on IssueThread { id }")
_OFFER = _mutation("makeOffer", "MakeOfferInput", "... on OfferReceipt { offer { id } }")
_NAME = _mutation("nameNeed", "NameNeedInput", _ISSUE)
_RESERVE = _mutation("reserveOffer", "ReserveOfferInput", "... on Offer { id }")


@dataclass
class Talk:
    """A public issue, and what was acknowledged about it."""

    system: System
    id: str = ""
    room: str = ""
    parties: list[dict[str, str]] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    threads: list[str] = field(default_factory=list)
    # Key of a post → its text; key of a reservation → its hour.
    said: dict[str, str] = field(default_factory=dict)
    reserved: dict[str, int] = field(default_factory=dict)
    # Of whom something was wanted, as acknowledged.
    wanted: list[str] = field(default_factory=list)
    _turn: Iterator[int] = field(default_factory=itertools.count)

    async def open(self, people: People) -> None:
        """Make it public, let parties join and somebody lend a room, before anything strikes."""
        made = await people.insist(people.citizen, _BRING, self._new(people))
        issue = {"issueId": made["issue"]["id"]}
        self.id = issue["issueId"]
        numbers = {name: made[name] for name in ("number", "confirmationNumber")}
        token = self.system.people.tokens["coordinator"]
        async with GraphQL(self.system.gateway_url, token) as coordinator:
            for document, given in (
                (_SORT, {"kind": "ISSUE", "reason": "試し", "sequence": made["issue"]["sequence"]}),
                (_SHAPE, {"words": _WORDS, "place": PLACE, "baseVersion": 0}),
                (_APPROVE, {"version": 1}),
            ):
                department = {"departmentId": self.system.department_id}
                more = department if document == _SORT else {}
                body = {**issue, **given, **more, "idempotencyKey": people.key()}
                await people.insist(coordinator, document, body)
        agreed = {**issue, "version": 1, **numbers, "idempotencyKey": people.key()}
        await people.insist(people.citizen, _APPROVE, agreed)
        for at in range(PARTIES):
            party = {**issue, "kind": "GROUP", "name": f"団体{at}", "idempotencyKey": people.key()}
            self.parties.append(_numbers(await people.insist(people.citizen, _JOIN, party)))
        room = {"kind": "ROOMS", "text": "集会所を貸します。", "idempotencyKey": people.key()}
        self.room = (await people.insist(people.citizen, _OFFER, room))["offer"]["id"]

    async def bring(self, people: People) -> None:
        """Somebody brings a difficulty."""
        given = self._new(people)
        try:
            made = await people.insist(people.citizen, _BRING, given)
        except (Refusal, GaveUp) as error:
            note(people, given["idempotencyKey"], error)
            return
        self.numbers.append(made["number"].replace("-", ""))

    async def say(self, people: People) -> None:
        """A party begins a thread, or writes in one."""
        key = people.key()
        text = people.text(key)[-400:]
        party = self.parties[next(self._turn) % PARTIES]
        given = {"issueId": self.id, "text": text, **party, "idempotencyKey": key}
        thread = people.chance.choice([None, *self.threads[-5:]])
        try:
            if thread is None:
                await people.insist(people.citizen, _BEGIN, {**given, "kind": "IDEA"})
                self.threads.append(key)
            else:
                await people.insist(people.citizen, _REPLY, {**given, "threadId": thread})
        except (Refusal, GaveUp) as error:
            note(people, key, error)
            return
        self.said[key] = text.strip()

    async def reserve(self, people: People) -> None:
        """Staff want the room for an hour that others may want too."""
        key, hour = people.key(), people.chance.randrange(HOURS)
        begins = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
        begins += timedelta(days=3, hours=hour)
        given = {
            "offerId": self.room,
            "issueId": self.id,
            "startsAt": begins.isoformat(),
            "endsAt": (begins + timedelta(hours=1)).isoformat(),
            "idempotencyKey": key,
        }
        try:
            await people.insist(people.staff, _RESERVE, given)
        except Refusal as error:
            if error.code != "RESERVATION_TAKEN":
                note(people, key, error)
            return
        except GaveUp as error:
            note(people, key, error)
            return
        self.reserved[key] = hour
        await self._want(people)

    async def _want(self, people: People) -> None:
        """Staff name something that is needed, and of whom."""
        if len(self.wanted) >= NEEDS:
            return
        key, wanted = people.key(), people.chance.choice(WANTED)
        given = {"issueId": self.id, "kind": "HANDS", "text": "雪かき", "wanted": wanted}
        try:
            await people.insist(people.staff, _NAME, {**given, "idempotencyKey": key})
        except (Refusal, GaveUp) as error:
            note(people, key, error)
            return
        self.wanted.append(wanted)

    async def every_word_is_kept(self, evidence: Evidence, verdict: Verdict) -> None:
        """Each acknowledged difficulty, post and reservation is there once, with its events."""
        database = evidence.client[f"{self.system.database_prefix}_issue_proposals"]
        rows = {name: list(database[name].find()) for name in COLLECTIONS}
        brought = Counter(row["number"] for row in rows["issues"])
        posts = [post for row in rows["threads"] for post in row["posts"]]
        kept = {post["id"]: post["text"] for post in posts}
        lost = [one for one in self.numbers if not brought[one]]
        lost += [key for key, text in self.said.items() if kept.get(key) != text]
        (room,) = (row for row in rows["offers"] if row["_id"] == self.room)
        here = {one["id"] for one in room["reservations"]}
        lost += [key for key in self.reserved if key not in here]
        if lost:
            verdict.lost += len(lost)
            verdict.remark(f"{len(lost)} of what was said about issues is lost: {lost[:3]}")
        starts = Counter(one["starts_at"] for one in room["reservations"])
        verdict.doubled += len(posts) - len(kept) + sum(count - 1 for count in starts.values())
        await self._events(rows, verdict)
        await self._the_map_agrees(rows["issues"], evidence, verdict)
        verdict.facts["issues"] = len(self.numbers)
        verdict.facts["posts"] = len(self.said)
        verdict.facts["reservations"] = len(self.reserved)

    async def _the_map_agrees(
        self, issues: list[Document], evidence: Evidence, verdict: Verdict
    ) -> None:
        """The map counts what is public once, also by who is wanted, as the issues are now."""
        database = evidence.client[f"{self.system.database_prefix}_issue_proposals"]
        public = [row for row in issues if row["public"] and row["merged_into"] is None]
        expected = Counter(f"*|*|*|ward/{row['ward']}" for row in public)
        expected.update(f"*|*|{one}|ward/{row['ward']}" for row in public for one in row["wanted"])
        expected.update(f"*|*|*|{cell}" for row in public for cell in row["cells"])
        pattern = {"_id": {"$regex": r"^\*\|\*\|"}, "n": {"$ne": 0}}
        by = time.monotonic() + MAP_WITHIN_S
        while True:
            rows = database["issue_proposals_g1_rows"].find(pattern)
            counted = {row["_id"]: row["n"] for row in rows if not _by_cell_and_wanted(row["_id"])}
            if counted == dict(expected):
                break
            if time.monotonic() > by:
                verdict.lost += 1
                verdict.remark(f"the map counts {counted}, the issues {dict(expected)}")
                break
            await asyncio.sleep(0.5)
        verdict.facts["needs"] = len(self.wanted)
        verdict.facts["on_map"] = len(public)

    async def _events(self, rows: dict[str, list[Document]], verdict: Verdict) -> None:
        order = await read_topic(self.system, "issue_proposals")
        verdict.out_of_order += order.out_of_order
        silent = [
            row["_id"]
            for each in rows.values()
            for row in each
            if order.last[row["_id"]] != row["sequence"]
        ]
        if silent:
            verdict.lost += len(silent)
            verdict.remark(f"{len(silent)} of the issues' events never came out")

    def _new(self, people: People) -> dict[str, Any]:
        key = people.key()
        return {"words": people.text(key)[-400:], "idempotencyKey": key}


def _by_cell_and_wanted(name: str) -> bool:
    """Say whether a row counts in a cell what is wanted of somebody; of those wards are enough."""
    _, _, wanted, where = name.split("|")
    return wanted != "*" and not where.startswith("ward/")


def _numbers(receipt: dict[str, Any]) -> dict[str, str]:
    return {name: receipt[name] for name in ("number", "confirmationNumber")}
