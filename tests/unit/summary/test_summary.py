"""Every sentence of a summary stands on something, and whatever is changed in one is found."""

import dataclasses
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from gateway.summary.composing import Section, compose, forms
from gateway.summary.gathering import Facts, Passage, passage_of
from gateway.summary.topics import Topic, topic_sentences
from gateway.web import words
from shared.cited import Composer, Sentence, check
from shared.cited.forms import Form, FormBroken, Source
from tests.unit.summary.a_stage import LONG, RESPONSES, TEXTS, _comment, facts, originals

PLACE = (("policy", "policy"), ("cycle", "2"), ("stage", "PLANNING"))


def sentences(of: Facts) -> list[Sentence]:
    return [one for section in compose(of) for one in section.sentences]


def wrong(*changed: Sentence) -> list[str]:
    return [one.what for one in check(changed, forms(), PLACE, originals())]


@pytest.mark.parametrize("in_charge", [True, False])
def test_every_sentence_is_so_by_the_documents(in_charge: bool) -> None:
    told = sentences(facts(in_charge=in_charge))
    assert check(told, forms(), PLACE, originals()) == []
    assert len(told) >= 30
    assert all(one.figures or one.quotation for one in told)


def test_the_words_say_what_happened() -> None:
    told = "\n".join(one.text for one in sentences(facts()))
    for text in (
        "予定した手法は3、実施した手法は3です。予定して実施していない手法は1、予定になく実施した手法は1です。",
        "予定した市民カフェを、1回実施しました。",
        "予定になかったヒアリングを、1回実施しました。",
        "予定したアンケート調査は、まだ実施していません。",
        "提出者は13人・団体、提出意見は15通、意見は61件です。",
        "受付方法別：ファクスは、提出者1人・団体、提出意見1通、意見2件です。",
        "提出者の種別：団体は、1人・団体、提出意見1通、意見1件です。",
        "提出者の地域は、パブリックコメントでは記録していません。",
        "最初の提出意見は2026年5月21日（木）、最後の提出意見は2026年6月15日（月）に受け取りました。",
        "2026年6月15日（月）からの1週間で、7通です。",
        "いちばん早く届いた提出意見は、2026年6月2日（火）に受け取りました。",
        "いちばん早い期限は2026年7月1日（水）でした。",
        "第1期 改善では行わなかった市民カフェを、この段階では1回行いました。",
        "第1期 改善では1回行った住民説明会を、この段階では行っていません。",
        "第1期 改善で1、この段階で2、どちらにもあった項目は1です",
    ):
        assert text in told, text


def test_who_is_not_in_charge_sees_small_counts_together_and_no_clauses() -> None:
    codes = {one.code for one in sentences(facts(in_charge=False))}
    told = "\n".join(one.text for one in sentences(facts(in_charge=False)))
    assert {"BY_CHANNEL_TOGETHER", "KINDS_TOGETHER"} <= codes
    assert "CLAUSES" not in codes
    assert "ファクスは" not in told
    assert "団体は、1人" not in told


def mutants(one: Sentence) -> Iterator[tuple[str, Sentence]]:
    """Change one part of a sentence after another, its words with it or not."""
    yield "text", replace(one, text=one.text + "重要です。")
    yield "text", replace(one, text=one.text.replace("です", "でした", 1) + " ")
    yield "code", replace(one, code="PRAISE")
    yield from _other_figures(one)
    yield from _other_names(one)
    if (quoted := one.quotation) is not None:
        for changes in (
            {"text": quoted.text + "。"},
            {"text": quoted.text[:-1]},
            {"text": quoted.text.replace("い", "く", 1) + "く"},
            {"start": quoted.start + 1},
            {"end": quoted.end + 1},
            {"end": quoted.end - 1},
            {"id": "m3"},
            {"id": "m12"},
            {"chosen": "unanswered" if quoted.chosen != "unanswered" else "fold_wording"},
            {"where": quoted.where[:-1]},
        ):
            changed_quote = dataclasses.replace(quoted, **changes)
            yield f"quotation {sorted(changes)}", replace(one, quotation=changed_quote)
            yield f"quotation {sorted(changes)}", _said_anew(replace(one, quotation=changed_quote))
        yield "without quotation", replace(one, quotation=None)


def _other_figures(one: Sentence) -> Iterator[tuple[str, Sentence]]:
    for n, figure in enumerate(one.figures):
        other = "2026-06-01" if figure.kind == "DAY" else str(int(figure.value) + 1)
        changes: list[dict[str, Any]] = [
            {"value": other},
            {"counts": "withdrawn" if figure.counts != "withdrawn" else "comments"},
            {"where": figure.where[:-1]},
            {"where": (*figure.where, ("channel", "MAIL"))},
            {"where": (("policy", "another"), *figure.where[1:])},
            {"name": "votes"},
        ]
        around = one.figures[:n], one.figures[n + 1 :]
        for change in changes:
            changed = replace(one, figures=(*around[0], replace(figure, **change), *around[1]))
            yield f"{figure.name} {sorted(change)}", changed
            yield f"{figure.name} {sorted(change)} said", _said_anew(changed)
        yield f"without {figure.name}", replace(one, figures=(*around[0], *around[1]))


