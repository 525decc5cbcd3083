"""A person says where a place of a revision is in a later one, where the text leaves it open."""

import hashlib
from collections.abc import Sequence

from services.policies.domain.anchors import Anchor, Fate, Location, Passage, Reason, require_in
from services.policies.handlers.locations import Locations
from services.policies.handlers.policies import require_in_charge
from services.policies.store import Store
from shared.caller import Role, current_caller
from shared.clock import now
from shared.events.policies import AnchorDecided, AnchorPlace
from shared.mongo import Document, DuplicateKeyError, StaleAggregate


class Anchors:
    """Where places are: by what people said, else by the texts."""

    def __init__(self, store: Store, locations: Locations) -> None:
        self._store = store
        self._locations = locations

    async def locate(self, old: str, new: str, anchors: Sequence[Anchor]) -> list[Location]:
        """Say where anchors of a revision are in a later one.

        What was decided for a revision in between is followed on from there.

        Raises:
            RevisionNotFound, RevisionNotLater, ClauseNotInRevision, PassageNotInClause.
        """
        found = await self._locations.locate(old, new, anchors)
        decided = await self._store.decided_anchors(old)
        if not decided:
            return found
        numbers = await self._numbers(old)
        last = numbers.get(new, 0)
        at: dict[Anchor, Document] = {}
        for row in sorted(decided, key=lambda one: numbers[one["until"]]):
            if numbers[row["until"]] <= last:
                at[_read(row["place"])] = row
        return [
            await self._from_there(at[anchor], new) if anchor in at else by_text
            for anchor, by_text in zip(anchors, found, strict=True)
        ]

    async def decide(
        self, old: str, new: str, anchor: Anchor, to: Anchor | None, sequence: int
    ) -> Document:
        """Keep where a place of a revision is in a later one; ``to`` None: nowhere.

        ``sequence`` is that of the decision that was seen, 0 for none. Once more changes nothing.

        Raises:
            NotSignedIn, Forbidden, NotInCharge. RevisionNotFound, RevisionNotLater.
            ClauseNotInRevision, PassageNotInClause.
            StaleAggregate: somebody else decided otherwise in between.
        """
        current_caller().require(Role.STAFF)
        way = await self._locations.way(old, new)
        require_in(way.first, anchor, "place")
        if to is not None:
            require_in(way.last, to, "to")
        revision = (await self._store.revisions([new]))[0]
        require_in_charge(await self._store.policy(revision.policy_id))
        id_ = _id(old, new, anchor)
        known = await self._store.anchors.collection.find_one({"_id": id_}, {"pending_events": 0})
        if known is not None and _read_or_none(known["decisions"][-1]["to"]) == to:
            return dict(known)
        decision = {"to": _document(to), "by": current_caller().person_id, "at": now()}
        event = AnchorDecided(
            anchor_id=id_,
            since=old,
            until=new,
            place=AnchorPlace(**_document(anchor) or {}),
            to=AnchorPlace(**there) if (there := _document(to)) else None,
            number=len(known["decisions"]) + 1 if known else 1,
        )
        if known is None and sequence == 0:
            row = {"_id": id_, "since": old, "until": new, "place": _document(anchor)}
            try:
                await self._store.anchors.insert({**row, "decisions": [decision]}, event)
            except DuplicateKeyError:
                raise StaleAggregate("place", sequence=1) from None
            return {**row, "decisions": [decision], "sequence": 1}
        change = {"$push": {"decisions": decision}}
        return await self._store.anchors.update(id_, change, event, sequence=sequence)

    async def _from_there(self, row: Document, new: str) -> Location:
        to = _read_or_none(row["decisions"][-1]["to"])
        if to is None:
            return Location(Fate.GONE, Reason.DECIDED)
        if row["until"] == new:
            return Location(Fate.PLACED, Reason.DECIDED, to)
        return (await self.locate(row["until"], new, [to]))[0]

    async def _numbers(self, revision_id: str) -> dict[str, int]:
        document_id = (await self._store.revisions([revision_id]))[0].document_id
        rows = await self._store.revisions_of(document_id)
        return {row["_id"]: row["number"] for row in rows}


def _id(old: str, new: str, anchor: Anchor) -> str:
    place = "\n".join([old, new, *map(str, (_document(anchor) or {}).values())])
    return hashlib.sha256(place.encode()).hexdigest()[:32]


def _document(anchor: Anchor | None) -> Document | None:
    if anchor is None:
        return None
    passage = anchor.passage
    ends = {"start": passage.start, "end": passage.end} if passage else {}
    return {"clause_id": anchor.clause_id, **ends}


def _read(document: Document) -> Anchor:
    clause_id = document["clause_id"]
    if document.get("start") is None:
        return Anchor(clause_id)
    return Anchor(clause_id, Passage(document["start"], document["end"]))


def _read_or_none(document: Document | None) -> Anchor | None:
    return _read(document) if document else None
