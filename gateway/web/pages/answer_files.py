"""Opinions and responses as files: taken away, brought back edited, reported to the council."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import orjson
from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from gateway.context import Clients
from gateway.messages import message
from gateway.office import reading, word, workbook
from gateway.office.figures import figures_of
from gateway.office.gathering import OPINIONS_MAX, gather, lines_of
from gateway.office.report import council_report
from gateway.public_comment.suggestions import suggestions_in
from gateway.web import words
from gateway.web.data import clients, run, told_as_problems
from gateway.web.forms import FormProblem, problem_of, problems_of, status_of
from gateway.web.page_route import PageRouter
from gateway.web.pages.consultations import to_choose_from
from gateway.web.rendering import language, link, render
from gateway.web.staff import render_staff, signed_in, staff_fields
from gateway.web.uploads import form_with_file
from shared.caller import Role
from shared.files import Scanner
from shared.settings import settings
from shared.tables.word import DOCX_TYPE
from shared.tables.written import CSV_TYPE, XLSX_TYPE, Cells, csv_file

router = PageRouter()
Made = TypeVar("Made")

MAKERS = {
    "xlsx": (workbook.workbook, XLSX_TYPE),
    "docx": (word.document, DOCX_TYPE),
}
VERDICTS = ("new", "change", "same", "conflict", "bad", "done")
SHOWN = 20
# What a service takes in one body is bounded (shared/settings.py, max_body_bytes).
BODY_MAX, ROWS_AT_ONCE = 160_000, 50
LOOK_AGAIN_S = 2
# Making or reading a file of ten thousand lines takes memory and one core: one after another.
_ONE_AT_A_TIME = asyncio.Semaphore(1)


@router.get("/staff/answers/export", response_model=None)
async def choose(request: Request, consultation: str = "") -> Response:
    """Offer the files of a consultation, and take one back."""
    await signed_in(request, Role.STAFF)
    return await _choose(request, consultation, [])


@router.get("/staff/answers/export.{kind}", response_model=None)
async def export(request: Request, kind: str, consultation: str = "") -> Response:
    """Hand out all opinions with what the city says to each, to be edited."""
    await signed_in(request, Role.STAFF)
    found = await run(request, "AnswerFile", id=consultation)
    if kind not in MAKERS or found["consultation"] is None:
        return render(request, "not_found.html", status=404)
    make, media_type = MAKERS[kind]
    gathered = await gather(await clients(request), found["consultation"])
    desks = frozenset(desk["id"] for desk in found["me"]["desks"])
    lines = await _worked(lines_of, gathered, desks)
    names = [one["name"] for one in gathered.classes]
    title = str(found["consultation"]["title"])
    content = await _worked(make, title, consultation, lines, names)
    return _file(content, f"answers-{found['consultation']['id']}.{kind}", media_type)


@router.get("/staff/answers/report.docx", response_model=None)
async def report(request: Request, consultation: str = "") -> Response:
    """Hand out the report to the council (審議会)."""
    await signed_in(request, Role.STAFF)
    found = await run(request, "AnswerFile", id=consultation)
    if found["consultation"] is None:
        return render(request, "not_found.html", status=404)
    services = await clients(request)
    gathered = await gather(services, found["consultation"])
    figures = await figures_of(services, gathered)
    content = await _worked(council_report, gathered, figures)
    return _file(content, f"report-{found['consultation']['id']}.docx", DOCX_TYPE)


@router.post("/staff/answers/import", response_model=None)
async def upload(request: Request) -> Response:
    """Read an edited file and show what it would change; nothing is changed yet."""
    await signed_in(request, Role.STAFF)
    form = await form_with_file(request, "file", "consultation", "desk")
    case_id = form.typed["consultation"]
    if not form.file:
        return await _choose(request, case_id, [problem_of(request, "FILE_MISSING", "file")])
    made: list[str] = []

    async def bring() -> None:
        await Scanner(settings().clamav).check(form.file)
        brought = await _worked(reading.read, form.file, case_id)
        made.append(await _hand_in(await clients(request), case_id, form.typed["desk"], brought))

    if result := await told_as_problems(bring()):
        return await _choose(request, case_id, problems_of(request, result, ("file", "desk")))
    return _to(request, made[0])


@router.get("/staff/answers/import/{id_}", response_model=None)
async def show(request: Request, id_: str, after: int = -1) -> Response:
    """Show what would change, how far it is, or what became of it."""
    await signed_in(request, Role.STAFF)
    return await _show(request, id_, after, [])


@router.post("/staff/answers/import/{id_}", response_model=None)
async def confirm(request: Request, id_: str) -> Response:
    """Begin to apply what was shown; sent twice it happens once."""
    await signed_in(request, Role.STAFF)
    await staff_fields(request)
    responses = (await clients(request)).responses
    if result := await told_as_problems(responses.move_import(id_, "confirm", {})):
        return await _show(request, id_, -1, problems_of(request, result))
    return _to(request, id_)


@router.get("/staff/answers/import/{id_}/result.csv", response_model=None)
async def result_file(request: Request, id_: str) -> Response:
    """Hand out what became of each line that was edited."""
    await signed_in(request, Role.STAFF)
    lang = language(request)
    responses = (await clients(request)).responses
    cells: list[Cells] = []
    after = -1
    while rows := await responses.import_rows(id_, after, 100):
        for row in rows:
            verdict = words.word("answer_import_verdict", row["verdict"], lang)
            cells.append((row["label"], verdict, row["response_id"] or "", _why(row, lang)))
        after = rows[-1]["n"]
    header = ("番号", "結果", "考え方の参照", "理由")
    return _file(csv_file(header, cells), "import-result.csv", CSV_TYPE)


async def _worked(work: Callable[..., Made], *given: Any) -> Made:
    async with _ONE_AT_A_TIME:
        return await asyncio.to_thread(work, *given)


async def _hand_in(services: Clients, case_id: str, desk_id: str, brought: reading.Brought) -> str:
    client = services.responses
    id_ = await client.begin_import(case_id, desk_id)
    for rows in _in_bodies(brought.edits):
        await client.move_import(id_, "rows", {"rows": rows})
    figures = {
        "total": brought.total,
        "untouched": brought.untouched,
        "missing": brought.missing,
    }
    await client.move_import(id_, "preview", figures)
    return id_


def _in_bodies(rows: Sequence[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Yield rows in portions that a service takes."""
    portion: list[dict[str, Any]] = []
    size = 0
    for row in rows:
        weight = len(orjson.dumps(row))
        if portion and (size + weight > BODY_MAX or len(portion) == ROWS_AT_ONCE):
            yield portion
            portion, size = [], 0
        portion.append(row)
        size += weight
    if portion:
        yield portion


