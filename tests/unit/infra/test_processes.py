"""One table says which processes exist; everything else agrees with it."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from infra.local import addresses, environment
from infra.local.paths import ROOT
from infra.local.processes import ALL, BACKING, BY_NAME, DEMO_SIGN_IN, PROCESSES, Process
from shared.settings import Settings

# Run once, in place of the demo's sign-in (for this machine and the tests only), or to observe.
BESIDE = {"demo", "keycloak", "prometheus", "grafana", "traces"}
LOCAL_ONLY = {DEMO_SIGN_IN}
# They write their own configuration beside their programs when they start.
WRITE_THEMSELVES = {"kafka", "keycloak"}
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
    given = compose["services"]["gateway"]["environment"]
    for process in IN_COMPOSE:
        # Only browsers go to the dashboard, and they come from this machine.
        place = "localhost" if process.name == "dashboard" else process.name
        if process.setting in given:
            assert given[process.setting] == process.default_url.replace("127.0.0.1", place)


def test_no_container_may_do_more_than_it_needs(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["user"] not in ("root", "0"), name
        assert service.get("read_only") or name in WRITE_THEMSELVES, name


def test_what_listens_says_when_it_is_ready(compose: dict[str, Any]) -> None:
    for process in IN_COMPOSE:
        if process.setting:
            asked = compose["services"][process.name]["healthcheck"]["test"][-1]
            assert f":{process.port({})}{process.ready_path}'" in asked


def test_who_waits_waits_for_what_can_be_ready(compose: dict[str, Any]) -> None:
    services = compose["services"]
    for service in services.values():
        for name, how in service.get("depends_on", {}).items():
            assert how == {"condition": "service_healthy"}
            assert "healthcheck" in services[name]


def test_secrets_are_files_that_make_secrets_writes(
    compose: dict[str, Any], tmp_path: Path
) -> None:
    folder = environment.secret_files(tmp_path)
    written = {file.name: file.read_text("utf-8") for file in folder.iterdir()}
    assert environment.secret_files(tmp_path) == folder
    assert {file.name: file.read_text("utf-8") for file in folder.iterdir()} == written
    assert all(len(value) >= 32 for value in written.values())
    assert compose["secrets"] == {name: {"file": f".local/secrets/{name}"} for name in written}
    for name, service in compose["services"].items():
        assert set(service.get("secrets", ())) <= set(written), name
        assert not [key for key in service.get("environment", {}) if key.lower() in written], name


def test_only_the_keys_service_is_given_the_master_keys(compose: dict[str, Any]) -> None:
    holders = {
        name
        for name, service in compose["services"].items()
        if environment.MASTER_KEYS.lower() in service.get("secrets", ())
    }
    assert holders == {"keys"}


def test_keycloak_sends_people_back_to_our_pages_only(compose: dict[str, Any]) -> None:
    realm = json.loads((ROOT / "infra/docker/keycloak/kyodo-realm.json").read_text("utf-8"))
    ours = compose["services"]["gateway"]["environment"]
    back = {client["clientId"]: client["redirectUris"] for client in realm["clients"]}
    assert back == {
        Settings.model_fields["oidc_client_id"].default: [
            ours["KYODO_PUBLIC_URL"] + "/sign-in/callback"
        ],
        Settings.model_fields["dashboard_client_id"].default: [
            ours["KYODO_DASHBOARD_URL"] + "/oauth2callback"
        ],
    }
    assert ours["KYODO_OIDC_ISSUER"].endswith(f"/realms/{realm['realm']}")
    assert all(client["secret"] == "${KYODO_OIDC_CLIENT_SECRET}" for client in realm["clients"])


def test_prometheus_reads_every_process_that_listens(compose: dict[str, Any]) -> None:
    read = (ROOT / "infra/observability/prometheus/prometheus.yml").read_text("utf-8")
    (job,) = yaml.safe_load(read)["scrape_configs"]
    expected = {
        f"{process.name}:{process.port({})}"
        for process in IN_COMPOSE
        if process.setting and process.name != "dashboard"
    }
    assert set(job["static_configs"][0]["targets"]) == expected


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
