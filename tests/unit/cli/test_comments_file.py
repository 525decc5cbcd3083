"""A comments file as cities send them: every encoding, every way in which it can be broken."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.tables.encoding import detect_encoding, named_encoding
from shared.tables.errors import TableUnreadable
from shared.tables.rows import BESIDE, BadRow, Reading, Row, SameRow, read_rows

TEXTS = (
    "自転車の通れる道を増やしてください。①駅前 ②学校の前、など。",
    "第2章の「地域公共交通」に賛成です。\n\nただし、運賃が高すぎます〜。",
    'コンマ, と"引用符"を含む意見。',
    "ﾊﾞｽの本数を増やしてほしい。",
)


def as_csv(rows: list[tuple[str, str]], *, newline: str = "\r\n", delimiter: str = ",") -> str:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator=newline, delimiter=delimiter)
    writer.writerow(("id", "comment"))
    writer.writerows(rows)
    return file.getvalue()


GOOD = as_csv([(str(number), text) for number, text in enumerate(TEXTS, 1)])


def read(path: Path, content: bytes, *, last_row_complete: bool = False) -> list[Reading]:
    file = path / "意見.csv"
    file.write_bytes(content)
    return list(read_rows(file, detect_encoding(file), last_row_complete=last_row_complete))


def bad_rows(readings: list[Reading]) -> list[tuple[int, int, str]]:
    return [(each.line, each.last_line, each.code) for each in readings if isinstance(each, BadRow)]


def texts(readings: list[Reading]) -> list[tuple[str, str]]:
    return [(each.row_id, each.text) for each in readings if isinstance(each, Row)]


@pytest.mark.parametrize(
    ("codec", "name"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8（BOM付き）"),
        ("utf-16", "UTF-16"),
        ("cp932", "Shift_JIS（CP932）"),
        ("euc_jis_2004", "EUC-JP"),
        ("iso2022_jp_2004", "ISO-2022-JP"),
    ],
)
def test_each_encoding_is_told_and_read_exactly(tmp_path: Path, codec: str, name: str) -> None:
    content = GOOD.replace("〜", "～") if codec == "cp932" else GOOD
    expected = [
        (str(number), text.replace("〜", "～") if codec == "cp932" else text)
        for number, text in enumerate(TEXTS, 1)
    ]
    if codec == "iso2022_jp_2004":  # mail's encoding has no half-width kana
        content, expected = (
            content.replace("ﾊﾞｽ", "バス"),
            [(number, text.replace("ﾊﾞｽ", "バス")) for number, text in expected],
        )

    readings = read(tmp_path, content.encode(codec))

    assert detect_encoding(tmp_path / "意見.csv").name == name
    assert texts(readings) == expected
    assert bad_rows(readings) == []


def test_euc_jp_without_special_characters_is_not_taken_for_half_width_kana(tmp_path: Path) -> None:
    readings = read(tmp_path, as_csv([("1", "歩道の段差をなくしてください。")]).encode("euc_jp"))

    assert texts(readings) == [("1", "歩道の段差をなくしてください。")]


def test_the_operator_may_name_the_encoding(tmp_path: Path) -> None:
    assert named_encoding("Shift_JIS").codec == "cp932"
    with pytest.raises(TableUnreadable, match="no encoding"):
        named_encoding("日本語")


def test_one_damaged_row_does_not_keep_the_others_out(tmp_path: Path) -> None:
    good = as_csv([(str(number), TEXTS[0]) for number in range(100)]).encode()
    damaged = good + b"100," + b"\xe6\xff\xfe" + "\r\n101,公園を増やす\r\n".encode()

    readings = read(tmp_path, damaged)

    assert bad_rows(readings) == [(102, 102, "UNREADABLE_CHARACTERS")]
    assert texts(readings)[-1] == ("101", "公園を増やす")
    assert len(texts(readings)) == 101


def test_a_file_in_no_encoding_is_refused_with_advice(tmp_path: Path) -> None:
    with pytest.raises(TableUnreadable) as caught:
        read(tmp_path, b"id,comment\r\n1," + bytes(range(128, 256)) * 50)

    assert "--encoding" in caught.value.ja


def test_a_workbook_is_told_from_a_csv(tmp_path: Path) -> None:
    with pytest.raises(TableUnreadable) as caught:
        read(tmp_path, b"PK\x03\x04" + bytes(100))

    assert "Excel" in caught.value.ja


@pytest.mark.parametrize(
    "header", ["番号,ご意見", "NO.,意見内容", "ＩＤ, Comment ", "整理番号,御意見の内容"]
)
def test_columns_are_told_by_the_names_that_cities_use(tmp_path: Path, header: str) -> None:
    assert texts(read(tmp_path, f"{header}\n7,花壇\n".encode())) == [("7", "花壇")]


@pytest.mark.parametrize("delimiter", ["\t", ";"])
def test_other_separators_are_told_by_the_header(tmp_path: Path, delimiter: str) -> None:
    content = as_csv([("1", "橋, 道"), ("2", "川")], delimiter=delimiter)

    assert texts(read(tmp_path, content.encode())) == [("1", "橋, 道"), ("2", "川")]


def test_optional_columns_are_read_in_the_words_of_the_city(tmp_path: Path) -> None:
    content = (
        "番号,意見,該当箇所,提出方法,受付日,提出者\n"
        "1,花壇,c-1,ファックス,2026年6月1日,A\n"
        "2,川,,,,\n"
    )

    first, second = read(tmp_path, content.encode())

    assert first == Row(2, "1", "花壇", "c-1", "FAX", "2026-06-01", "A")
    assert second == Row(3, "2", "川")


def test_words_that_cannot_be_read_are_bad_rows_that_keep_all_they_said(tmp_path: Path) -> None:
    content = "番号,意見,提出方法,受付日\n1,花壇,伝書鳩,\n2,川,,昨日\n,橋,,\n"

    readings = read(tmp_path, content.encode())

    assert bad_rows(readings) == [
        (2, 2, "CHANNEL_UNKNOWN"),
        (3, 3, "DATE_UNREADABLE"),
        (4, 4, "ROW_ID_MISSING"),
    ]
    assert isinstance(readings[0], BadRow) and readings[0].beside[:4] == ("", "伝書鳩", "", "")
    assert all(isinstance(each, BadRow) and each.message for each in readings)


def test_a_bad_row_can_be_written_out_and_read_again_as_it_was(tmp_path: Path) -> None:
    header = ",".join(("番号", "意見", *BESIDE.values()))
    cells = ("1", "花壇", "1-2", "郵送", "昨日", "A", "2026-06-01", "団体", "はい", "花を植える")

    (row,) = read(tmp_path, f"{header}\n{','.join(cells)}\n".encode())

    assert isinstance(row, BadRow)
    assert (row.code, row.row_id, row.text) == ("DATE_UNREADABLE", "1", "花壇")
    assert row.beside == cells[2:]


@pytest.mark.parametrize("header", ["id,件名", "意見,備考", "番号,意見,ご意見"])
def test_a_header_that_does_not_say_what_is_what_is_refused(tmp_path: Path, header: str) -> None:
    with pytest.raises(TableUnreadable):
        read(tmp_path, f"{header}\n1,a\n".encode())


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TableUnreadable, match="empty"):
        read(tmp_path, b"")


def test_identical_texts_are_two_comments_and_a_repeated_number_is_seen(tmp_path: Path) -> None:
    readings = read(tmp_path, as_csv([("1", "橋"), ("2", "橋"), ("1", "橋"), ("2", "川")]).encode())

    assert texts(readings) == [("1", "橋"), ("2", "橋")]
    assert [each for each in readings if isinstance(each, SameRow)] == [SameRow(4, "1")]
    assert bad_rows(readings) == [(5, 5, "ROW_ID_REPEATED")]


def test_a_quote_open_at_the_end_is_told_with_its_line(tmp_path: Path) -> None:
    content = as_csv([("1", "橋"), ("2", "一行目\n二行目"), ("3", "一行目\n二行目\n三行目")])
    cut = content[: content.index("三行目")]

    readings = read(tmp_path, cut.encode())

    assert texts(readings) == [("1", "橋"), ("2", "一行目\n二行目")]
    assert bad_rows(readings) == [(5, 6, "QUOTE_NOT_CLOSED")]


def test_a_cut_in_the_middle_of_a_character_keeps_the_rest(tmp_path: Path) -> None:
    for codec in ("utf-8", "cp932", "euc_jp"):
        whole = as_csv([("1", "橋と道"), ("2", "川と水")]).encode(codec)
        cut = whole[: whole.rindex("水".encode(codec)) + 1]

        readings = read(tmp_path, cut)

        assert texts(readings) == [("1", "橋と道")], codec
        assert bad_rows(readings) == [(3, 3, "CUT_OFF")], codec


def test_a_cut_within_the_number_is_told(tmp_path: Path) -> None:
    assert bad_rows(read(tmp_path, b"id,comment\n1,abc\n2")) == [(3, 3, "CUT_OFF")]


def test_a_last_row_without_line_end_is_imported_only_when_a_person_says_so(
    tmp_path: Path,
) -> None:
    content = "id,comment\n1,橋\n2,川の清掃".encode()

    assert bad_rows(read(tmp_path, content)) == [(3, 3, "MAYBE_CUT_OFF")]
    assert texts(read(tmp_path, content, last_row_complete=True))[-1] == ("2", "川の清掃")


def test_a_closing_quote_at_the_very_end_may_be_half_of_a_doubled_one(tmp_path: Path) -> None:
    whole = 'id,comment\n1,"橋""川"\n'

    readings = read(tmp_path, whole[: whole.index("川") - 1].encode())

    assert bad_rows(readings) == [(2, 2, "MAYBE_CUT_OFF")]


def test_quotes_that_do_not_fit_cost_their_row_alone(tmp_path: Path) -> None:
    content = 'id,comment\n1,"彼は"よい"と言った"\n2,川\n3,"閉じ忘れ\n4,"橋"\n5,道\n'

    readings = read(tmp_path, content.encode())

    assert bad_rows(readings) == [(2, 2, "QUOTES"), (4, 5, "QUOTES")]
    assert texts(readings) == [("2", "川"), ("5", "道")]


def test_rows_with_too_many_or_too_few_cells_are_told(tmp_path: Path) -> None:
    readings = read(tmp_path, "id,comment\n1,橋,川\n2\n\n3,道\n".encode())

    assert bad_rows(readings) == [(2, 2, "COLUMN_COUNT"), (3, 3, "COLUMN_COUNT")]
    assert texts(readings) == [("3", "道")]


def test_nuls_and_empty_texts_reach_the_service_which_says_what_is_wrong(tmp_path: Path) -> None:
    readings = read(tmp_path, b"id,comment\n1,a\x00b\n2,\n")

    assert texts(readings) == [("1", "a\x00b"), ("2", "")]


def test_a_row_over_the_limit_is_set_aside_and_reading_goes_on(tmp_path: Path) -> None:
    content = b"id,comment\n1," + b"a" * 2_500_000 + b'\n2,b\n3,"' + b"c\n" * 700_000 + b"\n4,d\n"

    readings = read(tmp_path, content)

    codes = [code for _, _, code in bad_rows(readings)]
    assert codes[:2] == ["ROW_TOO_LONG", "ROW_TOO_LONG"]
    assert ("2", "b") in texts(readings)
    assert ("4", "d") in texts(readings)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    rows=st.lists(
        st.text(
            alphabet=st.sampled_from('あ漢字ｱ,"\n\t ;①a'),
            min_size=1,
            max_size=20,
        ),
        max_size=12,
    ),
    newline=st.sampled_from(["\n", "\r\n"]),
    cut=st.integers(min_value=0, max_value=400),
)
def test_wherever_the_file_is_cut_every_row_read_is_one_that_was_written(
    tmp_path: Path, rows: list[str], newline: str, cut: int
) -> None:
    written = [(str(number), text) for number, text in enumerate(rows)]
    whole = as_csv(written, newline=newline).encode()
    header = len(f"id,comment{newline}")
    kept = whole[: max(header, len(whole) - cut)]

    readings = read(tmp_path, kept)

    got = texts(readings)
    assert got == written[: len(got)]
    if kept == whole:
        assert got == written
        assert bad_rows(readings) == []


def test_agreement_to_publication_is_read_and_never_guessed(tmp_path: Path) -> None:
    said = ("はい", "○", "いいえ", "", "たぶん", " YES ")
    lines = [f"{number},意見です。,{one}" for number, one in enumerate(said, 1)]
    content = "\r\n".join(("番号,意見,公表の同意", *lines, "")).encode()
    readings = read(tmp_path, content)
    agreed = [one.agrees_to_publish for one in readings if isinstance(one, Row)]
    assert agreed == ["YES", "YES", "NO", None, "YES"]
    assert bad_rows(readings) == [(6, 6, "AGREEMENT_UNKNOWN")]


def test_two_rows_of_one_number_that_differ_in_agreement_are_not_the_same(tmp_path: Path) -> None:
    content = "番号,意見,公表の同意\r\n1,意見です。,はい\r\n1,意見です。,いいえ\r\n".encode()
    assert bad_rows(read(tmp_path, content)) == [(3, 3, "ROW_ID_REPEATED")]