def _file(content: bytes, name: str, media_type: str) -> Response:
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": f'attachment; filename="{name}"',
    }
    return Response(content, headers=headers, media_type=media_type)


def _to(request: Request, id_: str) -> Response:
    return RedirectResponse(link(language(request), f"/staff/answers/import/{id_}"), 303)


def _why(row: Mapping[str, Any], lang: str) -> str:
    problem = row["problem"]
    return message(problem["code"], problem["params"], lang) if problem else ""


async def _choose(request: Request, chosen: str, problems: list[FormProblem]) -> Response:
    found = await run(request, "AnswerFile", id=chosen) if chosen else None
    context = {
        "consultations": await to_choose_from(request, "closed", "open"),
        "chosen": found["consultation"] if found else None,
        "desks": [one for one in found["me"]["desks"] if not one["closedOn"]] if found else [],
        "most": OPINIONS_MAX,
        "problems": problems,
    }
    return await render_staff(request, "staff/answer_files.html", context, status_of(problems))


async def _show(request: Request, id_: str, after: int, problems: list[FormProblem]) -> Response:
    responses = (await clients(request)).responses
    shown = await responses.shown_import(id_)
    shown["counts"] = dict.fromkeys((*VERDICTS, "open"), 0) | shown["counts"]
    rows = await responses.import_rows(id_, after, SHOWN + 1)
    lang = language(request)
    classes = {one["code"]: one["name"] for one in await responses.classes()}
    following = rows[SHOWN - 1]["n"] if len(rows) > SHOWN else None
    context = {
        "shown": shown,
        "rows": [await _told(row, classes, lang) for row in rows[:SHOWN]],
        "next": following,
        "first_page": after < 0,
        "problems": problems,
    }
    answer = await render_staff(request, "staff/answer_import.html", context, status_of(problems))
    if shown["state"] == "applying":
        answer.headers["Refresh"] = str(LOOK_AGAIN_S)
    return answer


async def _told(row: Mapping[str, Any], classes: Mapping[str, str], lang: str) -> dict[str, Any]:
    """Return a row with its changed fields, what to look at, and why it cannot be brought in."""
    old, new = row["old"] or {}, row["new"] or {}
    changed = [
        (name, _named(name, old.get(name, ""), classes), _named(name, value, classes))
        for name, value in new.items()
        if value != old.get(name, "")
    ]
    lacks = [message(code, {}, lang) for code in row["lacks"]]
    # As in the editor: who brings it in sees what looks like personal data before it is published.
    personal = {"personalDataSuggestions": await suggestions_in(new.get("summary", ""))}
    told = {"changed": changed, "lacks": lacks, "why": _why(row, lang), "summary": personal}
    return {**row, **told}


def _named(name: str, value: str, classes: Mapping[str, str]) -> str:
    return classes.get(value, value) if name == "class_code" else value
