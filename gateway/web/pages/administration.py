"""What those who administer people do: departments and desks, people and roles, 人事異動."""

from typing import Any

from fastapi import Request, Response

from gateway.web.data import run, submit
from gateway.web.forms import FormProblem, new_key, problems_of, status_of, whole_number
from gateway.web.page_route import PageRouter
from gateway.web.pages.consultations import next_cursor, nodes
from gateway.web.staff import render_staff, signed_in, staff_fields
from shared.caller import Role
from shared.clock import today_jst

router = PageRouter()

ROWS = 6
ROWS_MAX = 40
MOVE_PARTS = ("kind", "person", "desk", "to_desk")
PEOPLE_PAGES = 40
# As many as a department may have, and a route (services/responses).
ROUTES_MAX = 20
STEPS_MAX = 10
STEPS_SHOWN = 5


@router.get("/staff/departments")
async def departments(request: Request) -> Response:
    """Show departments, desks and who holds them."""
    await signed_in(request)
    return await _departments(request, [])


@router.post("/staff/departments")
async def open_department(request: Request) -> Response:
    """Enter a department."""
    await signed_in(request, Role.ADMIN)
    typed = await staff_fields(request, "name", "key")
    given = {"name": typed["name"], "idempotencyKey": typed["key"]}
    result = await submit(request, "OpenDepartment", given)
    return await _departments(request, problems_of(request, result))


@router.post("/staff/desks")
async def open_desk(request: Request) -> Response:
    """Enter a desk."""
    await signed_in(request, Role.ADMIN)
    typed = await staff_fields(request, "department", "name", "holder", "key")
    given = {
        "departmentId": typed["department"],
        "name": typed["name"],
        "holderIds": [typed["holder"]] if typed["holder"] else [],
        "idempotencyKey": typed["key"],
    }
    result = await submit(request, "OpenDesk", given)
    return await _departments(request, problems_of(request, result))


async def _departments(request: Request, problems: list[FormProblem]) -> Response:
    caller = await signed_in(request)
    administers = caller.has(Role.ADMIN)
    context = {
        "departments": (await run(request, "Departments"))["departments"],
        "people": await _people(request) if administers else [],
        "administers": administers,
        "problems": problems,
        "key": new_key(),
    }
    return await render_staff(request, "staff/departments.html", context, status_of(problems))


@router.get("/staff/people")
async def people(request: Request) -> Response:
    """Show who may sign in."""
    await signed_in(request, Role.ADMIN)
    return await _people_page(request, [])


@router.post("/staff/people")
async def enter_person(request: Request) -> Response:
    """Let somebody sign in."""
    await signed_in(request, Role.ADMIN)
    typed = await staff_fields(request, "name", "sign_in_name", *Role, "key")
    given = {
        "name": typed["name"],
        "signInName": typed["sign_in_name"],
        "roles": [role.value for role in Role if typed[role]],
        "idempotencyKey": typed["key"],
    }
    result = await submit(request, "EnterPerson", given)
    return await _people_page(request, problems_of(request, result))


@router.post("/staff/people/roles")
async def change_roles(request: Request) -> Response:
    """Say anew what somebody may be."""
    await signed_in(request, Role.ADMIN)
    typed = await staff_fields(request, "id", *Role, "key")
    given = {
        "personId": typed["id"],
        "roles": [role.value for role in Role if typed[role]],
        "idempotencyKey": typed["key"],
    }
    result = await submit(request, "ChangeRoles", given)
    return await _people_page(request, problems_of(request, result))


async def _people_page(request: Request, problems: list[FormProblem]) -> Response:
    context = {
        "people": await _people(request, with_those_who_left=True),
        "roles": list(Role),
        "problems": problems,
        "key": new_key(),
    }
    return await render_staff(request, "staff/people.html", context, status_of(problems))


@router.get("/staff/changes")
async def changes(request: Request, after: str | None = None, rows: int = ROWS) -> Response:
    """Show the personnel changes so far, and a form for the next one."""
    await signed_in(request, Role.ADMIN, Role.RECORDS)
    return await _changes(request, {"rows": str(rows)}, after=after)


@router.post("/staff/changes")
async def change(request: Request) -> Response:
    """Show what a personnel change would do; once that was seen, make it."""
    await signed_in(request, Role.ADMIN)
    parts = [f"{part}_{row}" for row in range(ROWS_MAX) for part in MOVE_PARTS]
    typed = await staff_fields(request, "on", "reason", "key", "confirmed", "rows", *parts)
    given = {
        "moves": _moves(typed),
        "on": typed["on"] or today_jst().isoformat(),
        "reason": typed["reason"],
        "idempotencyKey": typed["key"],
    }
    if not typed["confirmed"]:
        seen = await submit(request, "PreviewPersonnelChange", given)
        return await _changes(request, typed, result=seen)
    made = await submit(request, "ApplyPersonnelChange", given)
    if made["__typename"] == "Problems":
        return await _changes(request, typed, result=made)
    return await _changes(request, {}, notice="made")


