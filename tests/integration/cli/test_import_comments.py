"""``kyodo import-comments`` as a process of its own, through the real gateway, to the database."""

import csv
import io
import random
import re
import signal
import stat
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from tests.bench.system import System
from tests.bench.texts import comment
from tests.bench.town import Town
from tests.integration.cli.conftest import Kyodo

ROWS = 2_400  # more batches than can be under way at once


def file_of(path: Path, rows: list[tuple[str, str]], codec: str = "utf-8") -> Path:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("番号", "ご意見"))
    writer.writerows(rows)
    path.write_bytes(text.getvalue().encode(codec))
    return path


def written(count: int, seed: int = 1) -> list[tuple[str, str]]:
    chance = random.Random(seed)
    return [(str(number), comment(chance)) for number in range(1, count + 1)]


def stored(system: System, town: Town) -> list[str]:
    with system.mongo() as client:
        rows = system.comments(client).find({"consultation_id": town.consultation_id})
        return sorted(row["versions"][0]["text"] for row in rows)


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def finish(process: "subprocess.Popen[str]") -> tuple[int, str, str]:
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


def counts(out: str) -> tuple[int, int]:
    """What a summary says was accepted now, and before."""
    found = re.findall(r"(?:受け付けた|受付済みの)意見: ([0-9,]+)通", out)
    now, before = (int(each.replace(",", "")) for each in found)
    return now, before


def beside(file: Path, ending: str) -> Path:
    return file.with_name(file.name + ending)


def test_every_row_is_accepted_and_its_receipt_written_for_its_owner_alone(
    kyodo: Kyodo, town: Town, outside: System, tmp_path: Path
) -> None:
    rows = [*written(3), ("4", "橋を直してください。"), ("5", "橋を直してください。")]
    file = file_of(tmp_path / "意見.csv", rows, "cp932")

    code, out, err = finish(kyodo("import-comments", "-c", town.consultation_id, file))

    assert code == 0, err
    assert "Shift_JIS" in err
    assert "新しく受け付けた意見: 5通" in out
    assert stored(outside, town) == sorted(text for _, text in rows)
    receipts = beside(file, ".receipts.csv")
    assert stat.S_IMODE(receipts.stat().st_mode) == 0o600
    assert [row["番号"] for row in table(receipts)] == ["1", "2", "3", "4", "5"]
    assert len({row["受付番号"] for row in table(receipts)}) == 5
    assert all(len(row["確認番号"]) == 19 for row in table(receipts))
    assert not beside(file, ".errors.csv").exists()


def test_the_longest_texts_fit_into_what_the_gateway_takes(
    kyodo: Kyodo, town: Town, outside: System, tmp_path: Path
) -> None:
    rows = [(str(number), "長い意見" * 2_499 + f"{number:04d}") for number in range(60)]
    file = file_of(tmp_path / "a.csv", rows)

    code, out, err = finish(kyodo("import-comments", "-c", town.consultation_id, file))

    assert code == 0, out + err
    assert stored(outside, town) == sorted(text for _, text in rows)


def test_a_second_run_gives_the_same_receipts_and_accepts_nothing_again(
    kyodo: Kyodo, town: Town, outside: System, tmp_path: Path
) -> None:
    file = file_of(tmp_path / "a.csv", written(8))
    arguments = ("import-comments", "-c", town.consultation_id, file)

    assert finish(kyodo(*arguments))[0] == 0
    first = table(beside(file, ".receipts.csv"))
    code, out, _ = finish(kyodo(*arguments))

    assert code == 0
    assert "前に受付済みの意見: 8通" in out
    second = table(beside(file, ".receipts.csv"))
    numbers = ("番号", "受付番号", "確認番号", "受付日時")
    assert [[row[n] for n in numbers] for row in second] == [
        [row[n] for n in numbers] for row in first
    ]
    assert len(stored(outside, town)) == 8


@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGINT])
def test_killed_in_the_middle_and_run_again_every_row_is_there_once(
    kyodo: Kyodo, town: Town, outside: System, tmp_path: Path, blow: signal.Signals
) -> None:
    rows = written(ROWS)
    file = file_of(tmp_path / "a.csv", rows)
    arguments = ("import-comments", "-c", town.consultation_id, file)
    process = kyodo(*arguments)
    deadline = time.monotonic() + 60
    with outside.mongo() as client:
        mine = {"consultation_id": town.consultation_id}
        while not outside.comments(client).count_documents(mine, limit=1):
            assert time.monotonic() < deadline
        process.send_signal(blow)
    process.communicate(timeout=60)
    before = len(stored(outside, town))
    code, out, err = finish(kyodo(*arguments))

    assert 0 < before < ROWS, "the blow must come in the middle"
    assert process.returncode in (-signal.SIGKILL, 130)
    assert code == 0, err
    accepted, repeated = counts(out)
    # The gateway may still have been working on the batch whose sender died.
    assert before <= repeated < ROWS
    assert accepted + repeated == ROWS
    assert stored(outside, town) == sorted(text for _, text in rows)
    assert len(table(beside(file, ".receipts.csv"))) == ROWS


