from collections.abc import AsyncIterator

import pytest

from shared.settings import Settings
from tests.integration.insight.world import World, a_world


@pytest.fixture
async def world(settings: Settings) -> AsyncIterator[World]:
    async with a_world(settings) as made:
        yield made
