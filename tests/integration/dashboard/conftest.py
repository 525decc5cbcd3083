import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, expect

from tests.e2e.chromium import chromium
from tests.support.backing import SECRETS
from tests.unit.dashboard.stub import Answers, a_gateway

expect.set_options(timeout=20_000)

ROOT = Path(__file__).parents[3]


@dataclass
class Dashboard:
    """A Streamlit process, and the gateway that it asks, which says what a test wants."""

    address: str
    gateway: Answers


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """One process for all tests of a module."""
    port, token = _free_port(), SECRETS["KYODO_STAFF_TOKEN"]
    with a_gateway(token) as (answers, address):
        command = [sys.executable, "-m", "streamlit", "run", "dashboard/app.py"]
        command += ["--server.port", str(port), "--server.address", "127.0.0.1"]
        with (tmp_path_factory.mktemp("dashboard") / "streamlit.log").open("w") as log:
            process = subprocess.Popen(
                command,
                cwd=ROOT,
                env={**os.environ, **SECRETS, "KYODO_GATEWAY_URL": address},
                stdout=log,
                stderr=subprocess.STDOUT,
            )
            try:
                _wait_for(f"http://127.0.0.1:{port}/_stcore/health", process)
                yield Dashboard(f"http://127.0.0.1:{port}", answers)
            finally:
                process.terminate()
                process.wait(20)


@pytest.fixture
def dashboard(running: Dashboard) -> Dashboard:
    running.gateway.reset()
    return running


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as started:
        yield started


@pytest.fixture
async def context(browser: Browser) -> AsyncIterator[BrowserContext]:
    made = await browser.new_context(locale="ja-JP")
    made.set_default_timeout(20_000)
    yield made
    await made.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(address: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 60
    while True:
        assert process.poll() is None, "streamlit ended before it answered"
        try:
            with urllib.request.urlopen(address, timeout=5):  # our own address
                return
        except OSError:
            assert time.monotonic() < deadline, "streamlit did not answer within a minute"
            time.sleep(0.2)
