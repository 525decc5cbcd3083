"""What the root fields of open data are tried with."""

from tests.integration.gateway.conftest import Door
from tests.integration.gateway.permissions.arguments import Given, World, tried_with


@tried_with("Query.openDatasets")
async def _datasets(_: World, _door: Door) -> Given:
    return {}


@tried_with("Query.openDataVersions")
async def _versions(_: World, _door: Door) -> Given:
    return {"dataset": "policies", "first": 2}
