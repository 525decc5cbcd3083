"""The plans, edits and labels by which anchors are measured."""

import random

import pytest

from services.policies.domain.plan import PlanFormat, parse_plan
from tests.bench.anchors.edits import EDITS, Editor
from tests.bench.anchors.labels import KINDS, Case, Fate, make_case
from tests.bench.anchors.plans import PlanTree, Sentence, Writer


def read(text: str) -> list[str]:
    """Read the texts of a plan's clauses as the policies service does."""
    sections = parse_plan(text, PlanFormat.PLAIN).sections
    return ["\n".join(filter(None, (one.heading, one.body))) for one in sections]


def cases() -> list[Case]:
    return [make_case(3, number, kind) for kind in KINDS for number in range(4)]


@pytest.mark.parametrize("kind", KINDS)
def test_policies_reads_the_clauses_that_were_written(kind: str) -> None:
    for number in range(6):
        case = make_case(1, number, kind, revisions=3)
        assert read(case.texts[0]) == list(case.first)
        assert read(case.texts[-1]) == list(case.last)


def test_the_same_seed_makes_the_same_case_and_another_seed_another() -> None:
    assert make_case(1, 0, "combined") == make_case(1, 0, "combined")
    assert make_case(1, 0, "combined").texts != make_case(2, 0, "combined").texts


def test_spans_lie_in_their_clauses() -> None:
    for case in cases():
        for anchor in case.anchors:
            if anchor.span:
                start, end = anchor.span
                assert 0 <= start < end <= len(case.first[anchor.place])
            if anchor.label.outer:
                start, end = anchor.label.outer
                assert anchor.label.place is not None
                assert 0 <= start < end <= len(case.last[anchor.label.place])


def test_where_only_numbers_change_every_passage_keeps_its_words() -> None:
    anchors = [one for case in cases() if case.kind == "renumber" for one in case.anchors]
    assert anchors
    for one in anchors:
        assert (one.label.fate, one.label.place) == (Fate.PLACED, one.place)
        if one.span:
            assert one.label.inner == one.label.outer == one.span


def test_what_has_bounds_that_are_equal_reads_as_before_unless_something_was_put_in() -> None:
    seen = 0
    for case in cases():
        if case.kind in ("move", "merge", "delete", "passage_deleted", "passage_moved"):
            for one in case.anchors:
                if one.span and one.label.place is not None and one.label.outer:
                    old = case.first[one.place][slice(*one.span)]
                    new = case.last[one.label.place][slice(*one.label.outer)]
                    assert set(old) >= set(new)
                    seen += old == new
    assert seen > 100


@pytest.mark.parametrize(
    ("kind", "fate"),
    [
        ("delete", Fate.GONE),
        ("passage_deleted", Fate.GONE),
        ("split", Fate.AMBIGUOUS),
        ("reword_heavily", Fate.AMBIGUOUS),
        ("reword_lightly", Fate.PLACED),
        ("merge", Fate.PLACED),
    ],
)
def test_each_kind_leads_to_what_it_must_lead_to(kind: str, fate: Fate) -> None:
    labels = [one.label for case in cases() if case.kind == kind for one in case.anchors]
    assert any(label.fate is fate for label in labels)


def test_a_copy_has_no_origin_and_a_moved_sentence_keeps_its_own() -> None:
    writer = Writer(random.Random(5))
    plan = writer.plan()
    before = _origins(plan)
    editor = Editor(writer, plan)
    editor.passage_moved()
    assert _origins(plan) == before
    editor.passage_copied()
    assert _origins(plan) == before
    assert any(not sentence.origins for sentence in _sentences(plan))
    editor.passage_deleted()
    assert _origins(plan) < before


def test_every_kind_of_edit_changes_the_text() -> None:
    for kind in EDITS:
        changed = [make_case(1, number, kind) for number in range(3)]
        assert any(case.texts[0] != case.texts[1] for case in changed), kind


def _sentences(plan: PlanTree) -> list[Sentence]:
    return [sentence for node in plan.nodes() for sentence in node.sentences]


def _origins(plan: PlanTree) -> frozenset[int]:
    return frozenset(origin for one in _sentences(plan) for origin in one.origins)
