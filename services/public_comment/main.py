"""The public comment service: wiring."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI

from services.public_comment.api import router
from services.public_comment.events import PublishedProjection
from services.public_comment.handlers import Handlers, make_handlers
from services.public_comment.handlers.answering import AskedAnswers
from services.public_comment.handlers.clause_texts import AskedClauseTexts
from services.public_comment.masks.api import router as masks_router
from services.public_comment.masks.handlers import Masks
from services.public_comment.masks.store import AgreedTexts
from services.public_comment.points.api import router as points_router
from services.public_comment.points.handlers import Points
from services.public_comment.points.store import Topics
from services.public_comment.store import OUTBOX, Revisions, Store
from services.public_comment.store.attachments import AttachmentRows
from services.public_comment.store.followers import Followers
from services.public_comment.store.imports import ImportStore
from shared.auth import FOLDING, GATEWAY, INSIGHT_TOPICS, OPEN_DATA, OPERATOR, PUBLIC_COMMENT
from shared.calls import ServiceCalls
from shared.private_data import PrivateData
from shared.service import create_service


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Open the store and the way to the keys; judge late papers anew; end both at the end."""
    mongo, settings = app.state.mongo, app.state.settings
    store = Store(mongo.database("public_comment"))
    await store.create_indexes()
    await ImportStore(store.database).create_indexes()

    async def revisions() -> Revisions:
        return Revisions(await app.state.runner.model())

    app.state.store = store
    topics = Topics(mongo.database("public_comment"))
    await topics.create_indexes()
    app.state.points = Points(store, topics)
    texts = AgreedTexts(store)
    await texts.create_indexes()
    app.state.masks = Masks(store, texts)
    private = PrivateData("public_comment", settings)
    calls = ServiceCalls(PUBLIC_COMMENT, "policies", settings.policies_url, settings)
    responses = ServiceCalls(PUBLIC_COMMENT, "responses", settings.responses_url, settings)
    app.state.handlers = make_handlers(
        store, settings, revisions, private, AskedClauseTexts(calls), AskedAnswers(responses)
    )
    PUBLISHED.tell_by(app.state.handlers.following)
    working = [
        asyncio.create_task(forever()) for forever in await _without_end(store, app.state.handlers)
    ]
    try:
        yield
    finally:
        for task in working:
            task.cancel()
        await asyncio.gather(*working, return_exceptions=True)
        await app.state.handlers.imports.stop()
        await calls.close()
        await responses.close()
        await private.close()


async def _without_end(
    store: Store, handlers: Handlers
) -> list[Callable[[], Coroutine[Any, Any, None]]]:
    """Return what is done as long as the service runs; mail only where that is set up."""
    await Followers(store).create_indexes()
    await AttachmentRows(store).create_indexes()
    always = [handlers.recount.run_forever, handlers.attachments.sweep_forever]
    rounds = handlers.rounds
    if rounds is None:
        return always
    await rounds.letterbox.create_indexes()
    sending = rounds.letterbox.deliver_forever
    return [*always, rounds.run_forever, sending]


PUBLISHED = PublishedProjection()
router.include_router(points_router)
router.include_router(masks_router)
app = create_service(
    "public_comment",
    router,
    lifespan=lifespan,
    callers=(GATEWAY, OPERATOR, FOLDING, INSIGHT_TOPICS, OPEN_DATA),
    outbox=OUTBOX,
    projection=PUBLISHED,
    takes_files="/file",
)
