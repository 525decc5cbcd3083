"""Keeping decisions that go without a consultation, with the reason why."""

from dataclasses import dataclass
from datetime import date

from services.public_comment.domain.exemption import ExemptionKinds
from services.public_comment.domain.period import require_past
from services.public_comment.domain.procedure import checked_reason
from services.public_comment.domain.receipt import ReceiptSecrets
from services.public_comment.store import Store
from shared.caller import current_caller
from shared.clock import now, today_jst
from shared.errors import Unavailable
from shared.events.public_comment import ExemptionRecorded
from shared.idempotency import IdempotencyKeyReused, checked_key
from shared.ids import new_id
from shared.mongo import Document, DuplicateKeyError
from shared.texts import clean_title

_SAME = ("title", "kind", "reason", "decided_on", "department_id", "policy_id")


@dataclass(frozen=True)
class NewExemption:
    """A decision, who makes it, and for what reason nobody was asked."""

    title: str
    kind: str
    reason: str
    decided_on: date
    department_id: str
    idempotency_key: str
    policy_id: str | None = None


@dataclass
class Exemptions:
    """The use case of an exemption."""

    store: Store
    secrets: ReceiptSecrets
    kinds: ExemptionKinds

    async def record(self, new: NewExemption) -> Document:
        """Keep a decision; a repeated key returns the first record.

        Raises:
            NotSignedIn, NotInCharge, ExemptionKindNotKnown, ReasonMissing, DateInFuture.
            TextEmpty, TextTooLong, TextHasControlCharacters.
            IdempotencyKeyMalformed, IdempotencyKeyReused.
        """
        current_caller().require_department(new.department_id)
        key = self.secrets.idempotency_hash(checked_key(new.idempotency_key))
        require_past("decided_on", new.decided_on, today_jst())
        document: Document = {
            "_id": new_id(),
            "idempotency_hash": key,
            "title": clean_title("title", new.title),
            "kind": self.kinds.require(new.kind),
            "reason": checked_reason(new.reason),
            "decided_on": new.decided_on.isoformat(),
            "department_id": new.department_id,
            "policy_id": new.policy_id,
            "recorded_at": now(),
        }
        event = ExemptionRecorded(
            exemption_id=document["_id"],
            kind=document["kind"],
            decided_on=new.decided_on,
            department_id=new.department_id,
            policy_id=new.policy_id,
        )
        try:
            await self.store.exemptions.insert(document, event)
        except DuplicateKeyError:
            first = await self.store.exemption_by_key(key)
            if first is None:
                raise Unavailable from None
            if any(first[name] != document[name] for name in _SAME):
                raise IdempotencyKeyReused("idempotency_key") from None
            return first
        return document
