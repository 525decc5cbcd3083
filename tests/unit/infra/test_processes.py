"""One table says which processes exist; everything else agrees with it."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from infra.local import addresses
from infra.local.paths import ROOT
from infra.local.processes import ALL, BACKING, BY_NAME, DEMO_SIGN_IN, PROCESSES, Process
from shared.settings import Settings

# Run once, or in place of the demo's sign-in, which is for this machine and the tests only.
BESIDE = {"demo", "keycloak"}
LOCAL_ONLY = {DEMO_SIGN_IN}
IN_COMPOSE = [process for process in PROCESSES if process.name not in LOCAL_ONLY]


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
    return loaded


def test_compose_has_the_same_processes(compose: dict[str, Any]) -> None:
    assert set(compose["services"]) - BESIDE == set(ALL) - LOCAL_ONLY


@pytest.mark.parametrize("process", IN_COMPOSE, ids=lambda process: process.name)
def test_compose_runs_the_same_commands(compose: dict[str, Any], process: Process) -> None:
    everywhere = {process.setting: process.default_url.replace("127.0.0.1", "0.0.0.0")}
    expected = process.command(everywhere)[1:]
    assert compose["services"][process.name]["command"] == expected


def test_compose_names_the_addresses_of_its_own_network(compose: dict[str, Any]) -> None:
    environment = compose["services"]["gateway"]["environment"]
    for process in IN_COMPOSE:
        if process.setting in environment:
            assert environment[process.setting] == process.default_url.replace(
                "127.0.0.1", process.name
            )


def test_the_defaults_are_those_of_the_settings() -> None:
    usual = addresses.settings({}, free=False)
    fields = Settings.model_fields
    for name, value in usual.items():
        field = name.removeprefix("KYODO_").lower()
        if field in fields and name != BY_NAME[DEMO_SIGN_IN].setting:
            assert fields[field].default == value, name


def test_every_service_in_the_tree_is_in_the_table() -> None:
    folders = {main.parent.name.replace("_", "-") for main in ROOT.glob("services/*/main.py")}
    assert folders <= set(BY_NAME)


def test_names_are_unique_and_backing_comes_first() -> None:
    assert len(set(ALL)) == len(ALL)
    assert ALL[: len(BACKING)] == BACKING


def test_what_was_asked_for_goes_before_free_ports() -> None:
    given = {"KYODO_GATEWAY_URL": "http://127.0.0.1:9999", "KYODO_MONGO_PORT": "27999"}
    settings = addresses.settings(given, free=True)
    assert settings["KYODO_GATEWAY_URL"] == given["KYODO_GATEWAY_URL"]
    assert ":27999/" in settings["KYODO_MONGO_URL"]
    assert len({value.rpartition(":")[2] for value in settings.values()}) == len(settings) - 1


def test_the_image_copies_every_package() -> None:
    dockerfile = Path(ROOT / "infra/docker/Dockerfile").read_text("utf-8")
    for package in ("shared", "services", "gateway", "dashboard", "infra"):
        assert f"COPY {package} " in dockerfile
