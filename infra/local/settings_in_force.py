"""Find the settings of the system that `make run` started, for commands run beside it."""

import json
import os
from pathlib import Path

from infra.local.environment import given, read_file
from infra.local.paths import STATE


def settings_in_force(directory: Path = STATE) -> dict[str, str]:
    """Return ``KYODO_…`` settings: the environment's first, then the running system's."""
    record = directory / "run" / "stack.json"
    running: dict[str, str] = {}
    if record.exists():
        running = json.loads(record.read_text(encoding="utf-8"))["settings"]
    return read_file(directory / "secrets.env") | running | given()


def use_settings_in_force() -> None:
    """Put them into this process's environment."""
    os.environ.update(settings_in_force())
