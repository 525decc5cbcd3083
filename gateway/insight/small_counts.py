"""Who sees small counts: the department in charge of a policy; everyone else, some together."""

from collections.abc import Collection, Iterable, Mapping
from typing import cast

from gateway.clients.insight import (
    DayAnswer,
    OverviewAnswer,
    StageCellAnswer,
    StageCountsAnswer,
    TallyAnswer,
)
from gateway.context import Info
from shared.suppression import small_ones

# The key of what is shown together; no channel and no clause is called so.
TOGETHER = ""
UNITS = ("submitters", "comments", "points")


async def for_reader(info: Info, answer: OverviewAnswer) -> OverviewAnswer:
    """Return the overview as the caller may see it."""
    ours = await in_charge_of(info, [policy["policy_id"] for policy in answer["policies"]])
    for policy in answer["policies"]:
        if policy["policy_id"] not in ours:
            for stage in policy["stages"]:
                stage["by_channel"] = together(stage["by_channel"])
    # Whoever knows the own counts could take them off the total.
    for sum_ in (answer["unlinked"], answer["total"]):
        sum_["by_channel"] = together(sum_["by_channel"])
    return answer


async def stage_for_reader(info: Info, answer: StageCountsAnswer) -> StageCountsAnswer:
    """Return one stage in detail as the caller may see it."""
    return answer if await in_charge(info, answer["policy_id"]) else stage_for_others(answer)


def stage_for_others(answer: StageCountsAnswer) -> StageCountsAnswer:
    """Return one stage in detail as those may see it who are not in charge."""
    cast(StageCellAnswer, answer)["by_channel"] = together(answer["by_channel"])
    answer["by_submitter_kind"] = together(answer["by_submitter_kind"])
    answer["by_day"] = _without_channels(answer["by_day"])
    counts = {clause["clause_id"] or "whole plan": clause for clause in answer["by_clause"]}
    small = small_ones({name: clause["comments"] for name, clause in counts.items()})
    if small:
        kept = [clause for name, clause in counts.items() if name not in small]
        rest = sum(counts[name]["comments"] for name in small)
        answer["by_clause"] = [*kept, {"clause_id": TOGETHER, "comments": rest}]
    return answer


async def in_charge(info: Info, policy_id: str) -> bool:
    """Say whether the caller is of the department in charge of a policy."""
    return policy_id in await in_charge_of(info, [policy_id])


def together(tallies: Mapping[str, TallyAnswer]) -> dict[str, TallyAnswer]:
    """Put small categories together under ``TOGETHER``."""
    small = small_ones({name: tally["comments"] for name, tally in tallies.items()})
    kept = {name: tally for name, tally in tallies.items() if name not in small}
    if small:
        kept[TOGETHER] = _sum(tallies[name] for name in small)
    return kept


def _sum(tallies: Iterable[TallyAnswer]) -> TallyAnswer:
    # As in the rows, who used two of the channels counts in each.
    found = list(tallies)
    return TallyAnswer(
        submitters=sum(one["submitters"] for one in found),
        comments=sum(one["comments"] for one in found),
        points=sum(one["points"] for one in found),
    )


def _without_channels(days: Collection[DayAnswer]) -> list[DayAnswer]:
    found: dict[tuple[str, str], DayAnswer] = {}
    for day in days:
        place = (day["day"], day["method"])
        known = found.setdefault(
            place, {**day, "channel": None, "submitters": 0, "comments": 0, "points": 0}
        )
        known["submitters"] += day["submitters"]
        known["comments"] += day["comments"]
        known["points"] += day["points"]
    return list(found.values())


async def in_charge_of(info: Info, policy_ids: list[str]) -> set[str]:
    """Return those of the policies whose department the caller belongs to."""
    found = await info.context.policies.policy.load_many(policy_ids)
    mine = info.context.caller.departments
    return {one["id"] for one in found if one and one["department_id"] in mine}
