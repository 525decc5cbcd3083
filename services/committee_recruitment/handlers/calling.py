"""Calling for applications (公募): what everybody reads before the period begins."""

from dataclasses import dataclass

from services.committee_recruitment.domain.committee import Committee
from services.committee_recruitment.domain.recruitment import Call, Recruitment
from services.committee_recruitment.handlers.mails import Told
from services.committee_recruitment.handlers.telling import Telling
from services.committee_recruitment.store import Store
from services.committee_recruitment.store import documents as as_document
from shared.caller import current_caller
from shared.clock import now, today_jst
from shared.events.committee_recruitment import (
    RecruitmentCalled,
    RecruitmentMoved,
    RecruitmentState,
)
from shared.idempotency import checked_key
from shared.ids import new_id
from shared.mongo import DuplicateKeyError, Session
from shared.texts import clean_text


@dataclass
class Calling:
    """The use cases of staff about a recruitment as a whole."""

    store: Store
    telling: Telling

    async def call(self, committee_id: str, call: Call, idempotency_key: str) -> Recruitment:
        """Publish a call. The same key gives the same one.

        Raises:
            CommitteeNotFound, NotSignedIn, Forbidden, NotInCharge; as ``Call.checked``.
        """
        committee = await self.store.committee(committee_id)
        committee.require_handling(current_caller())
        key = own_key(idempotency_key)
        if (known := await self.store.made_by(self.store.recruitments, key)) is not None:
            return as_document.to_recruitment(known)
        made = Recruitment(
            id=new_id(),
            committee_id=committee.id,
            call=call.checked(today_jst()),
            state=RecruitmentState.CALLED,
            called_at=now(),
            proposal=None,
            approved_by="",
            summary="",
            decided_at=None,
            sequence=1,
        )
        event = RecruitmentCalled(
            recruitment_id=made.id,
            committee_id=committee.id,
            seats=made.call.seats,
            steps=made.call.steps,
            opens_on=made.call.opens_on,
            last_day=made.call.last_day,
        )
        row = {**as_document.of_recruitment(made), "idempotency_key": key}
        try:
            await self.store.recruitments.insert(row, event)
        except DuplicateKeyError:  # the same request at the same time
            if (known := await self.store.made_by(self.store.recruitments, key)) is None:
                raise
            return as_document.to_recruitment(known)
        return made

    async def call_off(self, recruitment_id: str, reason: str) -> Recruitment:
        """Call it off; everybody reads why. Again changes nothing.

        Raises:
            RecruitmentNotFound, NotSignedIn, Forbidden, NotInCharge, RecruitmentOver; TextEmpty.
        """
        recruitment, _ = await self.handled(recruitment_id)
        if recruitment.state is RecruitmentState.CALLED_OFF:
            return recruitment
        recruitment.require_undecided()
        change = {
            "state": RecruitmentState.CALLED_OFF.value,
            "summary": clean_text("reason", reason, max_chars=2_000),
            "decided_at": now(),
        }
        event = RecruitmentMoved(recruitment_id=recruitment.id, state=RecruitmentState.CALLED_OFF)

        async def publish(session: Session | None) -> None:
            await self.store.update_recruitment(
                recruitment, {"$set": change}, event, session=session
            )

        letters = await self.telling.about_all(Told.CALLED_OFF, recruitment)
        await self.telling.with_letters(letters, publish)
        return await self.store.recruitment(recruitment.id)

    async def handled(self, recruitment_id: str) -> tuple[Recruitment, Committee]:
        """Return a recruitment to staff of the committee's department.

        Raises:
            RecruitmentNotFound, NotSignedIn, Forbidden, NotInCharge.
        """
        recruitment = await self.store.recruitment(recruitment_id)
        committee = await self.store.committee(recruitment.committee_id)
        committee.require_handling(current_caller())
        return recruitment, committee


def own_key(key: str) -> str:
    """Return the key of a request of staff, told from those of other people.

    Raises:
        IdempotencyKeyMalformed.
    """
    return f"{current_caller().person_id}:{checked_key(key)}"
