"""The texts that folding is measured by are what their labels say."""

import unicodedata
from collections import Counter, defaultdict

import pytest

from tests.bench.folding import campaigns
from tests.bench.folding.campaigns import (
    ALONE,
    CHANGES,
    EXACT,
    MIXED,
    OPPOSITE,
    QUOTING,
    SHORT,
    Labelled,
    opinions,
    texts,
)
from tests.support.processes import said_with_seeds


@pytest.fixture(scope="module")
def made() -> list[Labelled]:
    return texts(1, campaigns=20, variants=40, alone=400)


def originals(made: list[Labelled]) -> dict[str, str]:
    return {
        one.label: one.text
        for one in made
        if one.kind == EXACT and one.label.startswith("campaign")
    }


def test_every_kind_is_there_and_counted(made: list[Labelled]) -> None:
    kinds = Counter(one.kind for one in made)
    assert set(kinds) == {*CHANGES, EXACT, MIXED, ALONE, OPPOSITE, QUOTING, SHORT}
    assert len(made) == 20 * (40 + 1) + 400
    assert min(kinds.values()) >= 20


def test_exact_copies_are_exact_and_the_others_are_not(made: list[Labelled]) -> None:
    original = originals(made)
    for one in made:
        if one.kind == EXACT:
            assert one.text == original[one.label]
        elif one.kind in CHANGES or one.kind == MIXED:
            assert one.text != original[one.label], one.kind


def test_who_wrote_alone_has_a_label_alone(made: list[Labelled]) -> None:
    labels: defaultdict[str, list[Labelled]] = defaultdict(list)
    for one in made:
        labels[one.label].append(one)
    for label, together in labels.items():
        if not label.startswith(("campaign", "short")) or label.endswith("opposite"):
            assert len(together) == 1
        if label.startswith("short"):
            assert len({one.text for one in together}) == 1


def test_an_opposite_differs_in_its_stance_alone(made: list[Labelled]) -> None:
    sides = {
        side: other
        for topic in opinions()["topics"]
        for one, another in zip(topic["for"], topic["against"], strict=True)
        for side, other in ((one, another), (another, one))
    }
    for one in made:
        if one.kind == OPPOSITE:
            original = originals(made)[one.label.removesuffix("-opposite")]
            (stance,) = [side for side in sides if side in original]
            assert original.replace(stance, sides[stance]) == one.text


def test_width_and_marks_change_nothing_else(made: list[Labelled]) -> None:
    def bare(text: str) -> str:
        plain = unicodedata.normalize("NFKC", text)
        return "".join(char for char in plain if char.isalnum() or char == "ー")

    original = originals(made)
    for one in made:
        if one.kind in ("width", "marks"):
            assert bare(one.text) == bare(original[one.label]), one.kind


def test_a_seed_gives_the_same_texts_in_another_process() -> None:
    script = (
        "import hashlib; from tests.bench.folding.campaigns import texts;"
        "made = repr(texts(3, campaigns=3, variants=9, alone=9));"
        "print(hashlib.sha256(made.encode()).hexdigest())"
    )
    said = said_with_seeds(script)
    assert len(said) == 1
    assert texts(3, campaigns=3, variants=9, alone=9) != texts(4, campaigns=3, variants=9, alone=9)


def test_every_placeholder_is_filled(made: list[Labelled]) -> None:
    assert not [one.text for one in made if "{" in one.text]
    assert campaigns.OPINIONS.exists()
