"""The worker processes: one that places what comes in, one that makes maps, which may take long."""

from collections.abc import Sequence
from concurrent.futures.process import BrokenProcessPool

from services.insight.topics.domain import work
from services.insight.topics.domain.identity import Before
from services.insight.topics.domain.making import Made, Wording
from services.insight.topics.domain.topic_map import Place
from services.insight.topics.store import TopicState
from shared.errors import Unavailable
from shared.worker_process import end_worker, run_in, worker_process

MAKING_IS_NICER_BY = 10


class Workers:
    """Both processes. One that dies is replaced; what it was doing is tried again by who asked."""

    def __init__(self) -> None:
        self._placing, self._making = worker_process(), worker_process(MAKING_IS_NICER_BY)

    async def make(self, case_id: str, wordings: Sequence[Wording], before: Before) -> Made:
        """Make a map; see ``making.make``.

        Raises:
            Unavailable: the process ended in the middle.
        """
        try:
            return await run_in(self._making, work.make_map, case_id, wordings, before)
        except BrokenProcessPool as error:
            self._making = worker_process(MAKING_IS_NICER_BY)
            raise Unavailable from error

    async def find_places(
        self, state: TopicState, case_id: str, mark: str, texts: Sequence[tuple[int, str | None]]
    ) -> list[Place | None]:
        """Find where wordings belong in the map of that ``mark``, which is sent along if needed.

        Raises:
            Unavailable: the process ended in the middle, or the map is another by now.
        """
        try:
            try:
                return await run_in(self._placing, work.find_places, mark, None, texts)
            except work.MapNotHere:
                row = await state.map_of(case_id)
                if row is None or row["mark"] != mark:
                    raise Unavailable from None
                written = row["written"]
                return await run_in(self._placing, work.find_places, mark, written, texts)
        except BrokenProcessPool as error:
            self._placing = worker_process()
            raise Unavailable from error

    def close(self) -> None:
        """End both; what they were doing is lost and done again by the next."""
        for pool in (self._placing, self._making):
            end_worker(pool)
