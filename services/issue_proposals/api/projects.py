"""HTTP in and out: what is done together, signed and evaluated."""

from typing import Any

from fastapi import APIRouter, Response
from pydantic import Field

from services.issue_proposals.api.common import Kept, NumbersIn, Use
from services.issue_proposals.domain.project import CRITERIA, STEPS, Project, Sheet
from services.issue_proposals.handlers.together import NewPlan
from shared.events.issue_talk import Evaluated, Method, Step
from shared.json_routes import In, answer

router = APIRouter()


class PlanIn(In):
    """The next version of a plan, and the one that it is made of."""

    method: Method
    partners: list[str]
    roles: str
    plan: str
    base_version: int = Field(ge=0)


class SignIn(NumbersIn):
    """Which step is done."""

    step: Step


class SheetIn(NumbersIn):
    """One side's evaluation."""

    evaluated: Evaluated
    scores: dict[str, int]
    good: str = ""
    better: str = ""


@router.get("/issues/{issue_id}/project")
async def read_project(issue_id: str, use: Use, kept: Kept) -> Response:
    """Read what is done together; a sheet that is not shared yet is not in it."""
    await use.talking.public_issue(issue_id)
    return answer(project_out(await kept.talk.project(issue_id)))


@router.post("/issues/{issue_id}/project/read")
async def read_as_side(issue_id: str, given: NumbersIn, use: Use, kept: Kept) -> Response:
    """Read it as a side of it, with one's own sheets."""
    side = await use.together.side(issue_id, given.numbers())
    return answer(project_out(await kept.talk.project(issue_id), side))


@router.post("/issues/{issue_id}/project/plan")
async def plan_project(issue_id: str, given: PlanIn, use: Use) -> Response:
    """Write the next version of the plan."""
    return answer(project_out(await use.together.plan(issue_id, NewPlan(**given.model_dump()))))


@router.post("/issues/{issue_id}/project/sign")
async def sign_step(issue_id: str, given: SignIn, use: Use) -> Response:
    """Sign a step for one's own side."""
    return answer(project_out(await use.together.sign(issue_id, given.step, given.numbers())))


@router.post("/issues/{issue_id}/project/sheets")
async def fill_sheet(issue_id: str, given: SheetIn, use: Use) -> Response:
    """Fill one's own side's sheet."""
    sheet = (given.evaluated, given.scores, given.good, given.better)
    made = await use.together.fill(issue_id, *sheet, given.numbers())
    return answer(project_out(made, await use.together.side(issue_id, given.numbers())))


def project_out(project: Project, side: str = "") -> dict[str, Any]:
    """Write a project; ``side``: whose own sheets are in it before all sides have filled."""
    plan = project.plan
    return {
        "sides": list(project.sides),
        "side": side,
        "plan": None
        if plan is None
        else {
            "version": plan.version,
            "method": plan.method.value,
            "partners": list(plan.partners),
            "roles": plan.roles,
            "plan": plan.plan,
            "at": plan.at,
        },
        "steps": [
            {
                "step": step.value,
                "signed_by": sorted(project.signed_by(step)),
                "complete": project.complete(step),
            }
            for step in STEPS
        ],
        "evaluations": [_evaluation_out(project, one, side) for one in Evaluated],
    }


def _evaluation_out(project: Project, evaluated: Evaluated, side: str) -> dict[str, Any]:
    sheets = [one for one in project.sheets if one.evaluated is evaluated]
    shared = project.shared(evaluated)
    return {
        "evaluated": evaluated.value,
        "shared": shared,
        "criteria": list(CRITERIA[evaluated]),
        "filled_by": sorted(one.side for one in sheets),
        "sheets": [_sheet_out(one) for one in sheets if shared or one.side == side],
    }


def _sheet_out(sheet: Sheet) -> dict[str, Any]:
    return {
        "side": sheet.side,
        "scores": [
            {"criterion": one, "score": sheet.scores[one]} for one in CRITERIA[sheet.evaluated]
        ],
        "good": sheet.good,
        "better": sheet.better,
        "at": sheet.at,
    }
