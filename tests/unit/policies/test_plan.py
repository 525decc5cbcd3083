"""A text taken apart: levels, bodies, what is set aside, what is refused."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.policies.domain import errors
from services.policies.domain.lines import SkipReason
from services.policies.domain.plan import CLAUSES_MAX, Plan, PlanFormat, parse_plan
from shared.errors import InvalidInput


def outline(plan: Plan) -> list[str]:
    return [f"{'  ' * s.depth}{s.number} {s.heading}".rstrip() for s in plan.sections]


def plain(text: str) -> Plan:
    return parse_plan(text, PlanFormat.PLAIN)


def markdown(text: str) -> Plan:
    return parse_plan(text, PlanFormat.MARKDOWN)


def test_levels_follow_the_order_of_first_appearance() -> None:
    usual = plain("第1章 概要\n（1）趣旨\n① 背景\n② 経緯\n（2）期間\n第2章 現状\n（1）人口\n① 推移")
    assert outline(usual) == [
        "第1章 概要",
        "  （1） 趣旨",
        "    ① 背景",
        "    ② 経緯",
        "  （2） 期間",
        "第2章 現状",
        "  （1） 人口",
        "    ① 推移",
    ]
    turned = plain("① 総論\n（1）趣旨\n（2）期間\n② 各論\n（1）人口")
    assert outline(turned) == ["① 総論", "  （1） 趣旨", "  （2） 期間", "② 各論", "  （1） 人口"]


def test_a_level_that_first_appears_late_finds_its_place() -> None:
    plan = plain(
        "第1章 概要\n1 趣旨\n（1）背景\n第2章 施策\nⅠ 交通\n1 バス\n2 鉄道\nⅡ 道路\n1 歩道"
    )
    assert outline(plan)[3:] == [
        "第2章 施策",
        "  Ⅰ 交通",
        "    1 バス",
        "    2 鉄道",
        "  Ⅱ 道路",
        "    1 歩道",
    ]


def test_numbers_that_restart_tell_what_stands_below() -> None:
    """① stands before the first section of chapter 1, and is below sections everywhere else."""
    plan = plain(
        "第1章 概要\n① 対象\n② 方法\n第1節 趣旨\n① 背景\n② 経緯\n第2節 期間\n① 前期\n"
        "第2章 現状\n第1節 人口\n① 推移"
    )
    assert outline(plan)[:4] == ["第1章 概要", "  ① 対象", "  ② 方法", "  第1節 趣旨"]
    assert outline(plan)[-1] == "    ① 推移"


def test_units_keep_their_own_order_whatever_comes_first() -> None:
    plan = plain("序章 はじめに\n第1編 総論\n第1章 概要\n第2編 各論\n第1章 交通")
    assert outline(plan) == [
        "序章 はじめに",
        "第1編 総論",
        "  第1章 概要",
        "第2編 各論",
        "  第1章 交通",
    ]


def test_width_of_digits_makes_no_difference() -> None:
    plan = plain("１　趣旨\n（１）背景\n(2) 経緯\n2 期間\n３　資料")
    assert outline(plan) == ["１ 趣旨", "  （１） 背景", "  (2) 経緯", "2 期間", "３ 資料"]


def test_decimal_numbers_nest_by_their_parts() -> None:
    plan = plain("1. 交通\n1.1 バス\n1.1.1 路線\n1.1.2 運賃\n1.2 鉄道\n2. 道路\n2.1 歩道")
    assert outline(plan) == [
        "1. 交通",
        "  1.1 バス",
        "    1.1.1 路線",
        "    1.1.2 運賃",
        "  1.2 鉄道",
        "2. 道路",
        "  2.1 歩道",
    ]


def test_a_numbered_sentence_is_a_clause_of_the_lowest_level() -> None:
    plan = plain(
        "1 方針\n① バスを増やします。\nあわせて待合所を直します。\n② 鉄道を守ります。\n2 目標\n本文"
    )
    assert outline(plan) == ["1 方針", "  ①", "  ②", "2 目標"]
    assert plan.sections[1].body == "バスを増やします。\nあわせて待合所を直します。"
    assert plan.sections[3].body == "本文"


def test_a_sentence_list_before_the_first_section_does_not_swallow_it() -> None:
    plan = plain(
        "第1章 課題\n① 運転士が足りません。\n② 便が減りました。\n"
        "第1節 人口\n1 推移\n① 高齢者が増えました。"
    )
    assert outline(plan) == ["第1章 課題", "  ①", "  ②", "  第1節 人口", "    1 推移", "      ①"]


def test_a_list_that_mixes_headings_and_sentences_stays_one_list() -> None:
    plan = plain("（1）施策\n① 市民参加の推進\n② バスを増やします。\n③ 情報の公開")
    assert [s.depth for s in plan.sections] == [0, 1, 1, 1]


def test_quantities_and_dates_at_the_beginning_of_a_line_stay_in_the_body() -> None:
    body = (
        "本計画は、\n2026年度から\n1,000人を対象とし、\n30 分以内に着くことをめざし、\n"
        "第2章では現状を述べます。\n・箇条書き"
    )
    plan = plain(f"1 趣旨\n{body}\n2 期間")
    assert outline(plan) == ["1 趣旨", "2 期間"]
    assert plan.sections[0].body == body


def test_a_number_far_from_its_predecessors_belongs_to_a_sentence() -> None:
    plan = plain("1 趣旨\n本市の路線のうち\n14 路線図にあるものを除き\n2 期間")
    assert outline(plan) == ["1 趣旨", "2 期間"]


def test_text_before_the_first_heading_is_the_preamble() -> None:
    plan = plain("青葉野市交通計画\n令和8年\n\n1 趣旨\n本文")
    assert outline(plan) == ["前文", "1 趣旨"]
    assert plan.sections[0].body == "青葉野市交通計画\n令和8年"
    assert plan.sections[0].parent is None


def test_a_text_without_any_heading_is_one_clause() -> None:
    plan = plain("ひとつの段落だけの文書です。")
    assert [(s.number, s.body) for s in plan.sections] == [("前文", "ひとつの段落だけの文書です。")]


def test_paths_name_the_numbers_from_the_top_down() -> None:
    plan = plain("第1章 概要\n1 趣旨\n（1）背景")
    assert plan.sections[2].path == "第1章 > 1 > （1）"


def test_page_breaks_numbers_marks_and_line_ends_of_any_system() -> None:
    plan = plain("\ufeff1 趣旨\r\n本文\r\n- 1 -\r\n\f2 期間\r2年です。\r\n\r\n３\r\n\f3 対象")
    assert outline(plan) == ["1 趣旨", "2 期間", "3 対象"]
    assert [s.body for s in plan.sections] == ["本文", "2年です。", ""]
    assert [s.reason for s in plan.skipped] == [SkipReason.PAGE_NUMBER] * 2
    assert [s.line for s in plan.skipped] == [3, 7]


@pytest.mark.parametrize("cells", ["1\n2\n3", "12\n34", "\n500\n", "7\n"])
def test_a_number_that_no_page_explains_stays(cells: str) -> None:
    body = f"表の値\n{cells}\n以上"
    plan = plain(f"1 人口\n{body}")
    assert plan.sections[0].body == body
    assert plan.skipped == ()


def test_page_numbers_between_blank_lines_are_known_by_their_order() -> None:
    plan = plain("1 趣旨\n本文\n\n1\n\n続き\n\n2\n\n続き\n\n2\n\n3 対象")
    assert [s.line for s in plan.skipped] == [4, 8]
    assert plan.sections[0].body == "本文\n\n続き\n\n続き\n\n2"


CONTENTS = """計画（案）

