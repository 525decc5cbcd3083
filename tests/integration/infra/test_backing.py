"""The fixtures that all other tests stand on."""

from aiokafka.admin import AIOKafkaAdminClient

from shared.mongo import Mongo
from shared.settings import Settings


async def test_each_test_has_a_database_that_takes_transactions(
    mongo: Mongo, settings: Settings
) -> None:
    database = mongo.database("house")
    await database.create_collection("rooms")
    async with await database.client.start_session() as session, session.start_transaction():
        await database["rooms"].insert_one({"_id": 1}, session=session)
    assert await database["rooms"].count_documents({}) == 1
    assert database.name.startswith(settings.database_prefix)


async def test_the_broker_answers(kafka_bootstrap: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka_bootstrap)
    await admin.start()
    try:
        assert (await admin.describe_cluster())["brokers"]
    finally:
        await admin.close()
