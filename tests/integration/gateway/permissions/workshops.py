"""What the root fields of workshops are tried with."""

import asyncio
import io
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from PIL import Image

from gateway.clients.workshops import WorkshopsClient
from shared.auth import GATEWAY, ServiceTokens
from shared.caller import Caller, Role, act_as
from shared.receipt_numbers import NumberSecrets
from tests.integration.gateway.conftest import Door
from tests.integration.gateway.permissions.arguments import (
    Given,
    World,
    an_input,
    tried_with,
)
from tests.support.backing import SECRETS

IN_WORKSHOP = "... on Workshop { id sequence hallCode }"
READ = "query ($id: ID!) { workshop(id: $id) { id sequence hallCode } }"

# The workshop of each town in each state, made once.
_MADE: dict[tuple[str, str], dict[str, Any]] = {}
_MAKING = asyncio.Lock()


def a_plan(world: World) -> dict[str, Any]:
    """Describe a workshop of the department in charge."""
    begins = datetime.now(UTC) + timedelta(days=3)
    return {
        "title": "試しの市民カフェ",
        "summary": "試すための話し合いです。",
        "place": "試しの会場",
        "startsAt": begins.isoformat(),
        "endsAt": (begins + timedelta(hours=2)).isoformat(),
        "capacity": 900,
        "tables": 180,
        "seats": 5,
        "rounds": [{"question": "試しの問い", "minutes": 20}] * 3,
        "links": [{"policyId": world.town.policy, "cycle": 1, "stage": "PLANNING"}],
    }


async def fresh(world: World, *states: str, rehearsal: bool = False) -> dict[str, Any]:
    """Plan a workshop and move it on."""
    planned = {"plan": a_plan(world), "departmentId": world.department, "rehearsal": rehearsal}
    given = an_input(**planned)["input"]
    staff = world.door_of("staff")
    made = await staff.do("planWorkshop", "PlanWorkshopInput", given, IN_WORKSHOP)
    for state in states:
        moved = an_input(workshopId=made["id"], state=state)["input"]
        made = await staff.do("moveWorkshop", "MoveWorkshopInput", moved, IN_WORKSHOP)
    return dict(made)


async def one(world: World, state: str, *before: str) -> dict[str, Any]:
    """Return the town's workshop of a state, its code of the hall included."""
    async with _MAKING:
        key = (world.town.policy, state)
        if key not in _MADE:
            _MADE[key] = await fresh(world, *before, state)
        return _MADE[key]


async def live(world: World) -> dict[str, Any]:
    """Return a workshop whose day it is."""
    return await one(world, "LIVE")


async def arrive(world: World) -> tuple[str, str, str]:
    """Let somebody in; return the workshop's id, the key and the participant's id."""
    workshop = await live(world)
    given = an_input(workshopId=workshop["id"], hallCode=workshop["hallCode"], nickname="試し")
    fields = "... on WorkshopArrival { key place { id } }"
    came = await world.door.do("checkIn", "CheckInInput", given["input"], fields, as_staff=False)
    return str(workshop["id"]), str(came["key"]), str(came["place"]["id"])


async def a_note(world: World) -> tuple[str, str, str]:
    """Write a note; return the workshop's id, the writer's key and the note's id."""
    workshop, key, _ = await arrive(world)
    given = {"workshopId": workshop, "key": key, **_written()}
    await world.door.do(
        "writeNote", "WriteNoteInput", given, "... on WorkshopNote { id }", as_staff=False
    )
    return workshop, key, str(given["id"])


def _written() -> dict[str, Any]:
    return {"id": str(uuid4()), "table": 1, "round": 1, "text": "試しの付箋"}


async def finished(world: World) -> dict[str, Any]:
    """Return a workshop that was published, with a theme."""
    async with _MAKING:
        key = (world.town.policy, "PUBLISHED")
        if key in _MADE:
            return _MADE[key]
        made = await fresh(world, "LIVE")
        staff, id_ = world.door_of("staff"), made["id"]
        given = {"workshopId": id_, **_written()}
        await staff.do("writeNote", "WriteNoteInput", given, "... on WorkshopNote { id }")
        ended = an_input(workshopId=id_, state="ENDED")["input"]
        made = await staff.do("moveWorkshop", "MoveWorkshopInput", ended, IN_WORKSHOP)
        theme = {"id": "t1", "title": "試しのまとめ", "noteIds": [given["id"]]}
        themes = an_input(workshopId=id_, themes=[theme], sequence=made["sequence"])["input"]
        await staff.do("arrangeThemes", "ArrangeThemesInput", themes, IN_WORKSHOP)
        out = an_input(workshopId=id_, state="PUBLISHED")["input"]
        _MADE[key] = await staff.do("moveWorkshop", "MoveWorkshopInput", out, IN_WORKSHOP)
        return _MADE[key]


