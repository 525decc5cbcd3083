"""How far the answering of a consultation is: the responses service knows."""

from dataclasses import dataclass
from typing import Protocol
from urllib.parse import quote

from shared.calls import ServiceCalls
from shared.errors import Unavailable

_SETTLED = frozenset({"PUBLISHED", "WITHDRAWN"})


@dataclass(frozen=True)
class Answering:
    """Opinions with and without a response, and responses that are not published yet.

    ``outdated``: comments that were corrected after they had been split.
    """

    answered: int
    unanswered: int
    outdated: int
    unpublished: int

    @property
    def is_done(self) -> bool:
        """True if nothing of what is known waits."""
        return not (self.unanswered or self.outdated or self.unpublished)


class Answers(Protocol):
    """Where it is known."""

    async def answering(self, consultation_id: str) -> Answering:
        """Return how far it is.

        Raises:
            Unavailable: it cannot be known now.
        """


class AskedAnswers:
    """Asks the responses service, each time."""

    def __init__(self, calls: ServiceCalls) -> None:
        self._calls = calls

    async def answering(self, consultation_id: str) -> Answering:
        """See Answers."""
        path = f"/cases/{quote(consultation_id, safe='')}/progress"
        status, told = await self._calls.call("GET", path)
        if status != 200:
            raise Unavailable
        open_ones = (count for state, count in told["states"].items() if state not in _SETTLED)
        return Answering(told["answered"], told["unanswered"], told["outdated"], sum(open_ones))
