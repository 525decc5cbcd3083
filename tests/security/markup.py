"""Markup in every text that is shown: it stays text on every page, in attributes and links too."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import quote

import aiohttp

from infra.local.stack import Stack
from shared.auth import GATEWAY, service_token
from tests.integration.gateway.conftest import Door, Town, new_key
from tests.integration.gateway.permissions.arguments import World, an_input
from tests.integration.gateway.permissions.responses import a_route, act, of
from tests.security.report import Report
from tests.support.people import sign_in_name

KIND = "markup"
MARK = "kyodo7mark"
PAYLOADS = (
    f"<script>{MARK}()</script>",
    f'"><img src=x onerror="{MARK}()">',
    f"'><svg/onload={MARK}()>",
    f"[{MARK}](javascript:{MARK}())",
    f"</textarea></title><iframe src=javascript:{MARK}()>",
    f"{{{{ 7*7 }}}}{{% {MARK} %}}",
    f"&lt;script&gt;{MARK}()&lt;/script&gt;",
    f'<a href="data:text/html,{MARK}">x</a>',
)
STAFF_PATHS = ("/staff", "/staff/departments", "/staff/delegations", "/staff/tokens")
ADMIN_PATHS = ("/staff/people", "/staff/routes", "/staff/changes", "/staff/audit")


async def attack_with_markup(
    world: World, stack: Stack, session: aiohttp.ClientSession, report: Report
) -> None:
    """Write each payload wherever a text can be written, then read every page that shows it."""
    for payload in PAYLOADS:
        paths = await _written(world, payload)
        for person, mine in paths.items():
            cookie = "" if person == "anyone" else await _signed_in(stack, session, person)
            for path in mine:
                for lang in ("ja", "en", "ja_easy"):
                    url = f"{stack.url('gateway')}{path}{'&' if '?' in path else '?'}lang={lang}"
                    async with session.get(url, headers={"Cookie": cookie}) as answer:
                        page = await answer.text()
                        report.note(KIND, _fault(path, answer, page))


async def _written(world: World, payload: str) -> dict[str, list[str]]:
    """Plant it; return the pages that show it, by who reads them. One page must show it at all."""
    officer, admin = world.door_of("staff"), world.door_of("admin")
    await _office(world, admin, payload)
    plan = f"# {payload}\n{payload}\n## {payload}\n- {payload}\n\n{payload}\n"
    town = await Town.build(officer, world.department, plan)
    opened = await town.consult(
        -60,
        3600,
        title=payload[:200],
        summary=payload,
        contact=payload,
        purposeOfUse=payload,
    )
    door: Door = world.door
    receipt = await door.submit(opened["id"], text=payload)
    token = an_input(name=payload[:60], expiresOn="2099-01-01")["input"]
    await officer.do("createApiToken", "CreateApiTokenInput", token, "")
    response = await _answered(world, opened["id"], payload)
    number = receipt.get("receiptNumber", "")
    return {
        "anyone": [
            "/",
            f"/consultations/{opened['id']}",
            f"/consultations/{opened['id']}/comment",
            f"/receipts/{number}",
            f"/receipts?number={quote(payload[:40])}",
        ],
        "staff": [
            *STAFF_PATHS,
            f"/staff/answers?consultation={opened['id']}",
            f"/staff/answers/{response}",
        ],
        "admin": [*ADMIN_PATHS, f"/staff/routes?department={world.department}"],
    }


async def _office(world: World, admin: Door, payload: str) -> None:
    name = payload[:60]
    person = {"name": name, "signInName": f"markup-{new_key()}", "roles": ["STAFF"]}
    made = await admin.do(
        "enterPerson", "EnterPersonInput", an_input(**person)["input"], "... on Person { id }"
    )
    department = await admin.do(
        "openDepartment",
        "OpenDepartmentInput",
        an_input(name=name)["input"],
        "... on Department { id }",
    )
    assert "id" in made and "id" in department, (made, department)
    desk = {"departmentId": department["id"], "name": name, "holderIds": [made["id"]]}
    await admin.do("openDesk", "OpenDeskInput", an_input(**desk)["input"], "")


async def _answered(world: World, case_id: str, payload: str) -> str:
    """Publish an answer that says it; return its id."""
    await a_route(world)
    change = {"documentId": "d", "revisionId": "r", "note": payload[:100]}
    said = dict.fromkeys(("summary", "text", "reason"), payload)
    content = {"classCode": "REFLECTED", **said, "changes": [change]}
    made = await act(
        world,
        "staff",
        "draftResponse",
        "DraftResponseInput",
        deskId=world.people.desks["staff"],
        subjects=[{"kind": "ISSUE", "id": new_key(), "caseId": case_id}],
        content=content,
    )
    made = await act(world, "staff", "askApproval", "AskApprovalInput", **of(made))
    made = await act(
        world, "approver", "approveResponse", "DecideResponseInput", **of(made), comment=payload
    )
    given = an_input(consultationId=case_id, partial=True)["input"]
    await world.door_of("staff").do("publishResponses", "PublishResponsesInput", given, "")
    return str(made["id"])


async def _signed_in(stack: Stack, session: aiohttp.ClientSession, person: str) -> str:
    """Begin a web session as the gateway does after the provider vouched for somebody."""
    token = service_token(stack.environment["KYODO_SERVICE_KEY"], GATEWAY, "people")
    headers = {"Authorization": f"Bearer {token}"}
    body = {"sign_in_name": sign_in_name(person)}
    url = f"{stack.url('people')}/sessions"
    async with session.post(url, json=body, headers=headers) as answer:
        answer.raise_for_status()
        return f"kyodo_session={(await answer.json())['session']}"


def _fault(path: str, answer: aiohttp.ClientResponse, page: str) -> str:
    if answer.status >= 500 or answer.status in (401, 403):
        return f"{path}: {answer.status}"
    policy = answer.headers.get("Content-Security-Policy", "")
    if "script-src 'self'" not in policy or "unsafe" in policy:
        return f"{path}: no strict policy"
    if "49{%" in page:
        return f"{path}: a template was run"
    found = list(_alive(page))
    return f"{path}: {found[0]}" if found else ""


def _alive(page: str) -> Iterator[str]:
    """Find what a browser would run of what was planted."""
    reader = _Reader()
    reader.feed(page)
    for tag, attributes in reader.tags:
        for name, value in attributes:
            given = (value or "").strip().lower()
            if name.startswith("on"):
                yield f"<{tag} {name}>"
            if name in ("href", "src", "action", "formaction") and re.match(
                r"\s*(javascript|data|vbscript):", given
            ):
                if not (tag == "img" and given.startswith("data:image/")):
                    yield f"<{tag} {name}={given[:40]}>"
        if tag in ("iframe", "object", "embed", "base"):
            yield f"<{tag}>"
    yield from (f"<script> with {MARK}" for text in reader.scripts if MARK in text)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, list[tuple[str, str | None]]]] = []
        self.scripts: list[str] = []
        self._in_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, attrs))
        self._in_script = tag == "script"

    def handle_endtag(self, tag: str) -> None:
        self._in_script = False

    def handle_data(self, data: str) -> None:
        if self._in_script:
            self.scripts.append(data)