@tried_with("Query.workshops")
async def _list(world: World, _door: Door) -> Given:
    await finished(world)
    return {"first": 2, "policyId": world.town.policy, "states": ["PUBLISHED"]}


@tried_with("Query.workshop")
async def _one(world: World, _door: Door) -> Given:
    made = await finished(world)
    open_ = await one(world, "REGISTRATION")
    given = an_input(workshopId=open_["id"], needs=["CHILD_CARE"], name="試し 花子")["input"]
    await world.door.do(
        "registerForWorkshop", "RegisterForWorkshopInput", given, "", as_staff=False
    )
    await _photographed(world, made["id"])
    return {"id": made["id"]}


async def _photographed(world: World, workshop: str) -> None:
    """Attach a photograph of a sheet, as the page for staff does."""
    if not world.workshops_url:
        return
    picture = io.BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "PNG")
    act_as(
        Caller(
            world.people.people["staff"],
            frozenset({Role.STAFF}),
            frozenset({world.people.desks["staff"]}),
            frozenset({world.department}),
        )
    )
    tokens = ServiceTokens(SECRETS["KYODO_SERVICE_KEY"], GATEWAY)
    client = WorkshopsClient(world.door.session, world.workshops_url, tokens)
    await client.attach_photograph(workshop, 1, 1, picture.getvalue())


@tried_with("Query.workshopNotes")
async def _notes(world: World, _door: Door) -> Given:
    return {"workshopId": (await finished(world))["id"]}


@tried_with("Query.suggestedThemes")
async def _suggested(world: World, _door: Door) -> Given:
    return {"workshopId": (await finished(world))["id"]}


@tried_with("Query.workshopPlace")
async def _place(world: World, _door: Door) -> Given:
    workshop, key, _ = await arrive(world)
    return {"workshopId": workshop, "key": key}


@tried_with("Query.workshopNow", "Subscription.workshopLive")
async def _now(world: World, _door: Door) -> Given:
    workshop, key, _ = await a_note(world)
    return {"workshopId": workshop, "key": key, "hallCode": ""}


@tried_with("Mutation.planWorkshop")
async def _plan(world: World, _door: Door) -> Given:
    return an_input(plan=a_plan(world), departmentId=world.department)


@tried_with("Mutation.reviseWorkshop")
async def _revise(world: World, _door: Door) -> Given:
    workshop = await one(world, "REGISTRATION")
    return an_input(workshopId=workshop["id"], plan={**a_plan(world), "title": "別の名前"})


@tried_with("Mutation.nameFacilitators")
async def _facilitators(world: World, _door: Door) -> Given:
    return an_input(workshopId=(await one(world, "REGISTRATION"))["id"], people=[])


@tried_with("Mutation.moveWorkshop")
async def _move(world: World, _door: Door) -> Given:
    return an_input(workshopId=(await fresh(world))["id"], state="REGISTRATION")


@tried_with("Mutation.simulateParticipants")
async def _simulate(world: World, _door: Door) -> Given:
    made = await fresh(world, "LIVE", rehearsal=True)
    return an_input(workshopId=made["id"], people=1)


@tried_with("Query.facilitators")
async def _who_may_run(_world: World, _door: Door) -> Given:
    return {}


@tried_with("Mutation.stopWorkshopMails")
async def _stop_mails(world: World, _door: Door) -> Given:
    _, _, participant = await arrive(world)
    return an_input(token=NumberSecrets(SECRETS["KYODO_SECRET_KEY"]).mail_token(participant))


@tried_with("Mutation.arrangeThemes")
async def _themes(world: World, _door: Door) -> Given:
    made = await fresh(world, "LIVE")
    return an_input(workshopId=made["id"], themes=[], sequence=made["sequence"])


@tried_with("Mutation.openWorkshopParticulars")
async def _particulars(world: World, _door: Door) -> Given:
    workshop = await one(world, "REGISTRATION")
    given = an_input(workshopId=workshop["id"], name="試し 花子")["input"]
    await world.door.do(
        "registerForWorkshop", "RegisterForWorkshopInput", given, "", as_staff=False
    )
    return an_input(workshopId=workshop["id"], purpose="試し")


@tried_with("Mutation.registerForWorkshop")
async def _register(world: World, _door: Door) -> Given:
    return an_input(workshopId=(await one(world, "REGISTRATION"))["id"])


@tried_with("Mutation.openWorkshopRegistration")
async def _open_registration(world: World, _door: Door) -> Given:
    return {"input": await _registration(world)}


