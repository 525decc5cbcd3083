"""Choosing among the applicants: one person proposes, a second one decides."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from services.committee_recruitment.domain.application import Application
from services.committee_recruitment.domain.errors import (
    DecidedAlone,
    ProposalOutdated,
)
from services.committee_recruitment.domain.recruitment import (
    Outcome,
    Proposal,
    Recruitment,
    checked_outcomes,
)
from services.committee_recruitment.handlers.calling import Calling
from services.committee_recruitment.handlers.mails import Told
from services.committee_recruitment.handlers.telling import Telling
from services.committee_recruitment.store import Store
from services.committee_recruitment.store import documents as as_document
from shared.caller import current_caller
from shared.clock import now, today_jst
from shared.events.committee_recruitment import (
    ApplicationMoved,
    ApplicationState,
    RecruitmentMoved,
    RecruitmentState,
    ResultApproved,
    ResultProposed,
)
from shared.mongo import Session, StaleAggregate
from shared.texts import clean_text


@dataclass
class Choosing:
    """The use cases of staff who choose."""

    store: Store
    calling: Calling
    telling: Telling

    async def propose(
        self, recruitment_id: str, outcomes: Sequence[Outcome], summary: str
    ) -> Recruitment:
        """Say what is to become of each application, with the reason that the applicant reads.

        ``summary`` is what everybody reads of the result. A proposal takes the earlier one's place.

        Raises:
            RecruitmentNotFound, NotSignedIn, Forbidden, NotInCharge; RecruitmentOver,
            RecruitmentNotClosed; as ``checked_outcomes``; TextEmpty, StaleAggregate.
        """
        recruitment, _ = await self.calling.handled(recruitment_id)
        recruitment.require_closed(today_jst())
        waiting = {one.id for one in await self._waiting(recruitment)}
        proposal = Proposal(
            outcomes=checked_outcomes(outcomes, waiting, recruitment.call.seats),
            summary=clean_text("summary", summary, max_chars=4_000),
            by=str(current_caller().person_id),
            at=now(),
        )
        change = {"$set": {"proposal": as_document.of_proposal(proposal)}}
        event = ResultProposed(recruitment_id=recruitment.id)
        return await self.store.update_recruitment(recruitment, change, event)

    async def decide(self, recruitment_id: str) -> Recruitment:
        """Make the proposal the result: agreed to first, then each application, published last.

        Until it is published nobody is shown an outcome, and from the agreement on nothing else
        can happen to it, so whoever finds it half done decides again. Again changes nothing.

        Raises:
            RecruitmentNotFound, NotSignedIn, Forbidden, NotInCharge; RecruitmentOver,
            RecruitmentNotClosed; NothingProposed, DecidedAlone, ProposalOutdated, StaleAggregate.
        """
        recruitment, _ = await self.calling.handled(recruitment_id)
        if recruitment.state is RecruitmentState.DECIDED:
            return recruitment
        if not recruitment.approved_by:
            recruitment = await self._approved(recruitment)
        proposal = recruitment.require_proposal()
        outcomes = {one.application_id: one for one in proposal.outcomes}
        for application in await self.store.applications_of(recruitment.id):
            if application.state is ApplicationState.RECEIVED:
                await self._settle(application, outcomes[application.id])
        change = {
            "state": RecruitmentState.DECIDED.value,
            "summary": proposal.summary,
            "decided_at": now(),
        }
        event = RecruitmentMoved(recruitment_id=recruitment.id, state=RecruitmentState.DECIDED)

        async def publish(session: Session | None) -> None:
            await self.store.update_recruitment(
                recruitment, {"$set": change}, event, session=session
            )

        letters = await self.telling.about_all(Told.DECIDED, recruitment)
        await self.telling.with_letters(letters, publish)
        return await self.store.recruitment(recruitment.id)

    async def _approved(self, recruitment: Recruitment) -> Recruitment:
        """Agree as a second person, to what fits those who still apply."""
        recruitment.require_closed(today_jst())
        proposal, caller = recruitment.require_proposal(), str(current_caller().person_id)
        if proposal.by == caller:
            raise DecidedAlone("recruitment_id")
        waiting = {one.id for one in await self._waiting(recruitment)}
        if waiting != {one.application_id for one in proposal.outcomes}:
            raise ProposalOutdated("recruitment_id")
        event = ResultApproved(recruitment_id=recruitment.id)
        change = {"$set": {"approved_by": caller}}
        return await self.store.update_recruitment(recruitment, change, event)

    async def _waiting(self, recruitment: Recruitment) -> list[Application]:
        """Return those that need an outcome: all that were not withdrawn."""
        found = await self.store.applications_of(recruitment.id)
        return [one for one in found if one.state is not ApplicationState.WITHDRAWN]

    async def _settle(self, application: Application, outcome: Outcome) -> None:
        change = {"state": outcome.state.value, "reason": outcome.reason, "rank": outcome.rank}
        event = ApplicationMoved(
            application_id=application.id,
            recruitment_id=application.recruitment_id,
            state=outcome.state,
        )
        # Taken back, or settled by another hand, in this very moment: then that holds.
        with suppress(StaleAggregate):
            await self.store.update_application(application, {"$set": change}, event)
