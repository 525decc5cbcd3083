"""A row of a file of comments: what of it is kept, and what is shown."""

from collections.abc import Mapping
from typing import Any

from shared.tables.rows import BadRow, Reading, SameRow

SHOWN_CHARS = 200


def kept_row(import_id: str, n: int, reading: Reading) -> dict[str, Any]:
    """Return what is kept of a row until it was brought in; ``n`` is its place in the file."""
    row: dict[str, Any] = {
        "_id": f"{import_id}:{n:06d}",
        "n": n,
        "line": reading.line,
        "row_id": reading.row_id.encode("utf-8", "replace").decode()[:SHOWN_CHARS],
        "readable": False,
        "open": False,
        "said": {},
    }
    if isinstance(reading, SameRow):
        return {**row, "verdict": "same"}
    if isinstance(reading, BadRow):
        return {**row, "verdict": "bad", "problem": {"code": reading.code, "params": {}}}
    said = {
        "text": reading.text,
        "clause": reading.clause_id,
        "channel": reading.channel,
        "received_on": reading.received_on,
        "postmarked_on": reading.postmarked_on,
        "submitter_kind": reading.submitter_kind,
        "submitter_ref": reading.submitter_ref,
        "agrees_to_publish": reading.agrees_to_publish,
        "quote": reading.quote,
    }
    told = {name: text for name, text in said.items() if text}
    return {**row, "readable": True, "verdict": "new", "said": told}


def shown_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is shown of a row."""
    said = row.get("said", {})
    return {
        **{name: row[name] for name in ("n", "line", "row_id", "verdict")},
        "taken": row.get("taken", False),
        "problem": row.get("problem"),
        "receipt_number": row.get("receipt_number"),
        **{name: said.get(name) for name in ("clause", "channel", "received_on")},
        "text": said.get("text", "")[:SHOWN_CHARS],
    }
