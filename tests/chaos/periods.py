"""The period is made longer while the faults strike: each extension once, none forgotten."""

from datetime import UTC, datetime, timedelta

from tests.bench.graphql import Refusal
from tests.chaos.loads import GaveUp, People, note
from tests.chaos.verify import Evidence, Verdict

_EXTEND = """mutation E($input: ExtendPeriodInput!) { extendPeriod(input: $input) {
    __typename
    ... on Consultation { closesAt }
    ... on Problems { problems { code message } }
  } }"""


async def extend(people: People) -> None:
    """Those in charge let the period end a day later than the last time."""
    ledger, key = people.ledger, people.key()
    ledger.extensions += 1
    # Well beyond the first end, and never twice the same.
    closes_at = datetime.now(UTC).replace(microsecond=0) + timedelta(days=40 + ledger.extensions)
    given = {
        "consultationId": people.town.consultation_id,
        "closesAt": closes_at.isoformat(),
        "reason": f"障害のため（{key[-12:]}）",
        "idempotencyKey": key,
    }
    try:
        await people.insist(people.staff, _EXTEND, given)
    except (Refusal, GaveUp) as error:
        note(people, key, error)
        return
    ledger.extended.append(str(given["reason"]))


async def every_extension_is_kept(evidence: Evidence, verdict: Verdict) -> None:
    """Each extension that was acknowledged stands in the history, once, and each is later."""
    database = evidence.client[f"{evidence.system.database_prefix}_public_comment"]
    row = database["consultations"].find_one({"_id": evidence.town.consultation_id}) or {}
    kept = [one["reason"] for one in row.get("extensions", [])]
    verdict.lost += len(set(evidence.ledger.extended) - set(kept))
    verdict.doubled += len(kept) - len(set(kept))
    ends = [one["closes_at"] for one in row.get("extensions", [])]
    if ends != sorted(ends) or (ends and row["closes_at"] != ends[-1]):
        verdict.out_of_order += 1
        verdict.remark("the period's history is not in order")
    verdict.facts["extensions"] = len(kept)
