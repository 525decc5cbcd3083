"""After the faults: every opinion that stands has one place in a topic, as its owner has it now."""

import asyncio
from collections import Counter
from typing import Any

from services.insight.topics.domain.topic_map import wording_key
from services.public_comment.api.statements import statements_of
from tests.chaos.verify import Evidence, Verdict

_WITHIN_S = 180.0


async def every_opinion_has_its_place_in_a_topic(evidence: Evidence, verdict: Verdict) -> None:
    """Hold the topics' statements, wordings and places against the comments themselves."""
    database = evidence.client[f"{evidence.system.database_prefix}_insight_topics"]
    case = evidence.town.consultation_id
    deadline = asyncio.get_running_loop().time() + _WITHIN_S
    while True:
        said = {
            one["id"]: f"{case}:{wording_key(one['text'])}"
            for comment in evidence.comments()
            if comment["state"] == "accepted"
            for one in statements_of(comment)
        }
        kept, wordings = await asyncio.to_thread(_kept, database, case)
        viewpoints = {row["_id"] for row in database["viewpoints"].find({"case_id": case})}
        placed = sum(row["viewpoint"] in viewpoints for row in wordings.values())
        whole = kept == said and placed == len(wordings)
        if whole or asyncio.get_running_loop().time() > deadline:
            break
        await asyncio.sleep(1)
    verdict.lost += len(said.keys() - kept.keys()) + len(wordings) - placed
    verdict.doubled += len(kept.keys() - said.keys())
    if kept != said:
        verdict.remark(f"statements in topics {len(kept)}, there are {len(said)}")
    copies = Counter(kept.values())
    if wrong := [id_ for id_, row in wordings.items() if row["copies"] != copies[id_]]:
        verdict.lost += len(wrong)
        verdict.remark(f"{len(wrong)} wordings are counted otherwise than said")
    verdict.facts["statements"] = len(kept)
    verdict.facts["viewpoints"] = len(viewpoints)


def _kept(database: Any, case: str) -> tuple[dict[str, str], dict[str, dict[str, Any]]]:
    row = database["generations"].find_one({"_id": "insight_topics"})
    prefix = f"insight_topics_g{row['current'] if row else 1}_"
    statements = database[f"{prefix}statements"].find({"case_id": case})
    wordings = database[f"{prefix}wordings"].find({"case_id": case})
    return (
        {one["_id"]: one["wording_id"] for one in statements},
        {one["_id"]: one for one in wordings},
    )
