"""Writing several things, all or none."""

import asyncio
from collections.abc import Awaitable, Callable

from shared.errors import Unavailable
from shared.mongo import Database, PyMongoError, Session, passes, transaction

_TRIES, _PAUSE_S = 5, 0.02

Step = Callable[[Session], Awaitable[None]]


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
