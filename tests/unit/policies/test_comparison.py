"""Two revisions beside each other: every clause once, every difference told, nothing made up."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from services.policies.domain.anchors import Way
from services.policies.domain.comparison import Compared, Kind, compare
from services.policies.domain.identity import Clause
from services.policies.domain.units import Side
from shared.differences import Change

BUS = "青少年の家と病院を結ぶ予約制の車を、平日に5便運行します。"
WALK = "川沿いの遊歩道は、東山地区から総合医療センターまでの6キロメートルをつなぎます。"
TREES = "南浜地区の街路樹は、3年ごとに専門家が診断します。"
MEALS = "給食の食材は、川西地区でとれたものを7割以上使います。"


def plan(*rows: tuple[str, str, str], under: str | None = None) -> list[Clause]:
    """Clauses of one level: id, number and body."""
    return [
        Clause(id_, under, place, 0, number, f"{id_}について", body, number)
        for place, (id_, number, body) in enumerate(rows)
    ]


def compared(old: Sequence[Clause], new: Sequence[Clause]) -> list[Compared]:
    """Compare in one step."""
    return compare(Way([Side(old), Side(new)]))


def test_each_clause_is_told_in_the_order_of_the_later_revision() -> None:
    old = plan(("bus", "1", BUS), ("walk", "2", WALK), ("trees", "3", TREES))
    new = plan(("walk", "1", WALK), ("meals", "2", MEALS), ("trees", "3", f"{TREES}{BUS[:9]}。"))
    rows = compared(old, new)
    assert [(row.clause_id, row.kind) for row in rows] == [
        ("bus", Kind.DELETED),
        ("walk", Kind.SAME),
        ("meals", Kind.ADDED),
        ("trees", Kind.CHANGED),
    ]
    assert [row.renumbered for row in rows] == [False, True, False, False]
    assert not any(row.moved for row in rows)
    assert [piece.change for piece in rows[3].body] == [Change.SAME, Change.ADDED]


def test_what_is_gone_tells_where_its_words_went() -> None:
    old = plan(("bus", "1", BUS), ("walk", "2", WALK))
    new = plan(("walk", "1", f"{WALK}{BUS}"))
    gone, walk = compared(old, new)
    assert (gone.kind, gone.went_to) == (Kind.DELETED, ("walk",))
    assert (walk.kind, walk.came_from) == (Kind.CHANGED, ("bus",))


def test_the_one_clause_that_was_moved_is_told_and_not_all_that_it_passed() -> None:
    old = plan(("a", "1", BUS), ("b", "2", WALK), ("c", "3", TREES), ("d", "4", MEALS))
    new = plan(("d", "1", MEALS), ("a", "2", BUS), ("b", "3", WALK), ("c", "4", TREES))
    assert [row.clause_id for row in compared(old, new) if row.moved] == ["d"]


def test_a_clause_under_another_one_was_moved() -> None:
    top, low = plan(("a", "1", BUS), ("b", "2", WALK)), plan(("c", "1", TREES), under="a")
    now = plan(("c", "1", TREES), under="b")
    rows = {row.clause_id: row for row in compared([*top, *low], [*top, *now])}
    assert rows["c"].moved
    assert rows["c"].kind is Kind.SAME


IDS = st.lists(st.sampled_from("abcdefgh"), unique=True)
BODY = st.sampled_from([BUS, WALK, TREES, MEALS, ""])


@given(IDS, IDS, st.data())
def test_nothing_is_left_out_and_both_wordings_can_be_read(
    before: list[str], after: list[str], data: st.DataObject
) -> None:
    old = plan(*((id_, "1", data.draw(BODY)) for id_ in before))
    new = plan(*((id_, "1", data.draw(BODY)) for id_ in after))
    rows = compared(old, new)
    assert sorted(row.clause_id for row in rows) == sorted({*before, *after})
    assert [row.clause_id for row in rows if row.kind is not Kind.DELETED] == after
    was, now = ({one.id: one.body for one in side} for side in (old, new))
    for row in rows:
        if row.kind is Kind.CHANGED:
            said = [(piece.change, piece.text) for piece in row.body]
            assert "".join(t for c, t in said if c is not Change.ADDED) == was[row.clause_id]
            assert "".join(t for c, t in said if c is not Change.REMOVED) == now[row.clause_id]
        elif row.kind is Kind.SAME:
            assert was[row.clause_id] == now[row.clause_id]
    # What stays unmoved is in its old order.
    stays = [row.clause_id for row in rows if row.clause_id in was and not row.moved]
    kept = [one for one in stays if one in now]
    assert kept == sorted(kept, key=before.index)
