"""What the set-up tells when something is missing: one line, Japanese, then English."""

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from infra.local import bootstrap, browser, environment, long_work, supervision, tools
from infra.local.paths import ROOT
from infra.local.say import Failure, or_fail


@pytest.fixture(autouse=True)
def fresh_tools() -> None:
    for chosen in (tools.java, tools.node, tools.mongod):
        chosen.cache_clear()


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An otherwise empty PATH."""
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def program(folder: Path, name: str, says: str) -> Path:
    file = folder / name
    file.write_text(f"#!/bin/sh\necho '{says}' >&2\n", encoding="utf-8")
    file.chmod(0o755)
    return file


@pytest.mark.parametrize(
    ("says", "taken"),
    [
        ('openjdk version "25" 2025-09-16', True),
        ('Picked up JAVA_TOOL_OPTIONS: -Xmx99m\nopenjdk version "17.0.15" 2025-04-15', True),
        ('java version "1.8.0_292"', False),
        ('openjdk version "11.0.2"', False),
        ("not a Java at all", False),
    ],
)
def test_a_java_on_path_is_taken_when_new_enough(path: Path, says: str, taken: bool) -> None:
    found = program(path, "java", says)
    assert tools.java() == (found if taken else tools.JAVA_WHEEL)


def test_a_node_without_npm_is_not_taken(path: Path) -> None:
    program(path, "node", "v24.1.0")
    assert tools.npm() == [str(tools.NODE_WHEEL), str(tools.NPM_WHEEL)]


def test_a_node_that_is_too_old_is_not_taken(path: Path) -> None:
    program(path, "node", "v20.18.9")
    program(path, "npm", "10.0.0")
    assert tools.node() == tools.NODE_WHEEL


def test_a_newer_node_brings_its_npm(path: Path) -> None:
    program(path, "node", "v22.1.0")
    npm = program(path, "npm", "10.0.0")
    assert tools.npm() == [str(npm)]


def test_the_wheels_run(path: Path) -> None:
    for wheel in (tools.java(), tools.node(), tools.mongod()):
        assert subprocess.run([wheel, "--version"], capture_output=True).returncode == 0


def test_another_python_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    with pytest.raises(Failure, match=r"Python 3\.11 が必要です（見つかったのは 3\.9）") as failure:
        bootstrap._require_python()
    assert "make PYTHON=/path/to/python3.11" in failure.value.en


def test_a_full_disk_is_told_before_anything_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    nearly_full = SimpleNamespace(free=1e8)
    monkeypatch.setattr(shutil, "disk_usage", lambda place: nearly_full)
    with pytest.raises(Failure, match="ディスクの空きが足りません"):
        bootstrap._require_space()


def test_work_that_fails_tells_the_line_that_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(long_work, "LOG", tmp_path / "setup.log")
    script = "echo 'npm error 404 no such package'; echo 'Node.js v24'; exit 3"
    with pytest.raises(Failure, match="404 no such package") as failure:
        long_work.work_on(["sh", "-c", script], "入れています", "installing")
    assert "\n" not in str(failure.value)


def test_work_that_fills_the_disk_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(long_work, "LOG", tmp_path / "setup.log")
    script = "echo 'write failed: No space left on device (os error 28)'; exit 2"
    with pytest.raises(Failure, match="ディスクがいっぱいです"):
        long_work.work_on(["sh", "-c", script], "入れています", "installing")


def test_a_failure_is_one_line_and_status_1() -> None:
    script = (
        "from infra.local.say import Failure, or_fail\n"
        "def command(): raise Failure('だめです。', 'it failed.')\n"
        "or_fail(command)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 1
    assert done.stderr == "エラー: だめです。 / Error: it failed.\n"


def test_an_error_of_the_file_system_is_one_line_too(tmp_path: Path) -> None:
    def command() -> None:
        (tmp_path / "missing" / "file").write_text("", encoding="utf-8")

    with pytest.raises(SystemExit, match="空き容量と権限を確かめて") as left:
        or_fail(command)
    assert "\n" not in str(left.value)


def test_a_missing_browser_is_told_to_who_may_not_install(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(Failure, match="sudo apt install chromium fonts-noto-cjk fontconfig"):
        browser.require_browser()


def test_root_gets_the_browser_and_the_fonts_by_apt(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(long_work, "LOG", tmp_path / "setup.log")
    installs = (
        f'#!/bin/sh\necho "$*" >> {path}/asked\n'
        f"printf '#!/bin/sh\\necho Noto Sans CJK JP\\n' > {path}/fc-list\n"
        f"printf '#!/bin/sh\\n' > {path}/chromium\n"
        f"/bin/chmod +x {path}/fc-list {path}/chromium\n"
    )
    apt = path / "apt-get"
    apt.write_text(installs, encoding="utf-8")
    apt.chmod(0o755)
    browser.require_browser()
    asked = (path / "asked").read_text("utf-8").splitlines()
    assert asked[0].startswith("update")
    assert asked[1].startswith("install")
    assert asked[1].endswith("chromium fonts-noto-cjk fontconfig")


def test_secrets_are_made_once_and_are_private(tmp_path: Path) -> None:
    first = environment.secrets_of(tmp_path)
    assert environment.secrets_of(tmp_path) == first
    assert set(first) == {*environment.SECRET_NAMES, environment.MASTER_KEYS}
    assert len(set(first.values())) == len(first)
    assert all(len(value) >= 32 for value in first.values())
    assert stat.S_IMODE((tmp_path / "secrets.env").stat().st_mode) == 0o600


def test_a_secret_that_came_later_leaves_the_others_as_they_are(tmp_path: Path) -> None:
    first = environment.secrets_of(tmp_path)
    name = environment.SECRET_NAMES[0]
    environment.write_private(tmp_path / "secrets.env", f"{name}={first[name]}\n")
    second = environment.secrets_of(tmp_path)
    assert second[name] == first[name]
    assert set(second) == {*environment.SECRET_NAMES, environment.MASTER_KEYS}


def test_a_deep_folder_gets_its_socket_elsewhere(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    found = supervision.socket_path(deep)
    assert len(str(found)) < supervision.LONGEST_SOCKET_PATH
    assert stat.S_IMODE(found.parent.stat().st_mode) == 0o700
    found.parent.rmdir()


def test_the_bootstrap_needs_the_standard_library_only() -> None:
    script = "import infra.local.bootstrap"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"import sys; sys.path.insert(0, '{ROOT}'); {script}"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
