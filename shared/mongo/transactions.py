"""Transactions, for where two things must change together."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from pymongo import WriteConcern
from pymongo.errors import (
    BulkWriteError,
    ConnectionFailure,
    DuplicateKeyError,
    ExecutionTimeout,
    PyMongoError,
    WTimeoutError,
)
from pymongo.read_concern import ReadConcern

from shared.errors import Unavailable
from shared.mongo.client import Database, Session

_DUPLICATE_KEY = 11000
_TRIES, _PAUSE_S = 5, 0.02
_PASSING = (ConnectionFailure, ExecutionTimeout, WTimeoutError)


Step = Callable[[Session], Awaitable[None]]


@asynccontextmanager
async def transaction(database: Database) -> AsyncIterator[Session]:
    """Run the body in one snapshot; commit by majority at its end, roll back if it raises.

    Raises:
        PyMongoError: it may or may not have been committed; the body must bear a second run.
    """
    async with await database.client.start_session() as session:
        async with session.start_transaction(
            read_concern=ReadConcern("snapshot"), write_concern=WriteConcern(w="majority", j=True)
        ):
            yield session


async def together(database: Database, *steps: Step) -> None:
    """Take steps in one transaction; a step may be taken again from the beginning.

    Raises:
        Unavailable: it may or may not have been done; send it again.
        what a step raises; nothing is kept then.
    """
    for attempt in range(_TRIES):
        try:
            async with transaction(database) as session:
                for step in steps:
                    await step(session)
        except PyMongoError as error:
            if not passes(error):
                raise
            # The same request at the same time: the next time, one of them is a repetition.
            await asyncio.sleep(_PAUSE_S * 2**attempt)
        else:
            return
    raise Unavailable


def passes(error: PyMongoError) -> bool:
    """True if the same work may succeed later: the fault lies with the server or a conflict."""
    return isinstance(error, _PASSING) or any(
        error.has_error_label(label)
        for label in ("TransientTransactionError", "UnknownTransactionCommitResult")
    )


def duplicate_key(error: PyMongoError) -> bool:
    """True if a unique index refused a write, alone or within a bulk."""
    if isinstance(error, BulkWriteError):
        return any(one["code"] == _DUPLICATE_KEY for one in error.details["writeErrors"])
    return isinstance(error, DuplicateKeyError)
