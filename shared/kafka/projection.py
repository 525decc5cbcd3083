"""What a service writes to have a read model: which topics, which collections, how to apply."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from shared.events import Envelope
from shared.mongo import Collection, Database, Session


class Model:
    """The collections of one generation of a read model.

    Inside ``Projection.apply``, ``session`` is the running transaction: pass it to every read
    and write (``session=model.session``). For readers it is None.
    """

    def __init__(
        self, database: Database, name: str, generation: int, session: Session | None = None
    ) -> None:
        self.database = database
        self.name = name
        self.generation = generation
        self.session = session

    def __getitem__(self, collection: str) -> Collection:
        return self.database[f"{self.name}_g{self.generation}_{collection}"]

    def within(self, session: Session) -> "Model":
        """The same collections inside a transaction."""
        return Model(self.database, self.name, self.generation, session)


@dataclass(frozen=True)
class Batch:
    """Events of one partition, in order; what was seen before is already left out."""

    partition: str
    events: list[Envelope]


class Projection(ABC):
    """A read model that events fill. It can be dropped and rebuilt at any time.

    ``apply`` runs in one MongoDB transaction together with the partition's offset and each
    aggregate's last sequence, so every event counts exactly once, whatever crashes when. It may
    run again for the same events if the transaction was rolled back: it must touch nothing but
    ``model``. Events of different aggregates come in any order.
    """

    name: ClassVar[str]
    services: ClassVar[tuple[str, ...]]
    collections: ClassVar[tuple[str, ...]]
    # Events of one transaction: all of ``apply`` must end within seconds.
    batch_max: ClassVar[int] = 500
    # What nobody watches by the second waits so long for more, as a transaction costs about the
    # same for one event as for many; it leaves the processor to what people wait for.
    gather_s: ClassVar[float] = 0.0

    @abstractmethod
    async def create_indexes(self, model: Model) -> None:
        """Create the indexes of a new generation."""

    def wants(self, event: Mapping[str, Any]) -> bool:
        """Say whether an event, as it stands in the topic, may change anything here.

        What comes by the second and is nothing to this read model (the notes of a live hall) is
        passed over without a transaction.
        """
        return True

    @abstractmethod
    async def apply(self, batch: Batch, model: Model) -> None:
        """Change the read model.

        Raises:
            Unavailable: a service that is needed is away; the batch is tried again until it is not.
            Exception: anything else but a database failure means that an event cannot be
                processed; it goes to the dead letters alone, and so do later events of its
                aggregate.
        """
