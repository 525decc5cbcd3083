"""The floor: what the same mongod does with plain inserts of the same size and durability."""

import asyncio
import os
import random
import time

import uvloop
from motor.motor_asyncio import AsyncIOMotorClient
from pymongo import MongoClient, WriteConcern

from shared.mongo.aggregates import HAS_EVENTS
from tests.bench.system import Document, System

_WRITERS = 32
_SAMPLE = 200


def accepted_document_bytes(system: System, client: MongoClient[Document]) -> int | None:
    """Mean size of a comment as it was inserted, its event still in it; None if none waits now."""
    pipeline: list[Document] = [
        {"$match": HAS_EVENTS},
        {"$limit": _SAMPLE},
        {"$group": {"_id": None, "bytes": {"$avg": {"$bsonSize": "$$ROOT"}}}},
    ]
    rows = list(system.comments(client).aggregate(pipeline))
    return round(rows[0]["bytes"]) if rows else None


def stored_document_bytes(system: System, client: MongoClient[Document]) -> int:
    """Mean size of a comment as it is stored, its event gone."""
    pipeline: list[Document] = [
        {"$sample": {"size": _SAMPLE}},
        {"$group": {"_id": None, "bytes": {"$avg": {"$bsonSize": "$$ROOT"}}}},
    ]
    rows = list(system.comments(client).aggregate(pipeline))
    return round(rows[0]["bytes"]) if rows else 1_000


def inserts_per_second(mongo_url: str, document_bytes: int, seconds: float, seed: int) -> float:
    """Insert with 32 writers for some seconds. Blocks; meant for a process of its own."""
    return uvloop.run(_inserts(mongo_url, document_bytes, seconds, seed))


async def _inserts(mongo_url: str, document_bytes: int, seconds: float, seed: int) -> float:
    client: AsyncIOMotorClient[Document] = AsyncIOMotorClient(mongo_url)
    name = f"kyodo_bench_floor_{os.getpid()}"
    target = client[name].get_collection(
        "inserts", write_concern=WriteConcern(w="majority", j=True)
    )
    filling = random.Random(seed).randbytes(document_bytes // 2).hex()
    try:
        await target.insert_one({"filling": filling})  # makes the collection
        started = time.perf_counter()
        end = started + seconds
        counts = await asyncio.gather(*(_write(target, filling, end) for _ in range(_WRITERS)))
        return sum(counts) / (time.perf_counter() - started)
    finally:
        await client.drop_database(name)
        client.close()


async def _write(target: object, filling: str, end: float) -> int:
    count = 0
    while time.perf_counter() < end:
        await target.insert_one({"filling": filling})  # type: ignore[attr-defined]
        count += 1
    return count
