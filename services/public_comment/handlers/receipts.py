"""Use cases around a receipt.

Its status is for anyone; text, correction and withdrawal are for the one who holds the 確認番号.
"""

from dataclasses import dataclass

from services.public_comment.domain.entry import require_counting
from services.public_comment.domain.errors import (
    ConfirmationNumberWrong,
    FormNotReceivedYet,
    ReceiptNotFound,
    TooManyTries,
)
from services.public_comment.domain.procedure import Course
from services.public_comment.domain.receipt import ReceiptSecrets
from services.public_comment.domain.text import accepted_text
from services.public_comment.domain.version import next_version
from services.public_comment.store import Store
from shared.clock import now
from shared.events.public_comment import CommentCorrected, CommentWithdrawn
from shared.mongo import Document, StaleAggregate
from shared.receipt_numbers import read_confirmation_number, read_receipt_number
from shared.settings import Settings
from shared.texts import TextEmpty

TRIES, LOCKED_MINUTES = 5, 15


@dataclass
class Receipts:
    """The use cases, with what they need."""

    store: Store
    settings: Settings
    secrets: ReceiptSecrets

    async def status(self, receipt_number: str) -> Document:
        """The comment of a 受付番号, of which the caller shows the status only.

        Raises:
            ReceiptNumberMistyped, ReceiptNotFound.
            FormNotReceivedYet: a form was printed with it, and has not been entered.
        """
        number = read_receipt_number(receipt_number)
        try:
            return await self.store.comment_by_receipt(number)
        except ReceiptNotFound:
            if await self.store.form(number) is None:
                raise
            raise FormNotReceivedYet("receipt_number") from None

    async def prove(self, receipt_number: str, confirmation_number: str) -> Document:
        """The comment, for whoever knows both numbers. Five wrong tries close it for 15 minutes.

        Raises:
            ReceiptNumberMistyped, ConfirmationNumberMistyped: a slip; costs no try.
            ReceiptNotFound, ConfirmationNumberWrong, TooManyTries.
        """
        number = read_receipt_number(receipt_number)
        confirmation = read_confirmation_number(confirmation_number)
        comment = await self.store.comment_by_receipt(number)
        count, forget_at = await self.store.count_try(number, LOCKED_MINUTES)
        if count > TRIES:
            left_s = max(1, int((forget_at - now()).total_seconds()))
            raise TooManyTries(retry_after_s=left_s)
        if not self.secrets.fits(number, confirmation, comment["confirmation_hash"]):
            raise ConfirmationNumberWrong("confirmation_number", left=TRIES - count)
        await self.store.forget_tries(number)
        return comment

    async def correct(self, receipt_number: str, confirmation_number: str, text: str) -> Document:
        """Put a new text in place of the last one, until the close; every version is kept.

        The same text again changes nothing, so a retry is safe.

        Raises:
            as ``prove``; ConsultationClosed, AlreadyWithdrawn, and what can be wrong with a text.
        """
        comment = await self.prove(receipt_number, confirmation_number)
        kept = accepted_text(text, self.settings.comment_max_chars)
        if comment["versions"][-1]["text"] == kept:
            return comment
        await self._require_changeable(comment)
        moment = now()
        version = next_version(comment, kept, comment["versions"][-1]["clause_id"], moment)
        event = CommentCorrected(
            comment_id=comment["_id"],
            consultation_id=comment["consultation_id"],
            version=version["version"],
            clause_id=version["clause_id"],
            commitment=version["commitment"],
        )
        change = {
            "$set": {"looked_at": 0},
            "$push": {"versions": version, "steps": {"state": "corrected", "at": moment}},
        }
        return await self.store.comments.update(
            comment["_id"], change, event, sequence=comment["sequence"]
        )

    async def withdraw(
        self, receipt_number: str, confirmation_number: str, reason: str | None
    ) -> Document:
        """Take the comment back, until the close. What was written is kept, and no longer counts.

        Once more changes nothing, so a retry is safe.

        Raises:
            as ``prove``; ConsultationClosed.
        """
        comment = await self.prove(receipt_number, confirmation_number)
        if comment["state"] == "withdrawn":
            return comment
        await self._require_changeable(comment)
        moment = now()
        change = {
            "$set": {
                "state": "withdrawn",
                "withdrawal": {"reason": self._reason(reason), "by": "submitter"},
            },
            "$unset": {"mail": ""},  # nothing more will be told
            "$push": {"steps": {"state": "withdrawn", "at": moment}},
        }
        event = CommentWithdrawn(
            comment_id=comment["_id"], consultation_id=comment["consultation_id"]
        )
        try:
            return await self.store.comments.update(
                comment["_id"], change, event, sequence=comment["sequence"]
            )
        except StaleAggregate:
            current = await self.store.comment_by_receipt(comment["receipt_number"])
            if current["state"] == "withdrawn":
                return current
            raise

    def _reason(self, written: str | None) -> str | None:
        """Keep a reason as it was written; blanks are none."""
        try:
            return accepted_text(written or "", self.settings.comment_max_chars)
        except TextEmpty:
            return None

    async def _require_changeable(self, comment: Document) -> None:
        require_counting(comment)
        consultation = await self.store.consultation(comment["consultation_id"])
        Course.of(consultation).require_open(now())
