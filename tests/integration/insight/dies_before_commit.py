"""A process that writes a batch of comments and then waits, for ever, before the commit.

The test that starts it kills it there (``kill -9``): ``python -m …dies_before_commit``.
"""

import asyncio
import sys

from services.insight.events import InsightProjection
from shared.kafka import Batch, Model, ProjectionRunner
from shared.mongo import Mongo
from shared.settings import settings


class WaitsBeforeCommit(InsightProjection):
    """Everything of a batch is written, nothing is committed."""

    async def apply(self, batch: Batch, model: Model) -> None:
        await super().apply(batch, model)
        if any(event.type.endswith("comment_accepted.v1") for event in batch.events):
            sys.stdout.write("written\n")
            sys.stdout.flush()
            await asyncio.Event().wait()


async def main() -> None:
    """Run until killed."""
    config = settings()
    runner = ProjectionRunner(WaitsBeforeCommit(), Mongo.connect(config), config)
    await runner.start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
