"""After the faults: every comment that stands is in one fold, and the folds' sizes are true."""

import asyncio
from collections import Counter

from tests.chaos.verify import Evidence, Verdict

_WITHIN_S = 120.0


async def every_comment_is_folded_once(evidence: Evidence, verdict: Verdict) -> None:
    """Hold folding's numbers against the comments, once it has caught up."""
    database = evidence.client[f"{evidence.system.database_prefix}_folding"]
    case = {"case_id": evidence.town.consultation_id}
    deadline = asyncio.get_running_loop().time() + _WITHIN_S
    while True:
        row = database["generations"].find_one({"_id": "folding"})
        prefix = f"folding_g{row['current']}_" if row else ""
        members = list(database[f"{prefix}members"].find(case)) if row else []
        spoken = {one["_id"] for one in evidence.comments() if one["state"] != "withdrawn"}
        found = Counter(one["_id"] for one in members)
        if set(found) == spoken or asyncio.get_running_loop().time() > deadline:
            break
        await asyncio.sleep(0.5)
    sizes = Counter(one["fold_id"] for one in members)
    verdict.lost += len(spoken - set(found))
    verdict.doubled += len(set(found) - spoken)
    folds = {one["_id"]: one["size"] for one in database[f"{prefix}folds"].find(case)}
    if wrong := [id_ for id_, size in folds.items() if size != sizes[id_]]:
        verdict.lost += len(wrong)
        verdict.remark(f"{len(wrong)} folds have another size than comments")
    if set(found) != spoken:
        verdict.remark(f"folded {len(found)}, there are {len(spoken)}")
    verdict.facts["folded"] = len(found)
    verdict.facts["folds"] = len(sizes)
