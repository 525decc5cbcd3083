"""Opening a consultation (意見募集)."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from services.public_comment.domain.details import Audience, Details, Material
from services.public_comment.domain.errors import RevisionNotKnownYet
from services.public_comment.domain.particulars import (
    Asked,
    Particular,
    checked_asking,
    kept_until,
)
from services.public_comment.domain.period import PaperRule, Period
from services.public_comment.domain.procedure import checked_length
from services.public_comment.domain.receipt import ReceiptSecrets
from services.public_comment.store import Revisions, Store
from shared.caller import current_caller
from shared.clock import now
from shared.errors import Unavailable
from shared.events.common import Channel, StageRef
from shared.events.public_comment import ConsultationOpened
from shared.idempotency import IdempotencyKeyReused, checked_key
from shared.ids import new_id
from shared.mongo import Document, DuplicateKeyError
from shared.settings import Settings

# The read model is rebuilt now and then: ask for the generation that is read at this moment.
CurrentRevisions = Callable[[], Awaitable[Revisions]]


@dataclass(frozen=True)
class NewConsultation:
    """What staff decide when they open a consultation."""

    title: str
    summary: str
    document_id: str
    revision_id: str
    links: tuple[StageRef, ...]
    opens_at: datetime
    closes_at: datetime
    channels: tuple[Channel, ...]
    contact: str
    idempotency_key: str
    paper_rule: PaperRule = PaperRule.ARRIVAL
    department_id: str | None = None
    particulars: Mapping[Particular, Asked] = field(default_factory=dict)
    purpose_of_use: str = ""
    retention_years: int = 5
    short_period_reason: str = ""
    audience: tuple[Audience, ...] = ()
    materials: tuple[Material, ...] = ()
    places: str = ""
    notes: str = ""
    assisted_entry: bool = True
    asks_to_publish_text: bool = False

    def details(self) -> Details:
        """Return what its page tells, as it is kept.

        Raises:
            see Details.checked.
        """
        return Details(
            self.summary,
            self.contact,
            self.channels,
            self.audience,
            self.materials,
            self.places,
            self.notes,
            self.assisted_entry,
            self.asks_to_publish_text,
        ).checked()


@dataclass
class Consultations:
    """The use cases of a consultation."""

    store: Store
    settings: Settings
    secrets: ReceiptSecrets
    revisions: CurrentRevisions

    async def open(self, new: NewConsultation) -> Document:
        """Open a consultation on a published revision.

        A repeated key returns the first consultation.

        Raises:
            PeriodInvalid, PeriodTooShort, RevisionNotKnownYet.
            IdempotencyKeyMalformed, IdempotencyKeyReused.
            ChannelsMissing, TooManyMaterials, MaterialAddressInvalid: about its details.
            PurposeOfUseMissing, RetentionOutOfRange: about the particulars that are asked.
            NotInCharge: the caller is not of the department that shall be in charge.
        """
        if new.department_id is not None:
            current_caller().require_department(new.department_id)
        key = self.secrets.idempotency_hash(checked_key(new.idempotency_key))
        checked_asking(new.particulars, new.purpose_of_use, new.retention_years)
        period = Period.checked(new.opens_at, new.closes_at, new.paper_rule)
        least = self.settings.comment_period_days
        short_reason = checked_length(period, least, new.short_period_reason)
        revisions = await self.revisions()
        revision = await revisions.find(new.revision_id)
        if revision is None or revision["document_id"] != new.document_id:
            raise RevisionNotKnownYet("revision_id")
        document = _consultation_document(new, key, revision["clause_ids"], short_reason)
        try:
            await self.store.consultations.insert(document, _consultation_opened(document))
        except DuplicateKeyError:
            first = await self.store.consultation_by_key(key)
            if first is None:
                raise Unavailable from None
            if any(first[name] != document[name] for name in ("title", "revision_id", "closes_at")):
                raise IdempotencyKeyReused("idempotency_key") from None
            return first
        return {**document, "sequence": 1}


def _consultation_document(
    new: NewConsultation, key: str, clause_ids: list[str], short_period_reason: str
) -> Document:
    return {
        "_id": new_id(),
        "idempotency_hash": key,
        "title": new.title,
        **new.details().document(),
        "document_id": new.document_id,
        "revision_id": new.revision_id,
        "clause_ids": list(clause_ids),
        "links": [link.model_dump(mode="json") for link in new.links],
        "opens_at": new.opens_at,
        "closes_at": new.closes_at,
        "paper_rule": new.paper_rule.value,
        "department_id": new.department_id,
        "particulars": checked_asking(new.particulars, new.purpose_of_use, new.retention_years),
        "purpose_of_use": new.purpose_of_use.strip(),
        "kept_until": kept_until(new.closes_at, new.retention_years).isoformat(),
        "created_at": now(),
        "short_period_reason": short_period_reason,
    }


def _consultation_opened(document: Document) -> ConsultationOpened:
    return ConsultationOpened.model_validate({**document, "consultation_id": document["_id"]})
