"""Comments on a passage of a clause: what they are about is kept, and committed to."""

from tests.bench.graphql import SUBMIT
from tests.bench.system import Document
from tests.chaos.ledger import Accepted
from tests.chaos.loads import People, accept
from tests.chaos.verify import Evidence, Verdict, recomputed


async def submit_on_passage(people: People) -> None:
    """A citizen comments on some words of a clause."""
    key, town = people.key(), people.town
    place = people.chance.randrange(len(town.clause_ids))
    text = town.clause_texts[place]
    start = people.chance.randrange(len(text) - 1)
    end = people.chance.randint(start + 1, len(text))
    if not text[start:end].strip():
        start, end = 0, len(text)
    given = {
        "consultationId": town.consultation_id,
        "clauseId": town.clause_ids[place],
        "passage": {"start": start, "end": end, "quote": text[start:end]},
        "text": people.text(key),
        "submitterKind": "PERSON",
        "idempotencyKey": key,
    }
    await accept(people, people.citizen, SUBMIT, given, "WEB")


async def every_passage_is_kept(evidence: Evidence, verdict: Verdict) -> None:
    """Each passage is kept as it was chosen, and the receipt's commitment is one to it."""
    rows = {row["receipt_number"]: row for row in evidence.comments()}
    told = [each for each in evidence.ledger.accepted if each.passage is not None]
    for receipt in told:
        row = rows.get(receipt.receipt_number.replace("-", ""))
        if row is not None and not is_as_told(receipt, row):
            verdict.lost += 1
            verdict.remark(f"lost the passage of {receipt.receipt_number}")
    verdict.facts["passages"] = len(told)


def is_as_told(receipt: Accepted, row: Document) -> bool:
    """Whether all versions are about the passage that its holder chose, and prove it."""
    first = {
        **row["versions"][0],
        "clause_id": receipt.clause_id,
        "passage": receipt.passage,
        "text": receipt.acknowledged[0],
        "salt": bytes.fromhex(receipt.salt),
    }
    kept = all(
        (version.get("passage"), version["clause_id"]) == (receipt.passage, receipt.clause_id)
        for version in row["versions"]
    )
    return kept and recomputed(row, first) == receipt.commitment
