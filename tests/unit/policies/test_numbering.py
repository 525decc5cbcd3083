"""What heads a line and what only looks like it."""

import pytest

from services.policies.domain.numbering import fold, read_number


@pytest.mark.parametrize(
    ("line", "style", "value", "mark", "rest"),
    [
        ("第1編　総論", "第編", 1, "第1編", "総論"),
        ("第１章　計画の概要", "第章", 1, "第１章", "計画の概要"),
        ("第一章　総則", "第章", 1, "第一章", "総則"),
        ("第十二章 雑則", "第章", 12, "第十二章", "雑則"),
        ("第百二条　この規則は、公布の日から施行する。", "第条", 102, "第百二条", None),
        ("第 2 節 現状", "第節", 2, "第 2 節", "現状"),
        ("第3条の2（目的）", "第条", 3, "第3条の2", "（目的）"),
        ("第1章計画の概要", "第章", 1, "第1章", "計画の概要"),
        ("第1章：計画の概要", "第章", 1, "第1章：", "計画の概要"),
        ("第1章", "第章", 1, "第1章", ""),
        ("序章　はじめに", "第章", 0, "序章", "はじめに"),
        ("Ⅰ　総論", "Ⅰ", 1, "Ⅰ", "総論"),
        ("Ⅳ．各論", "Ⅰ", 4, "Ⅳ．", "各論"),
        ("I. Introduction", "Ⅰ", 1, "I.", "Introduction"),
        ("IV．各論", "Ⅰ", 4, "IV．", "各論"),
        ("１　計画の趣旨", "1", 1, "１", "計画の趣旨"),
        ("1 計画の趣旨", "1", 1, "1", "計画の趣旨"),
        ("12\t資料", "1", 12, "12", "資料"),
        ("1. 計画の趣旨", "1.", 1, "1.", "計画の趣旨"),
        ("１．計画の趣旨", "1.", 1, "１．", "計画の趣旨"),
        ("1、計画の趣旨", "1.", 1, "1、", "計画の趣旨"),
        ("1-1 人口", "1-2", 1, "1-1", "人口"),
        ("１－２　世帯", "1-2", 2, "１－２", "世帯"),
        ("1‐2 世帯", "1-2", 2, "1‐2", "世帯"),
        ("1.2.3 交通", "1-3", 3, "1.2.3", "交通"),
        ("1.2.3交通", "1-3", 3, "1.2.3", "交通"),
        ("（1）背景", "(1)", 1, "（1）", "背景"),
        ("(１) 背景", "(1)", 1, "(１)", "背景"),
        ("⑴ 背景", "(1)", 1, "⑴", "背景"),
        ("（一）背景", "(一)", 1, "（一）", "背景"),
        ("① 高齢者", "①", 1, "①", "高齢者"),
        ("⑳高齢者", "①", 20, "⑳", "高齢者"),
        ("㉑ 高齢者", "①", 21, "㉑", "高齢者"),
        ("㊱ 高齢者", "①", 36, "㊱", "高齢者"),
        ("❷ 若者", "❶", 2, "❷", "若者"),
        ("㋑ 若者", "㋐", 2, "㋑", "若者"),
        ("ア　通学", "ア", 1, "ア", "通学"),
        ("（ア）高校生", "(ア)", 1, "（ア）", "高校生"),
        ("ア）高校生", "ア)", 1, "ア）", "高校生"),
        ("1) 高校生", "1)", 1, "1)", "高校生"),
        ("(a) students", "(a)", 1, "(a)", "students"),
        ("A. Students", "A.", 1, "A.", "Students"),
        ("ａ　哺乳類", "a", 1, "ａ", "哺乳類"),
        ("b　鳥類", "a", 2, "b", "鳥類"),
        ("一　総則", "一", 1, "一", "総則"),
        ("二、基本方針", "一", 2, "二、", "基本方針"),
        ("基本目標１　移動を守る", "基本目標0", 1, "基本目標１", "移動を守る"),
        ("施策1-2 バスの再編", "施策1", 2, "施策1-2", "バスの再編"),
        # Words that begin with what could be a particle, a unit or a number.
        ("①のりばの改善", "①", 1, "①", "のりばの改善"),
        ("①がん検診の推進", "①", 1, "①", "がん検診の推進"),
        ("①はじめに", "①", 1, "①", "はじめに"),
        ("1 人口の推移", "1", 1, "1", "人口の推移"),
        ("3 点検と評価", "1", 3, "3", "点検と評価"),
        ("4 回遊性の向上", "1", 4, "4", "回遊性の向上"),
        ("2 期間", "1", 2, "2", "期間"),
        ("5 台帳の整備", "1", 5, "5", "台帳の整備"),
    ],
)
def test_reads_a_heading(line: str, style: str, value: int, mark: str, rest: str | None) -> None:
    found = read_number(line)
    assert found is not None
    assert (found.style, found.value, found.mark) == (style, value, mark)
    if rest is not None:
        assert found.rest == rest


