"""Dates, readings, prose, clauses and receipt files."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from gateway.messages import message
from gateway.web.clauses import find, tree
from gateway.web.dates import day_text, days_left, last_moment, moment_text
from gateway.web.forms import FormProblem, _easy, status_of
from gateway.web.prose import prose
from gateway.web.readings import spoken
from gateway.web.receipt_file import qr_svg, qr_text, receipt_text, statement
from gateway.web.rendering import link
from services.public_comment.domain.commitment import commitment
from shared.clock import JST


def test_a_day_is_told_in_japans_time_zone() -> None:
    assert day_text("2026-04-01T15:30:00.000Z", "ja") == "令和8年（2026年）4月2日（木曜日）"
    assert day_text("2019-04-30T12:00:00Z", "ja") == "2019年4月30日（火曜日）"
    assert day_text("2019-05-01T00:00:00+09:00", "ja").startswith("令和元年（2019年）")
    assert day_text("2026-04-01T15:30:00Z", "ja_easy") == "2026年4月2日（木曜日）"
    assert day_text("2026-04-01T15:30:00Z", "en") == "Thursday, 2 April 2026"


def test_a_moment_is_told_to_the_second() -> None:
    assert moment_text("2026-04-01T08:05:09Z", "ja").endswith(" 17時05分09秒")
    assert moment_text("2026-04-01T08:05:09Z", "en").endswith(", 17:05:09 (Japan time)")


def test_a_period_that_ends_at_midnight_ends_the_day_before() -> None:
    closes_at = "2026-03-31T15:00:00.000Z"
    assert moment_text(last_moment(closes_at), "ja_easy") == "2026年3月31日（火曜日） 23時59分59秒"
    assert moment_text(last_moment("2026-03-31T08:00:00Z"), "ja_easy").endswith("17時00分00秒")


def test_days_left_are_japans_calendar_days() -> None:
    today = datetime.now(JST).replace(hour=12, minute=0, second=0, microsecond=0)
    midnight = today.replace(hour=0) + timedelta(days=1)
    assert days_left(midnight.astimezone(UTC).isoformat()) == 0
    assert days_left((today + timedelta(days=3)).isoformat()) == 3


def test_numbers_are_read_as_on_the_telephone() -> None:
    assert spoken("4839-1027-5648", "ja") == [
        "よん はち さん きゅう",
        "いち ぜろ に なな",
        "ご ろく よん はち",
    ]
    assert spoken("4839", "en") == ["four eight three nine"]


def test_prose_is_escaped_and_keeps_paragraphs_and_lists() -> None:
    html = prose("一行目<script>\n**大事**な二行目\n\n次のとおり\n- 甲\n・乙\n")
    assert html == (
        "<p>一行目&lt;script&gt;<br><strong>大事</strong>な二行目</p>\n"
        "<p>次のとおり</p>\n<ul><li>甲</li><li>乙</li></ul>"
    )


def test_clauses_become_a_tree() -> None:
    def clause(id_: str, parent: str | None, number: str = "") -> dict[str, Any]:
        return {"id": id_, "parentId": parent, "number": number, "heading": id_, "body": "本文"}

    top = tree([clause("a", None, "第1章"), clause("b", "a"), clause("c", "b"), clause("d", "?")])
    assert [node.id for node in top] == ["a", "d"]
    assert top[0].title == "第1章 a"
    assert [child.id for child in top[0].children] == ["b"]
    assert top[0].children[0].children[0].heading_level == 5
    place = find(top, "c")
    assert place is not None
    assert place.clause.id == "c"
    assert [above.id for above in place.above] == ["a", "b"]
    assert find(top, "z") is None


RECEIPT: dict[str, Any] = {
    "receiptNumber": "4839-1027-5648",
    "acceptedAt": "2026-04-01T08:05:09.000Z",
    "salt": "ab" * 32,
    "commitment": "cd" * 32,
    "consultationId": "c1",
    "clauseId": "k1",
    "consultation": {"title": "計画案への意見募集"},
    "clause": {"number": "第1章", "heading": "はじめに"},
    "text": '一行目\n"二"行目\t<3',
    "versions": [{"version": 1}, {"version": 2}],
}


def test_what_the_file_tells_to_hash_is_what_the_service_commits_to() -> None:
    salt = bytes.fromhex(RECEIPT["salt"])
    expected = commitment(
        salt,
        consultation_id="c1",
        clause_id="k1",
        receipt_number="483910275648",
        text=RECEIPT["text"],
        version=2,
    )
    line = statement(RECEIPT)
    assert "\n" not in line
    assert json.loads(line)["text"] == RECEIPT["text"]
    assert hashlib.sha256(salt + line.encode()).hexdigest() == expected


def test_a_passage_is_in_the_file_and_in_what_it_tells_to_hash() -> None:
    salt = bytes.fromhex(RECEIPT["salt"])
    passage = {"start": 3, "end": 5, "quote": "屋根"}
    expected = commitment(
        salt,
        consultation_id="c1",
        clause_id="k1",
        receipt_number="483910275648",
        text=RECEIPT["text"],
        version=2,
        passage=passage,
    )
    receipt = {**RECEIPT, "passage": passage}
    assert hashlib.sha256(salt + statement(receipt).encode()).hexdigest() == expected
    assert "選んだ部分：屋根" in receipt_text(receipt, "青葉野市", "ja")


def test_files_are_in_the_file_and_in_what_it_tells_to_hash() -> None:
    salt = bytes.fromhex(RECEIPT["salt"])
    files = [
        {"kind": "application/pdf", "size": 1, "sha256": "3f" * 32},
        {"kind": "image/jpeg", "size": 1, "sha256": "a0" * 32},
    ]
    expected = commitment(
        salt,
        consultation_id="c1",
        clause_id="k1",
        receipt_number="483910275648",
        text=RECEIPT["text"],
        version=2,
        attachments=["3f" * 32, "a0" * 32],
    )
    receipt = {**RECEIPT, "attachments": files}
    assert hashlib.sha256(salt + statement(receipt).encode()).hexdigest() == expected
    text = receipt_text(receipt, "青葉野市", "ja")
    assert f"1. PDF {'3f' * 32}" in text and f"2. JPEG {'a0' * 32}" in text


@pytest.mark.parametrize("language", ["ja", "ja_easy", "en"])
def test_the_file_holds_what_is_needed_and_no_secret(language: str) -> None:
    secret = {"confirmationNumber": "1234-5678-9012-3456"}
    text = receipt_text({**RECEIPT, **secret}, "青葉野市", language)
    for needed in ("4839-1027-5648", "ab" * 32, "cd" * 32, "計画案への意見募集", "一行目\r\n"):
        assert needed in text
    assert "1234-5678" not in text
    assert statement(RECEIPT) in text


def test_the_qr_code_holds_number_salt_and_commitment() -> None:
    assert qr_text(RECEIPT) == f"KYODO1:483910275648:{'AB' * 32}:{'CD' * 32}"
    svg = qr_svg(RECEIPT)
    assert svg.startswith("<svg") and "style=" not in svg and "viewBox" in svg


def test_a_link_keeps_the_language() -> None:
    assert link("ja", "/receipts") == "/receipts"
    assert link("en", "/c", clause="k 1") == "/c?clause=k+1&lang=en"


def test_a_message_is_also_told_in_easy_japanese() -> None:
    told = message("TEXT_TOO_LONG", {"max": 10_000, "actual": 10_001}, "ja")
    assert _easy("TEXT_TOO_LONG", told) == message(
        "TEXT_TOO_LONG", {"max": 10_000, "actual": 10_001}, "ja_easy"
    )
    assert _easy("UNHEARD_OF", "そのまま") == "そのまま"


def test_a_page_with_problems_has_a_fitting_status() -> None:
    assert status_of([]) == 200
    assert status_of([FormProblem("TOO_MANY_TRIES", "", "")]) == 429
    assert status_of([FormProblem("TEXT_EMPTY", "text", "")]) == 422
