"""The receipt as a file and as a QR code, for checking later that the words were not changed.

Neither holds the 確認番号: who finds the file may check the text, and not change or withdraw it.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from gateway.web.dates import moment_text
from gateway.web.i18n import translate
from gateway.web.qr import qr_of

QR_VERSION = "KYODO1"


def qr_text(receipt: Mapping[str, Any]) -> str:
    """Return ``KYODO1:<12 digits>:<salt>:<commitment>``, letters in upper case.

    In upper case the code fits the alphanumeric mode, which makes larger, easier squares; salt and
    commitment are hexadecimal, where case has no meaning.
    """
    number = receipt["receiptNumber"].replace("-", "")
    return f"{QR_VERSION}:{number}:{receipt['salt']}:{receipt['commitment']}".upper()


def qr_svg(receipt: Mapping[str, Any]) -> str:
    """Return the QR code as an SVG element without size or style of its own."""
    return qr_of(qr_text(receipt))


def receipt_text(receipt: Mapping[str, Any], city: str, language: str) -> str:
    """Return the receipt as plain text, with BOM and CR LF so that every editor shows it."""

    def _(msgid: str, **params: Any) -> str:
        return translate(language, msgid, **params)

    clause, consultation = receipt["clause"], receipt["consultation"]
    passage = receipt.get("passage")
    target = " ".join((clause["number"], clause["heading"])).strip() if clause else ""
    if receipt["clauseId"] is None:
        target = _("計画案の全体")
    lines = [
        _("{city} 意見の受付控え", city=city),
        "",
        _("意見募集：{title}", title=consultation["title"] if consultation else ""),
        _("対象：{target}", target=target),
        *([_("選んだ部分：{quote}", quote=passage["quote"])] if passage else []),
        _("受付番号：{number}", number=receipt["receiptNumber"]),
        _("受付日時：{moment}", moment=moment_text(receipt["acceptedAt"], language)),
        "",
        _("【提出された意見】"),
        *receipt["text"].split("\n"),
        "",
        *_attached(receipt, _),
        _("【照合のための値】"),
        _("照合用の値（コミットメント）：{value}", value=receipt["commitment"]),
        _("照合に使う値（ソルト）：{value}", value=receipt["salt"]),
        "",
        _("【確かめ方】"),
        _("1. ソルト（16進数64桁）を32バイトのデータに直します。"),
        _("2. そのすぐ後ろに、次の1行を、UTF-8の文字のまま、改行をつけずにつなげます。"),
        "",
        statement(receipt),
        "",
        _(
            "3. 全体のSHA-256を計算し、16進数64桁で表します。コミットメントと同じなら、"
            "意見は受け付けたときのままです。"
        ),
        "",
        _("この控えに確認番号は入っていません。確認番号は別に控えて、大切に保管してください。"),
    ]
    return "\ufeff" + "\r\n".join(lines) + "\r\n"


def _attached(receipt: Mapping[str, Any], _: Callable[..., str]) -> list[str]:
    """List the files, each by the hash of what was handed in."""
    files = receipt.get("attachments")
    if not files:
        return []
    lines = [
        f"{n}. {one['kind'].rpartition('/')[2].upper()} {one['sha256']}"
        for n, one in enumerate(files, start=1)
    ]
    told = _("【添付したファイル（出したときのままのファイルから計算したSHA-256）】")
    return [told, *lines, ""]


def statement(receipt: Mapping[str, Any]) -> str:
    """Return what was committed to (services/public_comment/domain/commitment.py)."""
    said: dict[str, Any] = {
        "clause_id": receipt["clauseId"],
        "consultation_id": receipt["consultationId"],
        "receipt_number": receipt["receiptNumber"].replace("-", ""),
        "text": receipt["text"],
        "version": receipt["versions"][-1]["version"],
    }
    if files := receipt.get("attachments"):
        said["attachments"] = [one["sha256"] for one in files]
    if receipt.get("passage"):
        said["passage"] = dict(receipt["passage"])
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
