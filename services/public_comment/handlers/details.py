"""Changing what a consultation tells people: freely, and once it is open as a 訂正."""

from dataclasses import dataclass

from services.public_comment.domain.details import Details
from services.public_comment.domain.errors import CorrectionNoteMissing
from services.public_comment.domain.period import ConsultationState
from services.public_comment.domain.procedure import REASON_MAX, Course
from services.public_comment.store import Store
from shared.caller import current_caller
from shared.clock import now
from shared.events.public_comment import ConsultationDetailsRevised
from shared.mongo import Document, StaleAggregate
from shared.texts import clean_text

_CHANGEABLE = tuple(one for one in ConsultationState if one is not ConsultationState.WITHDRAWN)


@dataclass
class Revising:
    """The use case of a consultation's details."""

    store: Store

    async def revise(self, id_: str, given: Details, note: str, sequence: int) -> Document:
        """Put these details in place of those that were read at ``sequence``.

        The same again changes nothing, so a retry is safe.

        Raises:
            ConsultationNotFound, NotSignedIn, NotInCharge.
            ConsultationNotMovable: it was called off.
            StaleAggregate: somebody else changed the consultation since.
            CorrectionNoteMissing: it has opened, and nothing says what was corrected.
            ChannelTakenAway: it has opened, and a way to hand in would be gone.
            AskingIsFixed: it has opened, and asked otherwise.
            and what can be wrong with details.
        """
        row, moment = await self.store.consultation_now(id_), now()
        current_caller().require_department(row.get("department_id"))
        Course.of(row).require(moment, *_CHANGEABLE)
        details, before = given.checked(), Details.of(row)
        was = details.changed_from(before)
        if not was:
            return row
        if row["sequence"] != sequence:
            raise StaleAggregate(sequence=sequence)
        change: Document = {"$set": details.document()}
        if opened := moment >= row["opens_at"]:
            details.require_no_channel_less(before)
            details.require_same_asking(before)
            told = clean_text("note", note, max_chars=REASON_MAX, required=False)
            if not told:
                raise CorrectionNoteMissing("note")
            change["$push"] = {"corrections": {"at": moment, "note": told, "before": was}}
        event = ConsultationDetailsRevised(
            consultation_id=id_, changed=tuple(sorted(was)), corrected=opened
        )
        moved = await self.store.consultations.update(id_, change, event, sequence=sequence)
        self.store.forget_consultation(id_)
        return moved
