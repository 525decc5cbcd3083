"""The three forms of a table say the same, and none of them computes or tells too much."""

import csv
import io
from datetime import date
from typing import Any

import orjson
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.open_data.domain.consent import all_stand, seal, seals_of
from services.open_data.domain.datasets import CITY, DATASETS, Dataset, Field, FieldKind
from services.open_data.domain.errors import RowMalformed
from services.open_data.domain.files import FileKind, csv_file, fingerprint, made_files
from services.open_data.domain.rows import Row, checked_rows
from shared.suppression import MINIMUM

DATASET = Dataset(
    "things",
    (
        Field("説明", FieldKind.TEXT, ""),
        Field("期", FieldKind.INTEGER, ""),
        Field("提出者数", FieldKind.COUNT, ""),
        Field("開始日", FieldKind.DAY, ""),
        Field("URL", FieldKind.ADDRESS, ""),
    ),
)
CITY_IS, SITE = ("990001", "青葉野市"), "https://kyodo.example"
WHOLE = {"説明": "駅前", "期": 1, "提出者数": 12, "開始日": "2026-04-01", "URL": "/policies/1"}
ODD = [
    "=1+1",
    "'=1+1",
    "''",
    "'",
    "+81",
    "-3",
    "@x",
    "\tx",
    "\r\nx",
    'い"ろ,は\n',
    "",
    "　",
    "\x00",
]
TEXTS = st.one_of(st.sampled_from(ODD), st.text(st.characters(exclude_categories=["Cs"])))
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "説明": TEXTS,
            "期": st.none() | st.integers(0, 2**40),
            "提出者数": st.none() | st.integers(0, 40),
            "開始日": st.none() | st.dates().map(date.isoformat),
            "URL": TEXTS.map(lambda text: "/" + text),
        }
    ),
    max_size=6,
)


@given(ROWS)
def test_all_forms_give_back_the_same_rows(given_rows: list[dict[str, Any]]) -> None:
    rows = checked_rows(DATASET, CITY_IS, SITE, given_rows)
    made = {file.kind: file.content for file in made_files(DATASET.fields, rows)}
    assert set(made) == set(FileKind)
    assert _from_csv(made[FileKind.CSV]) == rows
    assert _from_jsonl(made[FileKind.JSONL]) == rows
    assert _from_parquet(made[FileKind.PARQUET]) == rows


@given(ROWS)
def test_no_cell_of_the_csv_is_a_formula(given_rows: list[dict[str, Any]]) -> None:
    rows = checked_rows(DATASET, CITY_IS, SITE, given_rows)
    cells = [cell for row in _table(csv_file(DATASET.fields, rows)) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


@given(ROWS)
def test_small_counts_are_in_no_row(given_rows: list[dict[str, Any]]) -> None:
    rows = checked_rows(DATASET, CITY_IS, SITE, given_rows)
    for row, before in zip(rows, given_rows, strict=True):
        count = before["提出者数"]
        small = count is not None and 0 < count < MINIMUM
        assert row[4] == (None if small else count)
        assert row[3] == before["期"], "a number of another kind is no count of people"


def test_the_csv_begins_with_the_mark_for_excel_and_its_names() -> None:
    content = csv_file(DATASET.fields, checked_rows(DATASET, CITY_IS, SITE, [WHOLE]))
    assert content.startswith(b"\xef\xbb\xbf")
    header, row = content.decode("utf-8-sig").splitlines()
    assert header == "全国地方公共団体コード,地方公共団体名,説明,期,提出者数,開始日,URL"
    assert row == "990001,青葉野市,駅前,1,12,2026-04-01,https://kyodo.example/policies/1"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("説明", None),
        ("説明", 3),
        ("期", "1"),
        ("期", True),
        ("提出者数", -1),
        ("提出者数", 2**53),
        ("開始日", "2026-13-01"),
        ("開始日", "20260401"),
        ("URL", "https://elsewhere.example/"),
        ("URL", None),
    ],
)
def test_a_value_of_another_kind_is_refused(name: str, value: Any) -> None:
    with pytest.raises(RowMalformed) as refused:
        checked_rows(DATASET, CITY_IS, SITE, [WHOLE, {**WHOLE, name: value}])
    assert (refused.value.field, refused.value.params) == (name, {"row": 1})


