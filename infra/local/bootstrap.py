"""Set up a checkout: packages, Kafka's jars, the front end. Run by `make`, again at no cost.

    python3.11 -m infra.local.bootstrap [--dev] [--browser]

Standard library only; nothing but Python 3.11 has to be there before. What was done is stamped
with a hash of its inputs under .local/stamps, so that only what changed is done again.
"""

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from infra.local import tools
from infra.local.browser import require_browser
from infra.local.long_work import work_on
from infra.local.paths import LOCAL, PYTHON, ROOT, VENV
from infra.local.say import Failure, or_fail

REQUIREMENTS = ROOT / "requirements"
RUNTIME = tuple(REQUIREMENTS / f"{name}.txt" for name in ("runtime", "vectors", "local"))
DEVELOPMENT = (*RUNTIME, REQUIREMENTS / "dev.txt")
WEB = ROOT / "gateway" / "web"
WEB_BUILD = WEB / "static" / "build"
STAMPS = LOCAL / "stamps"
UV_HOME = LOCAL / "tools" / "uv"
# What a first set-up needs with room to spare: packages, their compiled form, caches, jars, data.
FIRST_SETUP_GB = 4.0


def main() -> None:
    """Bring the checkout to what the locks say.

    Raises:
        Failure: what is missing, and what to do about it.
    """
    _require_python()
    LOCAL.mkdir(parents=True, exist_ok=True)
    STAMPS.mkdir(exist_ok=True)
    _require_space()
    _install_packages(development="--dev" in sys.argv[1:])
    _fetch_jars()
    _build_front_end()
    if "--browser" in sys.argv[1:]:
        require_browser()


def _require_python() -> None:
    if sys.version_info[:2] != (3, 11):
        found = ".".join(str(part) for part in sys.version_info[:2])
        raise Failure(
            f"Python 3.11 が必要です（見つかったのは {found}）。Python 3.11 を入れるか、"
            "make PYTHON=/path/to/python3.11 のように場所を指定してください。",
            f"Python 3.11 is needed (found {found}); install it, or name it with "
            "make PYTHON=/path/to/python3.11.",
        )


def _require_space() -> None:
    needed = 0.5 if PYTHON.exists() else FIRST_SETUP_GB
    free = shutil.disk_usage(ROOT).free / 1e9
    if free < needed:
        raise Failure(
            f"ディスクの空きが足りません（{free:.1f} GB、必要なのは {needed} GB）。"
            f"{ROOT} のあるディスクを空けてください。",
            f"not enough disk space at {ROOT}: {free:.1f} GB free, {needed} GB needed.",
        )


def _install_packages(development: bool) -> None:
    """Install the locked packages; what tests need stays once it is there."""
    everything, runtime = _hash(DEVELOPMENT), _hash(RUNTIME)
    known = _stamp("packages")
    if PYTHON.exists() and known in ({everything} if development else {everything, runtime}):
        return
    uv = _uv()
    if not PYTHON.exists():
        work_on(
            [str(uv), "venv", "--quiet", "--clear", "--python", sys.executable, str(VENV)],
            "Python の環境を作っています",
            "making the Python environment",
        )
    locks = [str(lock) for lock in (DEVELOPMENT if development else RUNTIME)]
    work_on(
        [
            *(str(uv), "pip", "sync", "--python", str(PYTHON), "--require-hashes"),
            *("--link-mode", "copy", "--compile-bytecode", *locks),
        ],
        "Python パッケージを入れています（初回は数分）",
        "installing Python packages (minutes, the first time)",
    )
    _write_command()
    _set_stamp("packages", everything if development else runtime)


def _uv() -> Path:
    """Return the pinned uv, installed into a place of its own by whatever pip there is."""
    lock = REQUIREMENTS / "uv.txt"
    uv = UV_HOME / "bin" / "uv"
    if uv.exists() and _stamp("uv") == _hash([lock]):
        return uv
    wanted = ["--quiet", "--require-hashes", "-r", str(lock)]
    if _can_import("ensurepip"):
        work_on(
            [sys.executable, "-m", "venv", "--clear", str(UV_HOME)],
            "パッケージ管理ツールの場所を作っています",
            "making room for the package installer",
        )
        work_on(
            [str(UV_HOME / "bin" / "python"), "-m", "pip", "install", *wanted],
            "パッケージ管理ツールを準備しています",
            "preparing the package installer",
        )
    elif _can_import("pip"):
        shutil.rmtree(UV_HOME, ignore_errors=True)
        work_on(
            [sys.executable, "-m", "pip", "install", "--target", str(UV_HOME), *wanted],
            "パッケージ管理ツールを準備しています",
            "preparing the package installer",
        )
    else:
        raise Failure(
            "Python に pip も venv もありません。apt install python3-venv を実行してください。",
            "this Python has neither pip nor venv; run apt install python3-venv.",
        )
    _set_stamp("uv", _hash([lock]))
    return uv


def _fetch_jars() -> None:
    lock = ROOT / "infra" / "local" / "kafka_jars" / "jars.lock"
    if _stamp("jars") == _hash([lock]):
        return
    done = subprocess.run([str(PYTHON), "-m", "infra.local.kafka_jars.fetch"], cwd=ROOT)
    if done.returncode:
        sys.exit(done.returncode)
    _set_stamp("jars", _hash([lock]))


def _build_front_end() -> None:
    if not (WEB / "package.json").exists():
        return
    locks = [WEB / "package.json", WEB / "package-lock.json"]
    environment = tools.node_environment()
    if _stamp("npm") != _hash(locks) or not (WEB / "node_modules").is_dir():
        work_on(
            [*tools.npm(), "ci", "--no-audit", "--no-fund"],
            "画面用のパッケージを入れています",
            "installing the front end's packages",
            directory=WEB,
            environment=environment,
        )
        _set_stamp("npm", _hash(locks))
    sources = _hash(_front_end_sources())
    if _stamp("front-end") != sources or not WEB_BUILD.is_dir():
        work_on(
            [*tools.npm(), "run", "build"],
            "画面を組み立てています",
            "building the front end",
            directory=WEB,
            environment=environment,
        )
        _set_stamp("front-end", sources)


def _front_end_sources() -> list[Path]:
    made = {"node_modules", "build", "__pycache__"}
    return sorted(
        file
        for file in WEB.rglob("*")
        if file.is_file()
        and not made & set(file.relative_to(WEB).parts)
        and file.suffix in {".ts", ".css", ".json", ".js", ".mjs", ".html", ".svg"}
    )


def _write_command() -> None:
    """Let .venv/bin/kyodo do what ./kyodo does: the checkout itself is not installed."""
    command = VENV / "bin" / "kyodo"
    command.write_text(f'#!/bin/sh\nexec "{ROOT}/kyodo" "$@"\n', encoding="utf-8")
    command.chmod(0o755)


def _can_import(module: str) -> bool:
    asked = [sys.executable, "-c", f"import {module}"]
    return subprocess.run(asked, capture_output=True).returncode == 0


def _hash(files: Iterable[Path]) -> str:
    digest = hashlib.sha256(f"{sys.executable} {ROOT}".encode())
    for file in files:
        digest.update(str(file.relative_to(ROOT)).encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _stamp(name: str) -> str:
    file = STAMPS / name
    return file.read_text(encoding="ascii") if file.exists() else ""


def _set_stamp(name: str, value: str) -> None:
    (STAMPS / name).write_text(value, encoding="ascii")


if __name__ == "__main__":
    or_fail(main)
