"""``python -m infra.local run | stop | demo-reset``: what `make` calls once all is set up."""

import sys
from collections.abc import Callable

from infra.local.commands import demo_reset, run, stop
from infra.local.say import or_fail

COMMANDS: dict[str, Callable[[], None]] = {"run": run, "stop": stop, "demo-reset": demo_reset}

if __name__ == "__main__":
    command = COMMANDS.get(" ".join(sys.argv[1:]))
    if command is None:
        sys.exit(f"python -m infra.local {' | '.join(COMMANDS)}")
    or_fail(command)
