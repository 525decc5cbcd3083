"""Matching a need with offers, in a process of its own, never on the event loop."""

from collections.abc import Sequence
from concurrent.futures.process import BrokenProcessPool

from services.issue_proposals.domain.issue import Need
from services.issue_proposals.domain.matching import Ranked, Text, rank
from shared.errors import Unavailable
from shared.mongo import Document
from shared.worker_process import end_worker, run_in, worker_process

SUGGESTED_MAX = 10


class Matching:
    """The worker process that ranks. One that dies is replaced; who asked asks again."""

    def __init__(self) -> None:
        self._pool = worker_process()

    async def best(self, need: Need, offers: Sequence[Document]) -> list[Ranked]:
        """Rank offers (``{"_id", "kind", "text", "conditions"}``) for a need, best first.

        Raises:
            Unavailable: the process ended in the middle.
        """
        texts = [
            (row["_id"], row["kind"], f"{row['text']}\n{row['conditions']}".strip())
            for row in offers
        ]
        asked = (need.id, need.kind.value, need.text)
        try:
            return await run_in(self._pool, _rank, asked, texts)
        except BrokenProcessPool as error:
            self._pool = worker_process()
            raise Unavailable from error

    def close(self) -> None:
        """End the process."""
        end_worker(self._pool)


def _rank(need: tuple[str, str, str], offers: Sequence[tuple[str, str, str]]) -> list[Ranked]:
    """Rank in the worker, which alone loads the dictionary and the vectors, some 270 MB."""
    return rank(Text(*need), [Text(*offer) for offer in offers], SUGGESTED_MAX)
