"""What the domain's objects look like in the database."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from services.workshops.domain.floor import Floor
from services.workshops.domain.note import Colour, Note, Wording
from services.workshops.domain.participant import Participant
from services.workshops.domain.workshop import (
    Mode,
    Movement,
    Plan,
    Programme,
    Round,
    Template,
    Theme,
    Workshop,
)
from shared.events.common import Stage, StageRef
from shared.events.workshops import FloorPhase, ParticipantState, WorkshopState
from shared.mongo import Document


def of_plan(plan: Plan) -> Document:
    """Write a plan."""
    document = asdict(plan)
    document["links"] = [link.model_dump(mode="json") for link in plan.links]
    document["programme"]["rounds"] = list(document["programme"]["rounds"])
    return document


def to_plan(row: Mapping[str, Any]) -> Plan:
    """Read a plan."""
    programme = row["programme"]
    return Plan(
        title=row["title"],
        summary=row["summary"],
        place=row["place"],
        access=row["access"],
        mode=Mode(row["mode"]),
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        capacity=row["capacity"],
        tables=row["tables"],
        seats=row["seats"],
        ground_rules=row["ground_rules"],
        issue_id=row.get("issue_id", ""),
        links=tuple(
            StageRef(policy_id=link["policy_id"], cycle=link["cycle"], stage=Stage(link["stage"]))
            for link in row["links"]
        ),
        programme=Programme(
            template=Template(programme["template"]),
            rounds=tuple(Round(**each) for each in programme["rounds"]),
            movement=Movement(programme["movement"]),
            hosts_stay=programme["hosts_stay"],
            mix=programme["mix"],
            dots=programme["dots"],
        ),
    )


def of_workshop(workshop: Workshop) -> Document:
    """Write a new workshop."""
    return {
        "_id": workshop.id,
        "plan": of_plan(workshop.plan),
        "department_id": workshop.department_id,
        "state": workshop.state.value,
        "hall_code": workshop.hall_code,
        "facilitators": list(workshop.facilitators),
        "taken": workshop.taken,
        "waiting": workshop.waiting,
        "needs": dict(workshop.needs),
        "themes": [of_theme(theme) for theme in workshop.themes],
        "rehearsal": workshop.rehearsal,
        "created_at": workshop.created_at,
        "published_at": workshop.published_at,
        "cancel_reason": workshop.cancel_reason,
        "numbers": dict(workshop.numbers),
        "badges": workshop.badges,
        "simulated": workshop.simulated,
    }


def to_workshop(row: Mapping[str, Any]) -> Workshop:
    """Read a workshop."""
    return Workshop(
        id=row["_id"],
        plan=to_plan(row["plan"]),
        department_id=row["department_id"],
        state=WorkshopState(row["state"]),
        hall_code=row["hall_code"],
        facilitators=tuple(row["facilitators"]),
        taken=row["taken"],
        waiting=row["waiting"],
        needs=dict(row["needs"]),
        themes=tuple(
            Theme(each["id"], each["title"], each["summary"], tuple(each["note_ids"]))
            for each in row["themes"]
        ),
        rehearsal=row["rehearsal"],
        created_at=row["created_at"],
        sequence=row["sequence"],
        published_at=row["published_at"],
        cancel_reason=row["cancel_reason"],
        numbers=dict(row["numbers"]),
        badges=row["badges"],
        simulated=row.get("simulated", 0),
    )


def of_theme(theme: Theme) -> Document:
    """Write a theme."""
    return {**asdict(theme), "note_ids": list(theme.note_ids)}


def of_floor(floor: Floor) -> Document:
    """Write a floor, without its id. The database's keys are texts, so tables are written so."""
    return {
        "workshop_id": floor.workshop_id,
        "round": floor.round,
        "phase": floor.phase.value,
        "ends_at": floor.ends_at,
        "left_s": floor.left_s,
        "seats": dict(floor.seats),
        "past": [dict(seats) for seats in floor.past],
        "hosts": {str(table): host for table, host in floor.hosts.items()},
        "message": floor.message,
        "spotlight": floor.spotlight,
        "on_paper": floor.on_paper,
        "repeated_pairs": floor.repeated_pairs,
        "bound": floor.bound,
        "extensions": list(floor.extensions),
    }


def to_floor(row: Mapping[str, Any]) -> Floor:
    """Read a floor."""
    return Floor(
        workshop_id=row["workshop_id"],
        round=row["round"],
        phase=FloorPhase(row["phase"]),
        ends_at=row["ends_at"],
        left_s=row["left_s"],
        seats=dict(row["seats"]),
        past=tuple(dict(seats) for seats in row["past"]),
        hosts={int(table): host for table, host in row["hosts"].items()},
        message=row["message"],
        spotlight=row["spotlight"],
        on_paper=row["on_paper"],
        repeated_pairs=row["repeated_pairs"],
        bound=row["bound"],
        extensions=tuple(row["extensions"]),
        sequence=row["sequence"],
    )


def to_participant(row: Mapping[str, Any]) -> Participant:
    """Read a participant, without what is sealed."""
    return Participant(
        id=row["_id"],
        workshop_id=row["workshop_id"],
        state=ParticipantState(row["state"]),
        number=row["number"],
        badge=row["badge"],
        nickname=row["nickname"],
        attributes=dict(row["attributes"]),
        registered_at=row["registered_at"],
        walk_in=row["walk_in"],
        consents=row["consents"],
        dots=dict(row["dots"]),
        mails=row.get("mails", False),
        sequence=row["sequence"],
    )


def of_note(note: Note) -> Document:
    """Write a note."""
    return {
        "_id": note.id,
        "workshop_id": note.workshop_id,
        "table": note.table,
        "round": note.round,
        "author": note.author,
        "wordings": [asdict(wording) for wording in note.wordings],
        "salt": note.salt,
        "written_at": note.written_at,
        "accepted_at": note.accepted_at,
        "transcribed": note.transcribed,
        "others": list(note.others),
        "colour": note.colour.value,
        "x": note.x,
        "y": note.y,
        "group": note.group,
        "clause_id": note.clause_id,
        "earlier_note": note.earlier_note,
        "hidden": note.hidden,
        "hidden_by": note.hidden_by,
    }


def to_note(row: Mapping[str, Any]) -> Note:
    """Read a note."""
    return Note(
        id=row["_id"],
        workshop_id=row["workshop_id"],
        table=row["table"],
        round=row["round"],
        author=row["author"],
        wordings=tuple(Wording(**each) for each in row["wordings"]),
        salt=bytes(row["salt"]),
        written_at=row["written_at"],
        accepted_at=row["accepted_at"],
        transcribed=row["transcribed"],
        others=tuple(row["others"]),
        colour=Colour(row["colour"]),
        x=row["x"],
        y=row["y"],
        group=row["group"],
        clause_id=row["clause_id"],
        earlier_note=row["earlier_note"],
        hidden=row["hidden"],
        hidden_by=row["hidden_by"],
        sequence=row["sequence"],
    )
