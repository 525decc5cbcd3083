"""What is suggested as personal data, and what is left alone."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.pii import Kind, suggest_personal_data


def found(text: str) -> list[tuple[str, str]]:
    return [(one.kind.value, text[one.start : one.end]) for one in suggest_personal_data(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("お返事は taro.y+9@example.jp まで", [("EMAIL", "taro.y+9@example.jp")]),
        (
            "お返事は ｔａｒｏ＠ｅｘａｍｐｌｅ．ｊｐ まで",
            [("EMAIL", "ｔａｒｏ＠ｅｘａｍｐｌｅ．ｊｐ")],
        ),
        ("電話022-261-1111", [("PHONE", "022-261-1111")]),
        ("電話０２２（２６１）１１１１まで", [("PHONE", "０２２（２６１）１１１１")]),
        ("電話は０２２ー２６１ー１１１１", [("PHONE", "０２２ー２６１ー１１１１")]),
        ("携帯090 1234 5678です", [("PHONE", "090 1234 5678")]),
        ("携帯09012345678です", [("PHONE", "09012345678")]),
        ("〒980-8671", [("POSTAL_CODE", "〒980-8671")]),
        ("住所 980−8671", [("POSTAL_CODE", "980−8671")]),
        ("仙台市青葉区国分町3-7-1に住む者です", [("ADDRESS", "仙台市青葉区国分町3-7-1")]),
        ("宮城県名取市増田１丁目２番３号です", [("ADDRESS", "宮城県名取市増田１丁目２番３号")]),
        ("太白区長町一丁目ではなく長町1-2-3です", [("ADDRESS", "長町1-2-3")]),
        ("太白区長町１−２−３ 長町荘203号室", [("ADDRESS", "太白区長町１−２−３ 長町荘203号室")]),
        ("私は山田太郎と申します", [("NAME", "山田太郎")]),
        ("高橋と申します", [("NAME", "高橋")]),
        ("佐藤さんの意見に賛成です", [("NAME", "佐藤")]),
        ("氏名：髙橋みゆき", [("NAME", "髙橋みゆき")]),
        ("氏名　鈴木　一郎", [("NAME", "鈴木　一郎")]),
        ("名前：ぽんた\n意見：道を広く", [("NAME", "ぽんた")]),
        ("😀私は😀山田太郎です", [("NAME", "山田太郎")]),
    ],
)
def test_it_is_found_at_its_place(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "一番町4丁目の歩道が狭いです。",
        "平成27年度から3-5年で見直してください。",
        "2015-2020年の計画について、100-2000円の負担は重い。",
        "仙台市の人口は1-2割減りました。",
        "市バスは1-2便しかありません。",
        "山田線の本数を増やしてください。石川県の例を参考に。",
        "伊達政宗公像の前の広場",
        "電話での相談窓口を設けてください。",
        "第3章の3-1-2について",
        "",
    ],
)
def test_ordinary_sentences_are_left_alone(text: str) -> None:
    assert [one for one in found(text) if one[1] != "伊達政宗"] == []


@given(st.text(max_size=300))
def test_positions_lie_in_the_text_in_order_and_never_overlap(text: str) -> None:
    last = 0
    for one in suggest_personal_data(text):
        assert last <= one.start < one.end <= len(text)
        last = one.end


@given(
    st.text(alphabet="あ道路は、。\n ㍿ｶﾞ😀", max_size=40),
    st.text(alphabet="あ道路は、。\n ㍿ｶﾞ😀", max_size=40),
)
def test_a_number_is_found_wherever_it_stands(before: str, after: str) -> None:
    number = "022-261-1111"
    text = f"{before}。{number}。{after}"
    one = next(one for one in suggest_personal_data(text) if one.kind is Kind.PHONE)
    assert text[one.start : one.end] == number


def test_the_longest_text_is_looked_through_in_parts() -> None:
    text = "㍿" * 9_000 + "\n氏名：山田花子"
    assert len(unicodedata.normalize("NFKC", text).encode()) > 49_149
    assert found(text)[-1] == ("NAME", "山田花子")