async def _changes(
    request: Request,
    typed: dict[str, str],
    *,
    result: dict[str, Any] | None = None,
    after: str | None = None,
    notice: str = "",
) -> Response:
    caller = await signed_in(request)
    data = await run(request, "PersonnelChanges", after=after)
    problems = problems_of(request, result) if result else []
    wanted = typed.get("rows", "")
    administers = caller.has(Role.ADMIN)
    context = {
        "changes": nodes(data["personnelChanges"]),
        "next": next_cursor(data["personnelChanges"]),
        "departments": (await run(request, "Departments"))["departments"],
        "people": await _people(request) if administers else [],
        "administers": administers,
        "typed": typed,
        "rows": max(1, min(int(wanted), ROWS_MAX)) if wanted.isdecimal() else ROWS,
        "preview": result["desks"] if result and not problems else None,
        "notice": notice,
        "today": today_jst().isoformat(),
        "problems": problems,
        "key": typed.get("key") or new_key(),
    }
    return await render_staff(request, "staff/changes.html", context, status_of(problems))


def _moves(typed: dict[str, str]) -> list[dict[str, str | None]]:
    """Return the rows that were filled in."""
    rows = [{part: typed[f"{part}_{row}"] for part in MOVE_PARTS} for row in range(ROWS_MAX)]
    return [
        {
            "kind": row["kind"],
            "personId": row["person"] or None,
            "deskId": row["desk"] or None,
            "toDeskId": row["to_desk"] or None,
        }
        for row in rows
        if row["kind"]
    ]


async def _people(request: Request, *, with_those_who_left: bool = False) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    after: str | None = None
    for _ in range(PEOPLE_PAGES):
        page = (await run(request, "People", after=after))["people"]
        found += nodes(page)
        after = next_cursor(page)
        if after is None:
            break
    kept = [person for person in found if with_those_who_left or not person["leftAt"]]
    return sorted(kept, key=lambda person: (bool(person["leftAt"]), str(person["name"])))


@router.get("/staff/routes")
async def approval_routes(request: Request, department: str = "") -> Response:
    """Show a department's routes of approval, once it is chosen."""
    await signed_in(request, Role.ADMIN)
    return await _routes(request, department, [])


@router.post("/staff/routes")
async def set_approval_routes(request: Request) -> Response:
    """Say a department's routes anew. A route whose desks were all taken away is gone."""
    await signed_in(request, Role.ADMIN)
    steps = [f"desk{route}-{step}" for route in range(ROUTES_MAX) for step in range(STEPS_MAX)]
    names = [f"name{route}" for route in range(ROUTES_MAX)]
    typed = await staff_fields(request, "department", "version", "key", *names, *steps)
    routes = [
        {"name": typed[f"name{route}"], "deskIds": desks}
        for route in range(ROUTES_MAX)
        if (desks := [id_ for step in range(STEPS_MAX) if (id_ := typed[f"desk{route}-{step}"])])
    ]
    given = {
        "departmentId": typed["department"],
        "version": whole_number(typed["version"]),
        "routes": routes,
        "idempotencyKey": typed["key"],
    }
    result = await submit(request, "SetApprovalRoutes", given)
    return await _routes(request, typed["department"], problems_of(request, result))


async def _routes(request: Request, chosen: str, problems: list[FormProblem]) -> Response:
    departments = (await run(request, "Departments"))["departments"]
    found = None
    if chosen:
        found = (await run(request, "ApprovalRoutes", departmentId=chosen))["approvalRoutes"]
    kept = found["routes"] if found else []
    rows = [
        {"name": route["name"], "desks": [desk["id"] for desk in route["desks"]]} for route in kept
    ]
    longest = max((len(row["desks"]) for row in rows), default=0)
    context = {
        "departments": departments,
        "chosen": next((one for one in departments if one["id"] == chosen), None),
        "version": found["version"] if found else 0,
        "rows": [*rows, {"name": "", "desks": []}][:ROUTES_MAX],
        "steps": min(max(STEPS_SHOWN, longest + 1), STEPS_MAX),
        "problems": problems,
        "key": new_key(),
    }
    return await render_staff(request, "staff/routes.html", context, status_of(problems))