目　次

第１章　計画の概要 ………………… 1
　１　趣旨 ・・・・・・・・・ 1
　２　とても長い題名なので二行にわたる
　　　項目 ........ 3
第２章　現状                12

第１章　計画の概要
１　趣旨
本文
２　とても長い題名なので二行にわたる
　　　項目
第２章　現状
"""


def test_a_table_of_contents_at_the_head_is_set_aside() -> None:
    plan = plain(CONTENTS)
    assert outline(plan) == [
        "前文",
        "第１章 計画の概要",
        "  １ 趣旨",
        "  ２ とても長い題名なので二行にわたる",
        "第２章 現状",
    ]
    assert plan.sections[0].body == "計画（案）"
    assert [s.line for s in plan.skipped] == [3, 5, 6, 7, 8, 9]


def test_contents_without_page_numbers_are_known_by_coming_again() -> None:
    plan = plain("目次\n第1章 概要\n第2章 現状\n\n第1章 概要\n本文\n第2章 現状\n本文")
    assert outline(plan) == ["第1章 概要", "第2章 現状"]
    assert [s.line for s in plan.skipped] == [1, 2, 3]


def test_one_line_with_leaders_makes_no_table_of_contents() -> None:
    plan = plain("提出先 ………… 4\n1 趣旨\n本文")
    assert outline(plan) == ["前文", "1 趣旨"]
    assert plan.skipped == ()


def test_contents_are_never_headings_wherever_they_stand() -> None:
    plan = plain("1 様式\n氏名 ………… 1\n2 期間\n第3章 資料 ………… 9\n3 対象")
    assert outline(plan) == ["1 様式", "2 期間", "3 対象"]
    assert plan.sections[1].body == "第3章 資料 ………… 9"
    assert plan.skipped == ()


def test_markdown_is_ordered_by_its_own_signs() -> None:
    plan = markdown(
        "# 計画\n\n前書き\n\n## 第1章 概要 ##\n\n### 趣旨\n\n本文\n\n1. 一つ目\n2. 二つ目\n\n"
        "## 第2章 現状\n（1）人口\n① 減っています。"
    )
    assert plan.title == "計画"
    assert outline(plan) == ["前文", "第1章 概要", "   趣旨", "第2章 現状", "  （1） 人口", "    ①"]
    assert plan.sections[2].body == "本文\n\n1. 一つ目\n2. 二つ目"
    assert plan.sections[2].path == "第1章 > 趣旨"


def test_several_top_headings_in_markdown_are_no_title() -> None:
    plan = markdown("# 概要\n本文\n# 現状\n本文")
    assert (plan.title, outline(plan)) == ("", [" 概要", " 現状"])


def test_markdown_code_and_hashtags_are_body() -> None:
    plan = markdown("## 例\n```\n# 見出しではない\n（1）これも\n```\n#タグ\n####### 七つ")
    assert outline(plan) == [" 例"]
    assert plan.sections[0].body.endswith("#タグ\n####### 七つ")


def test_markdown_without_headings_is_read_as_plain_text() -> None:
    assert outline(markdown("1 趣旨\n本文\n2 期間")) == ["1 趣旨", "2 期間"]


def test_full_width_blank_after_the_sign_is_accepted() -> None:
    assert outline(markdown("#　概要\n本文\n#　現状")) == [" 概要", " 現状"]


def test_articles_have_captions_paragraphs_and_items() -> None:
    plan = plain(
        "委員会設置要綱\n（目的）\n第１条　この要綱は、必要な事項を定める。\n\n（設置）\n"
        "第２条　市長は、委員会を置く。\n２　委員会は、委員10人以内で組織する。\n"
        "（１）学識経験者\n（２）公募による市民\n（任期）\n第３条　任期は、２年とする。"
    )
    assert outline(plan) == [
        "前文",
        "第１条 （目的）",
        "第２条 （設置）",
        "  ２",
        "  （１） 学識経験者",
        "  （２） 公募による市民",
        "第３条 （任期）",
    ]
    assert plan.sections[1].body == "この要綱は、必要な事項を定める。"


def test_parts_without_a_number_stand_beside_the_chapters() -> None:
    plan = plain("はじめに\n挨拶\n第1章 概要\n1 趣旨\n附　則\n公布の日から施行する。\n資料編\n表")
    assert outline(plan) == [" はじめに", "第1章 概要", "  1 趣旨", " 附　則", " 資料編"]
    assert [s.body for s in plan.sections if not s.number] == [
        "挨拶",
        "公布の日から施行する。",
        "表",
    ]


def test_the_same_heading_twice_makes_two_clauses() -> None:
    plan = plain("1 現状\n（1）概要\n2 現状\n（1）概要")
    assert outline(plan) == ["1 現状", "  （1） 概要", "2 現状", "  （1） 概要"]


def test_kana_with_loose_marks_are_joined_and_name_variants_stay() -> None:
    plan = plain("1 か\u3099いろ樹\n\ufa19社")
    assert plan.sections[0].heading == "がいろ樹"
    assert plan.sections[0].body == "\ufa19社"


@pytest.mark.parametrize(
    ("text", "error", "params"),
    [
        ("", errors.PlanEmpty, {"line": 1}),
        ("\n \n　\n", errors.PlanEmpty, {"line": 4}),
        ("\ufeff", errors.PlanEmpty, {"line": 1}),
        ("1 趣旨\n本\x00文", errors.PlanHasControlCharacters, {"line": 2, "column": 2}),
        ("1 趣旨\r\n\r\n本文\x1b[0m", errors.PlanHasControlCharacters, {"line": 3, "column": 3}),
        ("1 \u202e趣旨", errors.PlanHasControlCharacters, {"character": "U+202E"}),
        ("1 趣旨\n\udcff", errors.PlanHasControlCharacters, {"line": 2, "column": 1}),
        ("1 趣旨\n本文\ufffd\ufffd", errors.TextGarbled, {"line": 2, "column": 3}),
        ("あ" * 600_001, errors.PlanTooLong, {"max": 600_000, "actual": 600_001}),
    ],
)
@pytest.mark.parametrize("text_format", PlanFormat)
def test_refuses_what_is_no_plan(
    text: str, error: type[InvalidInput], params: dict[str, object], text_format: PlanFormat
) -> None:
    with pytest.raises(error) as refused:
        parse_plan(text, text_format)
    assert refused.value.field == "text"
    assert params.items() <= refused.value.params.items()


def test_refuses_a_markdown_heading_without_words() -> None:
    with pytest.raises(errors.PlanHeadingEmpty) as refused:
        markdown("## 概要\n\n##\n本文")
    assert refused.value.params == {"line": 3}


def test_refuses_more_clauses_than_an_event_can_name() -> None:
    with pytest.raises(errors.PlanHasTooManyClauses) as refused:
        plain("\n".join(f"（{n % 900 + 1}）項目" for n in range(CLAUSES_MAX + 1)))
    assert refused.value.params == {"max": CLAUSES_MAX, "line": CLAUSES_MAX + 1}


_LONG = 300_000


@pytest.mark.timeout(120)  # a rule that reads a line again for each of its places takes hours
@pytest.mark.parametrize(
    "line",
    [
        "1 " + " " * _LONG + "a",
        "# " + " " * _LONG + "a",
        "a" * _LONG,
        "…" * (_LONG // 2) + "a" * (_LONG // 2),
        "第" * _LONG,
        "（" * _LONG,
        "1-" * (_LONG // 2),
        "・ " * (_LONG // 2),
    ],
    ids=["blanks", "sign", "letters", "leaders", "kanji", "brackets", "decimals", "dots"],
)
@pytest.mark.parametrize("text_format", PlanFormat)
def test_a_hostile_line_is_read_once(line: str, text_format: PlanFormat) -> None:
    plan = parse_plan(f"## 題\n{line}\n本文", text_format)
    assert plan.sections[-1].body.endswith("本文")


# Texts made of what plans are made of, in any order.
_words = st.text(
    alphabet="計画交通現状と課題の推進バスを増やす、。 　ア1１2年人", min_size=0, max_size=14
)
_numbers = st.one_of(
    st.sampled_from("第1章 第２節 第一条 Ⅰ I. １ 1 1. 1-1 1.2.3 （1） (2)".split()),
    st.sampled_from("① ② ア （ア） 一 施策1 ・ - ## # 2026年 1,000人 30".split()),
)
_lines = st.one_of(
    st.builds(
        lambda number, gap, words: f"{number}{gap}{words}",
        _numbers,
        st.sampled_from(["", " ", "　"]),
        _words,
    ),
    _words,
    st.just(""),
    st.just("- 3 -"),
    st.just("12"),
    st.just("第1章 計画 ……… 3"),
    st.just("目次"),
)
_texts = st.lists(_lines, max_size=40).map("\n".join)


# How long an example takes says nothing on a busy machine.
steady = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _letters(text: str) -> str:
    return re.sub(r"\s", "", text)


@steady
@given(_texts)
def test_every_line_is_in_exactly_one_place_and_in_order(text: str) -> None:
    try:
        plan = plain(text)
    except errors.PlanEmpty:
        return
    skipped = [(s.line, s.text) for s in plan.skipped]
    lines = list(enumerate(text.split("\n"), start=1))
    kept = "".join(
        _letters(line) for number, line in lines if (number, line.rstrip()) not in skipped
    )
    told = "".join(
        _letters(("" if s.number == "前文" else s.number) + s.heading + s.body)
        for s in plan.sections
    )
    assert told == kept


@steady
@given(_texts, st.sampled_from(PlanFormat))
def test_the_tree_is_a_tree(text: str, text_format: PlanFormat) -> None:
    try:
        plan = parse_plan(text, text_format)
    except (errors.PlanEmpty, errors.PlanHeadingEmpty):
        return
    lines = [s.line for s in plan.sections]
    assert lines == sorted(set(lines))
    for place, section in enumerate(plan.sections):
        if section.parent is None:
            assert section.depth == 0
        else:
            assert section.parent < place
            assert section.depth == plan.sections[section.parent].depth + 1


@steady
@given(_texts)
def test_line_ends_and_a_byte_order_mark_change_nothing(text: str) -> None:
    try:
        usual = plain(text)
    except errors.PlanEmpty:
        return
    assert plain("\ufeff" + text.replace("\n", "\r\n")) == usual