@pytest.mark.parametrize("extra", [{"氏名": "山田"}, {"全国地方公共団体コード": "1"}])
def test_a_field_that_the_dataset_does_not_have_is_refused(extra: dict[str, str]) -> None:
    with pytest.raises(RowMalformed):
        checked_rows(DATASET, CITY_IS, SITE, [WHOLE | extra])
    with pytest.raises(RowMalformed):
        checked_rows(DATASET, CITY_IS, SITE, [{"説明": "駅前"}])


def test_a_table_is_another_when_a_name_a_row_or_the_order_is() -> None:
    first, second = checked_rows(DATASET, CITY_IS, SITE, [WHOLE, {**WHOLE, "期": 2}])
    renamed = (*DATASET.fields[:-1], Field("アドレス", FieldKind.ADDRESS, ""))
    found = {
        fingerprint(DATASET.fields, [first, second]),
        fingerprint(DATASET.fields, [second, first]),
        fingerprint(DATASET.fields, [first]),
        fingerprint(DATASET.fields, []),
        fingerprint(renamed, []),
    }
    assert len(found) == 5
    same = checked_rows(DATASET, CITY_IS, SITE, [WHOLE])
    assert fingerprint(DATASET.fields, same) == fingerprint(DATASET.fields, [first])


def test_every_dataset_names_its_city_first_and_no_field_twice() -> None:
    for dataset in DATASETS.values():
        names = [field.name for field in dataset.fields]
        assert names[:2] == [field.name for field in CITY]
        assert len(set(names)) == len(names), dataset.name
        assert all(field.about for field in dataset.fields)


def test_nothing_in_a_dataset_names_a_person() -> None:
    """Names, addresses, numbers of telephones and receipts have no column to be in."""
    names = {field.name for dataset in DATASETS.values() for field in dataset.fields}
    personal = ("氏名", "住所", "電話", "メール", "受付番号", "確認番号", "提出日", "受付日")
    assert not [name for name in names if any(word in name for word in personal)]


def test_texts_stand_as_long_as_each_is_published_as_often() -> None:
    sealed = {"a": [seal("はい"), seal("はい"), seal("いいえ")]}
    assert all_stand(sealed, {"a": [seal("いいえ"), seal("はい"), seal("はい"), seal("新しい")]})
    assert not all_stand(sealed, {"a": [seal("はい"), seal("いいえ")]}), "one of two is gone"
    assert not all_stand(sealed, {"a": [seal("はい"), seal("はい"), seal("＊＊")]}), "masked anew"
    assert not all_stand(sealed, {})
    assert all_stand({}, {})


def test_only_the_dataset_with_citizens_words_is_sealed() -> None:
    with_texts = {name for name, dataset in DATASETS.items() if dataset.consented}
    assert with_texts == {"texts"}
    dataset = DATASETS["texts"]
    row = {field.name: "" for field in dataset.own_fields}
    given_rows = [
        row | {"意見募集ID": case, "意見": text, "URL": "/"}
        for case, text in [("a", "はい"), ("b", "いいえ"), ("a", "どちらも")]
    ]
    rows = checked_rows(dataset, CITY_IS, SITE, given_rows)
    sealed = seals_of(dataset, rows)
    assert sealed == {"a": [seal("はい"), seal("どちらも")], "b": [seal("いいえ")]}


def _table(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def _from_csv(content: bytes) -> list[Row]:
    """Read it as the documentation says: an apostrophe before what computes is taken away."""
    header, *rows = _table(content)
    assert header == [field.name for field in DATASET.fields]
    return [tuple(map(_typed, DATASET.fields, row)) for row in rows]


def _typed(field: Field, cell: str) -> str | int | None:
    if field.kind in (FieldKind.TEXT, FieldKind.ADDRESS):
        bare = cell.lstrip("'")
        escaped = cell.startswith("'") and bare.startswith(("=", "+", "-", "@", "\t", "\r"))
        return cell[1:] if escaped else cell
    if not cell:
        return None
    return cell if field.kind is FieldKind.DAY else int(cell)


def _from_jsonl(content: bytes) -> list[Row]:
    return [tuple(orjson.loads(line).values()) for line in content.split(b"\n")[:-1]]


def _from_parquet(content: bytes) -> list[Row]:
    table = pq.read_table(io.BytesIO(content))
    assert table.column_names == [field.name for field in DATASET.fields]
    rows = [tuple(row.values()) for row in table.to_pylist()]
    return [tuple(one.isoformat() if isinstance(one, date) else one for one in r) for r in rows]
