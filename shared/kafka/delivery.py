"""One batch of one partition into a read model, exactly once.

The partition's offset and every aggregate's last sequence are written in the same transaction as
the model itself. So a crash, a second delivery, a rebalance or a zombie instance changes nothing:
whoever comes second finds the offset further on and drops what it holds.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from aiokafka import ConsumerRecord

from shared.errors import Unavailable
from shared.events import Envelope, UnreadableEvent
from shared.kafka.dead_letters import origin_of
from shared.kafka.projection import Batch, Model, Projection
from shared.mongo import Document, PyMongoError, UpdateOne, duplicate_key, passes, transaction
from shared.trace import Kind, batch_span

OFFSETS, AGGREGATES = "offsets", "aggregates"
HAS_PARKED = {"parked.0": {"$exists": True}}
# Its keys are not what is asked for, so the database takes it only when it is named.
PARKED_INDEX = "parked"
WAITS_FOR_EARLIER = "an earlier event of the same aggregate waits for its replay"


class PoisonEvent(Exception):
    """This event cannot be processed; ``cause`` says why, without its values.

    ``contested``: a unique key was taken, maybe by another instance just now; see it again in a
    fresh snapshot before it is given up.
    """

    def __init__(self, cause: str, *, contested: bool = False) -> None:
        super().__init__(cause)
        self.cause = cause
        self.contested = contested


Bury = Callable[[ConsumerRecord, str], Awaitable[None]]


@dataclass
class Delivery:
    """Records of one partition on their way into one generation.

    ``bury`` puts a record among the dead letters; it may be called again for the same record
    after a rollback, and a dead letter that is there twice is replayed once.
    """

    projection: Projection
    model: Model
    partition: str
    is_retry: bool
    bury: Bury
    _states: dict[str, Document] = field(default_factory=dict)

    async def process(self, records: Sequence[ConsumerRecord]) -> None:
        """Apply the records in one transaction.

        Raises:
            PoisonEvent: reading or applying failed for a reason of its own; nothing was changed.
            PyMongoError: the database failed; nothing was changed, try again.
        """
        async with transaction(self.model.database) as session:
            model = self.model.within(session)
            start = await self._start_offset(model)
            events = [(r, _read(r)) for r in records if r.offset >= start]
            await self._load_states(model, [event.subject for _, event in events])
            fresh = [event for record, event in events if await self._is_due(record, event)]
            if fresh:
                with batch_span(
                    f"apply {self.projection.name}",
                    Kind.CONSUMER,
                    [event.traceparent for event in fresh],
                ):
                    await self._apply(fresh, model)
            await self._save(model, records[-1].offset + 1)

    async def park(self, record: ConsumerRecord, cause: str) -> None:
        """Bury one record and hold its aggregate back, so that later events keep their order."""
        await self.bury(record, cause)
        async with transaction(self.model.database) as session:
            model = self.model.within(session)
            if record.offset < await self._start_offset(model):
                return
            await model[AGGREGATES].update_one(
                {"_id": subject_of(record)},
                {"$addToSet": {"parked": origin_of(record)}},
                upsert=True,
                session=session,
            )
            await self._save_offset(model, record.offset + 1)

    async def _is_due(self, record: ConsumerRecord, event: Envelope) -> bool:
        """Decide whether to apply an event now, and note the decision in its aggregate's state."""
        state = self._states.setdefault(event.subject, {"_id": event.subject})
        parked: list[str] = state.setdefault("parked", [])
        if self.is_retry:
            if origin_of(record) not in parked:
                return False  # a second copy of what was brought back already
            if origin_of(record) != parked[0]:
                await self.bury(record, WAITS_FOR_EARLIER)  # the one before it failed again
                return False
            parked.pop(0)
        if event.sequence <= state.get("sequence", 0):
            return False
        if parked and not self.is_retry:
            await self.bury(record, WAITS_FOR_EARLIER)
            parked.append(origin_of(record))
            return False
        state["sequence"] = event.sequence
        return True

    async def _apply(self, fresh: list[Envelope], model: Model) -> None:
        try:
            await self.projection.apply(Batch(self.partition, fresh), model)
        except PyMongoError as error:
            if passes(error):
                raise
            raise PoisonEvent(type(error).__name__, contested=duplicate_key(error)) from error
        except UnreadableEvent as error:
            raise PoisonEvent(str(error)) from error
        except Unavailable:  # a service whose texts are needed is away
            raise
        except Exception as error:
            raise PoisonEvent(type(error).__name__) from error

    async def _start_offset(self, model: Model) -> int:
        row = await model[OFFSETS].find_one({"_id": self.partition}, session=model.session)
        return int(row["next"]) if row else 0

    async def _load_states(self, model: Model, subjects: list[str]) -> None:
        cursor = model[AGGREGATES].find({"_id": {"$in": subjects}}, session=model.session)
        self._states = {row["_id"]: row async for row in cursor}

    async def _save(self, model: Model, next_offset: int) -> None:
        changes: list[Any] = [
            UpdateOne(
                {"_id": subject},
                {"$set": {"sequence": state.get("sequence", 0), "parked": state["parked"]}},
                upsert=True,
            )
            for subject, state in self._states.items()
        ]
        if changes:
            await model[AGGREGATES].bulk_write(changes, ordered=False, session=model.session)
        await self._save_offset(model, next_offset)

    async def _save_offset(self, model: Model, next_offset: int) -> None:
        await model[OFFSETS].update_one(
            {"_id": self.partition},
            {"$max": {"next": next_offset}},
            upsert=True,
            session=model.session,
        )


async def count_parked(model: Model) -> int:
    """Count the events that wait among the dead letters for a replay."""
    steps: list[Document] = [
        {"$match": HAS_PARKED},
        {"$group": {"_id": None, "events": {"$sum": {"$size": "$parked"}}}},
    ]
    async for row in model[AGGREGATES].aggregate(steps, hint=PARKED_INDEX):
        return int(row["events"])
    return 0


def subject_of(record: ConsumerRecord) -> str:
    """The aggregate of a record, readable or not: the key is its id."""
    return (record.key or b"").decode(errors="replace")


def _read(record: ConsumerRecord) -> Envelope:
    try:
        return Envelope.read(record.value)
    except UnreadableEvent as error:
        raise PoisonEvent(str(error)) from error
