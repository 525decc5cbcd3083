"""Documents of those who are told by mail.

``mails`` of a participant says that an address lies with the sealed particulars, and that nobody
stopped the mails. ``to_tell`` of a workshop are the steps of which its participants are not told
yet: ``{"kind", "at"}``, written with the step itself. ``reminded_of`` is the beginning of which
they were reminded: a workshop that is put off is reminded of once more.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from services.workshops.domain.participant import Participant
from services.workshops.domain.workshop import Workshop
from services.workshops.store import Store
from services.workshops.store import documents as as_document
from shared.events.workshops import ParticipantState, WorkshopState
from shared.mongo import ASCENDING, WITHOUT_EVENTS, Document, IndexModel

_TO_BE_TOLD = {"to_tell.0": {"$exists": True}}


class Readers:
    """Participants who are told by mail, and what they are to be told."""

    def __init__(self, store: Store) -> None:
        self._participants = store.participants.collection
        self._workshops = store.workshops.collection

    async def create_indexes(self) -> None:
        """Find the few workshops that wait, and the participants who have an address."""
        to_tell = IndexModel("to_tell.at", name="to_tell", partialFilterExpression=_TO_BE_TOLD)
        await self._workshops.create_indexes([to_tell])
        told = IndexModel(
            [("workshop_id", ASCENDING), ("_id", ASCENDING)],
            name="told_by_mail",
            partialFilterExpression={"mails": True},
        )
        await self._participants.create_indexes([told])

    async def among(self, participant_ids: Sequence[str]) -> list[Document]:
        """Those of the participants who are told, with what is sealed."""
        where = {"_id": {"$in": list(participant_ids)}, "mails": True}
        return [row async for row in self._participants.find(where, {"particulars": 1})]

    async def page(
        self, workshop_id: str, states: Sequence[ParticipantState], after: str, limit: int
    ) -> list[Participant]:
        """Those of a workshop in one of the states, in the order of their ids."""
        where: Document = {"workshop_id": workshop_id, "_id": {"$gt": after}, "mails": True}
        where["state"] = {"$in": [state.value for state in states]}
        found = self._participants.find(where, WITHOUT_EVENTS).sort("_id", ASCENDING).limit(limit)
        return [as_document.to_participant(row) for row in await found.to_list(limit)]

    async def stop(self, participant_id: str) -> None:
        """Tell no more; who is not told already is not told."""
        await self._participants.update_one({"_id": participant_id}, {"$set": {"mails": False}})

    async def to_be_told(self) -> list[tuple[Workshop, list[Mapping[str, Any]]]]:
        """Workshops with steps of which nobody was told yet."""
        found = self._workshops.find(_TO_BE_TOLD, WITHOUT_EVENTS).hint("to_tell")
        return [(as_document.to_workshop(row), row["to_tell"]) async for row in found]

    async def told(self, workshop_id: str, step: Mapping[str, Any]) -> None:
        """Take a step off the list."""
        change = {"$pull": {"to_tell": dict(step)}}
        await self._workshops.update_one({"_id": workshop_id}, change)

    async def beginning_between(self, earliest: datetime, latest: datetime) -> list[Workshop]:
        """Workshops that take registrations, begin within this time, and were not told of."""
        where: Document = {"state": WorkshopState.REGISTRATION.value, "rehearsal": False}
        where["plan.starts_at"] = {"$gt": earliest, "$lte": latest}
        where["$expr"] = {"$ne": ["$reminded_of", "$plan.starts_at"]}
        found = self._workshops.find(where, WITHOUT_EVENTS)
        return [as_document.to_workshop(row) async for row in found]

    async def reminded(self, workshop: Workshop) -> None:
        """Note that its participants were told of this beginning."""
        await self._workshops.update_one(
            {"_id": workshop.id}, {"$set": {"reminded_of": workshop.plan.starts_at}}
        )
