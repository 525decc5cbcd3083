"""Bringing in a file of comments: chosen, shown what would happen, confirmed, followed."""

from typing import Any

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from gateway.messages import message
from gateway.web import words
from gateway.web.clause_numbers import clause_named
from gateway.web.data import clients, run, told_as_problems
from gateway.web.forms import FormProblem, new_key, problem_of, problems_of, status_of
from gateway.web.page_route import PageRouter
from gateway.web.pages.consultations import to_choose_from
from gateway.web.rendering import language, link
from gateway.web.staff import render_staff, signed_in, staff_fields
from gateway.web.uploads import form_with_file
from shared.caller import Role
from shared.clock import today_jst
from shared.tables.written import CSV_TYPE, Cells, csv_file

router = PageRouter()

FIELDS = ("consultation", "channel", "received_on")
VERDICTS = ("new", "late", "known", "alike", "same", "bad", "open")
LOOK_AGAIN_S = 2
# What a spreadsheet would take for a formula (OWASP: CSV injection).


@router.get("/staff/paper/import", response_model=None)
async def choose(request: Request, consultation: str = "") -> Response:
    """Ask for the file."""
    await signed_in(request, Role.STAFF)
    return await _choose(request, {"consultation": consultation}, [])


@router.post("/staff/paper/import", response_model=None)
async def upload(request: Request) -> Response:
    """Have it read and judged; nothing is accepted yet."""
    await signed_in(request, Role.STAFF)
    form = await form_with_file(request, "file", *FIELDS)
    typed = form.typed
    if not form.file:
        return await _choose(request, typed, [problem_of(request, "FILE_MISSING", "file")])
    found = (await run(request, "PaperEntry", id=typed["consultation"]))["consultation"]
    clauses = found["revision"]["clauses"] if found else []
    made: dict[str, Any] = {}

    async def judge() -> None:
        entries = (await clients(request)).entries
        made.update(await entries.read_import(typed["consultation"], form.file))
        named = {said: clause_named(clauses, said) for said in made["clauses"]}
        defaults = {"channel": typed["channel"], "received_on": typed["received_on"] or None}
        await entries.move_import(made["id"], "preview", {**defaults, "clauses": named})

    if result := await told_as_problems(judge()):
        return await _choose(request, typed, problems_of(request, result, (*FIELDS, "file")))
    return _to(request, made["id"])


@router.get("/staff/paper/import/{id_}", response_model=None)
async def show(request: Request, id_: str) -> Response:
    """Show what would happen, how far it is, or what happened."""
    await signed_in(request, Role.STAFF)
    return await _show(request, id_, [])


@router.post("/staff/paper/import/{id_}", response_model=None)
async def confirm(request: Request, id_: str) -> Response:
    """Begin to bring it in; sent twice it happens once."""
    await signed_in(request, Role.STAFF)
    typed = await staff_fields(request, "alike")
    alike = {"yes": True, "no": False}.get(typed["alike"])
    entries = (await clients(request)).entries
    result = await told_as_problems(entries.move_import(id_, "confirm", {"alike": alike}))
    if result:
        return await _show(request, id_, problems_of(request, result, ("alike",)))
    return _to(request, id_)


@router.get("/staff/paper/import/{id_}/result.csv", response_model=None)
async def result_file(request: Request, id_: str) -> Response:
    """Hand out what became of each row, for Excel; never a 確認番号."""
    await signed_in(request, Role.STAFF)
    lang = language(request)
    entries = (await clients(request)).entries
    header = ("行番号", "番号", "結果", "受付番号", "理由")
    cells: list[Cells] = []
    after = -1
    while rows := await entries.import_results(id_, after):
        for row in rows:
            problem = row["problem"]
            why = message(problem["code"], problem["params"], lang) if problem else ""
            verdict = words.word("import_verdict", row["verdict"], lang)
            number = row["receipt_number"] or ""
            cells.append((row["line"], row["row_id"], verdict, number, why))
        after = rows[-1]["n"]
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": 'attachment; filename="import-result.csv"',
    }
    return Response(csv_file(header, cells), headers=headers, media_type=CSV_TYPE)


def _to(request: Request, id_: str) -> Response:
    return RedirectResponse(link(language(request), f"/staff/paper/import/{id_}"), 303)


async def _choose(request: Request, typed: dict[str, str], problems: list[FormProblem]) -> Response:
    today = today_jst().isoformat()
    context = {
        "consultations": await to_choose_from(request, "open", "closed", closed=20),
        "channels": [code for code in words.WORDS["channel"] if code != "WEB"],
        "typed": {"consultation": "", "channel": "POST", "received_on": today, **typed},
        "problems": problems,
    }
    return await render_staff(request, "staff/import.html", context, status_of(problems))


async def _show(request: Request, id_: str, problems: list[FormProblem]) -> Response:
    shown = await (await clients(request)).entries.shown_import(id_)
    shown["counts"] = dict.fromkeys(VERDICTS, 0) | shown["counts"]
    lang = language(request)
    for row in shown["problems"]:
        row["why"] = message(row["problem"]["code"], row["problem"]["params"], lang)
    context = {"shown": shown, "problems": problems, "key": new_key()}
    answer = await render_staff(request, "staff/import_shown.html", context, status_of(problems))
    if shown["state"] == "applying":
        answer.headers["Refresh"] = str(LOOK_AGAIN_S)
    return answer
