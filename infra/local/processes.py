"""Which processes make up Kyodo. A new service is one line in PROCESSES."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from urllib.parse import urlsplit

from infra.local.paths import PYTHON


class Tier(IntEnum):
    """The order of starting; stopping goes backwards. One tier starts at once."""

    BACKING = 0
    INNER = 1
    OUTER = 2


@dataclass(frozen=True)
class Process:
    """One process of ours.

    Attributes:
        name: as in logs, in `make run` and in docker-compose.yml.
        tier: when it starts.
        arguments: the command line after the interpreter, with ``{host}`` and ``{port}``.
        setting: the environment variable that holds its address, or "" when it does not listen.
        default_url: where it listens unless the setting says otherwise.
        ready_path: answers 200 once the process can do its work.
        patient: nobody waits for it by the second: it leaves the processors to the others.
    """

    name: str
    tier: Tier
    arguments: tuple[str, ...]
    setting: str = ""
    default_url: str = ""
    ready_path: str = "/readyz"
    patient: bool = False

    def url(self, environment: Mapping[str, str]) -> str:
        """Return the address in force, without a slash at the end."""
        return environment.get(self.setting, self.default_url).rstrip("/")

    def host(self, environment: Mapping[str, str]) -> str:
        """Return the address to bind."""
        return urlsplit(self.url(environment)).hostname or "127.0.0.1"

    def port(self, environment: Mapping[str, str]) -> int:
        """Return the port to listen on."""
        parts = urlsplit(self.url(environment))
        return parts.port or (443 if parts.scheme == "https" else 80)

    def command(self, environment: Mapping[str, str]) -> list[str]:
        """Return the full command line, run from the checkout's root."""
        if not self.setting:
            return [str(PYTHON), *self.arguments]
        places = {"host": self.host(environment), "port": str(self.port(environment))}
        return [str(PYTHON), *(argument.format_map(places) for argument in self.arguments)]


UVICORN = (
    *("--host", "{host}", "--port", "{port}", "--loop", "uvloop", "--http", "httptools"),
    *("--no-access-log", "--log-level", "warning", "--timeout-graceful-shutdown", "10"),
)
# Live views: what is sent back is short, and who does not answer a ping is gone.
SOCKETS = (
    *("--ws-max-size", "65536", "--ws-per-message-deflate", "false"),
    *("--ws-ping-interval", "20", "--ws-ping-timeout", "20"),
)
STREAMLIT = (
    *("--server.address", "{host}", "--server.port", "{port}", "--server.headless", "true"),
    *("--server.fileWatcherType", "none", "--browser.gatherUsageStats", "false"),
)


def service(name: str, port: int, *, patient: bool = False) -> Process:
    """Describe a service by its package name, such as ``public_comment``."""
    return Process(
        name.replace("_", "-"),
        Tier.INNER,
        ("-m", "uvicorn", f"services.{name}.main:app", *UVICORN),
        f"KYODO_{name.upper()}_URL",
        f"http://127.0.0.1:{port}",
        patient=patient,
    )


def relay(name: str) -> Process:
    """Describe what sends a service's events to Kafka."""
    return Process(
        f"{name.replace('_', '-')}-relay",
        Tier.INNER,
        ("-m", "shared.kafka.relay", f"services.{name}.store:OUTBOX"),
    )


DEMO_SIGN_IN = "demo-sign-in"
KEYS = "keys"

PROCESSES = (
    # Only here and in tests: docker-compose.yml has Keycloak in its place.
    Process(
        DEMO_SIGN_IN,
        Tier.INNER,
        ("-m", "infra.local.demo_sign_in", "--host", "{host}", "--port", "{port}"),
        "KYODO_OIDC_ISSUER",
        "http://127.0.0.1:8110",
        ready_path="/.well-known/openid-configuration",
    ),
    service("policies", 8101),
    service("public_comment", 8102),
    service("insight", 8103),
    service("people", 8104),
    service(KEYS, 8105),
    relay("policies"),
    relay("public_comment"),
    relay("people"),
    service("responses", 8106),
    relay("responses"),
    service("folding", 8107, patient=True),
    Process(
        "comment-search",
        Tier.INNER,
        ("-m", "uvicorn", "services.public_comment.search.main:app", *UVICORN),
        "KYODO_COMMENT_SEARCH_URL",
        "http://127.0.0.1:8108",
        patient=True,
    ),
    service("open_data", 8111, patient=True),
    service("workshops", 8112),
    relay("workshops"),
    service("issue_proposals", 8113),
    relay("issue_proposals"),
    service("committee_recruitment", 8114),
    relay("committee_recruitment"),
    Process(
        "insight-topics",
        Tier.INNER,
        ("-m", "uvicorn", "services.insight.topics.main:app", *UVICORN),
        "KYODO_INSIGHT_TOPICS_URL",
        "http://127.0.0.1:8109",
    ),
    Process(
        "gateway",
        Tier.OUTER,
        ("-m", "uvicorn", "gateway.main:app", *UVICORN, *SOCKETS),
        "KYODO_GATEWAY_URL",
        "http://127.0.0.1:8080",
    ),
    Process(
        "dashboard",
        Tier.OUTER,
        ("-m", "dashboard", *STREAMLIT),
        "KYODO_DASHBOARD_URL",
        "http://127.0.0.1:8501",
        ready_path="/_stcore/health",
    ),
)

KAFKA = "kafka"
MONGOD = "mongod"
BACKING = (KAFKA, MONGOD)
ALL = (*BACKING, *(process.name for process in PROCESSES))
BY_NAME = {process.name: process for process in PROCESSES}
