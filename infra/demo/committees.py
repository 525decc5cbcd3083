"""Committees: who sits on them, and seats for which citizens apply."""

from collections.abc import Callable, Sequence
from typing import Any

from infra.demo import operations
from infra.demo.data import ApplicantRow, CallRow, CommitteeRow
from infra.demo.gateway import Gateway

TERM_DAYS = 700


class Committees:
    """Enters committees with all that belongs to them; once more changes nothing.

    ``day`` gives the ISO day that lies so many days after the first load.
    """

    def __init__(self, gateway: Gateway, day: Callable[[int], str]) -> None:
        self._gateway, self._day = gateway, day

    async def load(
        self,
        row: CommitteeRow,
        applicants: Sequence[ApplicantRow],
        policy_id: str,
        department_id: str,
        staff: str,
    ) -> None:
        """Enter one.

        Raises:
            DemoRefused, GatewayAway.
        """
        names = ("name", "basis", "purpose")
        seats = {
            "publicSeats": row.public_seats,
            "learnedSeats": row.learned_seats,
            "organisationSeats": row.organisation_seats,
        }
        links = [{"policyId": policy_id, "stage": "IMPLEMENTATION"}]
        given = {**{name: getattr(row, name) for name in names}, **seats, "links": links}
        key = f"committee-{row.key}"
        made = await self._do(
            operations.FOUND_COMMITTEE, key, staff, departmentId=department_id, **given
        )
        for at, member in enumerate(row.members):
            await self._do(
                *(operations.APPOINT_MEMBER, f"{key}-member-{at}", staff),
                committeeId=made["id"],
                seatKind=member.kind,
                startsOn=self._day(0),
                endsOn=self._day(TERM_DAYS),
                shownName=member.shown_name,
                shownAs=member.shown_as,
                name=member.name,
            )
        if row.call:
            await self._call(row.call, made["id"], key, applicants, staff)

    async def _call(
        self,
        call: CallRow,
        committee_id: str,
        key: str,
        applicants: Sequence[ApplicantRow],
        staff: str,
    ) -> None:
        days = {
            "opensOn": self._day(0),
            "lastDay": self._day(call.open_days),
            "termStartsOn": self._day(call.open_days + 60),
            "termEndsOn": self._day(call.open_days + 60 + TERM_DAYS),
            "countedOn": self._day(call.open_days + 60),
        }
        recruitment = await self._do(
            *(operations.CALL_FOR_APPLICATIONS, f"{key}-call", staff),
            committeeId=committee_id,
            title=call.title,
            seats=call.seats,
            **days,
            ties=["LIVE", "WORK", "STUDY"],
            essayQuestion=call.essay_question,
            essayLeast=call.essay_least,
            essayMost=call.essay_most,
            steps=["ESSAY", "INTERVIEW"],
            criteria=[{"name": name, "points": 5} for name in call.criteria],
            meetings=call.meetings,
            pay=call.pay,
            support=call.support,
            contact="環境部 みどり公園課",
        )
        for row in applicants:
            who = {
                "name": row.name,
                "kana": row.kana,
                "birthDate": row.birth_date,
                "address": "青葉野市",
                "phone": "000-0000-0000",
                "ties": ["LIVE"],
            }
            await self._do(
                *(operations.APPLY_FOR_SEAT, f"{key}-applicant-{row.key}", ""),
                recruitmentId=recruitment["id"],
                applicant=who,
                essay=row.essay,
            )

    async def _do(self, document: str, key: str, token: str, **given: Any) -> Any:
        variables = {**given, "idempotencyKey": f"kyodo-demo-{key}"}
        return await self._gateway.mutate(document, variables, token)
