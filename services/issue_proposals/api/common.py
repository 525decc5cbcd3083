"""What the routes share: the use cases, and how things are written."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import Depends, Request
from pydantic import Field

from services.issue_proposals.domain.issue import WAYS, Issue, Version
from services.issue_proposals.domain.offer import Match, Offer
from services.issue_proposals.handlers import Handlers
from services.issue_proposals.store import Store
from shared.caller import current_caller
from shared.city_map import Place
from shared.clock import today_jst
from shared.events.issue_proposals import IssueState
from shared.json_routes import In
from shared.receipt_numbers import in_groups
from shared.settings import settings
from shared.two_numbers import Numbers


async def _handlers(request: Request) -> Handlers:
    handlers: Handlers = request.app.state.handlers
    return handlers


async def _store(request: Request) -> Store:
    store: Store = request.app.state.store
    return store


Use = Annotated[Handlers, Depends(_handlers)]
Kept = Annotated[Store, Depends(_store)]


class NumbersIn(In):
    """The two numbers of an author or a party; empty for who is signed in."""

    number: str = ""
    confirmation_number: str = ""

    def numbers(self) -> Numbers:
        """Make the domain's."""
        return Numbers(self.number, self.confirmation_number)


class PlaceIn(In):
    """A point, in degrees."""

    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)


def place_of(given: PlaceIn | None) -> Place | None:
    """Make the domain's."""
    return Place(given.latitude, given.longitude) if given else None


def place_out(place: Place | None) -> dict[str, float] | None:
    """Write a place."""
    return asdict(place) if place else None


def issue_out(issue: Issue, *, to_author: bool = False) -> dict[str, Any]:
    """Write an issue; versions and steps are for its author and for who works on it.

    The words as they came in are not in it: they are opened for a purpose.
    """
    handles = issue.handles(current_caller())
    inside = to_author or handles
    words = issue.public_words
    return {
        "id": issue.id,
        "number": in_groups(issue.number) if inside else "",
        "channel": issue.channel.value,
        "field": issue.field.value,
        "ward": issue.ward,
        "received_at": issue.received_at,
        "answer_due": issue.answer_due.isoformat(),
        "overdue": issue.overdue(today_jst()),
        "state": issue.state.value,
        "kind": issue.kind.value if issue.kind else None,
        "department_id": issue.department_id,
        "public_version": issue.public_version,
        "published_at": issue.published_at,
        "words": asdict(words) if words else None,
        "place": place_out(issue.public_place),
        "shown_photographs": [asdict(one) for one in issue.public_photographs],
        "photographs": [asdict(one) for one in (issue.photographs if inside else ())],
        "answers": [asdict(one) for one in issue.answers],
        "needs": [{**asdict(one), "kind": one.kind.value} for one in issue.needs],
        "reason": issue.reason,
        "merged_into": issue.merged_into,
        "links": [one.model_dump(mode="json") for one in issue.links],
        "tells_by_mail": bool(settings().smtp_url),
        "handles": handles,
        "sequence": issue.sequence,
        # Taking it back is its author's.
        "ways": [
            state.value
            for state in (WAYS[issue.state] if handles else ())
            if state is not IssueState.WITHDRAWN
        ],
        "versions": [_version_out(one) for one in issue.versions] if inside else [],
        "sortings": [
            {"kind": one.kind.value, "department_id": one.department_id, "at": one.at}
            | {"reason": one.reason, "by": one.by if handles else None}
            for one in (issue.sortings if inside else ())
        ],
        "mergings": [
            {"into": one.into, "reason": one.reason, "at": one.at}
            for one in (issue.mergings if inside else ())
        ],
        "approvals": [
            {"by": by.value, "version": one.version, "at": one.at, "heard": one.heard}
            for by, one in (issue.approvals.items() if inside else ())
        ],
    }


def _version_out(version: Version) -> dict[str, Any]:
    return {
        "number": version.number,
        "words": asdict(version.words),
        "place": place_out(version.place),
        "photographs": [asdict(one) for one in version.photographs],
        "by_author": version.by == "AUTHOR",
        "at": version.at,
    }


def offer_out(offer: Offer) -> dict[str, Any]:
    """Write an offer; never who made it, but as whom they offer it."""
    return {
        "id": offer.id,
        "kind": offer.kind.value,
        "text": offer.text,
        "conditions": offer.conditions,
        "availability": offer.availability,
        "giver": offer.giver,
        "ward": offer.ward,
        "offered_at": offer.offered_at,
        "open": offer.open,
        "reservations": [asdict(one) for one in offer.reservations],
        "sequence": offer.sequence,
    }


def match_out(match: Match) -> dict[str, Any]:
    """Write what ties an offer to a need."""
    return {**asdict(match), "state": match.state.value}
