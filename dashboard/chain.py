"""A trace as a chain of steps from top to bottom, each with its state and what is there."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dashboard import trace_words as states
from dashboard import words
from dashboard.trace_words import State

Row = Mapping[str, Any]


@dataclass
class Line:
    """Something that is told at a step.

    ``words`` are somebody's own; ``page`` is one of the gateway's site, ``stage`` and ``clause``
    are of the dashboard; ``pieces`` are differences.
    """

    text: str = ""
    note: str = ""
    words: str | None = None
    page: str | None = None
    link: str = ""
    stage: tuple[str, int, str] | None = None
    clause: tuple[str, str] | None = None
    pieces: Sequence[Row] = ()


@dataclass
class Step:
    """One step. ``rows`` are told below its state."""

    name: str
    state: State
    rows: list[Line] = field(default_factory=list)


def of_receipt(trace: Row) -> list[Step]:
    """The steps of a receipt: no words of the submitter."""
    answers = trace["answers"]
    told = f"{trace['opinions']}件のうち{trace['published']}件の考え方を公表しました"
    look = states.THERE if trace["published"] else states.AWAITED
    return [
        _received(trace),
        Step("意見（件）", State(told, look)),
        _place(trace["clause"], trace["place"]),
        Step("本市の考え方", states.ANSWERS[trace["answerState"]], _said(answers)),
        _changes(answers),
        _evaluation(trace),
    ]


def of_comment(trace: Row) -> list[Step]:
    """The steps of a comment, opinion by opinion, with its words."""
    answers = _each_once(one["answer"] for one in trace["opinions"])
    opinions = [_opinion(one) for one in trace["opinions"]]
    return [
        _received(trace),
        Step("意見（件）", states.SPLITS[trace["splitState"]], opinions),
        _place(trace["clause"], trace["place"]),
        Step("本市の考え方", states.ANSWERS[trace["answerState"]], _said(answers)),
        _changes(answers),
        _evaluation(trace),
    ]


def of_clause(trace: Row) -> list[Step]:
    """The steps back from a clause: the change, and the answers that led to it."""
    until, compared = trace["until"], trace["compared"] or {}
    clause = trace["clause"] or compared["before"]
    change = states.CLAUSE_CHANGES.get(trace["change"] or "", "")
    text = f"{until['title']}（第{until['number']}版）{'：' if change else ''}{change}"
    pieces = compared.get("body") or []
    row = Line(words.clause(clause), words=None if pieces else clause["body"], pieces=pieces)
    said = [_response(one) for one in trace["responses"]]
    return [
        Step("計画案の項目", State(text, states.THERE), [row]),
        Step("本市の考え方", states.CAUSES[trace["state"]], said),
    ]


def behind(row: Row) -> dict[str, Any]:
    """One of the opinions behind a change."""
    note = states.BEHIND[row["state"]]
    return {"text": row["text"], "note": note, "comment": row["commentId"]}


def _received(trace: Row) -> Step:
    state = states.LATE if trace["late"] else states.RECEIPTS[trace["state"]]
    at = f"{words.moment(trace['acceptedAt'])} {words.CHANNELS[trace['channel']]}"
    rows = [Line(note=at)]
    if consultation := trace["consultation"]:
        rows.append(Line(consultation["title"], page=f"/consultations/{consultation['id']}"))
    if original := trace.get("duplicateOf"):
        rows.append(Line(note=f"数えているのは、受付番号 {original} の意見です。"))
    return Step("意見（通）", state, rows)


def _place(clause: Row | None, place: Row) -> Step:
    rows = [Line(words.clause(clause))] if clause else []
    if now := place_now(place):
        rows.append(Line(note=now))
    return Step("該当箇所", states.PLACES[place["state"]], rows)


def place_now(place: Row) -> str:
    """Where a clause is in the newest revision, and whether its words are the same."""
    if not place["revision"]:
        return ""
    there = f"「{words.clause(place['clause'])}」" if place["clause"] else ""
    change = states.CLAUSE_CHANGES.get(place["change"] or "", "")
    return f"{place['revision']['title']}（第{place['revision']['number']}版）：{there}{change}"


def _opinion(one: Row) -> Line:
    place = states.PLACES[one["place"]["state"]].text
    about = f"{words.clause(one['clause'])}：{place}" if one["clause"] else place
    answered = states.ANSWERS[one["answerState"]].text
    if one["answerState"] == "ANSWERED_NOT_PUBLISHED":
        answered += f"（{words.RESPONSES[one['responseState']]}）"
    return Line(
        words=one["text"],
        note=f"{about}。考え方：{answered}",
        page=f"/staff/answers/{one['responseId']}" if one["responseId"] else None,
        link="考え方の画面を開く",
    )


def _said(answers: Iterable[Row]) -> list[Line]:
    return [_response(one["response"]) for one in answers]


def _response(response: Row) -> Line:
    content = response["content"]
    kind = (content["responseClass"] or {}).get("name")
    return Line(content["summary"], f"{kind}：{content['text']}" if kind else content["text"])


def _changes(answers: Iterable[Row]) -> Step:
    found = list(answers)
    reached = {one["changeState"] for one in found}
    state = next((states.CHANGES[one] for one in states.CHANGES if one in reached), None)
    rows = [_change(change) for one in found for change in one["changes"]]
    return Step("計画案の変更", state or states.NO_ANSWER_YET, rows)


def _change(change: Row) -> Line:
    compared, revision = change["compared"] or {}, change["revision"]
    clause = compared.get("after") or compared.get("before")
    told = (states.CHANGES[change["state"]].text, change["note"])
    return Line(
        words.clause(clause) if clause else "",
        "。".join(part for part in told if part),
        clause=(revision["id"], change["clauseId"]) if revision and clause else None,
    )


def _evaluation(trace: Row) -> Step:
    rows = []
    for stage in trace["evaluation"]:
        name = f"{words.cycle(stage['cycle'])} {words.STAGES[stage['stage']]}"
        rows.append(
            Line(
                f"{stage['policy']['title']} {name}",
                states.EVALUATIONS[stage["state"]].text,
                stage=_page_of(stage),
            )
        )
        rows += [_activity(one) for one in stage["activities"]]
        rows += [
            Line(one["title"], page=f"/consultations/{one['id']}") for one in stage["consultations"]
        ]
    return Step("評価・改善", states.EVALUATIONS[trace["evaluationState"]], rows)


def _page_of(stage: Row) -> tuple[str, int, str] | None:
    if stage["state"] == "NOT_PLANNED":
        return None
    return stage["policyId"], stage["cycle"], stage["stage"]


def _activity(one: Row) -> Line:
    return Line(note=f"{words.METHODS[one['method']]} {one['title']}（{words.day(one['heldOn'])}）")


def _each_once(answers: Iterable[Row | None]) -> list[Row]:
    return list({one["response"]["id"]: one for one in answers if one}.values())
