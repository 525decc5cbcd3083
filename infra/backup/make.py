"""Making a backup while everything runs."""

from collections.abc import Callable
from pathlib import Path

import bson
import orjson

from infra.backup.folder import Manifest, Part, Writer
from infra.backup.services import SERVICES, WITHOUT_EVENTS, is_kept
from shared.clock import iso, now
from shared.kafka import service_topic
from shared.kafka.raw import read_topic
from shared.mongo import Mongo, Session
from shared.mongo.raw import RawDatabase, one_moment
from shared.settings import Settings

Told = Callable[[str, int], None]
Sequences = dict[str, int]


async def make_backup(settings: Settings, folder: Path, told: Told) -> Manifest:
    """Write documents of one moment, then the events that belong to it, then the manifest.

    An event that was sent after that moment is left out: its aggregate's ``sequence`` in the
    documents says so. One that was not yet sent lies in ``pending_events`` and is sent after a
    restore. ``told`` hears the name of each part and how much it holds.

    Raises:
        PyMongoError, KafkaError, OSError: it could not be finished; there is no manifest then.
    """
    manifest = Manifest(iso(now()))
    mongo = Mongo.connect(settings)
    try:
        async with one_moment(mongo) as session:
            known: dict[str, Sequences] = {}
            for service in SERVICES:
                known[service] = await _documents(mongo, session, service, folder, manifest, told)
            for service in WITHOUT_EVENTS:
                await _documents(mongo, session, service, folder, manifest, told)
    finally:
        mongo.close()
    for service in SERVICES:
        part = await _events(settings, service, known[service], folder)
        manifest.events[f"topics/{service}.bson.gz"] = part
        told(f"topics/{service}", part.count)
    manifest.write(folder)
    return manifest


async def _documents(
    mongo: Mongo, session: Session, service: str, folder: Path, manifest: Manifest, told: Told
) -> Sequences:
    """Write a service's documents; return the sequence of each aggregate."""
    database, sequences = RawDatabase(mongo, service), Sequences()
    aggregates = await database.aggregates()
    for collection in await database.collections():
        if not is_kept(service, collection):
            continue
        name = f"mongo/{service}/{collection}.bson.gz"
        writer = Writer(folder / name)
        async for row in database.read(collection, session):
            writer.add(bytes(row.raw))
            if collection in aggregates:
                sequences[row["_id"]] = max(row["sequence"], sequences.get(row["_id"], 0))
        manifest.documents[name] = part = writer.close()
        told(f"mongo/{service}/{collection}", part.count)
    return sequences


async def _events(settings: Settings, service: str, known: Sequences, folder: Path) -> Part:
    writer = Writer(folder / f"topics/{service}.bson.gz")
    async for key, value in read_topic(settings, service_topic(settings, service)):
        event = orjson.loads(value)
        if event["sequence"] <= known.get(event["subject"], 0):
            writer.add(bson.encode({"key": key, "value": value}))
    return writer.close()
