"""The same person under another spelling: found, with reasons that are true, and never overdone."""

import tomllib
import unicodedata
from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.committee_recruitment.domain.names import (
    VARIANTS,
    Person,
    kana_key,
    likeness,
    spelling_key,
)
from shared.events.committee_recruitment import LikenessReason

BORN, OTHER_DAY = date(1980, 5, 5), date(1980, 5, 6)
HANAKO = Person("渡辺 花子", "ワタナベ ハナコ", BORN, "960-8601", "024-525-1111")
GROUPS: dict[str, str] = tomllib.loads(VARIANTS.read_text("utf-8"))


@pytest.mark.parametrize(
    "spellings",
    [
        ("渡辺 花子", "渡邊花子", "渡邉　花子", "渡邉\U000e0101 花子", "渡・辺・花子"),
        ("高橋 恵", "髙橋 惠", "髙𣘺恵", "高槗\u200b恵"),
        ("斎藤 学", "齋藤 學", "斉藤 学", "齊藤學"),
        ("佐々木 祐", "佐佐木\ufa4f", "佐々木 祐\ufe00"),
        ("桜沢 すゞ", "櫻澤スズ", "桜澤 すず", "櫻沢 ｽｽﾞ"),
        ("三ヶ島 ゆう子", "三ケ島 ユー子"),
        ("神田 福", "\ufa19田 \ufa1b"),
        ("John Smith", "ＪＯＨＮ　ＳＭＩＴＨ", "JOHN･SMITH"),
    ],
)
def test_spellings_of_one_name_have_one_key(spellings: tuple[str, ...]) -> None:
    assert len(set(map(spelling_key, spellings))) == 1


@pytest.mark.parametrize(
    "readings",
    [
        ("おおた ゆうこ", "オオタ ユウコ", "ｵｵﾀﾕｰｺ", "オータ　ユーコ", "オオタ ユ-コ"),
        ("コウイチ", "コーイチ", "コオイチ"),
        ("ケイコ", "ケーコ", "ケエコ"),
        ("ハットリ シュン", "ハツトリ シユン", "はっとり しゅん"),
        ("ミヅキ", "ミズキ", "みずき", "みす\u3099き"),
        ("チヂワ", "チジワ"),
        ("みすゞ", "ミスヾ", "ミスズ"),
        ("ヴァイオレット", "バイオレット"),
        ("ヴ", "ブ"),
        ("ヰノウヱ カヲル", "イノウエ カオル"),
    ],
)
def test_readings_that_sound_alike_have_one_key(readings: tuple[str, ...]) -> None:
    assert len(set(map(kana_key, readings))) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("オオノ", "オノ"),
        ("ユウコ", "ユコ"),
        ("ユウジ", "ユウシ"),
        ("セイイチ", "セイチ"),
        ("ハナ", "バナ"),
        ("アキ", "イキ"),
        ("ミオ", "ミー"),
    ],
)
def test_readings_of_different_names_stay_apart(one: str, other: str) -> None:
    assert kana_key(one) != kana_key(other)


def test_different_names_stay_apart() -> None:
    different = [
        "渡辺花子",
        "田辺花子",
        "畑山",
        "畠山",
        "大坂",
        "大阪",
        "中川",
        "中河",
        "仲川",
        "高橋",
    ]
    for one, other in combinations(different, 2):
        assert spelling_key(one) != spelling_key(other)


def test_the_table_has_each_sign_once_and_none_that_nfkc_makes_one() -> None:
    signs = Counter("".join([*GROUPS, *GROUPS.values()]))
    assert [sign for sign, many in signs.items() if many > 1] == []
    assert [sign for sign in signs if unicodedata.normalize("NFKC", sign) != sign] == []
    assert all(len(today) == 1 and variants for today, variants in GROUPS.items())
    assert sum(map(len, GROUPS.values())) >= 250


def test_every_variant_is_read_as_todays() -> None:
    for today, variants in GROUPS.items():
        for sign in today + variants:
            assert spelling_key(f"{sign}田") == f"{today}田"


@given(st.text("あいおうかきケコこゃッーゞヾ々・　 邊斉高-ヴヷA\u3099\ufe00", max_size=12))
def test_a_key_is_the_key_of_itself_and_has_no_blanks(name: str) -> None:
    for key in (spelling_key, kana_key):
        assert " " not in key(name)
        assert key(f" {name}　") == key(name)


