"""The use cases of masking: staff in charge look at each text before it is published."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from services.public_comment.domain.agreement import agreed
from services.public_comment.domain.entry import require_counting
from services.public_comment.domain.errors import ConsultationWithdrawn
from services.public_comment.masks.domain.errors import (
    AgreementMissing,
    MaskingChanged,
    TooManyMaskings,
)
from services.public_comment.masks.domain.masks import (
    MASKINGS_MAX,
    Mask,
    MaskKind,
    checked_masks,
    masked_text,
)
from services.public_comment.masks.store import (
    AgreedTexts,
    current_masking,
    maskings,
    new_place,
)
from services.public_comment.store import Store
from shared.caller import Role, current_caller
from shared.clock import now
from shared.events.public_comment import CommentMasked
from shared.idempotency import Request, first_answer
from shared.mongo import Document, Page, StaleAggregate

_TRIES = 8


@dataclass
class Masks:
    """The use cases, with what they need."""

    store: Store
    texts: AgreedTexts

    async def mask(
        self, comment_id: str, version: int, number: int, masks: Sequence[Mask], key: str
    ) -> Document:
        """Decide what is masked in a text when it is published; no masks: nothing has to be.

        ``version`` is that of the text and ``number`` that of the decision which the caller saw
        (0: none). Every former decision is kept, and so is the text as it came.

        Raises:
            NotSignedIn, Forbidden, NotInCharge, CommentNotFound, AlreadyWithdrawn,
            CountedElsewhere, ConsultationWithdrawn, AgreementMissing, MaskingChanged,
            TooManyMaskings, IdempotencyKeyReused, StaleAggregate: too many at once; send it
            again, and what may be wrong with masks.
        """
        given = [one.document() for one in masks]
        request = Request.of(key, {"mask": comment_id, "on": [version, number], "masks": given})
        for _ in range(_TRIES):
            row = await self.in_charge_of(comment_id)
            if (made := _repeated(row, request)) is not None:
                return made
            await self._require_maskable(row)
            kept = _checked(row, version, number, masks)
            try:
                return await self._keep(row, kept, request)
            except StaleAggregate:
                continue
        raise StaleAggregate

    async def preview(self, comment_id: str, version: int, masks: Sequence[Mask]) -> str:
        """Return what would be published with these masks; nothing is kept.

        Raises:
            as ``mask``.
        """
        row = await self.in_charge_of(comment_id)
        await self._require_maskable(row)
        kept = _checked(row, version, len(maskings(row)), masks)
        return masked_text(row["versions"][-1]["text"], kept)

    async def in_charge_of(self, comment_id: str) -> Document:
        """Return a comment to the staff of the department in charge.

        Raises:
            NotSignedIn, Forbidden, NotInCharge, CommentNotFound.
        """
        current_caller().require(Role.STAFF)
        row = await self.store.comment(comment_id)
        await self.require_in_charge(row["consultation_id"])
        return row

    async def require_in_charge(self, consultation_id: str) -> None:
        """Let the staff of the department in charge pass.

        Raises:
            NotSignedIn, Forbidden, NotInCharge, ConsultationNotFound.
        """
        caller = current_caller()
        caller.require(Role.STAFF)
        consultation = await self.store.consultation(consultation_id)
        caller.require_department(consultation.get("department_id"))

    async def published(self, consultation_id: str, after: str | None, limit: int) -> Page:
        """What anyone may read: nothing before the result is out, and only what may be handed out.

        Each row is ``{"text", "clause_id", "channel"}``, of a comment in its period that counts,
        whose submitter agrees and whose text, as it is now, somebody looked at.

        Raises:
            ConsultationNotFound.
        """
        if not await self._is_published(consultation_id):
            return Page([], None)
        page = await self.texts.published(consultation_id, after, limit)
        return Page([_handed_out(row) for row in page.items], page.next)

    async def seals(self, consultation_ids: Sequence[str]) -> dict[str, list[str]]:
        """The SHA-256 of each text that is handed out now, by consultation.

        Who holds such texts learns by it which of them may be handed on. A consultation that is not
        there, or whose result is not out, has none.
        """
        found: dict[str, list[str]] = {}
        for row in await self.store.consultations_by_id(list(consultation_ids)):
            shown = found[row["_id"]] = []
            if _has_texts_out(row):
                async for comment in self.texts.all_published(row["_id"]):
                    shown.append(sha256(_handed_out(comment)["text"].encode()).hexdigest())
        return found

    async def counts(self, consultation_id: str) -> Document | None:
        """How many texts are handed out, of how many comments; None before the result is out.

        Raises:
            ConsultationNotFound.
        """
        if not await self._is_published(consultation_id):
            return None
        progress = await self.texts.progress(consultation_id)
        comments = await self.texts.counted(consultation_id)
        return {"published": progress.agreed - progress.waiting, "comments": comments}

    async def _is_published(self, consultation_id: str) -> bool:
        return _has_texts_out(await self.store.consultation_now(consultation_id))

    async def _require_maskable(self, row: Document) -> None:
        consultation = await self.store.consultation(row["consultation_id"])
        if consultation.get("withdrawn_at") is not None:
            raise ConsultationWithdrawn
        require_counting(row)
        if not agreed(row):
            raise AgreementMissing

    async def _keep(self, row: Document, masks: Sequence[Mask], request: Request) -> Document:
        number, version = len(maskings(row)) + 1, row["versions"][-1]["version"]
        made = {
            "number": number,
            "of_version": version,
            "masks": [mask.document() for mask in masks],
            "by": current_caller().person_id,
            "at": now(),
            "request": vars(request),
        }
        kinds = [mask.kind for mask in masks]
        event = CommentMasked(
            comment_id=row["_id"],
            consultation_id=row["consultation_id"],
            number=number,
            of_version=version,
            personal_data=kinds.count(MaskKind.PERSONAL_DATA),
            defamation=kinds.count(MaskKind.DEFAMATION),
            other=kinds.count(MaskKind.OTHER),
        )
        change = {
            "$push": {"maskings": made},
            "$set": {"looked_at": version, "place": row.get("place") or new_place()},
        }
        return await self.store.comments.update(row["_id"], change, event, sequence=row["sequence"])


def _has_texts_out(consultation: Document) -> bool:
    asked = consultation.get("asks_to_publish_text", False)
    return bool(asked and consultation.get("published_at") and not consultation.get("withdrawn_at"))


def _checked(row: Document, version: int, number: int, masks: Sequence[Mask]) -> tuple[Mask, ...]:
    last, before = row["versions"][-1], maskings(row)
    if (version, number) != (last["version"], len(before)):
        raise MaskingChanged("version", version=last["version"], number=len(before))
    if len(before) >= MASKINGS_MAX:
        raise TooManyMaskings(max=MASKINGS_MAX)
    return checked_masks(last["text"], masks)


def _repeated(row: Document, request: Request) -> Document | None:
    for made in maskings(row):
        if made["request"]["key"] == request.key:
            return first_answer((row, made["request"]["digest"]), request)
    return None


def _handed_out(row: Document) -> Document:
    """Show of a comment what is handed out: no number of it, no day, nobody.

    Raises:
        AgreementMissing: it may not be; a list that holds it is wrong.
    """
    decided, last = current_masking(row), row["versions"][-1]
    if decided is None or not agreed(row) or row["state"] != "accepted":
        raise AgreementMissing
    text = masked_text(last["text"], [Mask.of(one) for one in decided["masks"]])
    return {"text": text, "clause_id": last["clause_id"], "channel": row["channel"]}
