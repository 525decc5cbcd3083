"""People over HTTP, on the real database and broker: who may act for what, and when it ends."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from infra.local.stack import Stack
from shared.auth import GATEWAY, service_token
from shared.caller import STRANGER, Caller, Role
from shared.clock import today_jst
from tests.support.people import Cast, cast, sign_in_name

ADMIN = Caller("an-admin", frozenset({Role.ADMIN}))


class Service:
    """The people service, as the gateway calls it."""

    def __init__(self, http: aiohttp.ClientSession, key: str) -> None:
        self._http = http
        self._key = key
        self._keys = 0

    async def call(
        self, method: str, path: str, body: Any = None, by: Caller = STRANGER
    ) -> tuple[int, Any]:
        token = service_token(self._key, GATEWAY, "people", by)
        headers = {"Authorization": f"Bearer {token}"}
        async with self._http.request(method, path, json=body, headers=headers) as answer:
            return answer.status, await answer.json()

    async def post(self, path: str, body: Any, by: Caller = STRANGER) -> Any:
        status, answer = await self.call("POST", path, body, by)
        assert status < 300, answer
        return answer

    async def refused(self, path: str, body: Any, by: Caller = STRANGER) -> str:
        status, answer = await self.call("POST", path, body, by)
        assert status >= 400, answer
        return str(answer["errors"][0]["code"])

    async def get(self, path: str, by: Caller = STRANGER) -> Any:
        status, answer = await self.call("GET", path, by=by)
        assert status == 200, answer
        return answer

    async def who(self, person: str) -> Caller:
        known = await self.post("/identify", {"sign_in_name": sign_in_name(person)})
        return Caller.of({**known, "person": known["person_id"]})

    def change(self, *moves: dict[str, str]) -> dict[str, Any]:
        self._keys += 1
        key = f"a-personnel-change-{self._keys}"
        return {"moves": moves, "on": today_jst().isoformat(), "reason": "", "idempotency_key": key}


@pytest.fixture
async def service(
    new_stack: Callable[..., Stack], environment: dict[str, str]
) -> AsyncIterator[Service]:
    stack = new_stack(parts=("people", "people-relay"), given=environment)
    environment.update(stack.environment)
    async with aiohttp.ClientSession(stack.url("people")) as http:
        yield Service(http, environment["KYODO_SERVICE_KEY"])


@pytest.fixture
async def people(service: Service, environment: dict[str, str]) -> Cast:
    return cast(environment)


async def test_people_from_their_first_day_to_their_last(service: Service, people: Cast) -> None:
    """One process for all of it: starting one takes longer than the requests."""
    await _identities(service, people)
    await _only_admins_change_anything(service, people)
    await _sessions_and_tokens(service, people)
    await _standing_in(service, people)
    await _handing_over(service, people)
    await _changes_at_once(service, people)
    await _admins_at_once(service, people)
    await _a_desk_whose_holder_leaves(service, people)
    await _leaving(service, people)
    await _the_audit_log(service, people)


async def _identities(service: Service, people: Cast) -> None:
    staff = await service.who("staff")
    assert staff.desks == {people.desks["staff"]}
    assert staff.departments == {people.department}
    assert staff.roles == {Role.STAFF}
    assert await service.refused("/identify", {"sign_in_name": "nobody"}) == "PERSON_NOT_KNOWN"
    taken = {"name": "別人", "sign_in_name": "demo-staff", "roles": ["STAFF"]}
    code = await service.refused(
        "/people", {**taken, "idempotency_key": "another-key-for-a-name"}, ADMIN
    )
    assert code == "SIGN_IN_NAME_TAKEN"


async def _only_admins_change_anything(service: Service, people: Cast) -> None:
    staff = await service.who("staff")
    acts: dict[str, dict[str, object]] = {
        "/people": {"name": "x", "sign_in_name": "x", "roles": ["ADMIN"]},
        "/departments": {"name": "x"},
        "/desks": {"department_id": people.department, "name": "x", "holders": ["x"]},
        "/changes": {"moves": [{"kind": "LEAVE", "person_id": "x"}], "on": today_jst().isoformat()},
    }
    for path, body in acts.items():
        given = {**body, "idempotency_key": "a-key-that-is-refused"}
        assert await service.refused(path, given, staff) == "FORBIDDEN"
        assert await service.refused(path, given) == "NOT_SIGNED_IN"
    roles = f"/people/{people.people['staff']}/roles"
    assert await service.refused(roles, {"roles": ["ADMIN"]}, staff) == "FORBIDDEN"
    only = f"/people/{people.people['admin']}/roles"
    assert await service.refused(only, {"roles": ["STAFF"]}, ADMIN) == "LAST_ADMIN_WOULD_LEAVE"


async def _sessions_and_tokens(service: Service, people: Cast) -> None:
    begun = await service.post("/sessions", {"sign_in_name": "demo-staff"})
    session = {"session": begun["session"]}
    known = await service.post("/sessions/identify", session)
    assert known["person_id"] == people.people["staff"]
    await service.post("/sessions/end", session)
    assert await service.refused("/sessions/identify", session) == "SESSION_ENDED"
    held = {"token": people.tokens["staff"]}
    assert (await service.post("/tokens/identify", held))["person_id"] == people.people["staff"]
    assert (
        await service.refused("/tokens/identify", {"token": "kyodo_wrong"}) == "API_TOKEN_NOT_VALID"
    )
    staff = await service.who("staff")
    key = "a-key-for-a-token"
    body = {"name": "集計", "expires_on": (today_jst() + timedelta(days=400)).isoformat()}
    body["idempotency_key"] = key
    assert await service.refused("/tokens", body, staff) == "PERIOD_TOO_LONG"
    # Whoever asks gets a token of their own, whomever they name.
    body = {
        "name": "集計",
        "expires_on": today_jst().isoformat(),
        "person_id": people.people["admin"],
    }
    body["idempotency_key"] = key
    made = await service.post("/tokens", body, staff)
    assert await service.post("/tokens", body, staff) == made, "a repeated request"
    known = await service.post("/tokens/identify", {"token": made["token"]})
    assert known["person_id"] == people.people["staff"]
    other = await service.who("other_staff")
    end = f"/tokens/{made['id']}/end"
    assert await service.refused(end, {}, other) == "API_TOKEN_NOT_FOUND"
    await service.post(end, {}, staff)
    assert (
        await service.refused("/tokens/identify", {"token": made["token"]}) == "API_TOKEN_NOT_VALID"
    )


async def _standing_in(service: Service, people: Cast) -> None:
    staff = await service.who("staff")
    lent = {
        "to_person": people.people["other_staff"],
        "desk_ids": [people.desks["staff"]],
        "from_day": today_jst().isoformat(),
        "to_day": today_jst().isoformat(),
        "idempotency_key": "standing-in-for-a-day",
    }
    foreign = {**lent, "desk_ids": [people.desks["approver"]]}
    assert await service.refused("/delegations", foreign, staff) == "DOES_NOT_HOLD_DESK"
    begun = await service.post("/delegations", lent, staff)
    assert await service.post("/delegations", lent, staff) == begun
    other = await service.who("other_staff")
    assert people.desks["staff"] in other.desks
    assert people.department in other.departments
    # A lent right is not lent on.
    on = {**lent, "to_person": people.people["approver"], "idempotency_key": "lending-it-on-key"}
    assert await service.refused("/delegations", on, other) == "DOES_NOT_HOLD_DESK"
    tomorrow = {
        **lent,
        "to_person": people.people["approver"],
        "from_day": (today_jst() + timedelta(days=1)).isoformat(),
        "to_day": (today_jst() + timedelta(days=2)).isoformat(),
        "idempotency_key": "standing-in-tomorrow",
    }
    await service.post("/delegations", tomorrow, staff)
    assert people.desks["staff"] not in (await service.who("approver")).desks
    end = f"/delegations/{begun['id']}/end"
    assert await service.refused(end, {}, ADMIN) == "DELEGATION_NOT_FOUND"
    await service.post(end, {}, other)
    assert people.desks["staff"] not in (await service.who("other_staff")).desks


async def _handing_over(service: Service, people: Cast) -> None:
    move = {
        "kind": "HAND_OVER",
        "desk_id": people.desks["staff"],
        "to_desk_id": people.desks["other_staff"],
    }
    change = service.change(move)
    seen = await service.post("/changes/preview", {"moves": [move], "on": change["on"]}, ADMIN)
    assert seen["desks"] == [
        {
            "desk_id": people.desks["staff"],
            "successor_id": people.desks["other_staff"],
            "before": [people.people["staff"]],
            "after": [people.people["other_staff"]],
        }
    ]
    assert (await service.who("staff")).desks == {people.desks["staff"]}, "a look changes nothing"
    tomorrow = {**change, "on": (today_jst() + timedelta(days=1)).isoformat()}
    assert await service.refused("/changes", tomorrow, ADMIN) == "CHANGE_IN_FUTURE"
    made = await service.post("/changes", change, ADMIN)
    assert made["desks"] == seen["desks"]
    assert await service.post("/changes", change, ADMIN) == made
    assert (await service.who("staff")).desks == frozenset()
    assert (await service.who("other_staff")).desks == {
        people.desks["staff"],
        people.desks["other_staff"],
    }
    back = service.change({"kind": "TAKE_BACK", "desk_id": people.desks["staff"]})
    await service.post("/changes", back, ADMIN)
    assert (await service.who("staff")).desks == {people.desks["staff"]}
    history = await service.get("/changes", ADMIN)
    assert [len(change["desks"]) for change in history["items"]] == [1, 1]


async def _changes_at_once(service: Service, people: Cast) -> None:
    """Two desks, each to be handed over to the other at the same moment: one of them wins."""
    pairs = [("staff", "other_staff"), ("other_staff", "staff")] * 3
    changes = [
        service.change(
            {"kind": "HAND_OVER", "desk_id": people.desks[a], "to_desk_id": people.desks[b]}
        )
        for a, b in pairs
    ]
    outcomes = await asyncio.gather(
        *(service.call("POST", "/changes", change, ADMIN) for change in changes)
    )
    won = [answer for status, answer in outcomes if status == 201]
    assert len(won) == 1, outcomes
    lost = {answer["errors"][0]["code"] for status, answer in outcomes if status != 201}
    assert lost <= {"SUCCESSORS_GO_IN_CIRCLE", "DESK_CLOSED"}
    desk = won[0]["desks"][0]["desk_id"]
    await service.post("/changes", service.change({"kind": "TAKE_BACK", "desk_id": desk}), ADMIN)


async def _admins_at_once(service: Service, people: Cast) -> None:
    """Two administrators, each demoted at the same moment: one of them stays."""
    other = {"name": "二人め", "sign_in_name": "second-admin", "roles": ["ADMIN"]}
    key = "a-second-administrator"
    second = await service.post("/people", {**other, "idempotency_key": key}, ADMIN)
    outcomes = await asyncio.gather(
        *(
            service.call("POST", f"/people/{id_}/roles", {"roles": ["STAFF"]}, ADMIN)
            for id_ in (people.people["admin"], second["id"])
        )
    )
    assert sorted(status for status, _ in outcomes) == [200, 409]


async def _a_desk_whose_holder_leaves(service: Service, people: Cast) -> None:
    """A desk is opened for somebody who leaves at the same moment: never a desk for nobody."""
    for number in range(5):
        new = {"name": "来る人", "sign_in_name": f"coming-{number}", "roles": ["STAFF"]}
        key = f"somebody-comes-and-goes-{number}"
        person = await service.post("/people", {**new, "idempotency_key": key}, ADMIN)
        desk = {"department_id": people.department, "name": "新設", "holders": [person["id"]]}
        leave = service.change({"kind": "LEAVE", "person_id": person["id"]})
        outcomes = await asyncio.gather(
            service.call("POST", "/desks", {**desk, "idempotency_key": key}, ADMIN),
            service.call("POST", "/changes", leave, ADMIN),
        )
        assert sorted(status for status, _ in outcomes) in ([201, 409],), outcomes


async def _leaving(service: Service, people: Cast) -> None:
    begun = await service.post("/sessions", {"sign_in_name": "demo-staff"})
    leave = {"kind": "LEAVE", "person_id": people.people["staff"]}
    code = await service.refused("/changes", service.change(leave), ADMIN)
    assert code == "DESK_WOULD_BE_VACANT"
    take = {
        "kind": "APPOINT",
        "person_id": people.people["approver"],
        "desk_id": people.desks["staff"],
    }
    await service.post("/changes", service.change(take, leave), ADMIN)
    assert people.desks["staff"] in (await service.who("approver")).desks
    for path, body in (
        ("/identify", {"sign_in_name": "demo-staff"}),
        ("/sessions", {"sign_in_name": "demo-staff"}),
        ("/sessions/identify", {"session": begun["session"]}),
        ("/tokens/identify", {"token": people.tokens["staff"]}),
    ):
        assert await service.refused(path, body) in {
            "PERSON_NOT_KNOWN",
            "SESSION_ENDED",
            "API_TOKEN_NOT_VALID",
        }


async def _the_audit_log(service: Service, people: Cast) -> None:
    async with asyncio.timeout(30):
        while True:
            log = await service.get("/audit?actor=an-admin&limit=50", ADMIN)
            kinds = [entry["type"].split(".")[2] for entry in log["items"]]
            wanted = {"person_left", "desk_handed_over", "desk_holders_changed"}
            if wanted <= set(kinds) and kinds.count("desk_handed_over") == 4:
                break
            await asyncio.sleep(0.2)
    status, _ = await service.call("GET", "/audit", by=await service.who("approver"))
    assert status == 403
    about = await service.get(f"/audit?subject={people.people['staff']}", ADMIN)
    assert {entry["type"] for entry in about["items"]} >= {
        "kyodo.people.person_entered.v1",
        "kyodo.people.api_token_made.v1",
        "kyodo.people.person_signed_in.v1",
        "kyodo.people.person_left.v1",
    }
