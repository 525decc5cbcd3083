"""What the owner of the texts has, and the topics made of it: on the real database and workers."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from typing import Any

from services.insight.topics.domain.statements import Comment, Statement
from services.insight.topics.domain.topic_map import wording_key
from services.insight.topics.handlers.placing import PlacingBatch
from services.insight.topics.handlers.reading import Reading
from services.insight.topics.handlers.remaking import Remaking
from services.insight.topics.handlers.workers import Workers
from services.insight.topics.store import TopicState, Wordings
from shared.errors import Unavailable
from shared.kafka import Model
from shared.mongo import PyMongoError, passes, transaction

CASE = "case-1"


class Now:
    """The generation that holds, in place of the runner."""

    def __init__(self, model: Model) -> None:
        self.held = model

    async def model(self) -> Model:
        return self.held


async def department_of(_case_id: str) -> str:
    """Whose consultations they all are."""
    return "dept"


class City:
    """Comments that come, change and go."""

    def __init__(self, model: Model, workers: Workers) -> None:
        self.model = model
        self.workers = workers
        self.comments: dict[str, Comment] = {}
        self.away = False
        self.state = TopicState(model.database)
        self.now = Now(model)
        self.remaking = self.another_remaking()

    def another_remaking(self) -> Remaking:
        """What another instance would run, without a rest between two maps."""
        now: Any = self.now
        return Remaking(now, self.state, self.read, self.workers, rest_s=0, rest_by_work=0)

    @property
    def wordings(self) -> Wordings:
        return Wordings(self.model)

    @property
    def reading(self) -> Reading:
        return Reading(self.wordings, self.state)

    def say(self, id_: str, *texts: str, case: str = CASE) -> str:
        """Say something; of several texts each is an opinion of one comment; none: withdrawn."""
        ids = [id_] if len(texts) == 1 else [f"{id_}.{n}" for n in range(len(texts))]
        said = tuple(Statement(one, text) for one, text in zip(ids, texts, strict=True))
        self.comments[id_] = Comment(id_, case, said)
        return id_

    async def read(self, ids: Sequence[str]) -> list[Comment]:
        if self.away:
            raise Unavailable
        return [self.comments[id_] for id_ in ids if id_ in self.comments]

    async def place(self, *ids: str) -> None:
        """Bring comments to where they belong, in one transaction, as the projection does."""
        async with transaction(self.model.database) as session:
            model = self.model.within(session)
            state = self.state.within(session)
            batch = PlacingBatch(Wordings(model), state, self.workers)
            await batch.place(await self.read(ids))

    async def patiently(self, *ids: str) -> None:
        """Come again after a conflict, as the consumer does."""
        while True:
            try:
                return await self.place(*ids)
            except PyMongoError as error:
                if not passes(error):
                    raise
                await asyncio.sleep(0.01)

    async def check_counts(self) -> None:
        """Hold every count against a plain recount of what the owner has."""
        said = [
            (one.id, f"{comment.case_id}:{wording_key(one.text)}")
            for comment in self.comments.values()
            for one in comment.statements
        ]
        kept = {row["_id"]: row["wording_id"] async for row in self.model["statements"].find()}
        assert kept == dict(said)
        copies = {row["_id"]: row["copies"] async for row in self.model["wordings"].find()}
        assert copies == dict(Counter(wording for _, wording in said))
        async for row in self.model["wordings"].find():
            assert kept[row["of"]] == row["_id"]

    async def places(self) -> dict[str, tuple[str, float, int]]:
        """Where each wording is."""
        return {
            row["_id"]: (row["viewpoint"], row["near"], row["cell"])
            async for row in self.model["wordings"].find()
        }
