"""Agreeing to publication, and masking, while the faults strike."""

from collections.abc import Iterable

from tests.bench.graphql import SUBMIT, GraphQL, Refusal
from tests.bench.system import Document
from tests.chaos.decided import compare_decisions, kept_decisions
from tests.chaos.ledger import Accepted, Decided
from tests.chaos.loads import GaveUp, People, accept, look, note, pick, secret
from tests.chaos.verify import Evidence, Verdict

_WAITING = """query W($id: ID!) {
  agreedTexts(consultationId: $id, first: 20) { edges { node { commentId } } }
}"""
_READ = """query R($id: ID!) { masking(commentId: $id) {
    ... on Masking { text version number }
  } }"""
_MASK = """mutation M($input: MaskCommentInput!) { maskComment(input: $input) {
    __typename
    ... on Masking { number }
    ... on Problems { problems { code message } }
  } }"""
_SAY = """mutation A($input: SayAgreementInput!) { sayAgreement(input: $input) {
    __typename
    ... on OpenedReceipt { state }
    ... on Problems { problems { code message } }
  } }"""
_AGREED = """query G($id: ID!, $lookedAt: Boolean!, $after: String) {
  agreedTexts(consultationId: $id, lookedAt: $lookedAt, first: 50, after: $after) {
    edges { node { commentId } } pageInfo { hasNextPage endCursor }
  }
}"""
_PUBLIC = "query P($id: ID!) { publishedOpinions(consultationId: $id) { edges { node { text } } } }"


async def submit_agreeing(people: People) -> None:
    """A citizen comments, and agrees that it is published in its own words."""
    key = people.key()
    given = {
        "consultationId": people.town.consultation_id,
        "clauseId": people.chance.choice([None, *people.town.clause_ids]),
        "text": people.text(key),
        "submitterKind": "PERSON",
        "agreesToPublish": True,
        "idempotencyKey": key,
    }
    await accept(people, people.citizen, SUBMIT, given, "WEB")


async def change_mind(people: People) -> None:
    """A citizen agrees to publication after all, or does so no more."""
    chosen = pick(people)
    if chosen is None:
        return
    key, agrees = people.key(), not chosen.agrees
    chosen.busy, before, chosen.agrees = True, chosen.agrees, None
    given = {**secret(chosen), "agrees": agrees, "idempotencyKey": key}
    try:
        await people.insist(people.citizen, _SAY, given)
    except GaveUp as error:
        note(people, key, error)
        return
    except Refusal as error:
        note(people, key, error)
        chosen.agrees, chosen.busy = before, False
        return
    chosen.agrees, chosen.busy = agrees, False


async def mask(people: People) -> None:
    """Staff look at a text that may be published, and mask some of it, or nothing."""
    found = await look(people.staff, _WAITING, {"id": people.town.consultation_id})
    if not found or not found["edges"]:
        return
    comment_id = people.chance.choice(found["edges"])["node"]["commentId"]
    seen = await look(people.staff, _READ, {"id": comment_id})
    if not seen:
        return
    key, end = people.key(), people.chance.randint(1, len(seen["text"]))
    spans = people.chance.choice([[], [(0, end, "PERSONAL_DATA")]])
    given = {
        "commentId": comment_id,
        **{"version": seen["version"], "number": seen["number"]},
        "masks": [{"start": start, "end": end, "kind": kind} for start, end, kind in spans],
        "idempotencyKey": key,
    }
    try:
        await people.insist(people.staff, _MASK, given)
    except (Refusal, GaveUp) as error:
        note(people, key, error)
        return
    told = Decided(key, comment_id, seen["number"] + 1, seen["version"], spans)
    people.ledger.masked.append(told)


async def every_masking_is_kept(evidence: Evidence, verdict: Verdict) -> None:
    """Each decision that was acknowledged is kept once, with what it masks."""
    kept = kept_decisions(evidence.comments(), "maskings", "masks")
    compare_decisions(evidence.ledger.masked, kept, evidence.ledger.unanswered, verdict)
    verdict.facts["masked"] = len(kept)


async def nothing_unagreed_is_published(evidence: Evidence, verdict: Verdict) -> None:
    """What may be published is what its submitters agreed to; before the result nothing is."""
    system, given = evidence.system, {"id": evidence.town.consultation_id}
    async with GraphQL(system.gateway_url, system.staff_token) as staff:
        waiting, looked_at = [await _listed(staff, given, of) for of in (False, True)]
    async with GraphQL(system.gateway_url) as anyone:
        public = (await anyone.run(_PUBLIC, given))["publishedOpinions"]["edges"]
    verdict.doubled += len(public)
    if public:
        verdict.remark(f"{len(public)} texts are public before the result is")
    compare_agreed(evidence.ledger.accepted, evidence.comments(), waiting, looked_at, verdict)


def compare_agreed(
    receipts: Iterable[Accepted],
    rows: Iterable[Document],
    waiting: list[str],
    looked_at: list[str],
    verdict: Verdict,
) -> None:
    """Hold the lists of what may be published against what submitters said last."""
    said = {each.receipt_number.replace("-", ""): each.agrees for each in receipts}
    # Whoever got no receipt may have agreed or not: None.
    stands = {row["_id"]: row for row in rows if row["state"] == "accepted" and not row["late"]}
    agrees = {id_: said.get(row["receipt_number"]) for id_, row in stands.items()}
    listed = [*waiting, *looked_at]
    missing = {id_ for id_, agreed in agrees.items() if agreed} - set(listed)
    unagreed = {id_ for id_ in listed if agrees.get(id_, False) is False}
    unseen = [id_ for id_ in looked_at if id_ in stands and not _is_seen(stands[id_])]
    verdict.lost += len(missing)
    verdict.doubled += len(unagreed) + len(unseen) + len(listed) - len(set(listed))
    if missing or unagreed or unseen:
        verdict.remark(
            f"agreed texts: {len(missing)} missing, {len(unagreed)} that nobody agreed to, "
            f"{len(unseen)} that nobody looked at as they are now"
        )
    verdict.facts["agreed"] = len(set(listed))


def _is_seen(row: Document) -> bool:
    made = row.get("maskings", [])
    return bool(made) and made[-1]["of_version"] == row["versions"][-1]["version"]


async def _listed(staff: GraphQL, given: Document, looked_at: bool) -> list[str]:
    listed: list[str] = []
    after = None
    while True:
        page = await staff.run(_AGREED, {**given, "lookedAt": looked_at, "after": after})
        found = page["agreedTexts"]
        listed += [edge["node"]["commentId"] for edge in found["edges"]]
        if not found["pageInfo"]["hasNextPage"]:
            return listed
        after = found["pageInfo"]["endCursor"]
