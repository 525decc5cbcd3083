"""Versions come back with a backup, and nothing that is there is overwritten."""

import secrets
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from infra.backup.make import make_backup
from infra.backup.restore import NotEmpty, restore_backup
from infra.backup.services import SERVICES
from services.open_data.domain.files import FileKind
from shared.kafka import ensure_topics, service_topic
from shared.mongo import Mongo
from shared.settings import Settings
from tests.conftest import settings_from
from tests.integration.open_data.test_versions import World, filled
from tests.support import backing as real


def said(_name: str, _count: int) -> None:
    """Nobody watches."""


@pytest.fixture
async def again(backing: real.Backing) -> AsyncIterator[Settings]:
    prefix = f"t{secrets.token_hex(6)}"
    yield settings_from(real.environment(backing, prefix))
    await real.clean(backing, prefix)


async def test_versions_come_back_with_their_files(
    settings: Settings, again: Settings, mongo: Mongo, tmp_path: Path
) -> None:
    topics = [service_topic(settings, name) for name in SERVICES]
    await ensure_topics(settings, topics, settings.topic_partitions)
    world = World(mongo)
    await world.store.create_indexes()
    made = await world.make("policies", filled("policies", 名称="駅前"))
    before = {kind: await world.file(made, kind) for kind in FileKind}
    await make_backup(settings, tmp_path, said)

    restored = Mongo.connect(again)
    try:
        second = World(restored)
        await second.store.create_indexes()  # as a service that was started empty does
        await restore_backup(again, tmp_path, said)
        assert {kind: await second.file(made, kind) for kind in FileKind} == before
        with pytest.raises(NotEmpty):
            await restore_backup(again, tmp_path, said)
    finally:
        restored.close()
