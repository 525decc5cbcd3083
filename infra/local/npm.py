"""``python -m infra.local.npm …``: npm of the Node that the set-up chose."""

import os
import sys

from infra.local import tools
from infra.local.say import or_fail


def main() -> None:
    """Become npm.

    Raises:
        Failure: there is no Node.
    """
    npm = tools.npm()
    os.execve(npm[0], [*npm, *sys.argv[1:]], tools.node_environment())  # noqa: S606 - no shell


if __name__ == "__main__":
    or_fail(main)
