"""Groups, rare views, ids: the same statements and the same past give the same result."""

import random

import numpy as np
import pytest

from services.insight.topics.domain.groups import (
    TOPICS_MAX,
    group,
    nearest,
    rare,
    topics_for,
    viewpoints_for,
)
from services.insight.topics.domain.identity import Before, identify
from services.insight.topics.domain.making import Made, Wording, make
from services.insight.topics.domain.meaning import Matrix
from services.insight.topics.domain.topic_map import (
    COLUMNS,
    ROWS,
    TopicMap,
    bounds_of,
    cells_of,
    wording_key,
)
from shared.word_vectors import word_vectors
from tests.bench.insight.labelled import statements

SAID = [Wording(wording_key(one.text), one.text) for one in statements()]


def _rows(count: int, seed: int = 1) -> Matrix:
    dice = np.random.default_rng(seed)
    rows = dice.normal(size=(count, 12)).astype(np.float32)
    unit: Matrix = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


def _made(said: list[Wording], before: Before | None = None) -> Made:
    return make("case", said, before or Before(), word_vectors())


def _before(made: Made, said: list[Wording], **more: frozenset[str]) -> Before:
    topic_map = TopicMap.of_bytes(made.written)
    places = {one.key: topic_map.place_of(one.key) for one in said}
    return Before(
        {key: place.viewpoint_id for key, place in places.items() if place},
        {one.id: one.topic_id for one in made.viewpoints},
        names={
            one.id: tuple(word for word, _ in one.words) for one in (*made.topics, *made.viewpoints)
        },
        scratch_of=made.scratch_of,
        **more,
    )


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 9, 40, 300])
def test_any_number_of_statements_is_grouped(count: int) -> None:
    rows = _rows(count)
    found = group(rows, np.zeros((count, 4), dtype=np.float32))
    assert len(found.viewpoint) == len(found.near) == count
    assert set(found.viewpoint.tolist()) == set(range(len(found.centres)))
    assert len(found.topic) == len(found.centres) <= viewpoints_for(count)
    assert len(found.topic_centres) <= topics_for(count) <= TOPICS_MAX
    assert (found.near <= 1.0001).all()


def test_statements_that_are_all_the_same_are_one_topic() -> None:
    rows = np.repeat(_rows(1), 30, axis=0)
    found = group(rows, np.zeros((30, 4), dtype=np.float32))
    assert len(set(found.viewpoint.tolist())) == 1


def test_a_large_consultation_is_grouped_from_a_part_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.insight.topics.domain.groups.TREE_MAX", 50)
    rows = _rows(333)
    found = group(rows, np.zeros((333, 4), dtype=np.float32))
    others = [n for n in range(333) if n % 7]
    likeness = rows @ found.centres.T
    assert (found.viewpoint[others] == likeness[others].argmax(axis=1)).all()
    assert len(rare(rows, np.ones(333, dtype=np.int64))) == 42


def test_nearest_is_the_first_of_equals_and_the_same_in_parts() -> None:
    centres = np.array([[1, 0], [1, 0], [0, 1]], dtype=np.float32)
    rows = np.tile(np.array([[1, 0], [0, 1]], dtype=np.float32), (1_500, 1))
    assert nearest(rows, centres).tolist() == [0, 2] * 1_500


def test_what_many_sent_in_the_same_words_is_no_rare_view() -> None:
    rows = np.vstack([np.repeat(_rows(1, 2), 60, axis=0), _rows(2, 5)])
    copies = np.ones(62, dtype=np.int64)
    assert {60, 61} <= set(rare(rows, copies).tolist())
    copies[60] = 40
    assert 60 not in rare(rows, copies).tolist()


def test_the_order_in_which_statements_come_changes_nothing() -> None:
    mixed = random.Random(5).sample(SAID, len(SAID))
    one, other = _made(SAID), _made(mixed)
    assert one == other


def test_made_anew_of_the_same_everything_stays() -> None:
    one = _made(SAID)
    again = _made(SAID, _before(one, SAID))
    assert {topic.id for topic in again.topics} == {topic.id for topic in one.topics}
    assert {v.id: v.topic_id for v in again.viewpoints} == {
        v.id: v.topic_id for v in one.viewpoints
    }
    assert {t.id: [w for w, _ in t.words] for t in again.topics} == {
        t.id: [w for w, _ in t.words] for t in one.topics
    }


def test_ids_are_given_once() -> None:
    made = _made(SAID)
    for part in (made.topics, made.viewpoints):
        ids = [one.id for one in part]
        assert len(ids) == len(set(ids))
    half = _made(SAID[::2], _before(made, SAID))
    for part in (half.topics, half.viewpoints):
        ids = [one.id for one in part]
        assert len(ids) == len(set(ids))


def test_a_group_keeps_its_id_if_it_holds_enough_of_the_same() -> None:
    before = Before({1: "v", 2: "v", 3: "v", 4: "w"}, {"v": "t", "w": "t"})
    found = identify("c", [1, 2, 9, 4], [0, 0, 0, 1], [0, 0], before)
    assert found.viewpoints == ("v", "w")
    assert found.topics == ("t", "t")
    strange = identify("c", [7, 8], [0, 1], [0, 1], before)
    assert not {"v", "w"} & set(strange.viewpoints)
    assert len(set(strange.topics)) == 2


def test_where_staff_put_a_viewpoint_it_stays() -> None:
    before = Before(
        {1: "v", 2: "v", 3: "w", 4: "w"},
        {"v": "staff's", "w": "other"},
        pinned=frozenset({"v"}),
        held=frozenset({"staff's"}),
    )
    # All of it is one topic by likeness; the pinned viewpoint goes its own way all the same.
    found = identify("c", [1, 2, 3, 4], [0, 0, 1, 1], [0, 0], before)
    assert found.topics[0] == "staff's"
    assert found.pinned == (True, False)


def test_the_map_can_be_written_and_read_and_says_the_same() -> None:
    made = _made(SAID[:80])
    one = TopicMap.of_bytes(made.written)
    other = TopicMap.of_bytes(one.to_bytes())
    new = [said.text for said in SAID[80:100]]
    assert one.find_places(new, word_vectors()) == other.find_places(new, word_vectors())
    assert [one.place_of(said.key) for said in SAID[:80]] == [
        other.place_of(said.key) for said in SAID[:80]
    ]
    assert one.place_of(SAID[90].key) is None


def test_every_point_is_drawn_in_the_grid() -> None:
    points = np.array([[0, 0], [1, 1], [-9, 9], [0.5, 0.5]], dtype=np.float32)
    cells = cells_of(points, bounds_of(points[:2]))
    assert ((0 <= cells) & (cells < COLUMNS * ROWS)).all()
    assert bounds_of(np.zeros((3, 2), dtype=np.float32)).shape == (2, 2)
