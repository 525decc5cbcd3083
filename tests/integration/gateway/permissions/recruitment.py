"""What the root fields of committee recruitment are tried with."""

import asyncio
from datetime import timedelta
from typing import Any

from shared.clock import today_jst
from tests.integration.gateway.conftest import Door
from tests.integration.gateway.permissions.arguments import (
    Given,
    World,
    an_input,
    tried_with,
)
from tests.support.recruitments import end_recruitment

WHO = {
    "name": "試し 花子",
    "kana": "タメシ ハナコ",
    "birthDate": "1960-04-01",
    "address": "試しの町1",
    "phone": "000",
    "ties": ["LIVE"],
}

# The committee of each town, made once: with a member, an open recruitment and a closed one.
_MADE: dict[str, Given] = {}
_MAKING = asyncio.Lock()


def a_committee(world: World) -> dict[str, Any]:
    """Describe a committee of the department in charge."""
    return {
        "name": "試しの委員会",
        "basis": "試しの条例",
        "purpose": "試すためです。",
        "departmentId": world.department,
        "publicSeats": 50,
        "learnedSeats": 50,
        "links": [{"policyId": world.town.policy, "stage": "PLANNING"}],
    }


def a_call(committee: str) -> dict[str, Any]:
    """Describe a call that is open today."""
    today = today_jst()
    days = {"opensOn": 0, "lastDay": 20, "termStartsOn": 60, "termEndsOn": 600, "countedOn": 60}
    return {
        "committeeId": committee,
        "title": "試しの公募",
        "seats": 2,
        **{name: (today + timedelta(days=many)).isoformat() for name, many in days.items()},
        "ties": ["LIVE"],
        "steps": ["INTERVIEW"],
        "criteria": [{"name": "意欲"}],
        "contact": "試しの連絡先",
        "oldest": 20,
    }


def a_member(committee: str) -> dict[str, Any]:
    """Describe somebody who takes a seat today."""
    today = today_jst()
    return {
        "committeeId": committee,
        "seatKind": "LEARNED",
        "startsOn": today.isoformat(),
        "endsOn": (today + timedelta(days=100)).isoformat(),
        "shownName": "試し",
        "name": WHO["name"],
    }


async def _founded(world: World) -> str:
    given = an_input(**a_committee(world))["input"]
    made = await _staff(world).do(
        "foundCommittee", "FoundCommitteeInput", given, "... on Committee { id }"
    )
    return str(made["id"])


async def _called(world: World, committee: str) -> str:
    given = an_input(**a_call(committee))["input"]
    made = await _staff(world).do(
        "callForApplications", "CallForApplicationsInput", given, "... on Recruitment { id }"
    )
    return str(made["id"])


async def applied(world: World, recruitment: str) -> Given:
    """Apply as a citizen; return the id and both numbers."""
    given = an_input(recruitmentId=recruitment, applicant=WHO)["input"]
    fields = "... on ApplicationReceipt { number confirmationNumber application { id } }"
    made = await world.door.do("applyForSeat", "ApplyForSeatInput", given, fields, as_staff=False)
    numbers = {name: made[name] for name in ("number", "confirmationNumber")}
    return {"id": made["application"]["id"], "numbers": numbers}


async def committee_of(world: World) -> Given:
    """Return the town's committee with one of everything."""
    async with _MAKING:
        if (known := _MADE.get(world.town.policy)) is None:
            known = _MADE[world.town.policy] = await _everything(world)
    return known


async def _everything(world: World) -> Given:
    committee = await _founded(world)
    member = an_input(**a_member(committee))["input"]
    fields = "... on Committee { members { id } }"
    made = await _staff(world).do("appointMember", "AppointMemberInput", member, fields)
    recruitment, over = await _called(world, committee), await _called(world, committee)
    application, late = await applied(world, recruitment), await applied(world, over)
    await asyncio.to_thread(end_recruitment, world.environment, over)
    await _staff(world).do("proposeResult", "ProposeResultInput", a_result(over, late), "")
    return {
        "id": committee,
        "member": made["members"][0]["id"],
        "recruitment": recruitment,
        "application": application,
        "over": over,
        "late": late,
    }


def a_result(recruitment: str, application: Given) -> dict[str, Any]:
    """Describe a result that chooses one."""
    outcome = {"applicationId": application["id"], "state": "CHOSEN", "reason": "試し"}
    return dict(an_input(recruitmentId=recruitment, outcomes=[outcome], summary="試し")["input"])


def _staff(world: World) -> Door:
    return world.door_of("staff")


@tried_with("Query.committees")
async def _committees(world: World, _door: Door) -> Given:
    await committee_of(world)
    return {"first": 2}


@tried_with("Query.recruitments")
async def _recruitments(world: World, _door: Door) -> Given:
    await committee_of(world)
    return {}


@tried_with("Query.committee")
async def _committee(world: World, _door: Door) -> Given:
    return {"id": (await committee_of(world))["id"]}


@tried_with("Query.recruitment")
async def _recruitment(world: World, _door: Door) -> Given:
    return {"id": (await committee_of(world))["over"]}


@tried_with("Mutation.foundCommittee")
async def _found(world: World, _door: Door) -> Given:
    return an_input(**a_committee(world))


@tried_with("Mutation.appointMember")
async def _appoint(world: World, _door: Door) -> Given:
    return an_input(**a_member((await committee_of(world))["id"]))


@tried_with("Mutation.endMembership")
async def _end(world: World, _door: Door) -> Given:
    known = await committee_of(world)
    day = today_jst().isoformat()
    given = {"committeeId": known["id"], "memberId": known["member"], "lastDay": day}
    return an_input(**given, reason="試し")


@tried_with("Mutation.callForApplications")
async def _call(world: World, _door: Door) -> Given:
    return an_input(**a_call((await committee_of(world))["id"]))


@tried_with("Mutation.callOffRecruitment")
async def _call_off(world: World, _door: Door) -> Given:
    committee = (await committee_of(world))["id"]
    return an_input(recruitmentId=await _called(world, committee), reason="試し")


@tried_with("Mutation.applyForSeat")
async def _apply(world: World, _door: Door) -> Given:
    return an_input(recruitmentId=(await committee_of(world))["recruitment"], applicant=WHO)


@tried_with("Mutation.openApplication")
async def _open(world: World, _door: Door) -> Given:
    return {"input": (await committee_of(world))["application"]["numbers"]}


@tried_with("Mutation.withdrawApplication")
async def _withdraw(world: World, _door: Door) -> Given:
    known = await committee_of(world)
    return an_input(**(await applied(world, known["recruitment"]))["numbers"])


@tried_with("Mutation.openApplicant")
async def _applicant(world: World, _door: Door) -> Given:
    id_ = (await committee_of(world))["application"]["id"]
    return {"input": {"applicationId": id_, "purpose": "試し"}}


@tried_with("Mutation.proposeResult")
async def _propose(world: World, _door: Door) -> Given:
    known = await committee_of(world)
    return {"input": a_result(known["over"], known["late"])}


@tried_with("Mutation.decideResult")
async def _decide(world: World, _door: Door) -> Given:
    committee = (await committee_of(world))["id"]
    over = await _called(world, committee)
    late = await applied(world, over)
    await asyncio.to_thread(end_recruitment, world.environment, over)
    await world.door_of("approver").do(
        "proposeResult", "ProposeResultInput", a_result(over, late), ""
    )
    return an_input(recruitmentId=over)
