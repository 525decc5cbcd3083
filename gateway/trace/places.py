"""What an input is about, and what became of that in the newest revision."""

from typing import Self

import strawberry

from gateway.clients.public_comment import ConsultationAnswer, PassageAnswer
from gateway.context import Info
from gateway.policies.types import Clause, RevisionSummary, clause_of
from gateway.public_comment.changes import later_revisions
from gateway.trace.loaders import Place
from gateway.trace.states import PlaceState
from gateway.words import ClauseChange, PlaceFate, PlaceReason

_STATES = {
    PlaceFate.PLACED: PlaceState.PLACED,
    PlaceFate.GONE: PlaceState.GONE,
    PlaceFate.UNSURE: PlaceState.UNSURE,
}


@strawberry.type(description="意見の対象の項目が、いちばん新しい版でどうなったか")
class TracedPlace:
    """``clause`` is the one of ``revision``, the newest; ``change`` says whether it was changed."""

    state: PlaceState
    reason: PlaceReason | None = None
    revision: RevisionSummary | None = None
    clause: Clause | None = None
    change: ClauseChange | None = None

    @classmethod
    async def find(
        cls,
        info: Info,
        about: ConsultationAnswer | None,
        clause_id: str | None,
        passage: PassageAnswer | None = None,
    ) -> Self:
        """Find a clause, or a passage of it, in the newest revision."""
        if clause_id is None:
            return cls(state=PlaceState.WHOLE_PLAN)
        later = await later_revisions(info, about["revision_id"]) if about else []
        if about is None or not later:
            return cls(state=PlaceState.NO_LATER_REVISION)
        newest, ends = later[0], (passage["start"], passage["end"]) if passage else (None, None)
        place = Place(about["revision_id"], newest["id"], clause_id, *ends)
        found = await info.context.trace.place.load(place)
        there = found["at"]["clause_id"] if found["at"] else clause_id
        rows = await info.context.policies.comparison.load((place.since, place.until))
        revision = await info.context.policies.revision(newest["id"])
        row = next((one for one in rows if one["clause_id"] == there), None)
        return cls(
            state=_STATES[PlaceFate(found["fate"])],
            reason=PlaceReason(found["reason"]),
            revision=RevisionSummary.of(newest),
            clause=clause_of(revision, there) if revision and found["at"] else None,
            change=ClauseChange(row["kind"]) if row else None,
        )
