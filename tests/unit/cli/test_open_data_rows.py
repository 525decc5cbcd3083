"""What goes into open data: the names of its fields, no small count, and nothing left over."""

from enum import EnumType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.words import ConsultationOutcome, ConsultationState
from infra.cli.open_data import rows, words
from infra.cli.open_data.command import PART_BYTES, PART_ROWS, in_parts
from infra.cli.open_data.counts import TOGETHER, UNITS, counts_by_channel
from services.open_data.domain.datasets import DATASETS
from services.open_data.domain.rows import checked_rows
from shared.events.common import Channel, Method, Stage, StageState
from shared.suppression import MINIMUM

TALLIES = st.dictionaries(
    st.sampled_from([None, "WEB", "POST", "FAX", "PHONE", "COUNTER"]),
    st.fixed_dictionaries({unit: st.integers(0, 12) for unit in UNITS}),
)
POLICY = {
    "id": "p",
    "title": "交通計画",
    "summary": "",
    "field": "交通",
    "area": "全市",
    "department": "交通課",
    "stages": [
        {
            "cycle": 1,
            "stage": "PLANNING",
            "state": "OPEN",
            "startsOn": "2026-04-01",
            "endsOn": None,
            "openedOn": "2026-04-02",
            "closedOn": None,
            "plannedMethods": ["SURVEY", "WORKSHOP"],
        }
    ],
    "activities": [
        {
            "id": "a",
            "cycle": 1,
            "stage": "PLANNING",
            "method": "BRIEFING",
            "title": "説明会",
            "heldOn": "2026-05-01",
            "place": "公民館",
            "participants": 3,
            "submitters": None,
            "comments": 4,
            "points": 30,
            "results": "=よかった",
        }
    ],
}
CONSULTATION: dict[str, Any] = {
    "id": "c",
    "title": "素案への意見募集",
    "summary": "",
    "state": "PUBLISHED",
    "opensAt": "2026-06-30T15:00:00Z",
    "closesAt": "2026-07-31T15:00:00Z",
    "publishedAt": "2026-08-31T20:00:00Z",
    "outcome": "WITH_CHANGES",
    "resultNote": "直しました。",
    "withdrawalReason": "",
    "links": [
        {"policy": {"id": "p", "title": "交通計画", "department": "交通課"}},
        {"policy": {"id": "p", "title": "交通計画", "department": "交通課"}},
    ],
    "figures": {
        "submitters": 20,
        "comments": 22,
        "points": 30,
        "late": 2,
        "withdrawn": 0,
        "byChannel": [
            {"channel": "WEB", "submitters": 14, "comments": 15, "points": 20},
            {"channel": None, "submitters": 6, "comments": 7, "points": 10},
        ],
    },
}
CLAUSE = {"number": "1", "heading": "屋根", "body": "つけます。"}
RESPONSE = {
    "id": "r",
    "content": {"changes": [{"note": "屋根を加えました。", "clauseId": "k"}, {"note": "x"}]},
}
RESPONSE["content"]["changes"][1]["clauseId"] = "another"  # type: ignore[index]


@given(TALLIES)
def test_no_count_by_channel_can_be_taken_apart(tallies: dict[str | None, dict[str, int]]) -> None:
    by_channel = [{"channel": channel, **tally} for channel, tally in tallies.items()]
    totals = {unit: sum(one[unit] for one in tallies.values()) for unit in UNITS}
    told = counts_by_channel({**totals, "byChannel": by_channel})
    for unit in UNITS:
        shown = [tally[unit] for name, tally in told if name != TOGETHER]
        for count in (*(tally[unit] for _, tally in told), totals[unit] - sum(shown)):
            if told:
                assert count == 0 or count >= MINIMUM, (unit, told)
    names = [name for name, _ in told]
    assert len(set(names)) == len(names)
    if told:
        for unit in UNITS:
            assert sum(tally[unit] for _, tally in told) == totals[unit]


