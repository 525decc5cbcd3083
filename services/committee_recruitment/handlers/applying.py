"""Applying for a seat, and what an applicant may do with the two numbers."""

import secrets
from dataclasses import dataclass, field, replace

from services.committee_recruitment.domain.application import (
    KEPT_FOR,
    Application,
    Particulars,
    commitment,
)
from services.committee_recruitment.domain.recruitment import Recruitment
from services.committee_recruitment.handlers.calling import Calling
from services.committee_recruitment.handlers.checking import Checked, Checking
from services.committee_recruitment.handlers.mails import Told, letter_about
from services.committee_recruitment.handlers.telling import Telling
from services.committee_recruitment.store import Store
from services.committee_recruitment.store import documents as as_document
from shared.caller import current_caller
from shared.clock import now, today_jst
from shared.events.committee_recruitment import (
    ApplicationMoved,
    ApplicationOpened,
    ApplicationReceived,
    ApplicationState,
)
from shared.events.common import Channel
from shared.ids import new_id
from shared.mongo import Document, DuplicateKeyError, Session
from shared.private_data import Locked
from shared.receipt_numbers import new_receipt_number
from shared.texts import clean_text
from shared.two_numbers import Numbers, Receipts, Request

ESSAY, SALT = "essay", "salt"


@dataclass(frozen=True)
class NewApplication:
    """What somebody applies with; ``channel``: what came on paper is entered by staff."""

    idempotency_key: str
    recruitment_id: str
    particulars: Particulars
    essay: str
    channel: Channel = Channel.WEB


@dataclass(frozen=True)
class Applied:
    """A receipt; the 確認番号 is given again only to who sends the same key."""

    application: Application
    confirmation_number: str


@dataclass(frozen=True)
class Opened:
    """An application with what was sealed; None: erased at the end of its time."""

    application: Application
    particulars: Particulars | None
    essay: str
    checked: Checked = field(default_factory=Checked)


