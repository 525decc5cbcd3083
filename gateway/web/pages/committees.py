"""Committees and their recruitments for everybody; applying, and what an applicant sees."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse

from gateway.web.data import run, submit
from gateway.web.forms import FormProblem, fields, new_key, problem_of, problems_of, status_of
from gateway.web.page_route import PageRouter
from gateway.web.pages.consultations import next_cursor, nodes
from gateway.web.pages.issues import NUMBERS, asked, numbers_of
from gateway.web.rendering import render
from shared.events.committee_recruitment import Gender, Tie

router = PageRouter()

PER_PAGE = 20
TIES = tuple(f"tie_{tie.value}" for tie in Tie)
WHO = ("name", "kana", "birth_date", "address", "phone", "mail", "tied_by", "gender")
APPLY_FIELDS = (*WHO, *TIES, "ties", "is_staff", "is_councillor", "essay", "key")

Typed = Mapping[str, str]


@router.get("/committees")
async def committees(request: Request, after: str = "") -> HTMLResponse:
    """List the open recruitments, then all committees."""
    data = await run(request, "CommitteeList", first=PER_PAGE, after=after or None)
    context = {
        "recruitments": data["recruitments"],
        "committees": nodes(data["committees"]),
        "next": next_cursor(data["committees"]),
    }
    return render(request, "committees.html", context)


@router.get("/committees/{committee_id}")
async def committee(request: Request, committee_id: str) -> HTMLResponse:
    """Show a committee: who sits on it, and its recruitments."""
    found = (await run(request, "CommitteePage", id=committee_id))["committee"]
    if found is None:
        return render(request, "not_found.html", status=404)
    return render(request, "committee.html", {"committee": found})


@router.get("/recruitments/{recruitment_id}")
async def recruitment(request: Request, recruitment_id: str) -> HTMLResponse:
    """Show what everybody reads before applying, or how it ended."""
    found = await recruitment_of(request, recruitment_id)
    if found is None:
        return render(request, "not_found.html", status=404)
    return render(request, "recruitment.html", {"recruitment": found})


@router.get("/recruitments/{recruitment_id}/apply")
async def form(request: Request, recruitment_id: str) -> HTMLResponse:
    """Show the form."""
    return await _form(request, recruitment_id, no_applicant(), [])


@router.post("/recruitments/{recruitment_id}/apply")
async def apply(request: Request, recruitment_id: str) -> HTMLResponse:
    """Take an application, and show both numbers this one time."""
    typed = await fields(request, *APPLY_FIELDS)
    if problems := missing(request, typed):
        return await _form(request, recruitment_id, typed, problems)
    result = await submit(request, "ApplyForSeat", applied(recruitment_id, typed))
    if problems := problems_of(request, result, APPLY_FIELDS):
        return await _form(request, recruitment_id, typed, problems)
    return render(request, "application_received.html", {"receipt": result})


@router.get("/applications/own")
async def ask_for_numbers(request: Request) -> HTMLResponse:
    """Ask for the two numbers of an application."""
    return asked(request, "/applications/own", dict.fromkeys(NUMBERS, ""), [])


@router.post("/applications/own")
async def own(request: Request) -> HTMLResponse:
    """Show an application to who applied."""
    return await _own(request, await fields(request, *NUMBERS), [])


@router.post("/applications/own/withdraw")
async def withdraw(request: Request) -> HTMLResponse:
    """Take an application back."""
    typed = await fields(request, "key", *NUMBERS)
    given = {**numbers_of(typed), "idempotencyKey": typed["key"]}
    result = await submit(request, "WithdrawApplication", given)
    return await _own(request, typed, problems_of(request, result))


async def recruitment_of(request: Request, recruitment_id: str) -> Any:
    """Return a recruitment; None if there is none of this id."""
    return (await run(request, "RecruitmentPage", id=recruitment_id))["recruitment"]


def no_applicant() -> dict[str, str]:
    """Return an empty form with a key of its own."""
    return {**dict.fromkeys(APPLY_FIELDS, ""), "key": new_key()}


def missing(request: Request, typed: Typed) -> list[FormProblem]:
    """Tell what no date can be made of; all else the service says."""
    if is_day(typed["birth_date"]):
        return []
    return [problem_of(request, "BIRTH_DATE_INVALID", "birth_date")]


def is_day(text: str) -> bool:
    """Say whether a field holds a date as browsers send it, of a day that there is."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def applied(recruitment_id: str, typed: Typed) -> dict[str, Any]:
    """Write an application of what was typed."""
    gender = typed["gender"] if typed["gender"] in Gender.__members__ else "UNANSWERED"
    return {
        "recruitmentId": recruitment_id,
        "applicant": {
            "name": typed["name"],
            "kana": typed["kana"],
            "birthDate": typed["birth_date"],
            "address": typed["address"],
            "phone": typed["phone"],
            "mail": typed["mail"],
            "ties": [tie.value for tie in Tie if typed[f"tie_{tie.value}"]],
            "tiedBy": typed["tied_by"],
            "gender": gender,
            "isStaff": bool(typed["is_staff"]),
            "isCouncillor": bool(typed["is_councillor"]),
        },
        "essay": typed["essay"],
        "idempotencyKey": typed["key"],
    }


async def _form(
    request: Request, recruitment_id: str, typed: Typed, problems: list[FormProblem]
) -> HTMLResponse:
    found = await recruitment_of(request, recruitment_id)
    if found is None:
        return render(request, "not_found.html", status=404)
    context = {
        "recruitment": found,
        "typed": typed,
        "problems": problems,
        "genders": list(Gender),
    }
    return render(request, "application_new.html", context, status_of(problems))


async def _own(request: Request, typed: Typed, problems: list[FormProblem]) -> HTMLResponse:
    """Show an application; the numbers travel in the form, never in an address."""
    result = await submit(request, "OpenApplication", numbers_of(typed))
    if wrong := problems_of(request, result, NUMBERS):
        return asked(request, "/applications/own", typed, wrong)
    context = {
        "applicant": result["applicant"],
        "recruitment": result["recruitment"],
        "numbers": {name: typed[name] for name in NUMBERS},
        "problems": problems,
        "key": new_key(),
    }
    return render(request, "application_own.html", context, status_of(problems))
