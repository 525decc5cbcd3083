"""Making maps anew in the background: when enough is new, one consultation at a time.

A map is computed aside and then holds at once; wordings that still have a place of the map before
are moved after that, and every one has a place at every moment. Whoever crashes in the middle
leaves work that the next look finds.
"""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from services.insight.topics.domain.identity import Before
from services.insight.topics.domain.making import Made, Wording
from services.insight.topics.domain.statements import ReadComments
from services.insight.topics.domain.topic_map import Place, wording_key
from services.insight.topics.handlers.workers import Workers
from services.insight.topics.store import MapState, TopicState, Wordings
from shared.clock import now
from shared.errors import Unavailable
from shared.kafka import ProjectionRunner
from shared.logs import cause_of, log
from shared.mongo import (
    Document,
    DuplicateKeyError,
    Lease,
    PyMongoError,
    passes,
    transaction,
)

LOOK_EVERY_S = 1.0
# A map is made anew when this share of its wordings is new, and not all the time.
NEW_SHARE = 0.05
REST_S, REST_BY_WORK, REST_MAX_S = 5.0, 20.0, 600.0
MOVED_AT_ONCE = 500
LEASED_S = 900.0

logger = log(__name__)


@dataclass
class Remaking:
    """The use case; any number of instances may run it and share the consultations."""

    runner: ProjectionRunner
    state: TopicState
    read: ReadComments
    workers: Workers
    rest_s: float = REST_S
    rest_by_work: float = REST_BY_WORK

    async def run_forever(self) -> None:
        """Look for work now and every second; ends by cancellation only."""
        while True:
            try:
                await self.run_once()
            except (PyMongoError, Unavailable, OSError, TimeoutError) as error:
                logger.warning("topics_wait", cause=cause_of(error))
            except Exception as error:
                logger.error("topics_failed", cause=cause_of(error))
            await asyncio.sleep(LOOK_EVERY_S)

    async def run_once(self) -> int:
        """Do what is due; return how many maps were made."""
        wordings = Wordings(await self.runner.model())
        states = await self.state.states()
        for case_id, oldest in (await wordings.oldest_places()).items():
            if case_id in states and oldest < states[case_id]["version"]:
                await self._move(wordings, case_id, states[case_id])
        made = 0
        for case_id, fresh in sorted((await wordings.fresh()).items()):
            if self._is_due(states.get(case_id), fresh):
                made += await self._make_if_possible(wordings, case_id)
        return made

    async def make_now(self, case_id: str) -> bool:
        """Make a consultation's map, due or not; False if there is nothing to make it of."""
        return await self._make_alone(Wordings(await self.runner.model()), case_id)

    def _is_due(self, row: Document | None, fresh: int) -> bool:
        if row is None:
            return True
        share = fresh / row["size"]
        if share < NEW_SHARE:
            return False
        # The more is new, the sooner: what is made anew then would be by no means the same.
        by_work = self.rest_by_work * row["took_s"] * NEW_SHARE / share
        rest = max(self.rest_s, min(by_work, REST_MAX_S))
        return bool(row["made_at"] + timedelta(seconds=rest) <= now())

    async def _make_if_possible(self, wordings: Wordings, case_id: str) -> bool:
        """Make a map; one that fails must not keep the others from being made."""
        try:
            return await self._make_alone(wordings, case_id)
        except (PyMongoError, Unavailable, OSError, TimeoutError):
            raise
        except Exception as error:
            # Its kind alone: a message may hold somebody's words.
            logger.error("topics_failed", case_id=case_id, cause=cause_of(error))
            return False

    async def _make_alone(self, wordings: Wordings, case_id: str) -> bool:
        lease = Lease(self.state.database, f"map:{case_id}", LEASED_S)
        if not await lease.take():
            return False
        try:
            return await self._make(wordings, case_id)
        finally:
            await lease.release()

    async def _make(self, wordings: Wordings, case_id: str) -> bool:
        began = time.monotonic()
        row = (await self.state.states([case_id])).get(case_id)
        state = MapState(row["version"], row["edits"]) if row else MapState()
        rows = await wordings.all_of(case_id)
        before = await self._before(case_id, rows, row)
        said = await self._said(rows)
        if not said:
            return False
        made = await self.workers.make(case_id, said, before)
        took_s = time.monotonic() - began
        facts = {"size": len(said), "made_at": now(), "took_s": took_s}
        if not await self._publish(case_id, made, state, facts):
            return False
        logger.info("topics_made", wordings=len(said), topics=len(made.topics), took_s=took_s)
        row = (await self.state.states([case_id]))[case_id]
        await self._move(wordings, case_id, row)
        return True

    async def _before(self, case_id: str, rows: Sequence[Document], row: Document | None) -> Before:
        topics = await self.state.topics_of(case_id)
        viewpoints = await self.state.viewpoints_of(case_id)
        return Before(
            {_key(one["_id"]): one["viewpoint"] for one in rows if one["viewpoint"]},
            {one["_id"]: one["topic_id"] for one in viewpoints},
            frozenset(one["_id"] for one in viewpoints if one["pinned"]),
            frozenset(one["_id"] for one in topics if one.get("held")),
            {
                one["_id"]: tuple(word["phrase"] for word in one["words"] if word["support"])
                for one in (*topics, *viewpoints)
            },
            row["scratch_of"] if row else 0,
        )

    async def _said(self, rows: Sequence[Document]) -> list[Wording]:
        """Read what each wording says from whoever has it; one that changed meanwhile is left."""
        texts = await self._read(rows)
        return [
            Wording(_key(row["_id"]), texts[row["_id"]], row["copies"])
            for row in rows
            if row["_id"] in texts
        ]

    async def _read(self, rows: Sequence[Document]) -> dict[str, str]:
        comments = await self.read(sorted({row["of_comment"] for row in rows}))
        found = {one.id: one.text for comment in comments for one in comment.statements}
        return {
            row["_id"]: found[row["of"]]
            for row in rows
            if row["of"] in found and wording_key(found[row["of"]]) == _key(row["_id"])
        }

    async def _publish(self, case_id: str, made: Made, state: MapState, facts: Document) -> bool:
        try:
            async with transaction(self.state.database) as session:
                return await self.state.within(session).publish(case_id, made, state, facts)
        except DuplicateKeyError:
            return False
        except PyMongoError as error:
            if passes(error):  # somebody else was quicker: the next look sees what is due
                return False
            raise

    async def _move(self, wordings: Wordings, case_id: str, map_: Document) -> None:
        """Bring wordings that have a place of an older map to theirs in the present one."""
        version, mark = map_["version"], map_["mark"]
        while rows := await wordings.out_of_date(case_id, version, MOVED_AT_ONCE):
            keys = [_key(row["_id"]) for row in rows]
            places = await self.workers.find_places(
                self.state, case_id, mark, [(key, None) for key in keys]
            )
            found = dict(zip((row["_id"] for row in rows), places, strict=True))
            unknown = [row for row in rows if found[row["_id"]] is None]
            found |= await self._places_by_text(case_id, mark, unknown)
            await wordings.move({id_: one for id_, one in found.items() if one}, version)
            # Whose text is another by now has an event on the way that takes it out.
            await wordings.leave([id_ for id_, one in found.items() if one is None], version)

    async def _places_by_text(
        self, case_id: str, mark: str, rows: Sequence[Document]
    ) -> Mapping[str, Place | None]:
        texts = await self._read(rows)
        asked = [(_key(id_), text) for id_, text in texts.items()]
        if not asked:
            return {}
        places = await self.workers.find_places(self.state, case_id, mark, asked)
        return dict(zip(texts, places, strict=True))


def _key(wording_id: str) -> int:
    return int(wording_id.rsplit(":", 1)[1])
