"""What takes a dictionary: matching needs with offers, the words of texts; in its own process."""

from collections.abc import Sequence

from services.issue_proposals.domain.issue import Need
from services.issue_proposals.domain.matching import Ranked, Text, rank
from services.issue_proposals.domain.terms import terms_of
from shared.mongo import Document
from shared.worker_process import Worker

SUGGESTED_MAX = 10


class Matching:
    """The worker process."""

    def __init__(self) -> None:
        self._worker = Worker()

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
        return await self._worker.run(_rank, asked, texts)

    async def terms(self, text: str) -> list[str]:
        """Return the words by which a text is found.

        Raises:
            Unavailable: the process ended in the middle.
        """
        return await self._worker.run(terms_of, text)

    def close(self) -> None:
        """End the process."""
        self._worker.close()


def _rank(need: tuple[str, str, str], offers: Sequence[tuple[str, str, str]]) -> list[Ranked]:
    """Rank in the worker, which alone loads the dictionary and the vectors, some 270 MB."""
    return rank(Text(*need), [Text(*offer) for offer in offers], SUGGESTED_MAX)
