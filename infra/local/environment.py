"""What a stack's processes find in their environment: addresses, secrets, the stack's mark."""

import base64
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from infra.local.paths import STATE

# Every process of a stack carries the stack's folder in this variable. It is how a stop after a
# crash finds the stack's processes and touches no other.
MARK = "KYODO_STACK"

SECRET_NAMES = (
    "KYODO_SERVICE_KEY",
    "KYODO_SECRET_KEY",
    "KYODO_OIDC_CLIENT_SECRET",
    "KYODO_METRICS_TOKEN",
)
# They lock the keys of people's private data; who loses them loses all of it.
MASTER_KEYS = "KYODO_MASTER_KEYS"
# Of other people's images, which only docker-compose.yml starts.
OF_CONTAINERS = ("KYODO_KEYCLOAK_ADMIN", "KYODO_GRAFANA_ADMIN")


def read_file(file: Path) -> dict[str, str]:
    """Read lines of ``NAME=value``; a file that is not there holds nothing."""
    if not file.exists():
        return {}
    lines = file.read_text(encoding="utf-8").splitlines()
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name: value for name, _, value in pairs}


def write_private(file: Path, text: str) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(text)
    draft.replace(file)


def secrets_of(directory: Path) -> dict[str, str]:
    """Return a stack's secrets, made at random the first time and kept."""
    file = directory / "secrets.env"
    known = read_file(file)
    missing = [name for name in (*SECRET_NAMES, MASTER_KEYS) if name not in known]
    if missing:
        known.update({name: secrets.token_urlsafe(32) for name in missing if name != MASTER_KEYS})
        if MASTER_KEYS in missing:
            known[MASTER_KEYS] = f"1:{base64.b64encode(secrets.token_bytes(32)).decode()}"
        write_private(file, "".join(f"{name}={value}\n" for name, value in known.items()))
    return known


def inherited() -> dict[str, str]:
    """Return this process's environment without what belongs to one stack or slows starts.

    Without compiled files every start would compile some thousand modules again.
    """
    dropped = {"PYTHONDONTWRITEBYTECODE", "PYTHONPATH", MARK}
    return {
        name: value
        for name, value in os.environ.items()
        if name not in dropped and not name.startswith("KYODO_")
    }


def without_master_keys(environment: Mapping[str, str]) -> dict[str, str]:
    """Return an environment for processes that must not open anybody's private data."""
    return {name: value for name, value in environment.items() if name != MASTER_KEYS}


def given() -> dict[str, str]:
    """Return the settings that this process was given."""
    return {
        name: value
        for name, value in os.environ.items()
        if name.startswith("KYODO_") and name != MARK
    }


def secret_files(directory: Path) -> Path:
    """Write each secret into a file of its own, named like its setting, for docker-compose.yml.

    Returns:
        The folder. What was written before stays as it is.
    """
    folder = directory / "secrets"
    known = secrets_of(directory) | {name: secrets.token_urlsafe(24) for name in OF_CONTAINERS}
    for name, value in known.items():
        if not (file := folder / name.lower()).exists():
            write_private(file, value)
    return folder


if __name__ == "__main__":
    print(secret_files(STATE))
