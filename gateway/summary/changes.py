"""What is different from the stage before, as sentences."""

from collections.abc import Iterator

from gateway.clients.insight import StageCountsAnswer
from gateway.summary.gathering import Facts
from gateway.summary.inputs import held
from shared.cited import Composer, Sentence


def changes(say: Composer, facts: Facts) -> Iterator[Sentence]:
    """Hold figures, methods and clauses against those of the stage before."""
    stage, before = facts.stage, facts.before
    if before is None:
        yield say.say("NO_STAGE_BEFORE", {"before": 0})
        return
    name = f"第{before['cycle']}期 {say.forms.words['stage'][before['stage']]}"
    at = {"at": (f"{before['cycle']}-{before['stage']}", name)}
    units = ("submitters", "comments", "points")
    told = (("", stage), ("_before", before))
    yield say.say(
        "COMPARED",
        {f"{unit}{suffix}": of[unit] for unit in units for suffix, of in told},  # type: ignore[literal-required]
        at,
    )
    for method in say.forms.words["method"]:
        now, then = held(stage, method), held(before, method)
        if bool(now) != bool(then):
            code = "METHOD_NEW" if now else "METHOD_NO_MORE"
            figures = {"held": now, "held_before": then}
            yield say.say(code, figures, {**at, "method": (method, "")})
    # Put together, the clauses with few comments cannot be told one by one.
    if facts.in_charge:
        here, there = _clauses(stage), _clauses(before)
        figures = {"here": len(here), "before": len(there), "both": len(here & there)}
        yield say.say("CLAUSES", figures, at)


def _clauses(stage: StageCountsAnswer) -> set[str]:
    return {one["clause_id"] for one in stage["by_clause"] if one["clause_id"] and one["comments"]}
