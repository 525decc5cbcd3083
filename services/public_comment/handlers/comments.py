"""Accepting comments, one by one from citizens or in batches that staff bring in."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from services.public_comment.domain import commitment as proof
from services.public_comment.domain.agreement import require_asked
from services.public_comment.domain.attachments import attachments_of, hashes_of
from services.public_comment.domain.details import Details
from services.public_comment.domain.entry import new_entry
from services.public_comment.domain.errors import (
    BatchTooLarge,
    ChannelNotAccepted,
    ClauseNotFound,
    ClauseOfAnotherDocument,
    FormNumberUsed,
    PassageNotInClause,
    QuoteNotInClause,
)
from services.public_comment.domain.particulars import (
    MAIL_ADDRESS,
    checked_particulars,
    key_id_of,
)
from services.public_comment.domain.passage import Passage
from services.public_comment.domain.period import require_past
from services.public_comment.domain.procedure import Course
from services.public_comment.domain.receipt import ReceiptSecrets
from services.public_comment.domain.text import accepted_text
from services.public_comment.handlers.attachments import Attachments
from services.public_comment.handlers.clause_texts import ClauseTexts
from services.public_comment.handlers.consultations import CurrentRevisions
from services.public_comment.handlers.following import Following
from services.public_comment.handlers.forms import Forms
from services.public_comment.handlers.receipts import Receipts
from services.public_comment.handlers.submission import (
    NewComment,
    Receipt,
    events_of,
    namespaced,
)
from services.public_comment.store import Store
from shared.caller import NotInCharge, current_caller
from shared.clock import now, today_jst
from shared.errors import KyodoError, Unavailable
from shared.idempotency import IdempotencyKeyReused, checked_key
from shared.ids import new_id
from shared.mongo import Document, DuplicateKeyError, Session, Step, together
from shared.private_data import Locked, PrivateData
from shared.receipt_numbers import in_groups, new_receipt_number
from shared.settings import Settings

BATCH_MAX = 200
_DRAWS_OF_A_NUMBER = 5


@dataclass
class Comments:
    """The use cases of accepting a comment."""

    store: Store
    settings: Settings
    secrets: ReceiptSecrets
    receipts: Receipts
    revisions: CurrentRevisions
    private: PrivateData
    forms: Forms
    texts: ClauseTexts
    following: Following
    attachments: Attachments

    async def submit(self, new: NewComment) -> Receipt:
        """Accept a comment; when this returns, it and its event are durable.

        A repeated key with the same body returns the first receipt, 確認番号 included.

        Raises:
            any of domain/errors.py that concerns a comment; nothing is kept then.
            Unavailable: the database cannot be reached; send the same key again.
        """
        document = await self._prepare(new)
        for _ in range(_DRAWS_OF_A_NUMBER):
            try:
                await self._keep(document)
            except DuplicateKeyError as error:
                if new.form_number is not None:
                    return await self._entered_before(document, new)
                if "receipt_number" in (error.details or {}).get("keyPattern", {}):
                    document = self._with_numbers(document, new)
                    continue
                first = await self.store.comment_by_key(document["idempotency_hash"])
                return self._repeated(first, new)
            return self._receipt(document, new)
        raise Unavailable

    async def _keep(self, document: Document) -> None:
        """The hot path is one write; who gave an address or files costs a transaction."""
        events = events_of(document)

        async def insert(session: Session) -> None:
            await self.store.comments.insert(document, *events, session=session)

        steps: list[Step] = [insert]
        if attachments_of(document["versions"][0]):
            steps.append(partial(self.attachments.name, document))
        if "mail" in document:
            steps.append(partial(self.following.write_receipt, document))
        if len(steps) > 1:
            await together(self.store.database, *steps)
        else:
            await self.store.comments.insert(document, *events)

    async def _entered_before(self, document: Document, new: NewComment) -> Receipt:
        """The first receipt of a repeated request.

        Raises:
            FormNumberUsed: another request entered the paper with this number.
        """
        first = await self.store.comments_by_key([document["idempotency_hash"]])
        if not first:
            number = in_groups(document["receipt_number"])
            raise FormNumberUsed("form_number", receipt_number=number)
        return self._repeated(first[document["idempotency_hash"]], new)

    async def submit_batch(self, news: list[NewComment]) -> list[Receipt | KyodoError]:
        """Accept up to 200 comments that staff bring in; each stands for itself.

        Raises:
            BatchTooLarge: more than 200. NotInCharge: the caller is of another department.
            Unavailable: the database cannot be reached; send the same keys again.
        """
        if len(news) > BATCH_MAX:
            raise BatchTooLarge("items", max=BATCH_MAX)
        outcome: list[Receipt | KyodoError] = [Unavailable()] * len(news)
        prepared: list[tuple[int, Document]] = []
        placed = list(news)
        for index, new in enumerate(news):
            try:
                placed[index] = await self._on_passage(new)
                prepared.append((index, await self._prepare(placed[index])))
            except NotInCharge:
                raise  # it concerns every row
            except KyodoError as error:
                outcome[index] = error
        errors = await self.store.comments.insert_many(
            [(document, events_of(document)) for _, document in prepared]
        )
        repeated: list[tuple[int, str]] = []
        for (index, document), refused in zip(prepared, errors, strict=True):
            if refused is None:
                outcome[index] = self._receipt(document, placed[index])
            else:
                repeated.append((index, document["idempotency_hash"]))
        first_ones = await self.store.comments_by_key([key for _, key in repeated])
        for index, key in repeated:
            if key in first_ones:
                try:
                    outcome[index] = self._repeated(first_ones[key], placed[index])
                except IdempotencyKeyReused as reused:
                    outcome[index] = reused
        return outcome

    async def check(self, new: NewComment) -> bool:
        """Hold a comment against every rule, keep nothing, and tell whether it is late.

        Raises:
            as ``submit``.
        """
        return bool((await self._checked(await self._on_passage(new)))["late"])

    async def _prepare(self, new: NewComment) -> Document:
        """Check a comment against every rule and make its document."""
        document = await self._checked(new)
        if private := document.pop("given"):
            consultation = await self.store.consultation(new.consultation_id)
            document |= await self._sealed(document, consultation, private)
        number = None
        if new.form_number is not None:
            number = await self.forms.of_paper(new.form_number, new.consultation_id)
        return self._with_numbers(document, new, number)

    async def _checked(self, new: NewComment) -> Document:
        """Return the document before its numbers, with what is to be sealed in ``given``."""
        key = namespaced(checked_key(new.idempotency_key), by_staff=new.by_staff)
        text = accepted_text(new.text, self.settings.comment_max_chars)
        consultation = await self.store.consultation(new.consultation_id)
        if new.by_staff and consultation.get("department_id") is not None:
            current_caller().require_department(consultation["department_id"])
        await self.require_clause(new.consultation_id, new.clause_id)
        if new.passage is not None:
            await self._require_passage(new.passage, new.clause_id, consultation["revision_id"])
        if not _accepted(consultation, new):
            raise ChannelNotAccepted("channel", channel=new.channel.value)
        if new.agrees_to_publish:
            require_asked(consultation)
        late = await self._outside_of_period(new, consultation, key)
        particulars = checked_particulars(
            consultation.get("particulars", {}), new.particulars, by_staff=new.by_staff
        )
        if address := self.following.checked(new.mail_address):
            particulars[MAIL_ADDRESS] = address
        moment = now()
        document = {
            "_id": new_id(),
            "idempotency_hash": self.secrets.idempotency_hash(key),
            "consultation_id": new.consultation_id,
            "revision_id": consultation["revision_id"],
            "clause_id": new.clause_id,
            "channel": new.channel.value,
            "by_staff": new.by_staff,
            "submitter_id": await self._submitter_id(new),
            "submitter_kind": new.submitter_kind.value,
            "received_on": (new.received_on or today_jst()).isoformat(),
            "postmarked_on": new.postmarked_on.isoformat() if new.postmarked_on else None,
            "accepted_at": moment,
            "late": late,
            "state": "accepted",
            "steps": [{"state": "accepted", "at": moment}],
            "versions": [{"version": 1, "text": text, "clause_id": new.clause_id, "at": moment}],
            "given": particulars,
        }
        if new.passage is not None:
            document["versions"][0]["passage"] = new.passage.document()
        if new.attachments:
            files = await self.attachments.checked(new.attachments, document["idempotency_hash"])
            document["versions"][0]["attachments"] = files
        if new.by_staff:
            document["entry"] = new_entry(
                current_caller().person_id,
                moment,
                new.via,
                new.channel,
                dictated=new.dictated,
                consent_note=new.consent_note,
            )
        if new.agrees_to_publish:
            document["agreement"] = {"agreed": True, "at": moment, "at_first": True}
            document["looked_at"] = 0
        if new.likeness:
            document["likeness"] = new.likeness
        return document

    async def _sealed(
        self, document: Document, consultation: Document, private: Mapping[str, str]
    ) -> Document:
        """Encrypt what was given under a key that a repetition of the same request finds again.

        The address for mail lies apart: who opens the particulars does not see it.

        Raises:
            Unavailable: the keys cannot be had; then the comment is not accepted either.
        """
        locked = await self.private.seal(
            key_id_of(document),
            private,
            case_id=consultation["_id"],
            retain_until=date.fromisoformat(consultation["kept_until"]),
        )
        sealed = dict(locked.fields)
        address = sealed.pop(MAIL_ADDRESS, None)
        kept = {"particulars": Locked(locked.key_id, sealed).document()} if sealed else {}
        if address is not None:
            kept["mail"] = Locked(locked.key_id, {MAIL_ADDRESS: address}).document()
        return kept

    async def _outside_of_period(self, new: NewComment, consultation: Document, key: str) -> bool:
        """On the web the clock decides and refuses; on paper the date decides and marks."""
        course = Course.of(consultation)
        if not new.by_staff:
            try:
                course.require_open(now())
            except KyodoError:
                # A retry of what was accepted in time must still get its receipt.
                known = await self.store.comments_by_key([self.secrets.idempotency_hash(key)])
                if not known:
                    raise
            return False
        require_past("received_on", new.received_on, today_jst())
        require_past("postmarked_on", new.postmarked_on, today_jst())
        return course.period.is_late(new.received_on or today_jst(), new.postmarked_on)

    async def _submitter_id(self, new: NewComment) -> str:
        """Who speaks, as a random id that holds within one consultation."""
        if new.submitter_ref:
            return self.secrets.submitter_id(new.consultation_id, new.submitter_ref)
        if new.continues is not None:
            earlier = await self.receipts.prove(*new.continues)
            if earlier["consultation_id"] == new.consultation_id:
                return str(earlier["submitter_id"])
        return new_id()

    async def require_clause(self, consultation_id: str, clause_id: str | None) -> None:
        """Let a clause of the plan pass that is consulted on, and none for the whole plan.

        Raises:
            ClauseNotFound, ClauseOfAnotherDocument.
        """
        consultation = await self.store.consultation(consultation_id)
        if clause_id is None or clause_id in consultation["clause_ids"]:
            return
        revisions = await self.revisions()
        if await revisions.has_clause(clause_id):
            raise ClauseOfAnotherDocument("clause_id")
        raise ClauseNotFound("clause_id")

    async def _on_passage(self, new: NewComment) -> NewComment:
        """Find what is quoted of the clause.

        Raises:
            QuoteNotInClause: it stands there not at all, or more than once.
        """
        if new.quote is None:
            return new
        if new.clause_id is None:
            raise QuoteNotInClause("quote")
        await self.require_clause(new.consultation_id, new.clause_id)
        consultation = await self.store.consultation(new.consultation_id)
        text = await self.texts.text(consultation["revision_id"], new.clause_id)
        return replace(new, passage=Passage.quoted(text, new.quote))

    async def _require_passage(
        self, passage: Passage, clause_id: str | None, revision_id: str
    ) -> None:
        if clause_id is None:
            raise PassageNotInClause("passage")
        passage.require_in(await self.texts.text(revision_id, clause_id))

    def _with_numbers(
        self, document: Document, new: NewComment, printed: str | None = None
    ) -> Document:
        """Give (or give anew) the 受付番号 and what follows from it; ``printed``: it has one."""
        number = printed or new_receipt_number()
        salt = proof.new_salt()
        version = document["versions"][0]
        signed = proof.commitment(
            salt,
            consultation_id=new.consultation_id,
            clause_id=new.clause_id,
            receipt_number=number,
            text=version["text"],
            version=1,
            passage=version.get("passage"),
            attachments=hashes_of(version),
        )
        return {
            **document,
            "receipt_number": number,
            "confirmation_hash": self.secrets.confirmation_hash(number, self._confirmation(new)),
            "versions": [{**version, "salt": salt, "commitment": signed}],
        }

    def _confirmation(self, new: NewComment) -> str:
        key = namespaced(new.idempotency_key, by_staff=new.by_staff)
        return self.secrets.confirmation_number(key)

    def _receipt(self, document: Document, new: NewComment, *, repeated: bool = False) -> Receipt:
        return Receipt(document, self._confirmation(new), repeated)

    def _repeated(self, first: Document, new: NewComment) -> Receipt:
        """The first receipt again, if the body is the same: its commitment tells.

        Raises:
            IdempotencyKeyReused: the key was used for another body.
        """
        version = first["versions"][0]
        signed = proof.commitment(
            version["salt"],
            consultation_id=new.consultation_id,
            clause_id=new.clause_id,
            receipt_number=first["receipt_number"],
            text=accepted_text(new.text, self.settings.comment_max_chars),
            version=1,
            passage=new.passage.document() if new.passage else None,
            attachments=hashes_of(version),
        )
        # Who said no the second time must not find that the first time's yes holds.
        agreed = first.get("agreement", {}).get("at_first", False)
        # The ids of files follow from the files themselves.
        files = {one["id"] for one in attachments_of(version)}
        same = (signed, new.agrees_to_publish, set(new.attachments))
        if same != (version["commitment"], agreed, files):
            raise IdempotencyKeyReused(
                "idempotency_key", receipt_number=in_groups(first["receipt_number"])
            )
        return self._receipt(first, new, repeated=True)


def _accepted(consultation: Document, new: NewComment) -> bool:
    """Tell whether it may come this way. The hot path: a citizen's needs no more than the list."""
    if new.channel in consultation["channels"]:
        return True
    return new.by_staff and Details.of(consultation).accepts(new.channel)
