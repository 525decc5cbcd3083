"""What is kept beside a comment that staff entered: who, when, how it came, and who checked it.

A comment is entered word for word. Who wrote it down for a citizen (代筆, a reasonable
accommodation under 障害者差別解消法) notes that the citizen agreed to the words as written.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from services.public_comment.domain.errors import (
    AlreadyWithdrawn,
    CheckedByEnterer,
    ConsentNoteMissing,
    CorrectedBySubmitter,
    CountedElsewhere,
    DictationNotByChannel,
    DuplicateOfItself,
    NotEnteredByStaff,
    OriginalDoesNotCount,
)
from shared.events.common import Channel
from shared.texts import clean_text

NOTE_MAX = 500
SCANS_MAX = 5
# Where somebody is there, or on the line, whose words can be written down.
SPOKEN = frozenset({Channel.PHONE, Channel.COUNTER, Channel.BRING})


class Via(StrEnum):
    """One by one, or with a file."""

    FORM = "FORM"
    FILE = "FILE"


def new_entry(
    by: str | None, at: datetime, via: Via, channel: Channel, *, dictated: bool, consent_note: str
) -> dict[str, Any]:
    """Return what is kept of an entry.

    Raises:
        DictationNotByChannel: words were written down that came by post.
        ConsentNoteMissing: and nothing says that the citizen agreed to them.
        TextTooLong, TextHasControlCharacters.
    """
    note = clean_text("consent_note", consent_note, max_chars=NOTE_MAX, required=False)
    if dictated and channel not in SPOKEN:
        raise DictationNotByChannel("dictated")
    if dictated and not note:
        raise ConsentNoteMissing("consent_note")
    return {
        "by": by,
        "at": at,
        "via": via.value,
        "dictated": dictated,
        "consent_note": note if dictated else "",
        "scans": [],
        "checked": None,
    }


def require_entered(comment: Mapping[str, Any]) -> None:
    """Let pass what staff entered; a citizen's own words on the web are the citizen's to mend.

    Raises:
        NotEnteredByStaff.
    """
    if not comment["by_staff"]:
        raise NotEnteredByStaff


def require_counting(comment: Mapping[str, Any]) -> None:
    """Let pass what counts.

    Raises:
        AlreadyWithdrawn, CountedElsewhere.
    """
    if comment["state"] == "withdrawn":
        raise AlreadyWithdrawn
    if comment["state"] == "duplicate":
        raise CountedElsewhere(receipt_number=comment["duplicate"]["receipt_number"])


def require_mendable(comment: Mapping[str, Any]) -> None:
    """Let pass an entry whose words are still those that staff typed.

    Raises:
        NotEnteredByStaff, AlreadyWithdrawn, CountedElsewhere.
        CorrectedBySubmitter: the submitter has replaced them since.
    """
    require_entered(comment)
    require_counting(comment)
    last = comment["versions"][-1]
    if last["version"] > 1 and "by" not in last:
        raise CorrectedBySubmitter


def require_second_person(comment: Mapping[str, Any], person_id: str | None) -> None:
    """Let pass who did not type it.

    Raises:
        NotEnteredByStaff, AlreadyWithdrawn, CountedElsewhere, CheckedByEnterer.
    """
    require_entered(comment)
    require_counting(comment)
    typed_last = comment["versions"][-1].get("by") or entry_of(comment)["by"]
    if person_id in (typed_last, None):
        raise CheckedByEnterer


def require_twin(comment: Mapping[str, Any], original: Mapping[str, Any]) -> None:
    """Let pass two entries of which one may be the other once more.

    Raises:
        NotEnteredByStaff, AlreadyWithdrawn, CountedElsewhere, DuplicateOfItself.
        OriginalDoesNotCount: the other one does not count, or belongs to another consultation.
    """
    require_entered(comment)
    require_counting(comment)
    if comment["_id"] == original["_id"]:
        raise DuplicateOfItself("original")
    same_case = comment["consultation_id"] == original["consultation_id"]
    if not same_case or original["state"] != "accepted":
        raise OriginalDoesNotCount("original")


def entry_of(comment: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is kept of an entry; of those made before it was kept, what can be said."""
    before = {"by": None, "at": comment["accepted_at"], "via": Via.FORM.value, "dictated": False}
    return {**before, "consent_note": "", "scans": [], "checked": None, **comment.get("entry", {})}
