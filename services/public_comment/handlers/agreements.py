"""The use case of agreeing that one's comment is published in its own words, and of taking it back.

Given until the result is out; taken back at any time: from then on the text is handed out no more.
"""

from dataclasses import dataclass

from services.public_comment.domain.agreement import agreed, require_asked, require_in_time
from services.public_comment.domain.entry import require_counting, require_entered
from services.public_comment.handlers.entries import Entries
from services.public_comment.handlers.receipts import Receipts
from services.public_comment.store import Store
from shared.clock import now
from shared.events.public_comment import TextAgreementGiven, TextAgreementTakenBack
from shared.mongo import Document, StaleAggregate

_TRIES = 8


@dataclass
class Agreements:
    """The use case, with what it needs."""

    store: Store
    receipts: Receipts
    entries: Entries

    async def say(self, receipt_number: str, confirmation_number: str, *, agrees: bool) -> Document:
        """Keep what the submitter says; the same again changes nothing, so a retry is safe.

        Raises:
            as ``Receipts.prove``; AgreementNotAsked. Of an agreement that is given also
            AgreementTooLate, AlreadyWithdrawn, CountedElsewhere.
            StaleAggregate: too many at once; send it again.
        """
        row = await self.receipts.prove(receipt_number, confirmation_number)
        for _ in range(_TRIES):
            if agreed(row) == agrees:
                return row
            await self._require_possible(row, agrees=agrees)
            try:
                return await self._keep(row, agrees=agrees)
            except StaleAggregate:
                row = await self.store.comment(row["_id"])
        raise StaleAggregate

    async def put_right(self, id_: str, *, agrees: bool, sequence: int) -> Document:
        """Put right what staff entered of the agreement; the submitter's paper says so.

        Raises:
            as ``Entries.in_charge_of``; NotEnteredByStaff, AgreementNotAsked. Of an agreement
            that is given also AgreementTooLate, AlreadyWithdrawn, CountedElsewhere.
            StaleAggregate: somebody was quicker than the ``sequence`` that the caller saw.
        """
        row = await self.entries.in_charge_of(id_)
        require_entered(row)
        if agreed(row) == agrees:
            return row
        await self._require_possible(row, agrees=agrees)
        return await self._keep({**row, "sequence": sequence}, agrees=agrees)

    async def _require_possible(self, row: Document, *, agrees: bool) -> None:
        consultation = await self.store.consultation_now(row["consultation_id"])
        require_asked(consultation)
        if agrees:
            require_counting(row)
            require_in_time(consultation)

    async def _keep(self, row: Document, *, agrees: bool) -> Document:
        event = TextAgreementGiven if agrees else TextAgreementTakenBack
        at_first = row.get("agreement", {}).get("at_first", False)
        said = {"agreed": agrees, "at": now(), "at_first": at_first}
        change = {"$set": {"agreement": said, "looked_at": row.get("looked_at", 0)}}
        about = event(comment_id=row["_id"], consultation_id=row["consultation_id"])
        return await self.store.comments.update(row["_id"], change, about, sequence=row["sequence"])