def test_where_few_took_part_nothing_is_told_by_channel() -> None:
    one = {"channel": "WEB", "submitters": 2, "comments": 30, "points": 30}
    assert counts_by_channel({**one, "byChannel": [one]}) == []


@pytest.mark.parametrize(
    ("known", "codes"),
    [
        (words.STAGES, Stage),
        (words.STAGE_STATES, StageState),
        (words.METHODS, Method),
        (words.CHANNELS, Channel),
        (words.CONSULTATION_STATES, ConsultationState),
        (words.OUTCOMES, ConsultationOutcome),
    ],
)
def test_every_code_has_its_word(known: dict[str, str], codes: EnumType) -> None:
    assert set(known) == set(codes.__members__)


def test_every_row_fits_its_dataset() -> None:
    compared = {
        "since": {"title": "素案"},
        "until": {"title": "最終案"},
        "clauses": [
            _clause("k", "CHANGED", before=CLAUSE, after={**CLAUSE, "body": "広くつけます。"}),
            _clause("new", "ADDED", before=None, after=CLAUSE),
            _clause("gone", "DELETED", before=CLAUSE, after=None),
            _clause("same", "SAME", before=CLAUSE, after=CLAUSE),
            {**_clause("k2", "CHANGED", before=CLAUSE, after=CLAUSE), "responses": []},
        ],
    }
    answer = {
        "id": "r",
        "publishedAt": "2026-08-01T00:00:00Z",
        "content": {"summary": "屋根", "text": "つけます", "reason": "", "responseClass": None},
    }
    text = {"text": "屋根を", "clause": None}
    made = {
        "policies": list(rows.policy_rows(POLICY)),
        "activities": list(rows.activity_rows(POLICY)),
        "consultations": [rows.consultation_row(CONSULTATION)],
        "counts": list(rows.count_rows(CONSULTATION)),
        "answers": [rows.answer_row(CONSULTATION, answer)],
        "texts": [rows.text_row(CONSULTATION, text)],
        "changes": list(rows.change_rows(CONSULTATION, compared)),
    }
    assert set(made) == set(DATASETS)
    for name, found in made.items():
        assert checked_rows(DATASETS[name], ("", ""), "https://x", found), name
    assert [row["項目ID"] for row in made["changes"]] == ["k", "new", "gone"]
    assert made["changes"][0]["変更の説明"] == "屋根を加えました。"
    assert made["changes"][0]["変更後"] == "屋根\n広くつけます。"
    assert [row["提出方法"] for row in made["counts"]] == ["電子申請", "そのほか"]


def test_days_are_those_of_japan_and_the_last_one_is_the_last() -> None:
    row = rows.consultation_row(CONSULTATION)
    assert (row["開始日"], row["終了日"], row["公表日"]) == (
        "2026-07-01",
        "2026-07-31",
        "2026-09-01",
    )
    assert (row["政策ID"], row["担当課"]) == ("p", "交通課"), "two stages of one policy are one"


def test_before_the_result_there_are_no_counts_and_no_outcome() -> None:
    early = {**CONSULTATION, "state": "CLOSED", "figures": None, "publishedAt": None}
    row = rows.consultation_row(early)
    assert (row["提出者数"], row["公表日"], row["結果"]) == (None, None, "")
    assert list(rows.count_rows(early)) == []


def test_parts_are_small_enough_and_hold_every_row_in_order() -> None:
    long: list[rows.Row] = [{"意見": "あ" * 10_000, "n": n} for n in range(60)]
    parts = in_parts(long)
    assert [row for part in parts for row in part] == long
    assert all(len(part) * 30_000 <= PART_BYTES for part in parts)
    short = in_parts([{"n": n} for n in range(PART_ROWS + 1)])
    assert [len(part) for part in short] == [PART_ROWS, 1]
    assert in_parts([]) == []


def _clause(id_: str, change: str, **sides: Any) -> dict[str, Any]:
    return {"clauseId": id_, "change": change, "moved": False, "responses": [RESPONSE], **sides}
