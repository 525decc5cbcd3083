"""本市の考え方: which comments wait for an answer, and each answer from draft to approval."""

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from gateway.web.clauses import tree
from gateway.web.data import run, submit
from gateway.web.forms import FormProblem, new_key, problems_of, status_of, whole_number
from gateway.web.page_route import PageRouter
from gateway.web.pages.consultations import next_cursor, nodes, to_choose_from
from gateway.web.rendering import language, link
from gateway.web.staff import render_staff, signed_in, staff_fields
from shared.caller import Role
from shared.clock import today_jst

router = PageRouter()

# As many comments as a page shows boxes for.
BOXES = tuple(f"box{number}" for number in range(1, 11))
# As many links to changes as a page can edit; what a program linked beyond them stays.
CHANGES = 4
CHANGE_FIELDS = tuple(
    f"{part}{number}" for number in range(1, CHANGES + 1) for part in ("clause", "note")
)
SAID = ("class_code", "summary", "text", "reason", "due_on", *CHANGE_FIELDS)
ON_VERSION = ("version", "key")

Typed = Mapping[str, str]


@router.get("/staff/answers", response_model=None)
async def answers(
    request: Request,
    consultation: str = "",
    after: str = "",
    unanswered_after: str = "",
    clause: str = "",
    topic: str = "",
) -> Response:
    """Show where a consultation's answers stand, once it is chosen."""
    await signed_in(request, Role.STAFF)
    by = {"clause": clause, "topic": topic}
    return await _case(request, consultation, [], after, unanswered_after, by)


@router.post("/staff/answers", response_model=None)
async def draft(request: Request) -> Response:
    """Begin an answer to the chosen comments, or let an answer in draft answer them, too."""
    await signed_in(request, Role.STAFF)
    typed = await staff_fields(request, "consultation", "desk", "with", "key", *BOXES)
    subjects = _subjects(typed, typed["consultation"])
    if typed["with"]:
        id_, _, version = typed["with"].partition(":")
        added = {"responseId": id_, "version": whole_number(version), "add": subjects}
        result = await submit(request, "ChangeSubjects", {**added, "idempotencyKey": typed["key"]})
    else:
        given = {"deskId": typed["desk"], "subjects": subjects, "content": {}}
        result = await submit(request, "DraftResponse", {**given, "idempotencyKey": typed["key"]})
    if problems := problems_of(request, result):
        return await _case(request, typed["consultation"], problems, "", "")
    return _to(request, f"/staff/answers/{result['id']}")


@router.post("/staff/answers/publish", response_model=None)
async def publish(request: Request) -> Response:
    """Publish all that is decided."""
    await signed_in(request, Role.STAFF)
    typed = await staff_fields(request, "consultation", "partial", "key")
    given = {
        "consultationId": typed["consultation"],
        "partial": bool(typed["partial"]),
        "idempotencyKey": typed["key"],
    }
    result = await submit(request, "PublishResponses", given)
    return await _case(request, typed["consultation"], problems_of(request, result), "", "")


@router.get("/staff/answers/{response_id}", response_model=None)
async def answer(request: Request, response_id: str) -> Response:
    """Show an answer, with what may be done about it."""
    await signed_in(request, Role.STAFF)
    return await _answer(request, response_id, {}, [])


@router.post("/staff/answers/{response_id}/{what}", response_model=None)
async def act(request: Request, response_id: str, what: str) -> Response:
    """Do one of the things that may be done about an answer."""
    await signed_in(request, Role.STAFF)
    if what not in ACTIONS:
        return await render_staff(request, "staff/answer_lost.html", {}, 404)
    operation, names, given_by = ACTIONS[what]
    typed = await staff_fields(request, *names)
    given: dict[str, Any] = {"responseId": response_id, "idempotencyKey": typed["key"]}
    if "version" in names:
        given["version"] = whole_number(typed["version"])
    if what in ("save", "split", "remove"):
        found = (await run(request, "Answer", id=response_id))["response"]
        given |= _on_response(what, typed, found) if found else {}
    else:
        given |= given_by(typed)
    result = await submit(request, operation, given)
    if problems := problems_of(request, result, (*SAID, "question", "comment")):
        return await _answer(request, response_id, typed, problems)
    return _to(request, f"/staff/answers/{result['id']}")


