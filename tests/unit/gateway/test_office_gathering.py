"""All opinions of a consultation, page by page, in the plan's order; and their figures."""

import io
from types import SimpleNamespace
from typing import Any, cast

import docx
import pytest

from gateway.clients.base import Fact, Refused
from gateway.context import Clients
from gateway.office import gathering
from gateway.office.figures import ChannelFigure, ClassFigure, figures_of
from gateway.office.gathering import TooManyOpinions, gather, lines_of
from gateway.office.report import council_report

PAGE, ALL = 200, 450
CONSULTATION: dict[str, Any] = {
    "id": "case",
    "title": "試験の計画",
    "opensAt": "2026-04-01T00:00:00+09:00",
    "closesAt": "2026-05-01T00:00:00+09:00",
    "channels": ["WEB", "POST"],
    "places": "図書館\n公民館",
    "materials": [{"title": "計画の素案"}],
    "links": [{"cycle": 1, "stage": "PLANNING", "policy": {"id": "policy"}}],
    "revision": {
        "title": "素案",
        "clauses": [
            {"id": "k2", "number": "1", "heading": "バス"},
            {"id": "k1", "number": "2", "heading": "駅"},
        ],
    },
}


def _response(n: int, state: str = "DRAFT") -> dict[str, Any]:
    content = {
        **{"class_code": "OTHER", "summary": "概要", "text": "考え方", "reason": "理由"},
        "changes": [{"clause_id": "k1", "note": "直した", "document_id": "d", "revision_id": "r"}],
    }
    told = {"id": f"r{n}", "version": 2, "state": state, "desk_id": "desk", "published_at": None}
    return {**told, "content": content}


def _opinion(n: int) -> dict[str, Any]:
    """Every third is a point of the comment before; the first ten share a response."""
    is_point = n % 3 == 2
    return {
        **{"kind": "POINT" if is_point else "COMMENT", "id": f"o{n:04}", "elsewhere": n == 20},
        "comment_id": f"o{n - 1:04}" if is_point else f"o{n:04}",
        "clause_id": None if n == 400 else ("k1" if n % 2 else "k2"),
        "topic_id": "t",
        "response": _response(0) if n < 10 else _response(n) if n == 11 else None,
    }


class _Responses:
    states = "DRAFT"

    async def opinions(self, case_id: str, after: str) -> Any:
        assert case_id == "case"
        begin = int(after or 0)
        items = [_opinion(n) for n in range(begin, min(begin + PAGE, ALL))]
        following = begin + PAGE
        return {"items": items, "next": str(following) if following < ALL else None}

    async def classes(self) -> Any:
        return [
            {"code": "REFLECTED", "name": "反映", "needs_reason": True, "needs_change": True},
            {"code": "OTHER", "name": "その他", "needs_reason": False, "needs_change": False},
        ]


class _PublicComment:
    async def topics(self, consultation_id: str) -> Any:
        return [{"id": "t", "label": "交通"}]

    async def comments(self, ids: list[str]) -> Any:
        assert 0 < len(ids) <= PAGE
        return [{"id": one, "text": f"全文 {one}", "channel": _channel(one)} for one in ids]

    async def points(self, ids: list[str]) -> Any:
        assert 0 < len(ids) <= PAGE
        return [{"id": one, "text": f"一部 {one}"} for one in ids]


class _Insight:
    """The stage's counts; ``others``: consultations beside ours, None: no such stage."""

    def __init__(self, others: list[str] | None) -> None:
        self._others = others

    async def stage_counts(self, policy_id: str, cycle: int, stage: str) -> Any:
        assert (policy_id, cycle, stage) == ("policy", 1, "PLANNING")
        if self._others is None:
            raise Refused([Fact("STAGE_NOT_FOUND")])
        return {
            "consultations": [{"consultation_id": one} for one in ("case", *self._others)],
            "by_channel": {"POST": {"submitters": 7, "comments": 9, "points": 9}},
            "by_method": {"PUBLIC_COMMENT": {"submitters": 8}, "WORKSHOP": {"submitters": 3}},
            "submitters": 11,
        }


