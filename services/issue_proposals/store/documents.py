"""What the domain's objects look like in the database."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from services.issue_proposals.domain.issue import (
    Approval,
    CityAnswer,
    Issue,
    Linking,
    Merging,
    Need,
    Photograph,
    Shown,
    Sorting,
    Version,
    Words,
)
from services.issue_proposals.domain.offer import Match, Offer, Reservation
from shared.city_map import Place
from shared.events.common import Channel, StageRef
from shared.events.issue_proposals import (
    Approver,
    IssueField,
    IssueKind,
    IssueState,
    MatchState,
    ResourceKind,
)
from shared.events.issue_talk import PartyKind
from shared.mongo import Document


def of_issue(issue: Issue) -> Document:
    """Write a new issue: nothing has been done with it yet."""
    return {
        "_id": issue.id,
        "number": issue.number,
        "channel": issue.channel.value,
        "field": issue.field.value,
        "ward": issue.ward,
        "received_at": issue.received_at,
        "answer_due": issue.answer_due.isoformat(),
        "state": issue.state.value,
        "kind": None,
        "department_id": None,
        "sortings": [],
        "versions": [],
        "approvals": {},
        "public_version": 0,
        "published_at": None,
        "answers": [],
        "needs": [],
        "reason": "",
        "mergings": [],
        "merged_into": None,
        "wanted": [],
        "cells": [],
        "photographs": [],
        "linkings": [],
        "links": [],
        "linked": False,
    }


def to_issue(row: Mapping[str, Any]) -> Issue:
    """Read an issue, without what is sealed."""
    return Issue(
        id=row["_id"],
        number=row["number"],
        channel=Channel(row["channel"]),
        field=IssueField(row["field"]),
        ward=row["ward"],
        received_at=row["received_at"],
        answer_due=date.fromisoformat(row["answer_due"]),
        state=IssueState(row["state"]),
        kind=IssueKind(row["kind"]) if row["kind"] else None,
        department_id=row["department_id"],
        sortings=tuple(
            Sorting(**{**each, "kind": IssueKind(each["kind"])}) for each in row["sortings"]
        ),
        versions=tuple(to_version(each) for each in row["versions"]),
        approvals={Approver(by): Approval(**each) for by, each in row["approvals"].items()},
        public_version=row["public_version"],
        published_at=row["published_at"],
        answers=tuple(CityAnswer(**each) for each in row["answers"]),
        needs=tuple(_to_need(each) for each in row["needs"]),
        reason=row["reason"],
        # Those of the time before issues could be merged have none.
        mergings=tuple(Merging(**each) for each in row.get("mergings", ())),
        photographs=tuple(Photograph(**each) for each in row.get("photographs", ())),
        linkings=tuple(_to_linking(each) for each in row.get("linkings", ())),
        sequence=row["sequence"],
    )


def of_linking(linking: Linking) -> Document:
    """Write a step of giving an issue its place."""
    links = [link.model_dump(mode="json") for link in linking.links]
    return {"links": links, "reason": linking.reason, "by": linking.by, "at": linking.at}


def _to_linking(row: Mapping[str, Any]) -> Linking:
    links = tuple(StageRef.model_validate(each) for each in row["links"])
    return Linking(links, row["reason"], row["by"], row["at"])


def of_sorting(sorting: Sorting) -> Document:
    """Write a step of who is responsible."""
    return {**asdict(sorting), "kind": sorting.kind.value}


def of_version(version: Version) -> Document:
    """Write a version."""
    place = str(version.place) if version.place else ""
    return {**asdict(version), "words": asdict(version.words), "place": place}


def to_version(row: Mapping[str, Any]) -> Version:
    """Read a version; those of the time before the map have no place."""
    place = Place.of(row.get("place", ""))
    shown = tuple(Shown(**each) for each in row.get("photographs", ()))
    return Version(row["number"], Words(**row["words"]), row["by"], row["at"], place, shown)


def of_photograph(photograph: Photograph) -> Document:
    """Write a photograph."""
    return asdict(photograph)


def of_need(need: Need) -> Document:
    """Write a need."""
    wanted = need.wanted.value if need.wanted else None
    return {**asdict(need), "kind": need.kind.value, "wanted": wanted}


def _to_need(row: Mapping[str, Any]) -> Need:
    wanted = row.get("wanted")
    return Need(
        row["id"],
        ResourceKind(row["kind"]),
        row["text"],
        row["at"],
        PartyKind(wanted) if wanted else None,
    )


def of_offer(offer: Offer) -> Document:
    """Write a new offer."""
    document = asdict(offer)
    document.pop("sequence")
    document["_id"] = document.pop("id")
    return {**document, "kind": offer.kind.value, "reservations": []}


def to_offer(row: Mapping[str, Any]) -> Offer:
    """Read an offer, without what is sealed."""
    return Offer(
        id=row["_id"],
        number=row["number"],
        kind=ResourceKind(row["kind"]),
        text=row["text"],
        conditions=row["conditions"],
        availability=row["availability"],
        giver=row["giver"],
        ward=row["ward"],
        offered_at=row["offered_at"],
        open=row["open"],
        reservations=tuple(Reservation(**each) for each in row["reservations"]),
        sequence=row["sequence"],
    )


def to_match(row: Mapping[str, Any]) -> Match:
    """Read a match."""
    return Match(
        id=row["_id"],
        issue_id=row["issue_id"],
        need_id=row["need_id"],
        offer_id=row["offer_id"],
        state=MatchState(row["state"]),
        asked_at=row["asked_at"],
        thanks=row["thanks"],
        sequence=row["sequence"],
    )
