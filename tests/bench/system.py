"""The running system that is measured or attacked, seen from outside."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pymongo import MongoClient
from pymongo.collection import Collection

from tests.support.people import cast

Document = dict[str, Any]


@dataclass(frozen=True)
class System:
    """Addresses and tokens, out of a stack's ``KYODO_…`` settings. Can be sent to a process."""

    gateway_url: str
    insight_url: str
    mongo_url: str
    kafka_bootstrap: str
    staff_token: str
    department_id: str
    service_key: str
    database_prefix: str
    topic_prefix: str

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> "System":
        """Take what is needed from the settings of a stack."""
        people = cast(environment)
        return cls(
            gateway_url=environment["KYODO_GATEWAY_URL"].rstrip("/"),
            insight_url=environment["KYODO_INSIGHT_URL"].rstrip("/"),
            mongo_url=environment["KYODO_MONGO_URL"],
            kafka_bootstrap=environment["KYODO_KAFKA_BOOTSTRAP"],
            staff_token=people.tokens["staff"],
            department_id=people.department,
            service_key=environment["KYODO_SERVICE_KEY"],
            database_prefix=environment.get("KYODO_DATABASE_PREFIX", "kyodo"),
            topic_prefix=environment.get("KYODO_TOPIC_PREFIX", "kyodo"),
        )

    def mongo(self) -> MongoClient[Document]:
        """A client of the tests' own, with times in UTC."""
        return MongoClient(self.mongo_url, tz_aware=True, serverSelectionTimeoutMS=30_000)

    def comments(self, client: MongoClient[Document]) -> Collection[Document]:
        """The comments as public_comment keeps them."""
        return client[f"{self.database_prefix}_public_comment"]["comments"]

    def inputs(self, client: MongoClient[Document]) -> Collection[Document]:
        """The inputs in the generation of insight's read model that is in use."""
        database = client[f"{self.database_prefix}_insight"]
        pointer = database["generations"].find_one({"_id": "insight"})
        generation = pointer["current"] if pointer else 1
        return database[f"insight_g{generation}_inputs"]
