"""What the root fields about the places of comments in a later revision are tried with."""

from typing import Any

from tests.integration.gateway.conftest import PLAN, Door, new_key, revise
from tests.integration.gateway.permissions.arguments import Given, World, tried_with

# Said twice in the later revision: which of them was meant, a person has to say.
SAID = "意見の違いを話し合いの出発点にします。"
HEADING = "対話を大切にします"


async def a_later_revision(world: World, officer: Door, plan: str = PLAN) -> None:
    """Publish one in which a place is unsure, and comment on that and on a whole clause."""
    await revise(officer, world.town.document, plan.replace(SAID, SAID * 2))
    start = len(HEADING) + 1
    passage = {"start": start, "end": start + len(SAID), "quote": SAID}
    clause = _clause(world)
    await world.comment(clauseId=clause, passage=passage)
    await world.comment(clauseId=clause)
    await officer.do("decideAnchor", "DecideAnchorInput", decision(world), "")


def decision(world: World) -> dict[str, Any]:
    """Say that the whole clause is where it was."""
    clause = _clause(world)
    case = world.town.consultation
    to = {"toClauseId": clause, "toStart": 0, "toEnd": len(HEADING)}
    return {"consultationId": case, "clauseId": clause, **to, "idempotencyKey": new_key()}


def _clause(world: World) -> str:
    return str(next(one["id"] for one in world.town.clauses if one["heading"] == HEADING))


@tried_with("Query.unsureAnchors")
async def _unsure(world: World, _door: Door) -> Given:
    return {"consultationId": world.town.consultation}


@tried_with("Mutation.decideAnchor")
async def _decide(world: World, _door: Door) -> Given:
    return {"input": decision(world)}