def _other_names(one: Sentence) -> Iterator[tuple[str, Sentence]]:
    for n, name in enumerate(one.names):
        for other in (
            replace(name, id="another"),
            replace(name, text="ほかのもの"),
            replace(name, kind="other"),
        ):
            changed = replace(one, names=(*one.names[:n], other, *one.names[n + 1 :]))
            yield name.name, changed
            yield f"{name.name} said", _said_anew(changed)


def _said_anew(one: Sentence) -> Sentence:
    """Give a changed sentence the words that its changed parts would have."""
    try:
        text = (
            forms()
            .of(one.code)
            .words(
                {figure.name: figure.value for figure in one.figures},
                {name.name: name.text for name in one.names},
                one.quotation.text if one.quotation else None,
            )
        )
    except KeyError:
        return one
    return replace(one, text=text)


@pytest.mark.parametrize("in_charge", [True, False])
def test_whatever_is_changed_in_any_sentence_is_found(in_charge: bool) -> None:
    tried = 0
    for one in sentences(facts(in_charge=in_charge)):
        for what, changed in mutants(one):
            assert changed != one
            assert wrong(changed), f"{one.code}: {what} was not noticed"
            tried += 1
    assert tried > 500


def test_a_sentence_of_another_code_that_the_figures_do_not_bear_out_is_found() -> None:
    (held,) = (
        one
        for one in sentences(facts())
        if one.code == "METHOD_HELD" and one.names[0].id == "WORKSHOP"
    )
    assert wrong(_said_anew(replace(held, code="METHOD_HELD_UNPLANNED")))
    assert wrong(_said_anew(replace(held, code="METHOD_NOT_HELD")))


def test_words_that_were_taken_back_or_answered_since_are_found() -> None:
    quotes = [one for one in sentences(facts()) if one.code == "QUOTE_OLDEST_UNANSWERED"]
    of = originals().of
    withdrawn = replace(originals(), of=replace(of, texts={**TEXTS, "m1": ""}))
    assert check(quotes, forms(), PLACE, withdrawn)
    answer = {**RESPONSES[0], "subject_keys": ["COMMENT:m1"]}
    answered = replace(originals(), of=replace(of, responses={"c1": [answer]}))
    assert check(quotes, forms(), PLACE, answered)


def test_a_quotation_is_whole_sentences_of_the_very_words() -> None:
    comment = _comment("m1")
    passage = passage_of(comment, 0, len(LONG))
    assert passage.text == LONG[: passage.end]
    assert passage.text.endswith("。")
    assert len(passage.text) <= 200
    spaced = {**comment, "text": "\n　橋です \n"}
    assert passage_of(spaced, 0, 6).text == "橋です"  # type: ignore[arg-type]
    endless = {**comment, "text": "あ" * 999}
    assert len(passage_of(endless, 0, 999).text) == 200  # type: ignore[arg-type]


def test_topics_are_told_with_the_words_that_are_typical_of_them() -> None:
    say = Composer(forms(), PLACE)
    topic = Topic("t1", "歩道", 12, [Passage(_comment("m4"), 0, 3)])
    first, second = topic_sentences(say, [topic])
    assert first.text == "論点「歩道」には、意見が12件あります。"
    assert second.text == "論点「歩道」の代表的な意見：「灯りを」"
    assert second.quotation is not None
    assert second.quotation.where[-1] == ("topic", "t1")


def test_the_first_stage_says_so_and_one_without_consultations_too() -> None:
    of = facts()
    stage = {**of.stage, "consultations": []}
    alone = replace(of, before=None, cases=[], stage=stage)  # type: ignore[arg-type]
    codes = [one.code for one in sentences(alone)]
    assert "NO_STAGE_BEFORE" in codes
    assert "NO_CONSULTATION" in codes
    assert "AREA_NOT_RECORDED" not in codes


def test_sections_hold_the_sentences_that_belong_there() -> None:
    sections: list[Section] = compose(facts())
    for section in sections:
        assert {forms().of(one.code).section for one in section.sentences} == {section.code}
    assert [one.code for one in sections] == ["methods", "inputs", "open", "answers", "changes"]


def test_a_form_that_says_what_nothing_stands_behind_is_refused() -> None:
    count = {"comments": Source("comments", ())}
    for form in (
        {"text": "よい計画です。", "names": {}, "figures": {}},
        {"text": "{comments}通と{praise}", "names": {}, "figures": count},
        {"text": "{who}から{comments}通", "names": {"who": "x"}, "figures": count},
        {"text": "引用", "names": {}, "figures": {}, "quotes": Source("fold_wording", ())},
    ):
        with pytest.raises(FormBroken):
            Form("X", "inputs", **form)


@pytest.mark.parametrize("kind", ["stage", "channel", "submitter_kind", "response_state"])
def test_the_words_are_those_of_the_pages(kind: str) -> None:
    assert dict(forms().words[kind]) == words.WORDS[kind]
