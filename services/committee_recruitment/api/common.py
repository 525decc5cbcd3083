"""What the routes share: the use cases, and how things are written."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import Depends, Request

from services.committee_recruitment.domain.application import Application, Particulars
from services.committee_recruitment.domain.committee import Committee
from services.committee_recruitment.domain.eligibility import Finding
from services.committee_recruitment.domain.recruitment import Recruitment
from services.committee_recruitment.handlers import Handlers
from services.committee_recruitment.handlers.checking import Checked
from services.committee_recruitment.store import Store
from services.committee_recruitment.store.documents import of_call, of_proposal
from shared.caller import current_caller
from shared.clock import today_jst
from shared.events.committee_recruitment import RecruitmentState
from shared.receipt_numbers import in_groups


async def _handlers(request: Request) -> Handlers:
    handlers: Handlers = request.app.state.handlers
    return handlers


async def _store(request: Request) -> Store:
    store: Store = request.app.state.store
    return store


Use = Annotated[Handlers, Depends(_handlers)]
Kept = Annotated[Store, Depends(_store)]


def committee_out(committee: Committee) -> dict[str, Any]:
    """Write a committee and its members, as they agreed to be shown."""
    today = today_jst()
    return {
        "id": committee.id,
        "name": committee.name,
        "basis": committee.basis,
        "purpose": committee.purpose,
        "department_id": committee.department_id,
        "seats": [{"kind": kind.value, "many": many} for kind, many in committee.seats.items()],
        "term_months": committee.term_months,
        "links": [link.model_dump(mode="json") for link in committee.links],
        "handles": committee.handles(current_caller()),
        "members": [
            {
                "id": one.id,
                "seat_kind": one.seat_kind.value,
                "starts_on": one.starts_on.isoformat(),
                "ends_on": one.ends_on.isoformat(),
                "name": one.shown_name,
                "shown_as": one.shown_as,
                "now": one.on(today),
            }
            for one in committee.appointments
        ],
    }


def recruitment_out(recruitment: Recruitment, committee: Committee | None) -> dict[str, Any]:
    """Write a recruitment; what is proposed is for those who work on it."""
    handles = committee is not None and committee.handles(current_caller())
    proposal = recruitment.proposal if handles else None
    return {
        "id": recruitment.id,
        "committee_id": recruitment.committee_id,
        "call": of_call(recruitment.call),
        "state": recruitment.state.value,
        "phase": _phase(recruitment),
        "summary": recruitment.summary,
        "decided_at": recruitment.decided_at,
        "handles": handles,
        "proposal": of_proposal(proposal) if proposal else None,
    }


def _phase(recruitment: Recruitment) -> str:
    """Return the state, told apart by the clock as long as nothing is decided."""
    call, today = recruitment.call, today_jst()
    if recruitment.state is not RecruitmentState.CALLED:
        return recruitment.state.value
    if today < call.opens_on:
        return "PLANNED"
    return "OPEN" if today <= call.last_day else "CHOOSING"


def application_out(application: Application, *, told: bool) -> dict[str, Any]:
    """Write an application; the outcome once it is ``told``."""
    settled = told or application.state.value in ("RECEIVED", "WITHDRAWN")
    return {
        "id": application.id,
        "recruitment_id": application.recruitment_id,
        "number": in_groups(application.number),
        "channel": application.channel.value,
        "received_at": application.received_at,
        "state": application.state.value if settled else "RECEIVED",
        "reason": application.reason if told else "",
        "rank": application.rank if told else 0,
    }


def particulars_out(particulars: Particulars | None) -> dict[str, Any] | None:
    """Write who applied; None once that is erased."""
    if particulars is None:
        return None
    return {
        **asdict(particulars),
        "birth_date": particulars.birth_date.isoformat(),
        "ties": [tie.value for tie in particulars.ties],
    }


def checked_out(checked: Checked) -> dict[str, Any]:
    """Write what speaks against an application."""
    return {
        "findings": [
            {**_finding_out(one), "if_same": if_same}
            for found, if_same in ((checked.findings, False), (checked.if_same, True))
            for one in found
        ],
        "alike": [
            {
                "committee_id": one.committee_id,
                "committee_name": one.committee_name,
                "name": one.appointment.shown_name,
                "starts_on": one.appointment.starts_on.isoformat(),
                "ends_on": one.appointment.ends_on.isoformat(),
                "reasons": [reason.value for reason in one.reasons],
            }
            for one in checked.alike
        ],
    }


def _finding_out(finding: Finding) -> dict[str, Any]:
    since, length = finding.allowed_from, finding.length
    return {
        "code": finding.code.value,
        "actual": finding.actual,
        "bound": finding.bound,
        "years": length.years if length else None,
        "months": length.months if length else None,
        "days": length.days if length else None,
        "allowed_from": since.isoformat() if since else None,
    }
