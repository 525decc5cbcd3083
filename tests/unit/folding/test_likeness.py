"""Which texts are one text that was passed on, and which must never be."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.folding.domain.folder import (
    COMPARED_MAX,
    Arrival,
    Folder,
    Representative,
    place_all,
    signatures,
)
from services.folding.domain.likeness import alike, belongs, read, signature
from tests.bench.folding.campaigns import OPPOSITE, SHORT, texts
from tests.bench.folding.run import fold, scores
from tests.support.processes import said_with_seeds

WORDS = (
    "いつもお世話になっております。泉台に住む佐藤と申します。\n"
    "路線バスの維持に賛成します。停留所に屋根がなく、雨の日に待つのがつらいです。"
    "冬の朝は道が凍り、自転車では駅まで行けません。\n"
    "ご検討をよろしくお願いいたします。"
)


def is_one(one: str, other: str) -> bool:
    near = set(signature(one).bands) & set(signature(other).bands)
    return bool(near) and belongs(read(one), read(other))


@pytest.mark.parametrize(
    "changed",
    [
        WORDS.replace("佐藤", "鈴木").replace("泉台", "川前"),
        WORDS.replace("、", "，").replace("。", "．"),
        WORDS.replace("。", "。\n"),
        WORDS.replace("。", "！"),
        WORDS.replace("バス", "ﾊﾞｽ"),
        WORDS.replace("いつもお世話になっております。", ""),
        WORDS.replace("ご検討をよろしくお願いいたします。", "以上です。"),
        WORDS + "母は八十歳を過ぎました。",
    ],
)
def test_what_is_changed_on_the_way_stays_one(changed: str) -> None:
    assert is_one(WORDS, changed)
    assert is_one(changed, WORDS)


@pytest.mark.parametrize(
    ("was", "is_now"),
    [
        ("賛成します", "反対します"),
        ("路線バスの維持に賛成します", "路線バスの廃止に賛成します"),
        ("つらいです", "つらくないです"),
        ("駅まで行けません", "駅まで行けます"),
    ],
)
def test_an_opinion_that_was_turned_around_is_another(was: str, is_now: str) -> None:
    assert not is_one(WORDS, WORDS.replace(was, is_now))


@pytest.mark.parametrize(
    ("was", "is_now"),
    [("無償化", "有償化"), ("現実的な", "非現実的な"), ("引き上げる案", "引き下げる案")],
)
def test_a_word_that_turns_the_sense_is_seen_wherever_it_stands(was: str, is_now: str) -> None:
    said = (
        f"給食費の{was}は、子育てをする家庭にとって大きな意味があると考えています。"
        if was == "無償化"
        else f"使用料を改める{was}計画だと、説明会で聞いた近所の人たちも話していました。"
    )
    text = said + "集会所は、夜の会合にも使われています。高齢の方も歩いて通える場所にあります。"
    assert not is_one(text, text.replace(was, is_now))


def test_a_text_without_the_disputed_sentence_does_not_bring_both_sides_together() -> None:
    without = WORDS.replace("路線バスの維持に賛成します。", "")
    against = WORDS.replace("賛成", "反対")
    said = [without, WORDS, WORDS, against]
    folds = fold(said, "")
    assert folds[1] == folds[2]
    assert folds[3] != folds[1]


def test_who_takes_the_other_side_in_a_sentence_more_is_another() -> None:
    assert not is_one(WORDS, WORDS + "私は路線バスの維持には反対です。")


@pytest.mark.parametrize("text", ["賛成です。", "特になし", "よいと思います。"])
def test_short_texts_are_one_only_in_the_very_same_words(text: str) -> None:
    assert signature(text).bands == ()
    assert signature(text).exact == signature(text).exact
    assert signature(text).exact != signature(text + "。").exact


def test_the_very_same_words_are_exact_and_nothing_else_is() -> None:
    assert signature(WORDS).exact == signature(WORDS).exact
    assert signature(WORDS).exact != signature(WORDS.replace("、", "")).exact


@given(st.lists(st.text(max_size=60), max_size=8), st.lists(st.text(max_size=60), max_size=8))
def test_likeness_bears_any_text_and_has_no_direction(one: list[str], other: list[str]) -> None:
    first, second = read("。".join(one)), read("。".join(other))
    assert 0.0 <= alike(first, second) <= 1.0
    assert alike(first, second) == pytest.approx(alike(second, first))
    assert alike(first, first) == 1.0
    signature("。".join(one))


def test_the_same_in_every_process() -> None:
    script = f"from services.folding.domain.likeness import signature;print(signature({WORDS!r}))"
    said = said_with_seeds(script)
    assert said == {f"{signature(WORDS)}\n"}


def test_the_first_text_names_the_fold_and_later_ones_join_it() -> None:
    changed = WORDS.replace("佐藤", "鈴木")
    keys = signatures([WORDS, changed, WORDS.replace("賛成", "反対")])
    arrivals = [Arrival(id_, key) for id_, key in zip("abc", keys, strict=True)]
    assert [placed.fold_id for placed in place_all([], arrivals)] == ["a", "a", "c"]
    known = [Representative("earlier", keys[0].bands, keys[0].reading)]
    assert [placed.fold_id for placed in place_all(known, arrivals)] == ["earlier", "earlier", "c"]


def test_no_text_is_compared_with_more_than_a_few(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[str] = []

    def never(*_: object) -> bool:
        compared.append("")
        return False

    monkeypatch.setattr("services.folding.domain.folder.belongs", never)
    folder, key = Folder(), signature(WORDS)
    for number in range(50):
        folder.add(Representative(str(number), key.bands, key.reading))
    folder.place(Arrival("new", key))
    assert len(compared) == COMPARED_MAX


def test_campaigns_are_folded_as_well_as_is_promised() -> None:
    made = texts(7, campaigns=15, variants=40, alone=500)
    folds = fold([one.text for one in made], "")
    got = scores(made, folds)
    assert got.precision >= 0.95
    assert got.recall >= 0.90
    assert sum(Counter(folds).values()) == len(made)
    home = {one.label: fold_id for one, fold_id in zip(made, folds, strict=True)}
    for one, fold_id in zip(made, folds, strict=True):
        if one.kind == OPPOSITE:
            campaign = one.label.removesuffix("-opposite")
            assert fold_id not in {
                other
                for each, other in zip(made, folds, strict=True)
                if each.label == campaign and each.kind == "exact"
            }
        if one.kind == SHORT:
            assert home[one.label] == fold_id
