"""Responses by id, and what was published for a comment, one request for many."""

import asyncio

from strawberry.dataloader import DataLoader

from gateway.batching import BATCH_MAX, by_id
from gateway.clients.responses import (
    ClassAnswer,
    PublishedAnswer,
    PublishedForAnswer,
    ResponseAnswer,
    ResponsesClient,
)


class ResponseLoaders:
    """The loaders of one request."""

    def __init__(self, client: ResponsesClient) -> None:
        self._client = client
        self.response: DataLoader[str, ResponseAnswer | None] = by_id(client.responses)
        self.published_of_comment: DataLoader[str, PublishedForAnswer] = DataLoader(
            load_fn=self._published_of, max_batch_size=BATCH_MAX
        )
        self.published_for_comment: DataLoader[str, list[PublishedAnswer]] = DataLoader(
            load_fn=self._published_for, max_batch_size=BATCH_MAX
        )
        self.that_changed: DataLoader[str, list[PublishedAnswer]] = DataLoader(
            load_fn=self._that_changed
        )
        self._classes: DataLoader[str, ClassAnswer | None] = DataLoader(load_fn=self._by_code)

    async def class_of(self, code: str) -> ClassAnswer | None:
        """Return a class by its code."""
        return await self._classes.load(code) if code else None

    async def _by_code(self, codes: list[str]) -> list[ClassAnswer | None]:
        known = {one["code"]: one for one in await self._client.classes()}
        return [known.get(code) for code in codes]

    async def _published_for(self, comment_ids: list[str]) -> list[list[PublishedAnswer]]:
        return [one["found"] for one in await self.published_of_comment.load_many(comment_ids)]

    async def _published_of(self, comment_ids: list[str]) -> list[PublishedForAnswer]:
        of = {one["comment_id"]: one for one in await self._client.published_for(comment_ids)}
        return [of[id_] for id_ in comment_ids]

    async def _that_changed(self, document_ids: list[str]) -> list[list[PublishedAnswer]]:
        return list(await asyncio.gather(*map(self._client.that_changed, document_ids)))
