"""What every test may ask for. Broker and database are real; they start once per run.

kafka_bootstrap   str, session: address of the run's Kafka (or KYODO_KAFKA_BOOTSTRAP as given)
mongo_url         str, session: address of the run's MongoDB (or KYODO_MONGO_URL as given)
settings          Settings of this test alone: a topic prefix and a database prefix of its own on
                  the real broker and database; topics and databases are deleted afterwards
environment       the same as dict of KYODO_… variables, to start a process of yours with
mailbox           a real mail server of this test alone, with what it was sent
mail_settings     ``settings`` with which a service sends to ``mailbox``, at once
mongo             shared.mongo.Mongo, connected with ``settings``
plain_settings    Settings that lead nowhere: for unit tests that need no broker and no database
system            session: the whole of Kyodo running (all processes) on the run's broker and
                  database: system.url("gateway"), system.environment, system.log("insight").
                  It is shared by all tests of the run: add to it, but kill nothing in it
people            session: one person of each role in ``system``, with tokens (tests/support/people)
new_stack         factory: new_stack(parts=("kafka", "mongod", "policies"), given={…}) starts a
                  stack of this test alone, which may be killed, paused and restarted at will;
                  without ``parts`` it is everything with a broker and database of its own

Tests and fixtures run in one event loop per session; coroutines need no marker. Under xdist all
workers share the broker, the database and ``system``.
"""

import secrets
from collections.abc import AsyncIterator, Callable, Iterator, Mapping

import hypothesis
import pytest

from infra.local.processes import ALL, BACKING
from infra.local.stack import Stack
from shared.mongo import Mongo
from shared.settings import Settings
from tests.support import backing as real
from tests.support import language_model, run
from tests.support.mail import Mailbox, port_for_later, smtp_server
from tests.support.people import Cast, cast

# Examples take longer on a busy machine; that is no defect of what is tested.
hypothesis.settings.register_profile("kyodo", deadline=None)
hypothesis.settings.load_profile("kyodo")


def pytest_configure(config: pytest.Config) -> None:
    """Name the run, so that its workers find what it started."""
    if not hasattr(config, "workerinput"):
        run.begin()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop what the run started, once all workers are done."""
    if not hasattr(config, "workerinput"):
        run.end()


@pytest.fixture(scope="session")
def backing() -> real.Backing:
    return real.backing()


@pytest.fixture(scope="session")
def kafka_bootstrap(backing: real.Backing) -> str:
    return backing.kafka_bootstrap


@pytest.fixture(scope="session")
def mongo_url(backing: real.Backing) -> str:
    return backing.mongo_url


@pytest.fixture
async def environment(backing: real.Backing) -> AsyncIterator[dict[str, str]]:
    prefix = f"t{secrets.token_hex(6)}"
    yield real.environment(backing, prefix)
    await real.clean(backing, prefix)


@pytest.fixture
def settings(environment: dict[str, str]) -> Settings:
    return settings_from(environment)


@pytest.fixture
def plain_settings() -> Settings:
    return settings_from(real.environment(real.NOWHERE, "nowhere"))


@pytest.fixture
async def mongo(settings: Settings) -> AsyncIterator[Mongo]:
    connected = Mongo.connect(settings)
    yield connected
    connected.close()


@pytest.fixture(scope="session")
def system(backing: real.Backing) -> Stack:
    parts = tuple(name for name in ALL if name not in BACKING)
    given = {
        **real.environment(backing, f"s{run.name()[-8:]}"),
        # A server listens there as long as a test of mails runs.
        "KYODO_SMTP_URL": f"smtp://127.0.0.1:{port_for_later()}",
        "KYODO_MAIL_GATHER_S": "0",
        # The same for tests of what a language model suggests.
        "KYODO_LANGUAGE_MODEL_URL": f"http://127.0.0.1:{port_for_later()}/v1",
        "KYODO_LANGUAGE_MODEL_KEY": language_model.KEY,
        "KYODO_LANGUAGE_MODEL_NAME": language_model.NAME,
    }
    return run.shared_stack("system", parts, given)


@pytest.fixture(scope="session")
def people(system: Stack) -> Cast:
    return cast(system.environment)


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with smtp_server() as made:
        yield made


@pytest.fixture
def mail_settings(settings: Settings, mailbox: Mailbox) -> Settings:
    sending = {"smtp_url": mailbox.url, "mail_gather_s": 0.0, "mail_from": "kyodo@city.example.jp"}
    return settings.model_copy(update={**sending, "public_url": "https://kyodo.example.jp"})


@pytest.fixture
def new_stack() -> Iterator[Callable[..., Stack]]:
    stacks: list[Stack] = []

    def start(parts: tuple[str, ...] = ALL, given: Mapping[str, str] | None = None) -> Stack:
        folder = run.folder() / secrets.token_hex(4)
        stack = Stack(folder, parts=parts, given=given, free_ports=True)
        stacks.append(stack)
        stack.start()
        return stack

    yield start
    for stack in stacks:
        stack.destroy()


def settings_from(environment: Mapping[str, str]) -> Settings:
    """Make settings from KYODO_… variables."""
    values = {name.removeprefix("KYODO_").lower(): value for name, value in environment.items()}
    return Settings.model_validate(values)
