"""``kyodo opendata`` as an operator runs it, on a running system."""

import asyncio
import os
import subprocess

from infra.local.paths import PYTHON, ROOT
from infra.local.stack import Stack


async def make_open_data(system: Stack) -> str:
    """Run it to its end; return what it said."""
    return await asyncio.to_thread(_run, system)


def _run(system: Stack) -> str:
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    done = subprocess.run(
        [str(PYTHON), "-m", "infra.cli", "opendata"],
        cwd=ROOT,
        env={**inherited, **system.environment, "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=150,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
