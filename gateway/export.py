"""Write the schema for other programs: ``python -m gateway.export [--check]``."""

import sys
from difflib import unified_diff
from pathlib import Path

from gateway.schema import schema

SCHEMA_FILE = Path(__file__).parent / "schema.graphql"


def main(arguments: list[str]) -> int:
    """Write ``gateway/schema.graphql``, or with ``--check`` show how it differs (1) or not (0)."""
    now = schema.as_str().rstrip() + "\n"
    if arguments == ["--check"]:
        written = SCHEMA_FILE.read_text("utf-8") if SCHEMA_FILE.exists() else ""
        changes = list(
            unified_diff(written.splitlines(), now.splitlines(), "written", "now", lineterm="")
        )
        print("\n".join(changes) or "gateway/schema.graphql is up to date.")
        return 1 if changes else 0
    SCHEMA_FILE.write_text(now, "utf-8")
    print(f"{SCHEMA_FILE.name} written.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
