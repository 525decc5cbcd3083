"""Which clause is which: ids that survive a revision, and those that must not."""

import itertools
from collections.abc import Sequence

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.policies.domain.errors import PlanEmpty
from services.policies.domain.identity import Clause, identify, likeness
from services.policies.domain.plan import PlanFormat, parse_plan

BUS = "青葉野駅を中心とする六つの路線を幹線とし、朝七時から夜九時まで、一時間に二便以上を守ります。"
TAXI = "市内のタクシーは夜間と早朝の台数が不足しているため、事業者と共同で配車の仕組みを整えます。"
STOPS = "利用の多い三十か所の停留所から順に、屋根とベンチを整え、待つ人が雨にぬれないようにします。"


def revise(text: str, last: Sequence[Clause] = (), prefix: str = "new") -> list[Clause]:
    plan = parse_plan(text, PlanFormat.PLAIN)
    numbers = itertools.count(1)
    return identify(plan.sections, last, lambda: f"{prefix}{next(numbers)}")


def ids(clauses: Sequence[Clause]) -> list[str]:
    return [clause.id for clause in clauses]


FIRST = f"""第1章 現状
1 バス
{BUS}
2 タクシー
{TAXI}
第2章 施策
1 停留所
{STOPS}
① 屋根を設けます。
② ベンチを置きます。
"""


def test_the_same_text_keeps_every_id() -> None:
    first = revise(FIRST, prefix="a")
    assert ids(revise(FIRST, first)) == ids(first)


def test_typesetting_changes_no_id() -> None:
    first = revise(FIRST, prefix="a")
    again = FIRST.replace("第1章 ", "第１章　").replace("1 ", "１　").replace("、", "、\n")
    assert ids(revise(again, first)) == ids(first)


def test_a_clause_put_in_between_gets_the_new_id_and_the_renumbered_keep_theirs() -> None:
    first = revise(FIRST, prefix="a")
    second = revise(
        FIRST.replace("2 タクシー", "2 鉄道\n野川電鉄の二つの駅が利用されています。\n3 タクシー"),
        first,
    )
    by_heading = {clause.heading: clause.id for clause in second}
    assert by_heading["鉄道"] == "new1"
    assert by_heading["タクシー"] == first[2].id
    assert [clause.id for clause in second if clause.heading != "鉄道"] == ids(first)


def test_a_reworded_clause_keeps_its_id() -> None:
    first = revise(FIRST, prefix="a")
    second = revise(FIRST.replace("一時間に二便以上", "一時間に三便以上"), first)
    assert ids(second) == ids(first)


def test_a_reworded_and_moved_clause_keeps_its_id() -> None:
    first = revise(FIRST, prefix="a")
    moved = f"""第1章 現状
1 バス
{BUS}
第2章 施策
1 停留所
{STOPS}
① 屋根を設けます。
② ベンチを置きます。
2 夜間のタクシー
{TAXI.replace("整えます", "つくります")}
"""
    second = revise(moved, first)
    assert second[-1].id == first[2].id
    assert second[-1].parent_id == first[3].id


def test_a_rewritten_clause_under_the_same_heading_keeps_its_id() -> None:
    first = revise(FIRST, prefix="a")
    second = revise(
        FIRST.replace(TAXI, "この項目は全面的に改め、福祉輸送を含めて扱います。"), first
    )
    assert second[2].id == first[2].id


def test_the_same_number_with_another_text_is_another_clause() -> None:
    first = revise(
        "1 方針\n① バスの便を朝と夕方に増やします。\n② 停留所に屋根を設けます。", prefix="a"
    )
    second = revise(
        "1 方針\n① 自転車の置き場を駅前に四百台分つくります。\n② 停留所に屋根を設けます。", first
    )
    assert ids(second) == [first[0].id, "new1", first[2].id]


def test_a_sentence_put_first_does_not_take_its_neighbours_id() -> None:
    first = revise(f"1 方針\n① {BUS}\n② {TAXI}", prefix="a")
    second = revise(f"1 方針\n① {STOPS}\n② {BUS}\n③ {TAXI}", first)
    assert ids(second) == [first[0].id, "new1", first[1].id, first[2].id]