def _comment(typed: Typed) -> dict[str, Any]:
    return {"comment": typed["comment"]}


def _inquiry(typed: Typed) -> dict[str, Any]:
    return {"inquiryId": typed["inquiry"], "text": typed["inquiry_text"]}


def _nothing(_: Typed) -> dict[str, Any]:
    return {}


# What is done, by which operation, with which fields of the form, and what they give it.
ACTIONS: dict[str, tuple[str, tuple[str, ...], Callable[[Typed], dict[str, Any]]]] = {
    "save": ("ReviseResponse", (*SAID, *ON_VERSION), _nothing),
    "remove": ("ChangeSubjects", (*BOXES, *ON_VERSION), _nothing),
    "split": ("SplitResponse", (*BOXES, *ON_VERSION), _nothing),
    "ask": ("AskApproval", ("route", *ON_VERSION), lambda typed: {"route": typed["route"]}),
    "approve": ("ApproveResponse", ("comment", *ON_VERSION), _comment),
    "return": ("ReturnResponse", ("comment", *ON_VERSION), _comment),
    "withdraw": (
        "WithdrawResponse",
        ("why", *ON_VERSION),
        lambda typed: {"reason": typed["why"]},
    ),
    "inquire": (
        "SendInquiry",
        ("desk", "question", "inquiry_due", "key"),
        lambda typed: {
            "deskId": typed["desk"],
            "question": typed["question"],
            "dueOn": typed["inquiry_due"] or None,
        },
    ),
    "keep-inquiry": ("SaveInquiryDraft", ("inquiry", "inquiry_text", "key"), _inquiry),
    "answer-inquiry": ("AnswerInquiry", ("inquiry", "inquiry_text", "key"), _inquiry),
    "take-inquiry-back": (
        "TakeInquiryBack",
        ("inquiry", "key"),
        lambda typed: {"inquiryId": typed["inquiry"]},
    ),
}


def _on_response(what: str, typed: Typed, response: Mapping[str, Any]) -> dict[str, Any]:
    if what == "save":
        return {"content": _content(typed, response)}
    subjects = _subjects(typed, response["consultationId"])
    return {"subjects": subjects} if what == "split" else {"remove": subjects}


def _content(typed: Typed, response: Mapping[str, Any]) -> dict[str, Any]:
    changes = []
    for number in range(1, CHANGES + 1):
        # "document|revision|clause", as the page offers them
        parts = typed[f"clause{number}"].split("|")
        if len(parts) == 3:
            names = ("documentId", "revisionId", "clauseId")
            change = dict(zip(names, parts, strict=True))
            changes.append(change | {"note": typed[f"note{number}"]})
    beyond = [
        {name: one[name] for name in ("documentId", "revisionId", "clauseId", "note")}
        for one in response["content"]["changes"][CHANGES:]
    ]
    return {
        "classCode": typed["class_code"],
        "summary": typed["summary"],
        "text": typed["text"],
        "reason": typed["reason"],
        "dueOn": typed["due_on"] or None,
        "changes": changes + beyond,
    }


def _subjects(typed: Typed, case_id: str) -> list[dict[str, str]]:
    found = [typed[box].partition(":") for box in BOXES if typed[box]]
    return [{"kind": kind, "id": id_, "caseId": case_id} for kind, _, id_ in found]


def _to(request: Request, path: str) -> Response:
    return RedirectResponse(link(language(request), path), status_code=303)


