"""How long until people can work again: a fresh comment is accepted and visible in insight."""

import asyncio
import time

from pymongo import MongoClient
from pymongo.errors import PyMongoError

from tests.bench.system import Document, System
from tests.chaos.loads import People, submit

_LOOK_EVERY_S = 0.05
NOT_WITHIN_S = 120.0


class Probe:
    """Submits a comment and waits until insight's read model holds it."""

    def __init__(self, system: System, people: People) -> None:
        self._system = system
        self._people = people
        # Of its own, and impatient: a frozen database must not freeze the measurement.
        self._client: MongoClient[Document] = MongoClient(
            system.mongo_url, serverSelectionTimeoutMS=1_000, socketTimeoutMS=2_000
        )

    async def recovery_s(self) -> float | None:
        """Seconds from now until it is there; None if it takes longer than two minutes."""
        began = time.monotonic()
        try:
            async with asyncio.timeout(NOT_WITHIN_S):
                number = await self._accepted()
                await asyncio.to_thread(self._wait_visible, number)
        except TimeoutError:
            return None
        return time.monotonic() - began

    def close(self) -> None:
        """Give the connections back."""
        self._client.close()

    async def _accepted(self) -> str:
        """Submit until one is accepted; return its receipt number's digits."""
        accepted = self._people.ledger.accepted
        while True:
            mine = _OneOf(self._people)
            await submit(mine.people)
            if mine.people.ledger.accepted:
                (receipt,) = mine.people.ledger.accepted
                accepted.append(receipt)
                return receipt.receipt_number.replace("-", "")

    def _wait_visible(self, number: str) -> None:
        began = time.monotonic()
        while not self._visible(number) and time.monotonic() - began < NOT_WITHIN_S:
            time.sleep(_LOOK_EVERY_S)

    def _visible(self, number: str) -> bool:
        try:
            comment = self._system.comments(self._client).find_one(
                {"receipt_number": number}, {"_id": 1}
            )
            if comment is None:
                return False
            inputs = self._system.inputs(self._client)
            return inputs.find_one({"_id": comment["_id"]}, {"_id": 1}) is not None
        except PyMongoError:
            return False  # not yet: the fault may have hit the database


class _OneOf:
    """The same people with a ledger of their own, so that the probe knows its receipt."""

    def __init__(self, people: People) -> None:
        self.people = People(
            people.citizen,
            people.staff,
            people.town,
            people.chance,
            people.desk_id,
            patience_s=people.patience_s,
        )
