"""A recruitment while the faults strike: citizens apply, and staff give away a few seats."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from shared.clock import today_jst
from tests.bench.graphql import Refusal
from tests.bench.system import Document, System
from tests.chaos.loads import GaveUp, People, note
from tests.chaos.topic import read_topic
from tests.chaos.verify import Evidence, Verdict

SEATS = 5
# All seats are taken, or somebody else took one in the same moment.
_TAKEN = ("SEATS_TAKEN", "STALE_AGGREGATE")
COLLECTIONS = ("committees", "recruitments", "applications")
_PROBLEMS = "... on Problems { problems { code message } }"


def _mutation(field_: str, kind: str, result: str) -> str:
    body = f"{{ __typename {result} {_PROBLEMS} }}"
    return f"mutation R($input: {kind}!) {{ {field_}(input: $input) {body} }}"


_FOUND = _mutation("foundCommittee", "FoundCommitteeInput", "... on Committee { id }")
_CALL = _mutation("callForApplications", "CallForApplicationsInput", "... on Recruitment { id }")
_APPLY = _mutation("applyForSeat", "ApplyForSeatInput", "... on ApplicationReceipt { number }")
_APPOINT = _mutation("appointMember", "AppointMemberInput", "... on Committee { id }")


@dataclass
class Seats:
    """A committee with few seats and an open recruitment, and what was acknowledged about it."""

    system: System
    committee: str = ""
    recruitment: str = ""
    numbers: list[str] = field(default_factory=list)
    # Names that were acknowledged to have taken a seat.
    seated: list[str] = field(default_factory=list)

    async def open(self, people: People) -> None:
        """Found the committee and call for applications, before anything strikes."""
        founded = {
            **{"name": "試しの委員会", "basis": "試し", "purpose": "試し"},
            **{"departmentId": self.system.department_id, "learnedSeats": SEATS},
            "idempotencyKey": people.key(),
        }
        self.committee = (await people.insist(people.staff, _FOUND, founded))["id"]
        days = {"opensOn": 0, "lastDay": 30, "termStartsOn": 60, "termEndsOn": 600}
        called = {
            **{name: _day(many) for name, many in {**days, "countedOn": 60}.items()},
            **{"committeeId": self.committee, "title": "試しの公募", "seats": 2},
            **{"ties": ["LIVE"], "steps": ["LOTTERY"], "contact": "試し"},
            "idempotencyKey": people.key(),
        }
        self.recruitment = (await people.insist(people.staff, _CALL, called))["id"]

    async def apply(self, people: People) -> None:
        """Somebody applies."""
        key = people.key()
        who = {
            **{"name": f"応募 {key}", "kana": "オウボ", "birthDate": "1960-04-01"},
            **{"address": "試しの町", "phone": "000", "ties": ["LIVE"]},
        }
        given = {"recruitmentId": self.recruitment, "applicant": who, "idempotencyKey": key}
        try:
            made = await people.insist(people.citizen, _APPLY, given)
        except (Refusal, GaveUp) as error:
            note(people, key, error)
            return
        self.numbers.append(made["number"].replace("-", ""))

    async def appoint(self, people: People) -> None:
        """Staff give away a seat that others may give away too."""
        key = people.key()
        given = {
            **{"committeeId": self.committee, "seatKind": "LEARNED", "name": key},
            **{"startsOn": _day(0), "endsOn": _day(300), "shownName": key},
            "idempotencyKey": key,
        }
        try:
            await people.insist(people.staff, _APPOINT, given)
        except Refusal as error:
            if error.code not in _TAKEN:
                note(people, key, error)
            return
        except GaveUp as error:
            note(people, key, error)
            return
        self.seated.append(key)

    async def every_application_is_kept(self, evidence: Evidence, verdict: Verdict) -> None:
        """Each acknowledged application and seat is there once, and no seat was given twice."""
        database = evidence.client[f"{self.system.database_prefix}_committee_recruitment"]
        rows = {name: list(database[name].find()) for name in COLLECTIONS}
        kept = Counter(row["number"] for row in rows["applications"])
        (committee,) = (row for row in rows["committees"] if row["_id"] == self.committee)
        members = Counter(one["shown_name"] for one in committee["appointments"])
        lost = [one for one in self.numbers if not kept[one]]
        lost += [one for one in self.seated if not members[one]]
        if lost:
            verdict.lost += len(lost)
            verdict.remark(f"{len(lost)} applications or seats are lost: {lost[:3]}")
        verdict.doubled += sum(count - 1 for count in members.values())
        verdict.doubled += max(0, members.total() - SEATS)
        await self._events(rows, verdict)
        verdict.facts["applications"] = len(self.numbers)
        verdict.facts["seats"] = len(self.seated)

    async def _events(self, rows: dict[str, list[Document]], verdict: Verdict) -> None:
        order = await read_topic(self.system, "committee_recruitment")
        verdict.out_of_order += order.out_of_order
        every: list[dict[str, Any]] = [row for each in rows.values() for row in each]
        silent = [row["_id"] for row in every if order.last[row["_id"]] != row["sequence"]]
        if silent:
            verdict.lost += len(silent)
            verdict.remark(f"{len(silent)} of the recruitment's events never came out")


def _day(many: int) -> str:
    return (today_jst() + timedelta(days=many)).isoformat()
