"""Workshops by id and answers to their themes, one request to a service for many."""

from strawberry.dataloader import DataLoader

from gateway.batching import BATCH_MAX, by_id
from gateway.clients.responses import PublishedAnswer
from gateway.clients.traces import TracesClient
from gateway.clients.workshops import WorkshopAnswer, WorkshopsClient


class WorkshopLoaders:
    """The loaders of one request."""

    def __init__(self, client: WorkshopsClient, answers: TracesClient) -> None:
        self._answers = answers
        self.workshop: DataLoader[str, WorkshopAnswer | None] = by_id(client.by_id)
        self.answer_of_theme: DataLoader[str, PublishedAnswer | None] = DataLoader(
            load_fn=self._answers_of, max_batch_size=BATCH_MAX
        )

    async def _answers_of(self, subjects: list[str]) -> list[PublishedAnswer | None]:
        keys = [f"THEME:{one}" for one in subjects]
        found = await self._answers.published_for(keys)
        of = {one["id"]: answer for answer in found for one in answer["subjects"]}
        return [of.get(subject) for subject in subjects]
