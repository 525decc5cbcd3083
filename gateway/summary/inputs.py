"""What was planned and held, and what came in, as sentences."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from gateway.clients.insight import StageCountsAnswer, TallyAnswer
from gateway.insight.small_counts import TOGETHER
from gateway.summary.gathering import Case, Facts
from shared.cited import Composer, Sentence

_UNITS = ("submitters", "comments", "points")
_CLOSED, _RAISED = "CLOSED", "ISSUE_PROPOSAL"


def methods(say: Composer, facts: Facts) -> Iterator[Sentence]:
    """Tell which methods were planned and held; what is missing stands there as such."""
    stage = facts.stage
    planned, used = stage["planned_methods"], stage["used_methods"]
    yield say.say(
        "METHODS",
        {
            "planned": len(planned),
            "used": len(used),
            "gaps": len(set(planned) - set(used)),
            "extra": len(set(used) - set(planned)),
        },
    )
    for method in used:
        # Nobody holds an issue: citizens bring it.
        what = "METHOD_RAISED" if method == _RAISED else "METHOD_HELD"
        code = what if method in planned else f"{what}_UNPLANNED"
        figures = {"planned": int(method in planned), "held": held(stage, method)}
        yield say.say(code, figures, {"method": (method, "")})
    closed = stage["state"] == _CLOSED
    for method in planned:
        if method not in used:
            code = "METHOD_MISSED" if closed else "METHOD_NOT_HELD"
            figures = {"planned": 1, "held": 0, "closed": int(closed)}
            yield say.say(code, figures, {"method": (method, "")})


def held(stage: StageCountsAnswer, method: str) -> int:
    """Return how often a method was held at a stage."""
    found = stage["by_method"].get(method)
    return found["activities"] if found else 0


def inputs(say: Composer, facts: Facts) -> Iterator[Sentence]:
    """Tell how much came in, in the three units, by method, channel, kind and time."""
    stage = facts.stage
    yield say.say("UNITS", _units(stage))
    if stage["withdrawn"]:
        yield say.say("WITHDRAWN", {"withdrawn": stage["withdrawn"]})
    for method, tally in stage["by_method"].items():
        about = {"method": (method, "")}
        # Nobody is counted as present at a public comment, nor where nobody counted.
        if there := tally["participants"]:
            yield say.say("BY_METHOD", {"participants": str(there), **_units(tally)}, about)
        else:
            yield say.say("BY_METHOD_UNITS", _units(tally), about)
    yield from _apart(say, stage["by_channel"], "BY_CHANNEL", "BY_CHANNEL_TOGETHER", "channel")
    yield from _apart(
        say, stage["by_submitter_kind"], "BY_KIND", "KINDS_TOGETHER", "submitter_kind"
    )
    if stage["consultations"]:
        yield say.say("AREA_NOT_RECORDED", {"with_area": 0})
    yield from _times(say, stage)
    for case in facts.cases:
        yield from _folds(say, case)


def _apart(
    say: Composer, tallies: Mapping[str, TallyAnswer], code: str, together: str, name: str
) -> Iterator[Sentence]:
    """Tell each category; small ones together, as what is left beside those that are told."""
    told = [one for one in tallies if one != TOGETHER]
    for one in told:
        if tallies[one]["comments"]:
            yield say.say(code, _units(tallies[one]), {name: (one, "")})
    if rest := tallies.get(TOGETHER):
        but = ",".join(sorted(told))
        figures = {"comments": rest["comments"], "points": rest["points"]}
        yield say.say(together, figures, {f"but_{name}s": (but, but)})


def _times(say: Composer, stage: StageCountsAnswer) -> Iterator[Sentence]:
    days: defaultdict[date, int] = defaultdict(int)
    for row in stage["by_day"]:
        if row["comments"]:
            days[date.fromisoformat(row["day"])] += row["comments"]
    if not days:
        return
    yield say.say("PERIOD", {"first": min(days).isoformat(), "last": max(days).isoformat()})
    weeks: defaultdict[date, int] = defaultdict(int)
    for day, comments in days.items():
        weeks[day - timedelta(days=day.weekday())] += comments
    # Of equal ones the first.
    monday = min(weeks, key=lambda week: (-weeks[week], week))
    yield say.say("BUSIEST_WEEK", {"monday": monday.isoformat(), "comments": weeks[monday]})


def _folds(say: Composer, case: Case) -> Iterator[Sentence]:
    if not case.folds_count:
        return
    yield say.say("FOLDS", {"folds": case.folds_count}, {"consultation": (case.id, case.title)})
    for fold, passage in case.folds:
        about = {"fold": (fold["id"], fold["id"])}
        yield say.say("FOLD", {"size": fold["size"], "wordings": fold["wordings"]}, about)
        if passage is not None:
            quoted = (passage.comment["id"], passage.start, passage.end, passage.text)
            yield say.say("QUOTE_FOLD", names=about, quoted=quoted)


def _units(tally: Mapping[str, Any]) -> dict[str, str]:
    return {unit: str(tally[unit]) for unit in _UNITS}