@pytest.mark.parametrize(
    "line",
    [
        "2026年度から5年間とします。",
        "２０２６年４月１日",
        "1,000人が参加しました。",
        "１，０００人が参加しました。",
        "30 分以内に着くこと",
        "30分以内",
        "3 年の間に",
        "1.5倍に増えました",
        "1.5 倍に増えました",
        "10月1日から",
        "5人に1人が",
        "第2章では、現状を述べます。",
        "第2章　現状を述べます。次に課題を述べます。",
        "第3条の規定により定める",
        "第2次青葉野市総合計画",
        "第1期計画の評価",
        "第1回検討会議",
        "第2部会の報告",
        "第3目標を定める",
        "①及び②については",
        "①から③までの施策",
        "①・②の取組",
        "①②の取組を進める",
        "（1）の規定により",
        "(1)から(3)まで",
        "（株）青葉野バス",
        "（2026年度）",
        "・高校生の通学",
        "○ 高校生の通学",
        "- 高校生の通学",
        "一人ひとりが大切にされるまち",
        "一、二年のうちに",
        "3、4年のうちに",
        "アンケートの結果",
        "I think that this is good.",
        "e.g. buses",
        "a bus stop",
        "ａ",
        "1",
        "１２",
        "",
        "　　",
        "2026.4.1 開始",
        "12/80",
        "3:45 発車",
        "1-2月の利用者数",
    ],
)
def test_leaves_an_ordinary_line_alone(line: str) -> None:
    assert read_number(line) is None


def test_position_of_the_mark_is_that_of_the_original() -> None:
    found = read_number("　　（１）　全角の　題名　")
    assert found is not None
    assert (found.mark, found.rest) == ("（１）", "全角の　題名")


def test_folding_keeps_every_position() -> None:
    line = "（１）　ＡＢＣ－１２〜３"
    assert len(fold(line)) == len(line)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("① バスの本数を増やします。", True),
        ("① バスの本数を増やす。（新規）", True),
        ("① " + "あ" * 61, True),
        ("① バスの本数の増加", False),
        ("（1）計画の期間", False),
    ],
)
def test_tells_a_sentence_from_a_heading(line: str, sentence: bool) -> None:
    found = read_number(line)
    assert found is not None
    assert found.is_sentence is sentence


@pytest.mark.parametrize(
    ("kana", "last", "value"),
    [
        ("ア", 0, 1),
        ("イ", 1, 2),
        ("ウ", 2, 3),
        ("イ", 0, 1),
        ("ロ", 1, 2),
        ("ハ", 2, 3),
        ("ン", 0, 46),
    ],
)
def test_counts_kana_in_either_order(kana: str, last: int, value: int) -> None:
    found = read_number(f"{kana}　項目", previous=lambda _: last)
    assert found is not None
    assert found.value == value


def test_a_letter_that_follows_a_letter_is_no_roman_number() -> None:
    alone = read_number("I. 総論")
    after_h = read_number("I. 総論", previous=lambda style: 8 if style == "A." else 0)
    assert alone is not None
    assert after_h is not None
    assert (alone.style, after_h.style) == ("Ⅰ", "A.")
