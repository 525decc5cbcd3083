"""Percentiles, and the one line of JSON that a benchmark ends with."""

import json
import math
from collections.abc import Sequence
from typing import Any


def percentile(values: Sequence[float], share: float) -> float:
    """The nearest-rank percentile; ``nan`` of nothing."""
    if not values:
        return math.nan
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def milliseconds(seconds: float) -> float | None:
    """Rounded for the report; ``None`` where there is no figure."""
    return None if math.isnan(seconds) else round(seconds * 1000, 2)


def print_result(result: dict[str, Any]) -> None:
    """The last line of output."""
    print(json.dumps(result, ensure_ascii=False), flush=True)
