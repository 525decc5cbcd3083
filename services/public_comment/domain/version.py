"""The next version of a comment: new words in place of the last, which are kept."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from services.public_comment.domain import commitment as proof
from services.public_comment.domain.attachments import hashes_of

# Who mended what was entered, and why: it belongs to that one version.
STAFFS_OWN = frozenset({"by", "reason"})


def next_version(
    comment: Mapping[str, Any], text: str, clause_id: str | None, at: datetime
) -> dict[str, Any]:
    """Return it with a salt and a commitment of its own."""
    last = comment["versions"][-1]
    number, salt = last["version"] + 1, proof.new_salt()
    kept = {name: value for name, value in last.items() if name not in STAFFS_OWN}
    if clause_id != last["clause_id"]:
        kept.pop("passage", None)  # it was one of the other clause
    signed = proof.commitment(
        salt,
        consultation_id=comment["consultation_id"],
        clause_id=clause_id,
        receipt_number=comment["receipt_number"],
        text=text,
        version=number,
        passage=kept.get("passage"),
        attachments=hashes_of(kept),
    )
    new = {"version": number, "text": text, "clause_id": clause_id, "at": at}
    return {**kept, **new, "salt": salt, "commitment": signed}
