"""What staff in charge change about topics: names, and which viewpoints belong together.

It holds when topics are made anew (see ``domain/identity.py``); each change is kept with who made
it. A map that is being made just then is thrown away and made again.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from services.insight.topics.domain.errors import (
    NothingLeft,
    NothingToMerge,
    TopicNotFound,
    ViewpointNotFound,
)
from services.insight.topics.domain.naming import NAME_MAX
from services.insight.topics.store import TopicState
from shared.caller import Role, current_caller
from shared.clock import now
from shared.errors import Unavailable
from shared.idempotency import Request, first_answer
from shared.ids import new_id
from shared.mongo import Document, PyMongoError, duplicate_key, passes, transaction
from shared.texts import clean_title

TRIES, PAUSE_S = 8, 0.05

# The department in charge of a consultation, None if there is none.
DepartmentOf = Callable[[str], Awaitable[str | None]]


@dataclass
class Editing:
    """The use cases, with what they need."""

    state: TopicState
    department_of: DepartmentOf

    async def rename(self, topic_id: str, name: str, key: str) -> str:
        """Give a topic a name, or (empty) leave it to the citizens' words again; return its id.

        Raises:
            NotSignedIn, Forbidden, NotInCharge, TopicNotFound, TextTooLong,
            TextHasControlCharacters, IdempotencyKeyMalformed, IdempotencyKeyReused.
        """
        name = clean_title("name", name, max_chars=NAME_MAX, required=False)
        request = Request.of(key, {"rename": topic_id, "name": name})

        async def change(state: TopicState, topic: Document) -> str:
            held = {"name": name, "held": True} if name else {"held": True}
            forgotten = {} if name else {"$unset": {"name": ""}}
            await state.change_topic(topic_id, {"$set": held, **forgotten})
            return topic_id

        return await self._edit("rename", [topic_id], request, change, name=name)

    async def merge(self, topic_ids: Sequence[str], key: str) -> str:
        """Put topics together into the first of them; return its id.

        Raises:
            NothingToMerge, and as ``rename``.
        """
        wanted = list(dict.fromkeys(topic_ids))
        if len(wanted) < 2:
            raise NothingToMerge("topic_ids")
        request = Request.of(key, {"merge": wanted})

        async def change(state: TopicState, topic: Document) -> str:
            await state.pin(topic["case_id"], wanted, topic["_id"])
            await state.change_topic(topic["_id"], {"$set": {"held": True}})
            await state.drop_topics(wanted[1:])
            return str(topic["_id"])

        return await self._edit("merge", wanted, request, change)

    async def split(self, topic_id: str, viewpoint_ids: Sequence[str], name: str, key: str) -> str:
        """Take viewpoints out of a topic into one of their own; return the new one's id.

        Raises:
            ViewpointNotFound, NothingLeft, and as ``rename``.
        """
        name = clean_title("name", name, max_chars=NAME_MAX, required=False)
        wanted = sorted(set(viewpoint_ids))
        request = Request.of(key, {"split": topic_id, "into": wanted, "name": name})

        async def change(state: TopicState, topic: Document) -> str:
            there = {
                row["_id"]: row
                for row in await state.viewpoints_of(topic["case_id"])
                if row["topic_id"] == topic_id
            }
            if not wanted or not there.keys() >= set(wanted):
                raise ViewpointNotFound("viewpoint_ids")
            if len(there) == len(wanted):
                raise NothingLeft("viewpoint_ids")
            made = new_id()
            words = [word for id_ in wanted for word in there[id_]["words"][:1]][:3]
            row = {
                **{"_id": made, "case_id": topic["case_id"], "order": topic["order"]},
                **{"words": words, "centre": topic["centre"], "held": True},
            }
            await state.add_topic({**row, "name": name} if name else row)
            await state.pin_viewpoints(wanted, made)
            return made

        return await self._edit("split", [topic_id], request, change, viewpoints=wanted, name=name)

    async def _edit(
        self,
        kind: str,
        topic_ids: Sequence[str],
        request: Request,
        change: Callable[[TopicState, Document], Awaitable[str]],
        **facts: object,
    ) -> str:
        """Change something once, in one transaction with the note of who did it.

        Raises:
            Unavailable: others were in the way for long; send it again.
        """
        caller = current_caller()
        caller.require(Role.STAFF)
        for number in range(TRIES):
            made = await self.state.edit(request.key)
            if made is not None:
                return first_answer((str(made["topic_id"]), str(made["digest"])), request)
            topics = await self.state.topics_by_id(topic_ids)
            cases = {row["case_id"] for row in topics.values()}
            if len(topics) < len(topic_ids) or len(cases) != 1:
                raise TopicNotFound("topic_id")
            case_id = cases.pop()
            caller.require_department(await self.department_of(case_id))
            note = {
                **{"_id": request.key, "digest": request.digest, "kind": kind},
                **{"case_id": case_id, "topics": list(topic_ids)},
                **{"by": caller.person_id, "at": now(), **facts},
            }
            try:
                async with transaction(self.state.database) as session:
                    state = self.state.within(session)
                    topic_id = await change(state, topics[topic_ids[0]])
                    await state.count_edit(case_id)
                    await state.note_edit({**note, "topic_id": topic_id})
            except PyMongoError as error:
                # Somebody else, or the same request sent twice, is just being done.
                if not (duplicate_key(error) or passes(error)):
                    raise
                await asyncio.sleep(PAUSE_S * number)
            else:
                return topic_id
        raise Unavailable