@pytest.mark.parametrize(
    ("changed", "reasons"),
    [
        ({}, [
            "NAME_AND_BIRTH_DATE", "KANA_AND_BIRTH_DATE", "NAME_AND_PHONE", "KANA_AND_PHONE",
            "NAME_AND_POSTCODE",
        ]),
        ({"name": "渡邉花子", "kana": "", "phone": "", "postcode": ""}, ["NAME_AND_BIRTH_DATE"]),
        ({"name": "渡部 華子", "phone": "", "postcode": ""}, ["KANA_AND_BIRTH_DATE"]),
        ({"name": "渡部 華子", "birth_date": OTHER_DAY}, ["KANA_AND_PHONE"]),
        ({"birth_date": OTHER_DAY, "kana": "", "postcode": ""}, ["NAME_AND_PHONE"]),
        ({"birth_date": OTHER_DAY, "kana": "", "phone": ""}, ["NAME_AND_POSTCODE"]),
        ({"birth_date": None, "kana": "", "phone": "", "postcode": ""}, [
            "NAME_WITHOUT_BIRTH_DATE",
        ]),
        ({"birth_date": OTHER_DAY, "phone": "", "postcode": ""}, []),
        ({"name": "鈴木 太郎", "kana": "スズキ タロウ"}, []),
        ({"name": "鈴木 太郎", "kana": "スズキ タロウ", "phone": "", "postcode": ""}, []),
        ({"name": "鈴木 花子", "kana": "スズキ ハナコ"}, ["GIVEN_NAME_BIRTH_DATE_AND_PHONE"]),
        ({"name": "鈴木花子", "kana": ""}, ["GIVEN_NAME_BIRTH_DATE_AND_PHONE"]),
        ({"name": "鈴木 華子", "kana": "スズキ ハナコ"}, ["GIVEN_NAME_BIRTH_DATE_AND_PHONE"]),
        ({"name": "鈴木 花子", "kana": "スズキ ハナコ", "phone": ""}, []),
        ({"name": "鈴木 花子", "kana": "スズキ ハナコ", "birth_date": OTHER_DAY}, []),
        ({"name": "花子", "kana": ""}, []),
        ({"name": "渡辺 桃子", "kana": "ワタナベ モモコ"}, []),
    ],
)  # fmt: skip
def test_reasons_are_told_the_strongest_first(
    changed: dict[str, object], reasons: list[str]
) -> None:
    other = replace(HANAKO, **changed)  # type: ignore[arg-type]
    assert likeness(HANAKO, other) == likeness(other, HANAKO) == tuple(map(LikenessReason, reasons))


def test_surnames_that_nothing_divides_are_compared_by_their_ends() -> None:
    def told(one: str, other: str) -> tuple[LikenessReason, ...]:
        return likeness(replace(HANAKO, name=one, kana=""), replace(HANAKO, name=other, kana=""))

    assert told("渡辺花子", "鈴木花子") == (LikenessReason.GIVEN_NAME_BIRTH_DATE_AND_PHONE,)
    assert told("渡辺花子", "渡辺桃子") == (), "twins"
    assert told("渡辺 花子", "渡辺桃子") == ()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("024-525-1111", "０２４（５２５）１１１１", True),
        ("024-525-1111", "+81 24 525 1111", True),
        ("024-525-1111", "+81 (0)24-525-1111", True),
        ("024-525-1111", "024-525-1112", False),
        ("525-1111", "525-1111", False),
        ("なし", "なし", False),
        ("", "", False),
    ],
)
def test_numbers_are_compared_by_their_digits(one: str, other: str, same: bool) -> None:
    a, b = Person("渡辺 花子", phone=one), Person("渡邊花子", phone=other)
    assert (LikenessReason.NAME_AND_PHONE in likeness(a, b)) == same


def test_postcodes_are_compared_by_their_digits() -> None:
    for other, same in (("〒９６０ー８６０１", True), ("9608602", False), ("960", False)):
        told = likeness(HANAKO, replace(HANAKO, postcode=other))
        assert (LikenessReason.NAME_AND_POSTCODE in told) == same
    short = replace(HANAKO, postcode="960")
    assert LikenessReason.NAME_AND_POSTCODE not in likeness(short, short)


def test_what_nobody_knows_is_nothing_in_common() -> None:
    assert likeness(Person(""), Person("")) == ()
    unborn = Person("渡辺 花子")
    assert likeness(unborn, unborn) == (LikenessReason.NAME_WITHOUT_BIRTH_DATE,)
    assert likeness(Person("・ "), Person("　")) == ()
    assert likeness(Person("", birth_date=BORN), Person("", birth_date=BORN)) == ()


people = st.builds(
    Person,
    st.sampled_from(("渡辺 花子", "渡邊花子", "鈴木 花子", "鈴木花子", "花子", "")),
    st.sampled_from(("ワタナベ ハナコ", "スズキ ハナコ", "スズキハナコ", "")),
    st.sampled_from((None, BORN, OTHER_DAY)),
    st.sampled_from(("", "960-8601", "960-8602")),
    st.sampled_from(("", "024-525-1111", "024-525-1112")),
)


@given(people, people)
def test_reasons_are_mutual_and_in_order(a: Person, b: Person) -> None:
    told = likeness(a, b)
    assert told == likeness(b, a)
    assert list(told) == [reason for reason in LikenessReason if reason in told]
    if a.birth_date != b.birth_date and None not in (a.birth_date, b.birth_date):
        assert not any("BIRTH_DATE" in reason for reason in told)
