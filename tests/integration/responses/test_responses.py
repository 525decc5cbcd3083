"""Responses over HTTP with real people, broker and database: failures first, then 人事異動."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from infra.local.stack import Stack
from services.responses.domain.classes import ResponseClasses
from services.responses.domain.parts import Content, Subject, SubjectKind
from services.responses.events import KnownProjection
from services.responses.handlers import make_handlers
from services.responses.store import Store
from services.responses.store.known import Known
from shared.auth import GATEWAY, service_token
from shared.caller import STRANGER, Caller, Role, act_as
from shared.clock import today_jst
from shared.events import Envelope, envelop
from shared.events.people import DeskHandedOver, DeskOpened
from shared.ids import new_id
from shared.kafka import Batch, Model
from shared.mongo import Mongo
from tests.support.people import Cast, cast, sign_in_name

PARTS = ("people", "people-relay", "responses", "responses-relay")


def wait_for_another(stack: Stack, killed: int) -> None:
    while stack.pid("responses") in (0, killed):
        time.sleep(0.05)
    stack.wait_ready("responses")


class Town:
    """Both services, as the gateway calls them."""

    def __init__(self, stack: Stack, http: aiohttp.ClientSession, people: Cast) -> None:
        self.stack, self.http, self.cast = stack, http, people
        self.case = new_id()

    async def call(
        self, method: str, path: str, body: Any = None, by: Caller = STRANGER, to: str = "responses"
    ) -> tuple[int, Any]:
        token = service_token(self.stack.environment["KYODO_SERVICE_KEY"], GATEWAY, to, by)
        headers = {"Authorization": f"Bearer {token}"}
        url = self.stack.url(to) + path
        async with self.http.request(method, url, json=body, headers=headers) as answer:
            return answer.status, await answer.json()

    async def post(
        self, path: str, by: Caller = STRANGER, to: str = "responses", **body: Any
    ) -> Any:
        body.setdefault("idempotency_key", new_id())
        async with asyncio.timeout(30):
            while True:
                status, answer = await self.call("POST", path, body, by, to)
                if status != 409 or not answer["errors"][0]["code"].endswith("NOT_KNOWN_YET"):
                    break
                await asyncio.sleep(0.1)  # the event is on its way
        assert status < 300, answer
        return answer

    async def refused(self, path: str, by: Caller, **body: Any) -> dict[str, Any]:
        body.setdefault("idempotency_key", new_id())
        status, answer = await self.call("POST", path, body, by)
        assert status >= 400, answer
        error: dict[str, Any] = answer["errors"][0]
        return error

    async def get(self, path: str, by: Caller = STRANGER) -> Any:
        status, answer = await self.call("GET", path, by=by)
        assert status == 200, answer
        return answer

    async def who(self, person: str) -> Caller:
        name = {"sign_in_name": sign_in_name(person)}
        _, known = await self.call("POST", "/identify", name, to="people")
        return Caller.of({**known, "person": known["person_id"]})

    def subject(self) -> dict[str, str]:
        return {"kind": "ISSUE", "id": new_id(), "case_id": self.case}

    async def draft(self, by: Caller, **given: Any) -> Any:
        body = {
            "desk_id": self.cast.desks["staff"],
            "subjects": [self.subject()],
            "class_code": "FOR_REFERENCE",
            "summary": "取り組みを増やしてほしい。",
            "text": "今後の取り組みの参考にします。",
        }
        return await self.post("/responses", by, **{**body, **given})

    async def set_route(self, *people: str) -> None:
        admin, department = await self.who("admin"), self.cast.department
        found = await self.get(f"/routes?department_ids={department}", admin)
        version = found["items"][0]["version"] if found["items"] else 0
        routes = [{"name": "通常", "desk_ids": [self.cast.desks[one] for one in people]}]
        await self.post(f"/routes/{department}", admin, version=version, routes=routes)

    async def in_approval(self, by: Caller) -> Any:
        made = await self.draft(by)
        path = f"/responses/{made['id']}/ask-approval"
        return await self.post(path, by, version=made["version"])


@pytest.fixture
async def town(new_stack: Callable[..., Stack], environment: dict[str, str]) -> AsyncIterator[Town]:
    stack = new_stack(parts=PARTS, given=environment)
    environment.update(stack.environment)
    async with aiohttp.ClientSession() as http:
        yield Town(stack, http, cast(environment))


async def test_a_response_from_draft_to_publication_and_all_that_may_go_wrong(town: Town) -> None:
    """One pair of processes for all of it: starting them takes longer than the requests."""
    await _stale_versions_lose_nothing(town)
    await _checks_are_told_as_a_list(town)
    await _inquiries(town)
    await _approval(town)
    await _one_wins(town)
    await _publication(town)
    await _split_and_join(town)
    await _killed_while_drafting(town)
    await _personnel_change(town)


async def _stale_versions_lose_nothing(town: Town) -> None:
    staff, other = await town.who("staff"), await town.who("other_staff")
    key = new_id()
    subjects = [town.subject()]
    made = await town.draft(staff, idempotency_key=key, subjects=subjects)
    again = await town.draft(staff, idempotency_key=key, subjects=subjects)
    assert again["id"] == made["id"]
    error = await town.refused(
        "/responses", staff, desk_id=made["desk_id"], subjects=subjects, idempotency_key=key
    )
    assert error["code"] == "IDEMPOTENCY_KEY_REUSED"
    error = await town.refused("/responses", staff, desk_id=made["desk_id"], subjects=subjects)
    assert error["code"] == "SUBJECT_ANSWERED_ELSEWHERE"
    path, outcomes = f"/responses/{made['id']}/revise", []
    for text in ("あ", "い", "う", "え"):
        body = {"text": text, "version": 1, "idempotency_key": new_id()}
        outcomes.append(town.call("POST", path, body, staff))
    statuses = sorted(status for status, _ in await asyncio.gather(*outcomes))
    assert statuses == [200, 409, 409, 409]
    error = await town.refused(path, staff, text="お", version=1)
    assert (error["code"], error["params"]) == ("RESPONSE_CHANGED", {"version": 2})
    shown = (await town.get(f"/responses?ids={made['id']}", staff))["items"][0]
    assert [version["number"] for version in shown["versions"]] == [1, 2]
    assert shown["versions"][0]["by"] == staff.person_id
    assert (await town.refused(path, other, text="か", version=2))["code"] == "NOT_IN_CHARGE"
    assert (await town.refused(path, STRANGER, text="か", version=2))["code"] == "NOT_SIGNED_IN"
    assert (await town.get(f"/responses?ids={made['id']}", other))["items"] == []


async def _checks_are_told_as_a_list(town: Town) -> None:
    staff = await town.who("staff")
    made = await town.draft(staff, class_code="REFLECTED", summary="", text="")
    missing = [f"RESPONSE_{what}_MISSING" for what in ("SUMMARY", "TEXT", "REASON", "CHANGE")]
    assert made["obstacles"] == missing
    path = f"/responses/{made['id']}/ask-approval"
    assert (await town.refused(path, staff, version=1))["code"] == "APPROVAL_ROUTE_MISSING"
    await town.set_route("approver")
    error = await town.refused(path, staff, version=1)
    assert (error["code"], error["params"]["obstacles"]) == ("RESPONSE_NOT_READY", missing)
    asked = await town.refused(f"/routes/{town.cast.department}", staff, version=1, routes=[])
    assert asked["code"] == "FORBIDDEN"


async def _inquiries(town: Town) -> None:
    staff, other = await town.who("staff"), await town.who("other_staff")
    theirs, ours = town.cast.desks["other_staff"], town.cast.desks["approver"]
    made = await town.draft(staff)
    path, ask = (
        f"/responses/{made['id']}",
        {"question": "現状は。", "due_on": today_jst().isoformat()},
    )
    within = await town.refused(f"{path}/inquiries", staff, desk_id=ours, **ask)
    assert within["code"] == "INQUIRY_WITHIN_DEPARTMENT"
    past = {**ask, "due_on": (today_jst() - timedelta(days=1)).isoformat()}
    error = await town.refused(f"{path}/inquiries", staff, desk_id=theirs, **past)
    assert error["code"] == "DUE_IN_PAST"
    asked = await town.post(f"{path}/inquiries", staff, desk_id=theirs, **ask)
    inquiry = f"{path}/inquiries/{asked['inquiries'][0]['id']}"
    assert asked["obstacles"] == ["INQUIRIES_OPEN"]
    assert [task["kind"] for task in (await town.get("/tasks", other))["items"]] == ["INQUIRY"]
    await town.post(f"{inquiry}/draft", other, text="書きかけ")
    seen = (await town.get(f"/responses?ids={made['id']}", staff))["items"][0]
    assert seen["inquiries"][0]["draft"] == ""
    seen = (await town.get(f"/responses?ids={made['id']}", other))["items"][0]
    assert seen["inquiries"][0]["draft"] == "書きかけ"
    assert (await town.refused(f"{inquiry}/answer", staff, text="x"))["code"] == "NOT_IN_CHARGE"
    # Who writes goes on writing while an answer comes in.
    await town.post(f"{inquiry}/answer", other, text="整備済みです。")
    said = {"summary": "問い", "text": "新", "class_code": "OTHER"}
    await town.post(f"{path}/revise", staff, **said, version=1)
    assert (await town.refused(f"{inquiry}/answer", other, text="x"))["code"] == "INQUIRY_CLOSED"
    assert (await town.get("/tasks", other))["items"] == []


async def _approval(town: Town) -> None:
    staff, approver = await town.who("staff"), await town.who("approver")
    other = await town.who("other_staff")
    await town.set_route("approver", "other_staff")
    made = await town.in_approval(staff)
    approve = f"/responses/{made['id']}/approve"
    assert (await town.refused(approve, staff, version=2))["code"] == "NOT_IN_CHARGE"
    assert (await town.refused(approve, other, version=2))["code"] == "NOT_IN_CHARGE"
    key = new_id()
    first = await town.post(approve, approver, version=2, idempotency_key=key)
    again = await town.post(approve, approver, version=2, idempotency_key=key)
    assert (first["version"], again["version"], first["state"]) == (3, 3, "IN_APPROVAL")
    assert (await town.refused(approve, approver, version=2))["code"] == "RESPONSE_CHANGED"
    assert (await town.refused(approve, approver, version=3))["code"] == "NOT_IN_CHARGE"
    revise = f"/responses/{made['id']}/revise"
    error = await town.refused(revise, staff, text="x", version=3)
    assert error["code"] == "RESPONSE_NOT_EDITABLE"
    send_back = f"/responses/{made['id']}/return"
    assert (await town.refused(send_back, other, version=3))["code"] == "TEXT_EMPTY"
    returned = await town.post(send_back, other, version=3, comment="根拠を。")
    assert returned["state"] == "RETURNED"
    said = {"summary": "問い", "text": "改", "class_code": "OTHER"}
    edited = await town.post(revise, staff, **said, version=4)
    assert edited["state"] == "DRAFT"
    # Who holds the desk of the step and wrote the draft does not approve it.
    await town.set_route("staff")
    own = await town.post(f"/responses/{made['id']}/ask-approval", staff, version=5)
    error = await town.refused(approve, staff, version=own["version"])
    assert error["code"] == "OWN_DRAFT"
    await town.set_route("approver")


async def _one_wins(town: Town) -> None:
    """Approving at once, and publishing while another one returns."""
    staff, approver = await town.who("staff"), await town.who("approver")
    made = await town.in_approval(staff)
    path = f"/responses/{made['id']}"

    async def act(what: str, by: Caller, version: int) -> tuple[int, Any]:
        body = {"version": version, "comment": "確認", "idempotency_key": new_id()}
        return await town.call("POST", f"{path}/{what}", body, by)

    both = await asyncio.gather(*(act("approve", approver, 2) for _ in range(4)))
    assert sorted(status for status, _ in both) == [200, 409, 409, 409]
    body = {"partial": True, "idempotency_key": new_id()}
    publish = town.call("POST", f"/cases/{town.case}/publish", body, staff)
    (published, _), (returned, _) = await asyncio.gather(publish, act("return", approver, 3))
    state = (await town.get(f"/responses?ids={made['id']}", staff))["items"][0]["state"]
    assert state == ("RETURNED" if returned == 200 else "PUBLISHED")
    assert published in (200, 409)


async def _publication(town: Town) -> None:
    town.case = new_id()
    staff, approver = await town.who("staff"), await town.who("approver")
    other = await town.who("other_staff")
    made = await town.in_approval(staff)
    waiting = await town.draft(staff)
    public = f"/published?case_id={town.case}"
    publish = f"/cases/{town.case}/publish"
    assert (await town.refused(publish, staff, partial=True))["code"] == "NOTHING_TO_PUBLISH"
    await town.post(f"/responses/{made['id']}/approve", approver, version=2)
    assert (await town.get(public)) == {"items": [], "next": None}
    error = await town.refused(publish, staff)
    assert (error["code"], error["params"]["undecided"]) == ("CASE_INCOMPLETE", 1)
    assert (await town.refused(publish, other, partial=True))["code"] == "NOTHING_TO_PUBLISH"
    done = await town.post(publish, staff, partial=True)
    assert done["published"] == [made["id"]]
    assert (await town.post(publish, staff, partial=True))["published"] == []
    shown = (await town.get(public))["items"]
    assert [one["id"] for one in shown] == [made["id"]]
    public_parts = {"id", "case_id", "subjects", "answered", "content", "published_at"}
    assert set(shown[0]) == public_parts
    subject = f"ISSUE:{waiting['subjects'][0]['id']}"
    assert (await town.get(f"/published?subjects={subject}"))["items"] == []


async def _split_and_join(town: Town) -> None:
    staff = await town.who("staff")
    subjects = [town.subject() for _ in range(3)]
    made = await town.draft(staff, subjects=subjects)
    body: dict[str, Any] = {"subjects": subjects[:2], "version": 1, "idempotency_key": new_id()}
    part = await town.post(f"/responses/{made['id']}/split", staff, **body)
    assert (await town.post(f"/responses/{made['id']}/split", staff, **body))["id"] == part["id"]
    assert len(part["subjects"]) == 2
    whole = await town.post(
        f"/responses/{made['id']}/join", staff, version=2, other_id=part["id"], other_version=1
    )
    assert {one["id"] for one in whole["subjects"]} == {one["id"] for one in subjects}
    marks = [note["subjects"] for note in whole["history"] if note["what"] == "subjects_changed"]
    assert [len(one) for one in marks] == [2, 2]


async def _killed_while_drafting(town: Town) -> None:
    """What was accepted is there after a kill, and versions are in order."""
    staff = await town.who("staff")
    made = await town.draft(staff)
    accepted = 1
    for number in range(12):
        if number == 6:
            killed = await asyncio.to_thread(town.stack.kill, "responses")
            await asyncio.to_thread(wait_for_another, town.stack, killed)
        path = f"/responses/{made['id']}/revise"
        await town.post(path, staff, text=f"第{number}稿", version=accepted)
        accepted += 1
    shown = (await town.get(f"/responses?ids={made['id']}", staff))["items"][0]
    assert [version["number"] for version in shown["versions"]] == list(range(1, 14))


async def _personnel_change(town: Town) -> None:
    """人事異動: drafts, inquiries, approvals stay owned, also while it runs."""
    town.case = new_id()
    staff, other = await town.who("staff"), await town.who("other_staff")
    draft, asked = await town.draft(staff), await town.draft(staff)
    due = today_jst().isoformat()
    await town.post(
        f"/responses/{asked['id']}/inquiries",
        staff,
        desk_id=town.cast.desks["other_staff"],
        question="現状は。",
        due_on=due,
    )
    approval = await town.in_approval(staff)
    people = ("staff", "approver", "other_staff")
    wanted = {
        ("DRAFT", draft["id"]),
        ("DRAFT", asked["id"]),
        ("INQUIRY", asked["id"]),
        ("APPROVAL", approval["id"]),
    }

    async def owned(*names: str) -> set[tuple[str, str]]:
        found = set()
        for name in names:
            tasks = (await town.get("/tasks", await town.who(name)))["items"]
            found |= {
                (one["kind"], one["response_id"]) for one in tasks if one["case_id"] == town.case
            }
        return found

    assert await owned(*people) == wanted
    admin, cast_ = await town.who("admin"), town.cast
    moves = [
        # The desk is handed over to the head's; the head's holder changes, too.
        {
            "kind": "HAND_OVER",
            "desk_id": cast_.desks["staff"],
            "to_desk_id": cast_.desks["approver"],
        },
        {
            "kind": "APPOINT",
            "person_id": cast_.people["other_staff"],
            "desk_id": cast_.desks["approver"],
        },
        {
            "kind": "RELIEVE",
            "person_id": cast_.people["approver"],
            "desk_id": cast_.desks["approver"],
        },
        {
            "kind": "APPOINT",
            "person_id": cast_.people["approver"],
            "desk_id": cast_.desks["other_staff"],
        },
        {
            "kind": "RELIEVE",
            "person_id": cast_.people["other_staff"],
            "desk_id": cast_.desks["other_staff"],
        },
    ]
    running = asyncio.create_task(
        town.post("/changes", admin, "people", moves=moves, on=due, reason="定期異動")
    )
    looked = 0
    while not running.done() or looked < 3:
        # One query sees the whole office at one moment: whose are the tasks right then?
        departments = ",".join(cast_.departments.values())
        _, found = await town.call("GET", f"/desks?department_ids={departments}", to="people")
        desks = {desk["id"]: desk for desk in found["items"]}
        for desk_id in cast_.desks.values():
            while desks[desk_id]["successor_id"]:
                desk_id = desks[desk_id]["successor_id"]
            assert desks[desk_id]["holders"]
            assert desks[desk_id]["closed_on"] is None
        looked += 1
    await running
    assert await owned("staff") == set()
    assert await owned("other_staff") == wanted - {("INQUIRY", asked["id"])}
    assert await owned("approver") == {("INQUIRY", asked["id"])}
    new, old = await town.who("other_staff"), await town.who("staff")
    error = await town.refused(f"/responses/{draft['id']}/revise", old, text="x", version=1)
    assert error["code"] == "NOT_IN_CHARGE"
    await town.post(f"/responses/{draft['id']}/revise", new, text="引き継ぎました。", version=1)
    await town.post(f"/responses/{approval['id']}/approve", new, version=2)
    assert other.desks != new.desks


async def test_desks_are_known_in_any_order_and_reminders_come_once(
    mongo: Mongo, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = Model(mongo.database("responses"), "responses", 1)
    projection, known = KnownProjection(), Known(model)
    await projection.create_indexes(model)
    opened = DeskOpened(desk_id="new", department_id="d", holders=("p",))
    handed = DeskHandedOver(desk_id="old", successor_id="new", on=today_jst())
    events = [Envelope.model_validate(envelop(one, 1)) for one in (handed, opened)]
    await projection.apply(Batch("people-0", events), model)
    desks = await known.desks(["old", "new", "none"])
    assert desks["new"]["department_id"] == "d"
    assert desks["old"]["successor_id"] == "new"
    assert "none" not in desks

    async def now_known() -> Known:
        return known

    store = Store(mongo.database("responses"))
    await store.create_indexes()
    handlers = make_handlers(store, now_known, ResponseClasses.of(""))
    await known.keep("desks", [("ours", {"department_id": "o"})])
    act_as(Caller("p", frozenset({Role.STAFF}), frozenset({"ours", "new"}), frozenset({"o"})))
    subject = Subject(kind=SubjectKind.ISSUE, id="i", case_id="c")
    made = await handlers.drafts.draft("ours", [subject], Content(), None, new_id())
    await handlers.inquiries.send(made["_id"], "new", "現状は。", today_jst(), new_id())
    assert await handlers.inquiries.remind(today_jst() - timedelta(days=2)) == 0
    rounds = await asyncio.gather(*(handlers.inquiries.remind(today_jst()) for _ in range(4)))
    assert sum(rounds) == 1
    tomorrow = today_jst() + timedelta(days=1)
    assert await handlers.inquiries.remind(tomorrow) == 1
    assert await handlers.inquiries.remind(tomorrow) == 0
    monkeypatch.setattr("services.responses.handlers.inquiries.today_jst", lambda: tomorrow)
    asked = (await store.response(made["_id"]))[0].inquiries[0]
    late = await handlers.inquiries.answer(made["_id"], asked.id, "遅れました。", new_id())
    assert late["inquiries"][0]["late"] is True
    kinds = [
        event["type"]
        for row in await mongo.database("responses")["responses"].find().to_list(None)
        for event in row["pending_events"]
    ]
    assert kinds == [
        "kyodo.responses.response_drafted.v1",
        "kyodo.responses.inquiry_sent.v1",
        "kyodo.responses.inquiry_reminded.v1",
        "kyodo.responses.inquiry_reminded.v1",
        "kyodo.responses.inquiry_answered.v1",
    ]
