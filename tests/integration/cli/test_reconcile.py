"""``kyodo reconcile`` on the running system: it agrees, and finds what does not."""

import json
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from infra.cli.config import CliSettings
from infra.cli.recount.reading import Services
from infra.local.stack import Stack
from shared.auth import GATEWAY, service_token
from shared.caller import STRANGER, Caller, Role
from tests.bench.system import System
from tests.bench.town import Town
from tests.integration.cli.conftest import Kyodo
from tests.integration.cli.test_operations import run_in


def differing(system: Stack, town: Town, *, settle: float = 30.0) -> list[dict[str, Any]]:
    """What is told about the town's consultation; others' are theirs."""
    done = run_in(system, "reconcile", "--nightly", "--settle", str(settle))
    told = json.loads(done.stdout.splitlines()[-1])
    assert done.returncode == (1 if told["differing"] else 0), done.stderr
    assert told["compared"] >= 1
    found: list[dict[str, Any]] = told["differences"].get(town.consultation_id, [])
    return found


@pytest.mark.timeout(480)
def test_the_numbers_agree_and_a_wrong_one_is_named(
    system: Stack, outside: System, town: Town, kyodo: Kyodo, tmp_path: Path
) -> None:
    file = tmp_path / "a.csv"
    rows = ["1,道を広げてください,WEB", "2,橋を直してください,FAX", "3,橋を直してください,FAX"]
    file.write_text("\n".join(["id,comment,channel", *rows, ""]), encoding="utf-8")
    imported = kyodo("import-comments", "-c", town.consultation_id, file)
    imported.communicate(timeout=60)
    assert imported.returncode == 0

    assert differing(system, town) == []

    with outside.mongo() as client:
        counters = outside.inputs(client).database[outside.inputs(client).name[:-6] + "counters"]
        where = {"consultation_id": town.consultation_id, "kind": "channel", "channel": "FAX"}
        assert counters.update_one(where, {"$inc": {"comments": 1}}).matched_count == 1
        wrong = differing(system, town, settle=0)
        counters.update_one(where, {"$inc": {"comments": -1}})

    (one,) = wrong
    assert (one["service"], one["what"]) == ("insight", "受付方法 FAX")
    assert "3通" in one["told"]
    assert "2通" in one["counted"]
    assert differing(system, town) == []


@pytest.mark.parametrize(
    ("service", "path"),
    [
        ("public_comment", "/recount?consultation_id=c"),
        ("comment_search", "/recount?consultation_id=c&state=accepted"),
        ("folding", "/recount?case_id=c"),
        ("responses", "/recount/inputs?case_id=c"),
        ("responses", "/recount/responses?case_id=c"),
        ("responses", "/recount/tallies?case_id=c"),
    ],
)
async def test_rows_are_for_the_operator_alone(system: Stack, service: str, path: str) -> None:
    settings = CliSettings.model_validate(
        {name[6:].lower(): value for name, value in system.environment.items()}
    )
    staff = Caller("somebody", frozenset({Role.STAFF, Role.ADMIN}))
    for caller, status in ((STRANGER, 401), (staff, 403)):
        token = service_token(settings.service_key, GATEWAY, service, caller)
        async with aiohttp.ClientSession() as session:
            url = settings.service_url(service) + path
            answer = await session.get(url, headers={"Authorization": f"Bearer {token}"})
            assert answer.status == status
    async with Services(settings) as services:
        assert (await services.get(service, path))["items"] == []


def test_who_has_not_the_key_of_the_services_counts_nothing(system: Stack, kyodo: Kyodo) -> None:
    refused = kyodo("reconcile", KYODO_SERVICE_KEY="not the key at all, but as long as one is")
    told = refused.communicate(timeout=60)
    assert refused.returncode == 5, told
