"""A consultation of the tests' own on the running system, and the real ``kyodo`` beside it."""

import os
import secrets
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from infra.local.paths import PYTHON, ROOT
from infra.local.stack import Stack
from tests.bench.system import System
from tests.bench.town import Town, found_town
from tests.support.people import Cast

Kyodo = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def outside(system: Stack) -> System:
    return System.of(system.environment)


@pytest.fixture
async def town(outside: System) -> Town:
    return await found_town(outside, f"cli-{secrets.token_hex(6)}")


@pytest.fixture
def kyodo(system: Stack, people: Cast) -> Kyodo:
    """Start ``kyodo …`` as an operator would, with the environment of the running system."""
    token = {"KYODO_TOKEN": people.tokens["staff"]}

    def start(*arguments: str | Path, **settings: str) -> "subprocess.Popen[str]":
        inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        return subprocess.Popen(
            [str(PYTHON), "-m", "infra.cli", *map(str, arguments)],
            cwd=ROOT,
            env={**inherited, **system.environment, **token, "COLUMNS": "200", **settings},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            # A run in the background of a shell ignores Ctrl-C, and what it starts would, too.
            preexec_fn=_take_interrupts,
        )

    return start


def _take_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)