def test_a_text_that_is_only_akin_and_stands_elsewhere_is_another_clause() -> None:
    first = revise(f"1 現状\n① {BUS}\n2 方針\n本文", prefix="a")
    akin = f"{BUS[:30]}遅れと混み具合を車内の画面でお知らせします。"
    assert 0.6 < likeness(BUS, akin) < 0.8
    second = revise(f"1 現状\n2 方針\n本文\n① {akin}", first)
    assert second[-1].id == "new1"


def test_numbers_that_changed_places_do_not_change_the_clauses() -> None:
    morning = "朝の通勤と通学の時間帯に、青葉野駅へ向かう便を一時間に四便まで増やします。"
    night = "夜の塾と残業の帰りの時間帯に、青葉野駅から出る便を一時間に二便まで増やします。"
    assert likeness(morning, night) > 0.5
    first = revise(f"1 方針\n① {morning}\n② {night}", prefix="a")
    second = revise(
        f"1 方針\n① {night.replace('二便', '三便')}\n② {morning.replace('四便', '五便')}", first
    )
    assert ids(second) == [first[0].id, first[2].id, first[1].id]


def test_twins_keep_their_ids_while_both_are_there() -> None:
    text = "1 現状\n（1）概要\n調査中\n2 課題\n（1）概要\n調査中\n（1）概要\n調査中"
    first = revise(text, prefix="a")
    assert len(set(ids(first))) == 5
    assert ids(revise(text, first)) == ids(first)


def test_of_two_twins_none_is_guessed_when_one_goes() -> None:
    first = revise(f"1 現状\n① {BUS}\n① {BUS}", prefix="a")
    second = revise(f"1 現状\n① {BUS}", first)
    assert ids(second) == [first[0].id, "new1"]


def test_a_clause_that_is_split_in_two_like_halves_gives_its_id_to_neither() -> None:
    first = revise(f"1 現状\n（1）夜\n{BUS}", prefix="a")
    second = revise(
        f"1 現状\n（2）朝の路線\n{BUS.replace('夜九時', '夜八時')}\n"
        f"（3）夜の路線\n{BUS.replace('夜九時', '夜十時')}",
        first,
    )
    assert first[1].id not in ids(second)


def test_short_texts_are_not_taken_for_each_other() -> None:
    first = revise("1 方針\n① 道を直す。\n2 目標\n本文", prefix="a")
    second = revise("1 方針\n2 目標\n本文\n① 橋を直す。", first)
    assert second[-1].id == "new1"


def test_parents_are_named_by_the_ids_of_this_revision() -> None:
    first = revise(FIRST, prefix="a")
    second = revise(FIRST.replace("第2章", "第2章 計画\n第3章"), first)
    known = {clause.id for clause in second}
    assert all(clause.parent_id is None or clause.parent_id in known for clause in second)
    assert [clause.position for clause in second] == list(range(len(second)))


def test_likeness_of_long_texts_is_measured_by_phrase() -> None:
    phrases = [f"第{n}の取組として路線{n}の便を{n}割増やし、" for n in range(200)]
    changed = [*phrases]
    changed[7] = "ここだけを書き改め、"
    assert likeness("".join(phrases), "".join(phrases)) == 1
    assert 0.98 < likeness("".join(phrases), "".join(changed)) < 1


# How long an example takes says nothing on a busy machine.
steady = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
_lines = st.one_of(
    st.builds(
        lambda number, words: f"{number} {words}",
        st.sampled_from("第1章 第2章 1 2 （1） （2） ① ②".split()),
        st.sampled_from(["概要", "現状", "バス", BUS, TAXI, ""]),
    ),
    st.sampled_from([BUS, TAXI, STOPS, "調査中"]),
)
_texts = st.lists(_lines, min_size=1, max_size=25).map("\n".join)


@steady
@given(_texts)
def test_publishing_the_same_again_keeps_all_ids(text: str) -> None:
    try:
        first = revise(text, prefix="a")
    except PlanEmpty:
        return
    assert revise(text, first) == first


@steady
@given(_texts, _texts)
def test_ids_are_unique_and_old_ones_are_given_once(old: str, new: str) -> None:
    try:
        first = revise(old, prefix="a")
        second = revise(new, first)
    except PlanEmpty:
        return
    assert len(set(ids(first))) == len(first)
    assert len(set(ids(second))) == len(second)
    assert {id_ for id_ in ids(second) if id_.startswith("a")} <= set(ids(first))
