from collections.abc import AsyncIterator, Iterator

import pytest

from services.insight.topics.handlers.workers import Workers
from services.insight.topics.store import Wordings
from shared.kafka import Model
from shared.mongo import Mongo
from shared.settings import Settings
from tests.integration.insight_topics.city import City


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    """Real worker processes, once: they load a dictionary and vectors."""
    made = Workers()
    yield made
    made.close()


@pytest.fixture
async def city(settings: Settings, workers: Workers) -> AsyncIterator[City]:
    mongo = Mongo.connect(settings)
    database = mongo.database("insight_topics")
    await mongo.client.drop_database(database.name)
    made = City(Model(database, "insight_topics", 1), workers)
    await made.state.create_indexes()
    await Wordings(made.model).create_indexes()
    yield made
    await mongo.client.drop_database(database.name)
    mongo.close()
