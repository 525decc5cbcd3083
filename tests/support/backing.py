"""The broker and the database that a test run uses, and a corner of them for each test."""

import os
from dataclasses import dataclass
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient
from pymongo import MongoClient

from infra.local.processes import BACKING
from tests.support import run

SECRETS = {
    "KYODO_SERVICE_KEY": "a service key that only the tests use",
    "KYODO_SECRET_KEY": "a secret key that only the tests use",
}


@dataclass(frozen=True)
class Backing:
    """Where Kafka and MongoDB are."""

    kafka_bootstrap: str
    mongo_url: str


NOWHERE = Backing("127.0.0.1:9", "mongodb://127.0.0.1:9/?replicaSet=kyodo")


def backing() -> Backing:
    """Return what the environment names, or start the run's own, once for all workers."""
    given = {
        name: os.environ[name]
        for name in ("KYODO_KAFKA_BOOTSTRAP", "KYODO_MONGO_URL")
        if name in os.environ
    }
    if len(given) == 2:
        return Backing(*given.values())
    settings = run.shared_stack("backing", BACKING, given).settings
    return Backing(settings["KYODO_KAFKA_BOOTSTRAP"], settings["KYODO_MONGO_URL"])


def environment(backing: Backing, prefix: str) -> dict[str, str]:
    """Return the settings of one test: topics and databases under a prefix of its own."""
    return {
        **SECRETS,
        "KYODO_ENVIRONMENT": "test",
        "KYODO_KAFKA_BOOTSTRAP": backing.kafka_bootstrap,
        "KYODO_MONGO_URL": backing.mongo_url,
        "KYODO_TOPIC_PREFIX": prefix,
        "KYODO_DATABASE_PREFIX": prefix,
        "KYODO_TOPIC_PARTITIONS": "3",
    }


async def clean(backing: Backing, prefix: str) -> None:
    """Delete the databases and topics of one test."""
    client: MongoClient[dict[str, Any]] = MongoClient(backing.mongo_url)
    for database in client.list_database_names():
        if database.startswith(prefix):
            client.drop_database(database)
    client.close()
    admin = AIOKafkaAdminClient(bootstrap_servers=backing.kafka_bootstrap)
    await admin.start()
    try:
        topics = [topic for topic in await admin.list_topics() if topic.startswith(prefix)]
        if topics:
            await admin.delete_topics(topics)
    finally:
        await admin.close()
