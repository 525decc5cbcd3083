"""What must not depend on the process or its hash seed."""

import subprocess
import sys

from infra.local.paths import ROOT


def said_with_seeds(script: str) -> set[str]:
    """Run a script in two processes with different hash seeds; return what they printed."""
    return {
        subprocess.run(
            [sys.executable, "-c", script],
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
