"""Staff say where places are in a later plan while the faults strike: each decision once."""

import random

from tests.bench.graphql import GraphQL, Refusal
from tests.bench.system import Document, System
from tests.bench.town import PLAN, Town, make
from tests.chaos.ledger import Located
from tests.chaos.loads import GaveUp, People, note
from tests.chaos.topic import read_topic
from tests.chaos.verify import Evidence, Verdict

# Reworded, moved and left out, so that the clauses are others.
_NEXT_PLAN = PLAN.replace("見直します", "改めます") + "# 第3章 進め方\n毎年、進み具合を示します。\n"
_DECIDE = """mutation D($input: DecideAnchorInput!) { decideAnchor(input: $input) {
    __typename
    ... on AnchorDecision { sequence }
    ... on Problems { problems { code message } }
  } }"""
Place = tuple[str, int | None, int | None]


async def publish_next_plan(system: System, town: Town, name: str) -> None:
    """Publish a later revision of the plan that comments are about."""
    async with GraphQL(system.gateway_url, system.staff_token) as staff:
        await make(
            staff,
            ("publishRevision", "PublishRevisionInput", "Revision", "id"),
            {
                "documentId": town.document_id,
                "kind": "FINAL",
                "title": "最終案",
                "format": "MARKDOWN",
                "text": _NEXT_PLAN,
                "idempotencyKey": f"{name}-revision-0002",
            },
        )


async def decide_anchor(people: People) -> None:
    """Staff say where a clause or a passage of it is now, or that it is gone."""
    place = _choose(people.chance, people.town)
    told = people.ledger.located.setdefault(place, Located())
    if told.busy:
        return
    told.busy = True
    clauses = [None, *people.town.clause_ids]
    # The same answer once more changes nothing: it would be no decision.
    to = people.chance.choice([one for one in clauses if [one] != told.acknowledged[-1:]])
    key = people.key()
    given = {
        "consultationId": people.town.consultation_id,
        **{"clauseId": place[0], "start": place[1], "end": place[2]},
        "toClauseId": to,
        "sequence": len(told.acknowledged),
        "idempotencyKey": key,
    }
    try:
        await people.insist(people.staff, _DECIDE, given)
    except Refusal as error:
        note(people, key, error)
        told.busy = False
        return
    except GaveUp as error:
        note(people, key, error)
        told.maybe = [to]
        return
    told.acknowledged.append(to)
    told.busy = False


async def every_anchor_is_kept(evidence: Evidence, verdict: Verdict) -> None:
    """Each decision that was acknowledged is kept once, in order, and so are its events."""
    database = evidence.client[f"{evidence.system.database_prefix}_policies"]
    clauses = list(evidence.town.clause_ids)
    rows = list(database["anchors"].find({"place.clause_id": {"$in": clauses}}))
    compare_anchors(evidence.ledger.located, rows, verdict)
    order = await read_topic(evidence.system, "policies")
    verdict.out_of_order += order.out_of_order
    for row in rows:
        if order.last.get(row["_id"], 0) != row["sequence"]:
            verdict.lost += 1
            verdict.remark(f"topic: anchor {row['_id']} has not all of {row['sequence']}")


def compare_anchors(told: dict[Place, Located], rows: list[Document], verdict: Verdict) -> None:
    """Hold what is kept of each place against what was acknowledged."""
    kept: dict[Place, list[str | None]] = {}
    for row in rows:
        place = row["place"]
        tos = [to["clause_id"] if (to := one["to"]) else None for one in row["decisions"]]
        at = (place["clause_id"], place.get("start"), place.get("end"))
        verdict.doubled += at in kept
        kept[at] = tos
        verdict.out_of_order += row["sequence"] != len(tos)
    for at, located in told.items():
        found = kept.pop(at, [])
        wanted = located.acknowledged
        if found in (wanted, [*wanted, *located.maybe]):
            continue
        verdict.remark(f"anchor {at}: {found} is kept, {wanted} was acknowledged")
        if sorted(map(str, found)) == sorted(map(str, wanted)):
            verdict.out_of_order += 1
        elif len(found) > len(wanted):
            verdict.doubled += len(found) - len(wanted)
        else:
            verdict.lost += max(1, len(wanted) - len(found))
    verdict.doubled += sum(len(found) for found in kept.values())
    verdict.facts["anchors"] = sum(len(row["decisions"]) for row in rows)


def _choose(chance: random.Random, town: Town) -> Place:
    number = chance.randrange(len(town.clause_ids))
    ends = chance.choice([(None, None), (0, 2), (1, len(town.clause_texts[number]))])
    return town.clause_ids[number], *ends