@dataclass
class Applying:
    """The use cases of applicants, and of staff who read and enter applications."""

    store: Store
    receipts: Receipts
    calling: Calling
    checking: Checking
    telling: Telling

    async def apply(self, new: NewApplication) -> Applied:
        """Accept an application; durable when this returns. The same key gives the same receipt.

        Raises:
            RecruitmentNotFound, RecruitmentOver, RecruitmentNotOpen.
            TextEmpty and the like; BirthDateInvalid, ContactMissing, TiesMissing,
            MailAddressMalformed; EssayTooShort, EssayTooLong.
            NotSignedIn, Forbidden, NotInCharge: only staff enter what came on paper.
            Unavailable: the keys or the database cannot be reached; send the same key again.
        """
        request = self.receipts.request("application", new.idempotency_key)
        if (known := await self.store.application_row_by_key(request.hashed)) is not None:
            return Applied(as_document.to_application(known), request.confirmation)
        recruitment = await self._open(new)
        by_web = new.channel is Channel.WEB
        essay = clean_text(ESSAY, new.essay, required=by_web and bool(recruitment.call.essay_most))
        if by_web:  # what stands on paper is entered as it is
            recruitment.call.require_essay(essay)
        made = Application(
            id=new_id(),
            recruitment_id=recruitment.id,
            number=new_receipt_number(),
            channel=new.channel,
            received_at=now(),
            state=ApplicationState.RECEIVED,
            reason="",
            rank=0,
            sequence=1,
        )
        private, proof = await self._sealed(made, new.particulars, essay, request)
        event = ApplicationReceived(
            application_id=made.id,
            recruitment_id=recruitment.id,
            channel=made.channel,
            received_at=made.received_at,
            commitment=proof,
        )
        row = {**as_document.of_application(made), **private}

        async def keep(session: Session | None) -> None:
            await self.store.applications.insert(row, event, session=session)

        letters = []
        if row["tells_by_mail"]:
            letters = [letter_about(Told.RECEIVED, made, recruitment, made.received_at)]
        try:
            await self.telling.with_letters(letters, keep, at_once=True)
        except DuplicateKeyError:  # the same request at the same time
            if (known := await self.store.application_row_by_key(request.hashed)) is None:
                raise
            return Applied(as_document.to_application(known), request.confirmation)
        return Applied(made, request.confirmation)

    async def read(self, number: str, confirmation: str) -> tuple[Opened, Recruitment]:
        """Return an application to who applied.

        Raises:
            ReceiptNumberMistyped, ConfirmationNumberMistyped, ApplicationNotFound,
            ApplicationNumberNotFitting; Unavailable.
        """
        row = await self._own_row(number, confirmation)
        return await self._opened(row), await self.store.recruitment(row["recruitment_id"])

    async def withdraw(self, number: str, confirmation: str) -> Application:
        """Take an application back until it is decided on. Again changes nothing.

        Raises:
            as ``read``. ApplicationNotMovable, RecruitmentOver.
        """
        application = as_document.to_application(await self._own_row(number, confirmation))
        if application.state is ApplicationState.WITHDRAWN:
            return application
        application.require_waiting()
        (await self.store.recruitment(application.recruitment_id)).require_undecided()
        state = ApplicationState.WITHDRAWN
        event = ApplicationMoved(
            application_id=application.id,
            recruitment_id=application.recruitment_id,
            state=state,
        )
        return await self.store.update_application(
            application, {"$set": {"state": state.value}}, event
        )

    async def listed(self, recruitment_id: str) -> list[Application]:
        """Return all applications to staff of the department, the first first.

        Raises:
            RecruitmentNotFound, NotSignedIn, Forbidden, NotInCharge.
        """
        await self.calling.handled(recruitment_id)
        return await self.store.applications_of(recruitment_id)

    async def open(self, application_id: str, purpose: str) -> Opened:
        """Return who applied and what they wrote, held against the rules of the call.

        The access is recorded first.

        Raises:
            ApplicationNotFound, NotSignedIn, Forbidden, NotInCharge; TextEmpty: no purpose;
            Unavailable.
        """
        row = await self.store.application_row({"_id": application_id})
        recruitment, _ = await self.calling.handled(row["recruitment_id"])
        access: Document = {
            "_id": new_id(),
            "application_id": application_id,
            "purpose": clean_text("purpose", purpose, max_chars=500),
            "by": current_caller().person_id,
            "at": now(),
        }
        event = ApplicationOpened(access_id=access["_id"], application_id=application_id)
        await self.store.accesses.insert(access, event)
        opened = await self._opened(row)
        if opened.particulars is None:
            return opened
        checked = await self.checking.check(recruitment, opened.particulars)
        return replace(opened, checked=checked)

    async def _open(self, new: NewApplication) -> Recruitment:
        if new.channel is not Channel.WEB:
            recruitment, _ = await self.calling.handled(new.recruitment_id)
            # What came by post in time is entered later.
            recruitment.require_undecided()
            return recruitment
        recruitment = await self.store.recruitment(new.recruitment_id)
        recruitment.require_open(today_jst())
        return recruitment

    async def _own_row(self, number: str, confirmation: str) -> Document:
        numbers = Numbers(number, confirmation).checked()
        row = await self.store.application_row({"number": numbers.number})
        self.receipts.require_fitting(numbers, row)
        return row

    async def _opened(self, row: Document) -> Opened:
        """Open what is sealed: who it is and what they wrote have a key each."""
        who, wrote = await self.receipts.private.open(
            [Locked.of(row["sealed"]), Locked.of(row["essay"])]
        )
        return Opened(
            as_document.to_application(row),
            Particulars.of(who) if who else None,
            (wrote or {}).get(ESSAY, ""),
        )

    async def _sealed(
        self, made: Application, particulars: Particulars, essay: str, request: Request
    ) -> tuple[Document, str]:
        salt = secrets.token_hex(32)
        given = particulars.sealable(today_jst())
        row = await self.receipts.row(request, made.id, made.number, given, made.received_at)
        locked = await self.receipts.private.seal(
            request.hashed[32:64],
            {ESSAY: essay, SALT: salt},
            case_id=made.id,
            retain_until=(made.received_at + KEPT_FOR).date(),
        )
        entered = {
            "entered_by": current_caller().person_id,
            "essay": locked.document(),
            "tells_by_mail": bool(given["mail"]),
        }
        return {**row, **entered}, commitment(bytes.fromhex(salt), essay)