def test_bad_rows_are_set_aside_with_line_and_reason_and_the_rest_goes_in(
    kyodo: Kyodo, town: Town, outside: System, tmp_path: Path
) -> None:
    rows = [
        ("1", "歩道を広げてください。"),
        ("2", "　 \n"),
        ("3", "あ" * 10_001),
        ("4", "制御文字\x00がある。"),
        ("5", "二行に\nわたる意見。"),
        ("1", "番号が同じで違う意見。"),
        ("1", "歩道を広げてください。"),
    ]
    file = file_of(tmp_path / "a.csv", rows)
    with file.open("ab") as cut:
        cut.write('6,"途中で切れ'.encode())

    code, out, _ = finish(kyodo("import-comments", "-c", town.consultation_id, file))

    assert code == 1
    assert "取り込めなかった行: 5行" in out
    assert stored(outside, town) == sorted(["歩道を広げてください。", "二行に\nわたる意見。"])
    errors = beside(file, ".errors.csv")
    assert stat.S_IMODE(errors.stat().st_mode) == 0o600
    assert {(row["行番号"], row["番号"], row["コード"]) for row in table(errors)} == {
        ("3", "2", "TEXT_EMPTY"),
        ("5", "3", "TEXT_TOO_LONG"),
        ("6", "4", "TEXT_HAS_CONTROL_CHARACTERS"),
        ("9", "1", "ROW_ID_REPEATED"),
        ("11", "", "QUOTE_NOT_CLOSED"),
    }
    assert all(row["理由"] and row["reason"] for row in table(errors))


def test_the_file_of_bad_rows_can_be_corrected_and_brought_in(
    kyodo: Kyodo, town: Town, outside: System, tmp_path: Path
) -> None:
    file = file_of(tmp_path / "a.csv", [("1", "道"), ("2", "制御\x01文字")])
    assert finish(kyodo("import-comments", "-c", town.consultation_id, file))[0] == 1
    errors = beside(file, ".errors.csv")
    corrected = tmp_path / "corrected.csv"
    corrected.write_text(errors.read_text("utf-8-sig").replace("\x01", ""), "utf-8-sig")

    code, _, err = finish(kyodo("import-comments", "-c", town.consultation_id, corrected))

    assert code == 0, err
    assert stored(outside, town) == sorted(["道", "制御文字"])


def test_another_text_under_a_number_that_was_accepted_is_told_and_source_tells_files_apart(
    kyodo: Kyodo, town: Town, outside: System, tmp_path: Path
) -> None:
    web = file_of(tmp_path / "web.csv", [("1", "電子申請の意見")])
    fax = file_of(tmp_path / "fax.csv", [("1", "ファクスの意見")])
    base = ("import-comments", "-c", town.consultation_id)
    assert finish(kyodo(*base, web))[0] == 0

    assert finish(kyodo(*base, fax))[0] == 1
    (error,) = table(beside(fax, ".errors.csv"))
    again = finish(kyodo(*base, "--source", "fax", "--channel", "ファクス", fax))[0]

    assert error["コード"] == "IDEMPOTENCY_KEY_REUSED"
    assert "--source" in error["理由"]
    assert again == 0
    assert not beside(fax, ".errors.csv").exists()
    assert stored(outside, town) == sorted(["電子申請の意見", "ファクスの意見"])


@pytest.mark.parametrize(
    ("settings", "code", "told"),
    [
        ({"KYODO_TOKEN": "kyodo_not-the-right-token"}, 5, "KYODO_TOKEN"),
        ({"KYODO_TOKEN": ""}, 2, "KYODO_TOKEN"),
        ({"KYODO_GATEWAY_URL": "http://127.0.0.1:9"}, 4, "二重にはなりません"),
    ],
)
def test_what_stops_the_whole_import_is_one_clear_sentence(
    kyodo: Kyodo,
    town: Town,
    tmp_path: Path,
    settings: dict[str, str],
    code: int,
    told: str,
) -> None:
    file = file_of(tmp_path / "a.csv", [("1", "道")])
    arguments = ("import-comments", "-c", town.consultation_id, "--give-up-after", "1", file)

    returned, _, err = finish(kyodo(*arguments, **settings))

    assert returned == code, err
    assert told in err
    assert "Traceback" not in err
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.csv"]


def test_an_unknown_consultation_leaves_every_row_aside_with_the_reason(
    kyodo: Kyodo, town: Town, tmp_path: Path
) -> None:
    file = file_of(tmp_path / "a.csv", [("1", "道"), ("2", "橋")])

    code, _, _ = finish(kyodo("import-comments", "-c", "no-such-consultation", file))

    assert code == 1
    codes = {row["コード"] for row in table(beside(file, ".errors.csv"))}
    assert codes == {"CONSULTATION_NOT_FOUND"}


def test_a_missing_file_and_a_file_without_columns_are_told(
    kyodo: Kyodo, town: Town, tmp_path: Path
) -> None:
    missing = finish(kyodo("import-comments", "-c", town.consultation_id, tmp_path / "nix.csv"))
    (tmp_path / "b.csv").write_text("件名,備考\n1,2\n")
    nameless = finish(kyodo("import-comments", "-c", town.consultation_id, tmp_path / "b.csv"))

    assert (missing[0], nameless[0]) == (3, 3)
    assert "ファイルがありません" in missing[2]
    assert "列名が見つかりません" in nameless[2]


def test_an_import_reaches_the_counts(
    kyodo: Kyodo, town: Town, outside: System, tmp_path: Path
) -> None:
    file = file_of(tmp_path / "a.csv", written(20))
    assert finish(kyodo("import-comments", "-c", town.consultation_id, file))[0] == 0

    def counted() -> int:
        with outside.mongo() as client:
            mine: dict[str, Any] = {"consultation_id": town.consultation_id}
            return outside.inputs(client).count_documents(mine)

    deadline = time.monotonic() + 60
    while counted() < 20 and time.monotonic() < deadline:
        time.sleep(0.1)
    assert counted() == 20
