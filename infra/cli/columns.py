"""Which column of a citizens' comments file is which."""

import unicodedata
from dataclasses import dataclass, fields
from datetime import date

from infra.cli.errors import UnreadableFile

_ALIASES = {
    "row_id": ("id", "row_id", "no", "no.", "番号", "通番", "整理番号", "管理番号"),
    "text": (
        "comment", "text", "意見", "ご意見", "御意見", "意見内容", "ご意見内容", "御意見内容",
        "意見の内容", "ご意見の内容", "御意見の内容", "提出意見", "本文", "コメント",
    ),
    "clause_id": ("clause", "clause_id", "項目", "該当箇所", "項目番号"),
    "channel": ("channel", "提出方法", "受付方法"),
    "received_on": ("received_on", "受付日", "受領日", "収受日"),
    "submitter_ref": ("submitter", "submitter_ref", "提出者", "提出者番号"),
}  # fmt: skip
_ROLES = {alias: role for role, aliases in _ALIASES.items() for alias in aliases}
CHANNELS = {
    "WEB": "電子申請",
    "POST": "郵送",
    "BRING": "持参",
    "FAX": "ファクス",
    "MAIL": "メール",
    "PHONE": "電話",
    "COUNTER": "窓口",
    "WORKSHOP": "ワークショップ",
}
_CHANNEL_WORDS = {
    **{code.casefold(): code for code in CHANNELS},
    **{name: code for code, name in CHANNELS.items()},
    "fax": "FAX",
    "ファックス": "FAX",
    "電子メール": "MAIL",
    "eメール": "MAIL",
    "郵便": "POST",
}


@dataclass(frozen=True)
class Columns:
    """Positions of the columns in a row; ``None`` where the file has no such column."""

    row_id: int
    text: int
    width: int
    clause_id: int | None = None
    channel: int | None = None
    received_on: int | None = None
    submitter_ref: int | None = None


def find_columns(header: list[str]) -> Columns:
    """Tell the columns by the names in the first row; unknown ones are left alone.

    Raises:
        UnreadableFile: the number or the text of a comment is missing or there twice.
    """
    found: dict[str, int] = {}
    for position, name in enumerate(header):
        role = _ROLES.get(plain(name))
        if role is None:
            continue
        if role in found:
            raise UnreadableFile(
                f"「{header[found[role]]}」と「{name}」の列が同じ意味に見えます。"
                "どちらかの列名を変えてください。",
                f"Columns {header[found[role]]!r} and {name!r} mean the same. Rename one.",
            )
        found[role] = position
    missing = [role for role in ("row_id", "text") if role not in found]
    if missing:
        raise _missing(missing, header)
    known = {field.name for field in fields(Columns)}
    return Columns(width=len(header), **{k: v for k, v in found.items() if k in known})


def _missing(roles: list[str], header: list[str]) -> UnreadableFile:
    wanted = "、".join("／".join(_ALIASES[role][:4]) for role in roles)
    seen = "、".join(header)[:120]
    return UnreadableFile(
        f"1行目に列名が見つかりません（必要: {wanted}）。いまの1行目: {seen}",
        f"The first row must name the columns (needed: {wanted}). It says: {seen}",
    )


def plain(name: str) -> str:
    """A column's name without width, case, spaces and marks."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split()).lstrip("\ufeff")


def read_channel(word: str) -> str | None:
    """The channel's code for a code or a Japanese word; ``None`` if there is no such."""
    return _CHANNEL_WORDS.get(plain(word))


def read_date(text: str) -> str | None:
    """An ISO date for ``2026-06-01``, ``2026/6/1`` or ``２０２６年６月１日``, else ``None``."""
    plain_text = plain(text)
    for mark in "年月/.":
        plain_text = plain_text.replace(mark, "-")
    parts = plain_text.rstrip("日").split("-")
    try:
        year, month, day = (int(part) for part in parts)
        return date(year, month, day).isoformat()
    except ValueError:
        return None
