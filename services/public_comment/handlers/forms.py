"""Numbers for printed forms: reserved when one is printed, bound when staff enter the paper."""

from dataclasses import dataclass
from datetime import timedelta

from services.public_comment.domain.errors import (
    FormNumberNotFound,
    FormNumberOfAnother,
    TooManyForms,
)
from services.public_comment.domain.period import ConsultationState
from services.public_comment.domain.procedure import Course
from services.public_comment.domain.receipt import ReceiptSecrets, new_form_number
from services.public_comment.store import Store
from shared.clock import now
from shared.errors import Unavailable
from shared.idempotency import IdempotencyKeyReused, checked_key
from shared.mongo import DuplicateKeyError
from shared.receipt_numbers import read_receipt_number

MOST_A_MINUTE = 60
# A form that is found in a drawer later than this is entered without its number.
KEPT_AFTER_CLOSE = timedelta(days=180)
_DRAWS = 5


@dataclass
class Forms:
    """The use cases of a form's number."""

    store: Store
    secrets: ReceiptSecrets

    async def reserve(self, consultation_id: str, idempotency_key: str) -> str:
        """Reserve a 受付番号 for a form; a repeated key returns the first one.

        Raises:
            ConsultationNotFound.
            ConsultationNotMovable: no form is handed in any more.
            TooManyForms: too many were printed within a minute.
            IdempotencyKeyMalformed, IdempotencyKeyReused. Unavailable.
        """
        key = self.secrets.idempotency_hash("form:" + checked_key(idempotency_key))
        row, moment = await self.store.consultation_now(consultation_id), now()
        Course.of(row).require(moment, ConsultationState.PLANNED, ConsultationState.OPEN)
        first = await self.store.form_by_key(key)
        if first is None:
            recent = await self.store.forms_since(consultation_id, moment - timedelta(minutes=1))
            if recent >= MOST_A_MINUTE:
                raise TooManyForms(retry_after_s=60)
        for _ in range(_DRAWS):
            if first is not None:
                if first["consultation_id"] != consultation_id:
                    raise IdempotencyKeyReused("idempotency_key")
                return str(first["_id"])
            number = new_form_number()
            if await self.store.is_receipt(number):
                continue
            form = {
                "_id": number,
                "consultation_id": consultation_id,
                "idempotency_hash": key,
                "reserved_at": moment,
                "forget_at": row["closes_at"] + KEPT_AFTER_CLOSE,
            }
            try:
                await self.store.reserve_form(form)
            except DuplicateKeyError:
                first = await self.store.form_by_key(key)
                continue
            return number
        raise Unavailable

    async def of_paper(self, typed: str, consultation_id: str) -> str:
        """Return the number that a paper carries, to be its receipt's.

        Raises:
            ReceiptNumberMistyped. FormNumberNotFound: no form of ours has it, or it is too old.
            FormNumberOfAnother: the form was printed for another consultation.
        """
        number = read_receipt_number(typed, field="form_number")
        form = await self.store.form(number)
        if form is None:
            raise FormNumberNotFound("form_number")
        if form["consultation_id"] != consultation_id:
            raise FormNumberOfAnother("form_number")
        return number
