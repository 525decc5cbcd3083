"""Bringing a backup back into an empty system. Nothing that is there is ever overwritten."""

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from bson.raw_bson import RawBSONDocument

from infra.backup.folder import Manifest, check, documents_in
from infra.backup.services import SERVICES, WITHOUT_EVENTS, is_kept
from shared.kafka import ensure_topics, service_topic
from shared.kafka.raw import RawEvent, read_topic, write_topic
from shared.mongo import Mongo
from shared.mongo.raw import RawDatabase
from shared.settings import Settings

BATCH = 500
Told = Callable[[str, int], None]


class NotEmpty(Exception):
    """The system that should take the backup holds something already; says where."""


async def restore_backup(settings: Settings, folder: Path, told: Told) -> Manifest:
    """Bring back the topics, then the documents.

    In this order: an event that was pending is sent as soon as its document is there, and must
    come after those before it. Run it again after a failure only on a system that was emptied.

    Raises:
        NotThisBackup: a file is missing or was changed; nothing was written.
        NotEmpty: there is something there; nothing was written.
        PyMongoError, KafkaError: it could not be finished.
    """
    manifest = Manifest.read(folder)
    check(folder, [*manifest.documents.items(), *manifest.events.items()])
    mongo = Mongo.connect(settings)
    try:
        await _require_empty(settings, mongo)
        for name, part in manifest.events.items():
            await _events(settings, folder / name)
            told(name.removesuffix(".bson.gz"), part.count)
        for name, part in manifest.documents.items():
            await _documents(mongo, folder / name)
            told(name.removesuffix(".bson.gz"), part.count)
    finally:
        mongo.close()
    return manifest


async def _require_empty(settings: Settings, mongo: Mongo) -> None:
    """Aggregates and topics: what a service makes for itself at its start may be there."""
    topics = [service_topic(settings, service) for service in SERVICES]
    await ensure_topics(settings, topics, settings.topic_partitions)
    for service in SERVICES:
        database = RawDatabase(mongo, service)
        for collection in await database.aggregates():
            if not await database.is_empty(collection):
                raise NotEmpty(f"MongoDB {service}.{collection}")
        async for _ in read_topic(settings, service_topic(settings, service)):
            raise NotEmpty(f"Kafka {service_topic(settings, service)}")
    for service in WITHOUT_EVENTS:
        database = RawDatabase(mongo, service)
        for collection in await database.collections():
            if is_kept(service, collection) and not await database.is_empty(collection):
                raise NotEmpty(f"MongoDB {service}.{collection}")


async def _events(settings: Settings, file: Path) -> None:
    topic = service_topic(settings, file.name.removesuffix(".bson.gz"))
    await write_topic(settings, topic, _event_batches(file))


def _event_batches(file: Path) -> Iterator[list[RawEvent]]:
    for batch in _batches(documents_in(file)):
        yield [(row["key"], row["value"]) for row in batch]


async def _documents(mongo: Mongo, file: Path) -> None:
    database = RawDatabase(mongo, file.parent.name)
    for batch in _batches(documents_in(file)):
        await database.write(file.name.removesuffix(".bson.gz"), batch)


def _batches(rows: Iterator[RawBSONDocument]) -> Iterator[list[RawBSONDocument]]:
    while batch := list(islice(rows, BATCH)):
        yield batch