def _channel(comment_id: str) -> str:
    return "POST" if comment_id <= "o0009" else "WEB"


def _clients(others: list[str] | None = None) -> Clients:
    made = SimpleNamespace(
        responses=_Responses(), public_comment=_PublicComment(), insight=_Insight(others)
    )
    return cast(Clients, made)


async def test_all_of_it_comes_in_the_order_of_the_plan() -> None:
    gathered = await gather(_clients(), CONSULTATION)
    lines = lines_of(gathered, frozenset({"desk"}))
    assert len({line.input_id for line in lines}) == ALL
    clauses = [line.clause for line in lines]
    assert clauses == ["計画案の全体"] + ["1 バス"] * 224 + ["2 駅"] * 225
    by_id = {line.input_id: line for line in lines}
    assert by_id["o0001"].opinion == "全文 o0001"
    assert by_id["o0002"].opinion == "一部 o0002"
    assert (by_id["o0001"].topic, by_id["o0001"].channel) == ("交通", "郵送")
    assert (by_id["o0020"].state, by_id["o0020"].editable) == ("ほかの課が回答", False)
    assert (by_id["o0021"].state, by_id["o0021"].editable) == ("未着手", True)
    shared = [line for line in lines if line.response_id == "r0"]
    assert [line.first is None for line in shared] == [True] + [False] * 9
    assert {line.first for line in shared[1:]} == {shared[0].number}
    assert by_id["o0011"].changes == "2 駅：直した" and by_id["o0011"].editable
    others = lines_of(gathered, frozenset({"another desk"}))
    assert not next(line for line in others if line.input_id == "o0011").editable


async def test_more_than_a_file_holds_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "OPINIONS_MAX", 300)
    with pytest.raises(TooManyOpinions):
        await gather(_clients(), CONSULTATION)


async def test_figures_are_those_of_the_services() -> None:
    clients = _clients([])
    figures = await figures_of(clients, await gather(clients, CONSULTATION))
    assert (figures.submitters, figures.comments, figures.opinions) == (8, 300, 450)
    assert figures.unanswered == 439
    assert list(figures.channels) == [
        ChannelFigure("電子申請", None, 293, 440),
        ChannelFigure("郵送", 7, 7, 10),
    ]
    assert list(figures.clauses) == [("計画案の全体", 1), ("1 バス", 224), ("2 駅", 225)]
    assert list(figures.classes) == [ClassFigure("その他", 2, 11)]


@pytest.mark.parametrize("others", [None, ["another"]])
async def test_submitters_are_not_guessed(others: list[str] | None) -> None:
    clients = _clients(others)
    figures = await figures_of(clients, await gather(clients, CONSULTATION))
    assert figures.submitters is None
    assert {one.submitters for one in figures.channels} == {None}


async def test_the_report_groups_answers_by_clause_and_says_what_is_not_public() -> None:

    clients = _clients([])
    gathered = await gather(clients, CONSULTATION)
    document = docx.Document(
        io.BytesIO(council_report(gathered, await figures_of(clients, gathered)))
    )
    words = [one.text for one in document.paragraphs]
    assert words[0] == "公表前・取扱注意"
    assert any("図書館、公民館" in one for one in words)
    assert (
        "募集した期間：令和8年（2026年）4月1日（水曜日）から令和8年（2026年）4月30日（木曜日）まで"
        in words
    )
    headings = [
        one.text for one in document.paragraphs if one.style and one.style.name == "Heading 3"
    ]
    assert headings == ["計画案の全体", "1 バス", "2 駅"]
    tables = [[[cell.text for cell in row.cells] for row in t.rows] for t in document.tables]
    assert tables[4][1:] == [
        ["概要", "考え方\n【理由】理由", "その他", "2 駅：直した", "10"],
        ["（考え方を書いていない意見）", "", "", "", "219"],
    ]
    assert tables[5][1:][-1][-1] == "219"
