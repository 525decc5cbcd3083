"""What people read about open data; a part of gateway/messages.py."""


def _(msgid: str) -> str:
    """Mark a text for the catalogues."""
    return msgid


OPEN_DATA: dict[str, str] = {
    "DATASET_NOT_FOUND": _("このデータはありません。オープンデータの一覧から選び直してください。"),
    "VERSION_NOT_FOUND": _("この版はありません。オープンデータの一覧から選び直してください。"),
    "VERSION_RETIRED": _(
        "この版は、公表をやめた文面があるため、提供を終えました。"
        "オープンデータの一覧から、新しい版をお使いください。"
    ),
    "ROW_MALFORMED": _("{row}行目に、このデータの項目に合わないところがあります。"),
    "PARTS_MISSING": _(
        "送られたデータがそろっていません（{expected}個のうち{actual}個）。"
        "もう一度、はじめから送ってください。"
    ),
    "MADE_BY_ANOTHER": _(
        "同じデータの版が、同時に作られました。少し待ってから、もう一度お試しください。"
    ),
}
