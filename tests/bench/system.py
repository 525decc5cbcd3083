"""The running system that is measured or attacked, seen from outside."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pymongo import MongoClient
from pymongo.collection import Collection

from tests.support.people import Cast, cast

Document = dict[str, Any]


@dataclass(frozen=True)
class System:
    """Addresses and tokens, out of a stack's ``KYODO_…`` settings. Can be sent to a process."""

    gateway_url: str
    insight_url: str
    public_comment_url: str
    mongo_url: str
    kafka_bootstrap: str
    people_url: str
    service_key: str
    database_prefix: str
    topic_prefix: str

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> "System":
        """Take what is needed from the settings of a stack."""
        return cls(
            gateway_url=environment["KYODO_GATEWAY_URL"].rstrip("/"),
            insight_url=environment["KYODO_INSIGHT_URL"].rstrip("/"),
            public_comment_url=environment["KYODO_PUBLIC_COMMENT_URL"].rstrip("/"),
            mongo_url=environment["KYODO_MONGO_URL"],
            kafka_bootstrap=environment["KYODO_KAFKA_BOOTSTRAP"],
            people_url=environment["KYODO_PEOPLE_URL"],
            service_key=environment["KYODO_SERVICE_KEY"],
            database_prefix=environment.get("KYODO_DATABASE_PREFIX", "kyodo"),
            topic_prefix=environment.get("KYODO_TOPIC_PREFIX", "kyodo"),
        )

    @cached_property
    def people(self) -> Cast:
        """One person of each role; entered when they are first needed."""
        key, url = self.service_key, self.people_url
        return cast({"KYODO_SERVICE_KEY": key, "KYODO_PEOPLE_URL": url})

    @property
    def staff_token(self) -> str:
        """The token of somebody of the department in charge."""
        return self.people.tokens["staff"]

    @property
    def department_id(self) -> str:
        """The department in charge."""
        return self.people.department

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
