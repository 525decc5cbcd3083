"""Comments are split into opinions while the faults strike: each splitting once, and counted."""

import asyncio
from collections import Counter
from collections.abc import Iterable

from tests.bench.graphql import GraphQL, NotNow, Refusal
from tests.bench.system import Document
from tests.chaos.decided import compare_decisions, kept_decisions
from tests.chaos.ledger import Decided
from tests.chaos.loads import GaveUp, People, look, note
from tests.chaos.verify import Evidence, Verdict

_NEWEST = """query N($id: ID!) { searchComments(consultationId: $id, first: 20) {
    ... on CommentSearch { comments { edges { node { id state } } } }
  } }"""
_READ = "query R($id: ID!) { splitting(commentId: $id) { commentId text version number } }"
_SPLIT = """mutation S($input: SplitCommentInput!) { splitComment(input: $input) {
    __typename
    ... on Splitting { number }
    ... on Problems { problems { code message } }
  } }"""
_COUNTS = """query C($id: ID!) { answeringOverview(consultationId: $id) {
    clauses { clauseId unanswered answered }
  } }"""
_TOPICS = ("", "交通", "みどり")
_WITHIN_S = 60.0
# (clause, whether it is answered): how many inputs there are.
Counts = Counter[tuple[str | None, bool]]


async def split(people: People) -> None:
    """Staff split one of the newest comments in two, also one that is split already."""
    found = await look(people.staff, _NEWEST, {"id": people.town.consultation_id})
    edges = found["comments"]["edges"] if found and "comments" in found else []
    if not edges:
        return
    comment_id = people.chance.choice(edges)["node"]["id"]
    seen = await look(people.staff, _READ, {"id": comment_id})
    if seen is None:
        return
    key, text = people.key(), seen["text"]
    cut = people.chance.randint(1, len(text) - 1)
    if not text[:cut].strip() or not text[cut:].strip():
        return
    spans = [(0, cut, "OPINION"), (cut, len(text), people.chance.choice(["OPINION", "NO_OPINION"]))]
    parts = [_part(people, *span) for span in spans]
    on = {"version": seen["version"], "number": seen["number"]}
    given = {"commentId": comment_id, **on, "parts": parts, "idempotencyKey": key}
    try:
        await people.insist(people.staff, _SPLIT, given)
    except (Refusal, GaveUp) as error:
        note(people, key, error)
        return
    told = Decided(key, comment_id, seen["number"] + 1, seen["version"], spans)
    people.ledger.split.append(told)


async def every_splitting_is_kept(evidence: Evidence, verdict: Verdict) -> None:
    """Each splitting that was acknowledged is kept once, and its opinions have ids of their own."""
    rows, ledger = evidence.comments(), evidence.ledger
    kept = kept_decisions(rows, "splittings", "spans")
    compare_decisions(ledger.split, kept, ledger.unanswered, verdict)
    ids = [span["id"] for row in rows for span in points_of(row)]
    verdict.doubled += len(ids) - len(set(ids))
    verdict.lost += ids.count(None)
    verdict.facts["split"] = len(kept)


async def every_opinion_is_counted_once(evidence: Evidence, verdict: Verdict) -> None:
    """What answering counts, clause by clause, is what comments and answers hold."""
    system, case = evidence.system, evidence.town.consultation_id
    answers = evidence.client[f"{system.database_prefix}_responses"]["responses"]
    subjects = answers.find({"live": True, "case_id": case}, {"subject_keys": 1})
    answered = {key for row in subjects for key in row["subject_keys"]}
    expected = opinions(evidence.comments(), answered)
    deadline = asyncio.get_running_loop().time() + _WITHIN_S
    async with GraphQL(system.gateway_url, system.staff_token) as staff:
        while True:
            try:
                told = await staff.run(_COUNTS, {"id": case})
                counted = _counted(told["answeringOverview"]["clauses"])
            except NotNow:
                counted = Counter()
            if counted == expected or asyncio.get_running_loop().time() > deadline:
                break
            await asyncio.sleep(0.5)
    compare_counts(expected, counted, verdict)


def opinions(rows: Iterable[Document], answered: set[str]) -> Counts:
    """Count what comments hold: the opinions of one that was split, else the comment itself."""
    counts: Counts = Counter()
    for row in rows:
        if row["state"] != "accepted" or row["late"] or row.get("duplicate"):
            continue
        whole = f"COMMENT:{row['_id']}" in answered
        if not (points := points_of(row)):
            counts[row["versions"][-1]["clause_id"], whole] += 1
        for one in points:
            counts[one["clause_id"], whole or f"POINT:{one['id']}" in answered] += 1
    return counts


def compare_counts(expected: Counts, counted: Counts, verdict: Verdict) -> None:
    """Hold the read model's numbers against those of the comments."""
    missing, over = expected - counted, counted - expected
    verdict.lost += missing.total()
    verdict.doubled += over.total()
    if missing or over:
        verdict.remark(f"opinions by clause: {dict(missing)} missing, {dict(over)} too many")
    verdict.facts["opinions_counted"] = counted.total()


def points_of(row: Document) -> list[Document]:
    """The opinions of a comment as it is split now; none: it is undivided."""
    made = row.get("splittings", [])
    return [span for span in made[-1]["spans"] if span["kind"] == "OPINION"] if made else []


def _counted(clauses: Iterable[Document]) -> Counts:
    counts: Counts = Counter()
    for one in clauses:
        counts[one["clauseId"], False] += one["unanswered"]
        counts[one["clauseId"], True] += one["answered"]
    return +counts


def _part(people: People, start: int, end: int, kind: str) -> Document:
    clause_id = people.chance.choice([None, *people.town.clause_ids])
    topic = people.chance.choice(_TOPICS)
    return {"start": start, "end": end, "kind": kind, "clauseId": clause_id, "topic": topic}
