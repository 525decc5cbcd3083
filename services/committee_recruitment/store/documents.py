"""What the domain's objects look like in the database."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from services.committee_recruitment.domain.application import Application
from services.committee_recruitment.domain.committee import Appointment, Committee
from services.committee_recruitment.domain.recruitment import (
    Call,
    Criterion,
    Outcome,
    Proposal,
    Recruitment,
)
from shared.events.committee_recruitment import (
    ApplicationState,
    RecruitmentState,
    SeatKind,
    SelectionStep,
    Tie,
)
from shared.events.common import Channel, StageRef
from shared.mongo import Document

_DAYS = ("term_starts_on", "term_ends_on", "opens_on", "last_day", "counted_on")


def of_committee(committee: Committee) -> Document:
    """Write a new committee."""
    return {
        "_id": committee.id,
        "name": committee.name,
        "basis": committee.basis,
        "purpose": committee.purpose,
        "department_id": committee.department_id,
        "seats": {kind.value: many for kind, many in committee.seats.items()},
        "term_months": committee.term_months,
        "links": [link.model_dump(mode="json") for link in committee.links],
        "founded_at": committee.founded_at,
        "appointments": [],
    }


def to_committee(row: Mapping[str, Any]) -> Committee:
    """Read a committee."""
    return Committee(
        id=row["_id"],
        name=row["name"],
        basis=row["basis"],
        purpose=row["purpose"],
        department_id=row["department_id"],
        seats={SeatKind(kind): many for kind, many in row["seats"].items()},
        term_months=row["term_months"],
        links=tuple(StageRef.model_validate(each) for each in row["links"]),
        founded_at=row["founded_at"],
        appointments=tuple(to_appointment(each) for each in row["appointments"]),
        sequence=row["sequence"],
    )


def of_recruitment(recruitment: Recruitment) -> Document:
    """Write a new recruitment. ``last_day`` stands beside its call for the list of open ones."""
    return {
        "_id": recruitment.id,
        "committee_id": recruitment.committee_id,
        "call": of_call(recruitment.call),
        "last_day": recruitment.call.last_day.isoformat(),
        "state": recruitment.state.value,
        "called_at": recruitment.called_at,
        "proposal": None,
        "approved_by": "",
        "summary": "",
        "decided_at": None,
    }


def of_call(call: Call) -> Document:
    """Write what is called for."""
    return {
        **asdict(call),
        **{name: getattr(call, name).isoformat() for name in _DAYS},
        "ties": [tie.value for tie in call.ties],
        "steps": [step.value for step in call.steps],
        "criteria": [asdict(one) for one in call.criteria],
    }


def to_recruitment(row: Mapping[str, Any]) -> Recruitment:
    """Read a recruitment."""
    call, proposal = row["call"], row["proposal"]
    return Recruitment(
        id=row["_id"],
        committee_id=row["committee_id"],
        call=Call(
            **{
                **call,
                **{name: date.fromisoformat(call[name]) for name in _DAYS},
                "ties": tuple(Tie(name) for name in call["ties"]),
                "steps": tuple(SelectionStep(name) for name in call["steps"]),
                "criteria": tuple(Criterion(**one) for one in call["criteria"]),
            }
        ),
        state=RecruitmentState(row["state"]),
        called_at=row["called_at"],
        proposal=to_proposal(proposal) if proposal else None,
        approved_by=row["approved_by"],
        summary=row["summary"],
        decided_at=row["decided_at"],
        sequence=row["sequence"],
    )


def of_proposal(proposal: Proposal) -> Document:
    """Write a proposal."""
    outcomes = [{**asdict(one), "state": one.state.value} for one in proposal.outcomes]
    return {**asdict(proposal), "outcomes": outcomes}


def to_proposal(row: Mapping[str, Any]) -> Proposal:
    """Read a proposal."""
    outcomes = tuple(
        Outcome(**{**each, "state": ApplicationState(each["state"])}) for each in row["outcomes"]
    )
    return Proposal(outcomes, row["summary"], row["by"], row["at"])


def of_application(application: Application) -> Document:
    """Write a new application."""
    document = asdict(application)
    document.pop("sequence")
    document["_id"] = document.pop("id")
    return {
        **document,
        "channel": application.channel.value,
        "state": application.state.value,
    }


def to_application(row: Mapping[str, Any]) -> Application:
    """Read an application, without what is sealed."""
    return Application(
        id=row["_id"],
        recruitment_id=row["recruitment_id"],
        number=row["number"],
        channel=Channel(row["channel"]),
        received_at=row["received_at"],
        state=ApplicationState(row["state"]),
        reason=row["reason"],
        rank=row["rank"],
        sequence=row["sequence"],
    )


def of_appointment(appointment: Appointment) -> Document:
    """Write an appointment."""
    return {
        **asdict(appointment),
        "seat_kind": appointment.seat_kind.value,
        "starts_on": appointment.starts_on.isoformat(),
        "ends_on": appointment.ends_on.isoformat(),
    }


def to_appointment(row: Mapping[str, Any]) -> Appointment:
    """Read an appointment, without what is sealed."""
    return Appointment(
        id=row["id"],
        seat_kind=SeatKind(row["seat_kind"]),
        starts_on=date.fromisoformat(row["starts_on"]),
        ends_on=date.fromisoformat(row["ends_on"]),
        shown_name=row["shown_name"],
        shown_as=row["shown_as"],
        application_id=row["application_id"],
        left=row["left"],
    )