@tried_with("Mutation.cancelWorkshopRegistration")
async def _cancel_registration(world: World, _door: Door) -> Given:
    return an_input(**await _registration(world))


async def _registration(world: World) -> dict[str, str]:
    workshop = await one(world, "REGISTRATION")
    given = an_input(workshopId=workshop["id"])["input"]
    fields = "... on WorkshopRegistration { confirmationNumber place { number } }"
    made = await world.door.do(
        "registerForWorkshop", "RegisterForWorkshopInput", given, fields, as_staff=False
    )
    secret = made["confirmationNumber"]
    return {"number": made["place"]["number"], "confirmationNumber": secret}


@tried_with("Mutation.checkIn")
async def _check_in(world: World, _door: Door) -> Given:
    workshop = await live(world)
    return an_input(workshopId=workshop["id"], hallCode=workshop["hallCode"])


@tried_with("Mutation.introduceYourself", "Mutation.leaveWorkshop")
async def _myself(world: World, _door: Door) -> Given:
    workshop, key, _ = await arrive(world)
    return an_input(workshopId=workshop, key=key)


@tried_with("Mutation.takeTable")
async def _take_table(world: World, _door: Door) -> Given:
    workshop, key, _ = await arrive(world)
    return an_input(workshopId=workshop, key=key, table=None)


@tried_with("Mutation.writeNote")
async def _write(world: World, _door: Door) -> Given:
    workshop, key, _ = await arrive(world)
    return {"input": {"workshopId": workshop, "key": key, **_written()}}


@tried_with("Mutation.editNote")
async def _edit(world: World, _door: Door) -> Given:
    workshop, key, note = await a_note(world)
    return an_input(workshopId=workshop, key=key, noteId=note, x=5)


@tried_with("Mutation.hideNote")
async def _hide(world: World, _door: Door) -> Given:
    workshop, _, note = await a_note(world)
    return an_input(workshopId=workshop, noteId=note, reason="試し")


@tried_with("Mutation.showNote")
async def _show(world: World, _door: Door) -> Given:
    workshop, _, note = await a_note(world)
    return an_input(workshopId=workshop, noteId=note)


@tried_with("Mutation.putDots")
async def _dots(world: World, _door: Door) -> Given:
    made = await fresh(world, "LIVE")
    given = an_input(workshopId=made["id"], hallCode=made["hallCode"])["input"]
    came = await world.door.do(
        "checkIn", "CheckInInput", given, "... on WorkshopArrival { key }", as_staff=False
    )
    turned = an_input(workshopId=made["id"], phase="VOTING")["input"]
    await world.door_of("staff").do("turnTo", "TurnToInput", turned, "")
    note = {"workshopId": made["id"], "key": came["key"], **_written()}
    await world.door.do("writeNote", "WriteNoteInput", note, "", as_staff=False)
    dots = [{"noteId": note["id"], "dots": 1}]
    return an_input(workshopId=made["id"], key=came["key"], dots=dots)


@tried_with("Mutation.startRound")
async def _start(world: World, _door: Door) -> Given:
    return an_input(workshopId=(await fresh(world, "LIVE"))["id"], round=1)


async def _running(world: World) -> str:
    made = await fresh(world, "LIVE")
    given = an_input(workshopId=made["id"], round=1)["input"]
    await world.door_of("staff").do("startRound", "StartRoundInput", given, "")
    return str(made["id"])


@tried_with("Mutation.moveRound")
async def _move_round(world: World, _door: Door) -> Given:
    return an_input(workshopId=await _running(world), move="PAUSE")


@tried_with("Mutation.extendRound")
async def _extend(world: World, _door: Door) -> Given:
    return an_input(workshopId=await _running(world), seconds=60)


@tried_with("Mutation.turnTo")
async def _turn(world: World, _door: Door) -> Given:
    return an_input(workshopId=await _running(world), phase="PLENARY")


@tried_with("Mutation.tellAll")
async def _tell(world: World, _door: Door) -> Given:
    return an_input(workshopId=(await live(world))["id"], message="試し")


@tried_with("Mutation.spotlightNote")
async def _spotlight(world: World, _door: Door) -> Given:
    workshop, _, note = await a_note(world)
    return an_input(workshopId=workshop, noteId=note)


@tried_with("Mutation.goByPaper")
async def _paper(world: World, _door: Door) -> Given:
    return an_input(workshopId=(await live(world))["id"], onPaper=False)


@tried_with("Mutation.nameHost", "Mutation.seatParticipant")
async def _seat(world: World, _door: Door) -> Given:
    workshop, _, participant = await arrive(world)
    return an_input(workshopId=workshop, table=1, participantId=participant)
