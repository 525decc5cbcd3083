"""Where the time goes: py-spy samples every Python process while the clients press on.

The samples are taken from outside, of the thread that holds the interpreter, so the services run
the code that they always run. The raw stacks (for any flame graph viewer) stay in the folder, and
a table of the heaviest is printed.
"""

import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from infra.local.paths import VENV
from infra.local.processes import BY_NAME

_RATE = 100
_LINES = 14


def start_profiles(
    pids: Mapping[str, int], folder: Path, seconds: float
) -> dict[str, subprocess.Popen[bytes]]:
    """Begin to sample each Python process of ours for some seconds.

    Raises:
        FileNotFoundError: py-spy is not installed (make setup brings it).
    """
    tool = shutil.which("py-spy", path=str(VENV / "bin")) or shutil.which("py-spy")
    if tool is None:
        raise FileNotFoundError("py-spy: run “make setup”")
    folder.mkdir(parents=True, exist_ok=True)
    return {
        name: subprocess.Popen(
            [
                *(tool, "record", "--pid", str(pid), "--duration", str(round(seconds))),
                *("--rate", str(_RATE), "--format", "raw", "--gil"),
                *("--output", str(folder / f"{name}.txt")),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        for name, pid in pids.items()
        if name in BY_NAME and name != "dashboard"
    }


def print_profiles(profiles: Mapping[str, subprocess.Popen[bytes]], folder: Path) -> None:
    """Wait for the samples and print, for each process, which code held the processor."""
    for name, profile in profiles.items():
        _, complaint = profile.communicate()
        file = folder / f"{name}.txt"
        if profile.returncode or not file.exists():
            print(f"{name}: py-spy: {complaint.decode(errors='replace').strip()[:300]}")
            continue
        _print_table(name, file)


def _print_table(name: str, file: Path) -> None:
    packages: Counter[str] = Counter()
    functions: Counter[str] = Counter()
    for line in file.read_text(encoding="utf-8").splitlines():
        stack, _, count = line.rpartition(" ")
        frames = stack.split(";")
        functions[frames[-1]] += int(count)
        packages[_package(frames)] += int(count)
    total = max(packages.total(), 1)
    print(f"\n{name}: {total} samples of Python at work, by the innermost package")
    _print_shares(packages, total)
    print("  innermost functions:")
    _print_shares(functions, total)


def _print_shares(counted: Counter[str], total: int) -> None:
    for label, count in counted.most_common(_LINES):
        print(f"  {100 * count / total:5.1f} %  {label}")


def _package(frames: list[str]) -> str:
    """The package of the innermost frame that is not the standard library's."""
    for frame in reversed(frames):
        place = frame.rpartition("(")[2].split(":")[0]
        package = place.split("site-packages/")[-1].split("/")[0].removesuffix(".py")
        if package.startswith("<") or not package:
            continue
        if package not in sys.stdlib_module_names:
            return package
    return "event loop and standard library"