async def _case(
    request: Request,
    chosen: str,
    problems: list[FormProblem],
    after: str,
    unanswered_after: str,
    by: Mapping[str, str] | None = None,
) -> Response:
    consultations = await to_choose_from(request, "closed", "open")
    data = None
    if chosen:
        where: dict[str, Any] = {"after": after or None, "narrowed": _narrowed(by or {})}
        where["unansweredAfter"] = unanswered_after or None
        data = await run(request, "AnswersOf", id=chosen, **where)
    context = {
        "consultations": consultations,
        "chosen": data["consultation"] if data else None,
        "data": data,
        "unanswered": _inputs(data["unanswered"]) if data else [],
        "unanswered_next": next_cursor(data["unanswered"]) if data else None,
        "by": by or {"clause": "", "topic": ""},
        "clauses": tree(data["consultation"]["revision"]["clauses"])
        if data and data["consultation"]
        else [],
        "responses": nodes(data["responses"]) if data else [],
        "next": next_cursor(data["responses"]) if data else None,
        "desks": [desk for desk in data["me"]["desks"] if not desk["closedOn"]] if data else [],
        "problems": problems,
        "key": new_key(),
    }
    return await render_staff(request, "staff/answers.html", context, status_of(problems))


def _narrowed(by: Mapping[str, str]) -> dict[str, Any] | None:
    """Return what the list is narrowed to; the clause ``-`` stands for the whole plan."""
    clause, topic = by.get("clause", ""), by.get("topic", "")
    if not clause and not topic:
        return None
    whole = clause == "-"
    return {
        "clauseId": None if whole else clause or None,
        "wholePlan": whole,
        "topicId": topic or None,
    }


def _inputs(page: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the inputs of a page with their words; one that is just being split is left out."""
    inputs = [
        {**one, "said": one["comment"] or one["point"], "comment_id": _comment_of(one)}
        for one in nodes(page)
    ]
    return [one for one in inputs if one["said"]]


def _comment_of(one: Mapping[str, Any]) -> str:
    return str(one["point"]["commentId"] if one["point"] else one["id"])


async def _answer(
    request: Request, response_id: str, typed: Typed, problems: list[FormProblem]
) -> Response:
    data = await run(request, "Answer", id=response_id)
    response = data["response"]
    if response is None:
        return await render_staff(request, "staff/answer_lost.html", {}, 404)
    mine = {desk["id"] for desk in data["me"]["desks"]}
    ours = _may_act(response["desk"], mine)
    editable = ours and response["state"] in ("DRAFT", "RETURNED")
    # Only who may still write it chooses a route, or a desk of another department to ask.
    routes, others = await _choices(request, response["department"]) if editable else ([], [])
    context = {
        "response": response,
        "classes": data["responseClasses"],
        "said": _said(response, typed),
        "typed": typed,
        "ours": ours,
        "editable": editable,
        "our_turn": _may_act(response["turnDesk"], mine),
        "mine": mine,
        "others": others,
        "routes": routes,
        "problems": problems,
        "today": today_jst().isoformat(),
        "key": new_key(),
    }
    return await render_staff(request, "staff/answer.html", context, status_of(problems))


async def _choices(
    request: Request, department: Mapping[str, Any] | None
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the department's routes of approval, and the other departments with their desks."""
    if department is None:  # not readable just now
        return [], (await run(request, "Departments"))["departments"]
    data = await run(request, "ApprovalRoutes", departmentId=department["id"])
    others = [one for one in data["departments"] if one["id"] != department["id"]]
    return data["approvalRoutes"]["routes"], others


def _may_act(desk: Mapping[str, Any] | None, mine: set[str]) -> bool:
    return desk is not None and desk["id"] in mine


def _said(response: Mapping[str, Any], typed: Typed) -> dict[str, Any]:
    """Return what the form shows: what was typed and could not be saved, or what is kept."""
    content = response["content"]
    changes = [
        ("|".join((one["documentId"], one["revisionId"], one["clauseId"] or "")), one["note"])
        for one in content["changes"]
    ]
    rows = (changes + [("", "")] * CHANGES)[:CHANGES]
    if "text" in typed:
        rows = [(typed[f"clause{n}"], typed[f"note{n}"]) for n in range(1, CHANGES + 1)]
    kept = {
        "class_code": content["classCode"],
        "summary": content["summary"],
        "text": content["text"],
        "reason": content["reason"],
        "due_on": response["dueOn"] or "",
    }
    said = {name: typed.get(name, value) for name, value in kept.items()}
    return {**said, "changes": rows, "unsaved": "text" in typed, "kept": kept}
