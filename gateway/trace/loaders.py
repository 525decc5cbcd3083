"""What traces need of the services, one request for many."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from strawberry.dataloader import DataLoader

from gateway.batching import BATCH_MAX
from gateway.clients.policies import LocationAnswer, PlaceAnswer, PoliciesClient
from gateway.clients.public_comment import ConsultationAnswer, PublicCommentClient
from gateway.clients.responses import PublishedAnswer
from gateway.clients.traces import StandingAnswer, TracesClient

# As many as the services take at once.
SUBJECTS_MAX = 200
PLACES_MAX = 200


class Place(NamedTuple):
    """A clause of revision ``since``, or a passage of it, to be found in revision ``until``."""

    since: str
    until: str
    clause_id: str
    start: int | None = None
    end: int | None = None


class TraceLoaders:
    """The loaders of one request."""

    def __init__(
        self, traces: TracesClient, policies: PoliciesClient, public_comment: PublicCommentClient
    ) -> None:
        self._traces, self._policies, self._public_comment = traces, policies, public_comment
        self.standing: DataLoader[str, StandingAnswer | None] = DataLoader(
            load_fn=self._standing, max_batch_size=SUBJECTS_MAX
        )
        self.published: DataLoader[str, PublishedAnswer | None] = DataLoader(
            load_fn=self._published, max_batch_size=SUBJECTS_MAX
        )
        self.place: DataLoader[Place, LocationAnswer] = DataLoader(
            load_fn=self._located, max_batch_size=PLACES_MAX
        )
        self.consultations_of_policy: DataLoader[str, list[ConsultationAnswer]] = DataLoader(
            load_fn=self._serving, max_batch_size=BATCH_MAX
        )

    async def _standing(self, subjects: list[str]) -> list[StandingAnswer | None]:
        of = {one["subject"]: one for one in await self._traces.standing(subjects)}
        return [of.get(key) for key in subjects]

    async def _published(self, subjects: list[str]) -> list[PublishedAnswer | None]:
        of = {
            f"{subject['kind']}:{subject['id']}": one
            for one in await self._traces.published_for(subjects)
            for subject in one["subjects"]
        }
        return [of.get(key) for key in subjects]

    async def _located(self, places: list[Place]) -> list[LocationAnswer]:
        together: defaultdict[tuple[str, str], list[Place]] = defaultdict(list)
        for one in places:
            together[one.since, one.until].append(one)
        answers = await asyncio.gather(
            *(self._locate(since, until, some) for (since, until), some in together.items())
        )
        found: dict[Place, LocationAnswer] = {}
        for some, located in zip(together.values(), answers, strict=True):
            found |= dict(zip(some, located, strict=True))
        return [found[one] for one in places]

    async def _locate(
        self, since: str, until: str, places: Sequence[Place]
    ) -> Sequence[LocationAnswer]:
        anchors = [
            PlaceAnswer(clause_id=one.clause_id, start=one.start, end=one.end) for one in places
        ]
        return await self._policies.locate(since, until, anchors)

    async def _serving(self, policy_ids: list[str]) -> list[list[ConsultationAnswer]]:
        found = await self._public_comment.consultations_serving(policy_ids)
        return [
            [one for one in found if any(link["policy_id"] == id_ for link in one["links"])]
            for id_ in policy_ids
        ]
