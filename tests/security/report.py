"""What was tried and what went wrong, by kind of attack."""

import sys
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

SHOWN = 40


@dataclass
class Report:
    """Counts, and a line for a person about each of the first failures."""

    cases: Counter[str] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)
    lines: list[str] = field(default_factory=list)

    def note(self, kind: str, fault: str = "") -> None:
        """Count one try; ``fault`` says what was wrong, empty if nothing."""
        self.cases[kind] += 1
        if fault:
            self.failures[kind] += 1
            if len(self.lines) < SHOWN:
                self.lines.append(f"{kind}: {fault}")
                print(f"✗ {kind}: {fault}", file=sys.stderr, flush=True)

    def result(self) -> dict[str, Any]:
        """Return the figures."""
        kinds = {
            kind: {"cases": count, "failures": self.failures[kind]}
            for kind, count in sorted(self.cases.items())
        }
        return {
            "cases": self.cases.total(),
            "failures": self.failures.total(),
            "by_kind": kinds,
        }
