"""Known weaknesses in the locked packages: ``make audit``, and a step of CI.

Asks the advisory services of the package registries. Where they cannot be reached, or do not know
the packages, it says so and fails nothing: a mirror without advisories is no proof of anything.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("runtime", "local")
WITHIN_S = 240


def main() -> int:
    """Audit; the exit status is 1 when a locked package has a known weakness."""
    found = [*_python(), *_node()]
    for line in found:
        print(f"✗ {line}")
    if not found:
        print("知られている弱点は見つかりませんでした。上の数の部品だけを確かめています。")
        print("No known weakness was found among the packages counted above.")
    return 1 if found else 0


def _python() -> list[str]:
    weak: list[str] = []
    for lock in LOCKS:
        command = [
            *(sys.executable, "-m", "pip_audit", "--requirement", f"requirements/{lock}.txt"),
            *("--disable-pip", "--no-deps", "--format", "json", "--progress-spinner", "off"),
        ]
        answer = _answer(command)
        packages: list[dict[str, Any]] = answer.get("dependencies", [])
        known = [one for one in packages if "skip_reason" not in one]
        print(f"requirements/{lock}.txt: {len(known)}/{len(packages)} packages are known there")
        weak += [
            f"{one['name']} {one['version']}: {v['id']}" for one in known for v in one["vulns"]
        ]
    return weak


def _node() -> list[str]:
    command = [sys.executable, "-m", "infra.local.npm", "--prefix", "gateway/web"]
    answer = _answer([*command, "audit", "--json", "--omit=dev"])
    counts = answer.get("metadata", {}).get("vulnerabilities")
    if counts is None:
        print("gateway/web/package-lock.json: the registry has no advisories to compare with")
        return []
    print(f"gateway/web/package-lock.json: {counts.get('total', 0)} known weaknesses")
    serious = counts.get("high", 0) + counts.get("critical", 0)
    return [f"gateway/web: {serious} serious weaknesses (npm audit)"] if serious else []


def _answer(command: list[str]) -> dict[str, Any]:
    try:
        done = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, timeout=WITHIN_S, check=False
        )
        answer: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, json.JSONDecodeError):
        return {}
    return answer


if __name__ == "__main__":
    sys.exit(main())
