"""What may become of an entered comment: mended, checked against its paper, found to be a twin."""

from dataclasses import dataclass
from typing import Any

from services.public_comment.domain.entry import (
    require_mendable,
    require_second_person,
    require_twin,
)
from services.public_comment.domain.procedure import checked_reason
from services.public_comment.domain.text import accepted_text
from services.public_comment.domain.version import next_version
from services.public_comment.handlers.comments import Comments
from services.public_comment.store import Store
from shared.caller import Role, current_caller
from shared.clock import now
from shared.events.public_comment import (
    CommentCorrected,
    CommentEntryChecked,
    CommentMarkedDuplicate,
)
from shared.mongo import Document, StaleAggregate
from shared.receipt_numbers import in_groups, read_receipt_number
from shared.settings import Settings


@dataclass
class Entries:
    """The use cases, with what they need. All of them are for the department in charge.

    Raises, each of them: NotSignedIn, Forbidden, NotInCharge, CommentNotFound, and StaleAggregate
    where somebody was quicker than the ``sequence`` that the caller saw.
    """

    store: Store
    settings: Settings
    comments: Comments

    async def correct(
        self, id_: str, text: str, clause_id: str | None, reason: str, sequence: int
    ) -> Document:
        """Put right what was typed wrongly. The former version stays; it has to be checked anew.

        Raises:
            as ``require_mendable``; ReasonMissing, ClauseNotFound, and what is wrong with a text.
        """
        comment = await self.in_charge_of(id_)
        kept = accepted_text(text, self.settings.comment_max_chars)
        last = comment["versions"][-1]
        if (kept, clause_id) == (last["text"], last["clause_id"]):
            return comment
        require_mendable(comment)
        told = checked_reason(reason)
        await self.comments.require_clause(comment["consultation_id"], clause_id)
        moment = now()
        version = {
            **next_version(comment, kept, clause_id, moment),
            "by": current_caller().person_id,
            "reason": told,
        }
        event = CommentCorrected(
            comment_id=id_,
            consultation_id=comment["consultation_id"],
            version=version["version"],
            clause_id=clause_id,
            commitment=version["commitment"],
        )
        change = {
            "$set": {"clause_id": clause_id, "entry.checked": None, "looked_at": 0},
            "$push": {"versions": version, "steps": {"state": "corrected", "at": moment}},
        }
        return await self.store.comments.update(id_, change, event, sequence=sequence)

    async def check(self, id_: str, sequence: int) -> Document:
        """Note that a second person compared it with its paper; once more changes nothing.

        Raises:
            as ``require_second_person``.
        """
        comment = await self.in_charge_of(id_)
        if _is_checked(comment):
            return comment
        require_second_person(comment, current_caller().person_id)
        checked = {"by": current_caller().person_id, "at": now()}
        event = CommentEntryChecked(comment_id=id_, consultation_id=comment["consultation_id"])
        change = {"$set": {"entry.checked": checked}}
        try:
            return await self.store.comments.update(id_, change, event, sequence=sequence)
        except StaleAggregate:
            current = await self.store.comment(id_)
            if _is_checked(current):
                return current
            raise

    async def mark_duplicate(self, id_: str, original: str, reason: str, sequence: int) -> Document:
        """Say that a paper was entered twice: both stay, the one with ``original`` counts.

        Raises:
            as ``require_twin``; ReasonMissing, ReceiptNumberMistyped, ReceiptNotFound.
        """
        comment = await self.in_charge_of(id_)
        first = await self.store.comment_by_receipt(read_receipt_number(original))
        if comment["state"] == "duplicate" and comment["duplicate"]["of"] == first["_id"]:
            return comment
        require_twin(comment, first)
        moment = now()
        mark: dict[str, Any] = {
            "of": first["_id"],
            "receipt_number": in_groups(first["receipt_number"]),
            "reason": checked_reason(reason),
            "by": current_caller().person_id,
            "at": moment,
        }
        event = CommentMarkedDuplicate(
            comment_id=id_,
            consultation_id=comment["consultation_id"],
            duplicate_of=first["_id"],
        )
        change = {
            "$set": {"state": "duplicate", "duplicate": mark},
            "$push": {"steps": {"state": "duplicate", "at": moment}},
        }
        return await self.store.mark_twin(comment, first["_id"], change, event, sequence=sequence)

    async def in_charge_of(self, id_: str) -> Document:
        """Return a comment to the staff of the department in charge."""
        caller = current_caller()
        caller.require(Role.STAFF)
        comment = await self.store.comment(id_)
        await self.require_in_charge(comment["consultation_id"])
        return comment

    async def require_in_charge(self, consultation_id: str) -> None:
        """Let the staff of the department in charge pass.

        Raises:
            ConsultationNotFound.
        """
        caller = current_caller()
        caller.require(Role.STAFF)
        consultation = await self.store.consultation(consultation_id)
        caller.require_department(consultation.get("department_id"))


def _is_checked(comment: Document) -> bool:
    return bool(comment.get("entry", {}).get("checked"))
