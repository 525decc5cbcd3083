"""After the run: is everything there, once, in order? Other areas' checks join in ``run``."""

import asyncio
import hashlib
import json
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from pymongo import MongoClient

from shared.auth import OPERATOR, service_token
from tests.bench.graphql import GraphQL
from tests.bench.system import Document, System
from tests.bench.town import Town
from tests.chaos.ledger import Accepted, Ledger
from tests.chaos.topic import read_topic

NAMES_AT_ONCE = 50
_OPEN = """
mutation OpenPersonalData($input: OpenPersonalDataInput!) {
  openPersonalData(input: $input) {
    __typename
    ... on PersonalData { comments { receiptNumber particulars { text } } }
    ... on Problems { problems { code message } }
  }
}
"""

QUIET_WITHIN_S = 180.0


@dataclass
class Verdict:
    """What is wrong, with a line for a person about each kind of fault found."""

    found: int = 0
    lost: int = 0
    doubled: int = 0
    out_of_order: int = 0
    remarks: list[str] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)

    def remark(self, line: str) -> None:
        """Keep the first fifty: one cause often has a thousand consequences."""
        if len(self.remarks) < 50:
            self.remarks.append(line)


@dataclass(frozen=True)
class Evidence:
    """What the checks look at."""

    system: System
    town: Town
    ledger: Ledger
    client: MongoClient[Document]

    def comments(self) -> list[Document]:
        """All comments of the consultation, from the service's own database."""
        rows = self.system.comments(self.client)
        return list(rows.find({"consultation_id": self.town.consultation_id}))


Check = Callable[[Evidence, Verdict], Awaitable[None]]


async def verify(system: System, town: Town, ledger: Ledger, checks: Sequence[Check]) -> Verdict:
    """Wait until nothing moves any more, then run all checks."""
    verdict = Verdict()
    with system.mongo() as client:
        evidence = Evidence(system, town, ledger, client)
        verdict.facts["quiet_after_s"] = await quiet(evidence, verdict)
        for check in checks:
            await check(evidence, verdict)
    return verdict


async def every_receipt_is_kept(evidence: Evidence, verdict: Verdict) -> None:
    """Each receipt has its comment, word for word, and its commitment can be recomputed."""
    rows = {row["receipt_number"]: row for row in evidence.comments()}
    for receipt in evidence.ledger.accepted:
        row = rows.get(receipt.receipt_number.replace("-", ""))
        wrong = "not in the database" if row is None else _wrong(receipt, row)
        if wrong:
            verdict.lost += 1
            verdict.remark(f"lost {receipt.receipt_number}: {wrong}")
        else:
            verdict.found += 1


async def every_name_is_kept(evidence: Evidence, verdict: Verdict) -> None:
    """Each name that was given along is read by those in charge as it was written."""
    named = {
        each.receipt_number: each.name for each in evidence.ledger.accepted if each.name is not None
    }
    numbers = sorted(named)
    system = evidence.system
    async with GraphQL(system.gateway_url, system.staff_token) as staff:
        for start in range(0, len(numbers), NAMES_AT_ONCE):
            some = numbers[start : start + NAMES_AT_ONCE]
            given = {
                "receiptNumbers": some,
                "purpose": "INQUIRY",
                "idempotencyKey": f"chaos-names-{start:08d}",
            }
            for one in (await staff.mutate(_OPEN, given))["comments"]:
                read = [particular["text"] for particular in one["particulars"]]
                if read != [named[one["receiptNumber"]]]:
                    verdict.lost += 1
                    verdict.remark(f"lost the name of {one['receiptNumber']}")
    verdict.facts["names_read"] = len(numbers)


async def no_comment_twice(evidence: Evidence, verdict: Verdict) -> None:
    """No text lies in two comments, and there is no comment that nobody has a receipt for."""
    rows = evidence.comments()
    texts = Counter(row["versions"][0]["text"] for row in rows)
    doubled = sum(count - 1 for count in texts.values())
    numbers = [each.receipt_number for each in evidence.ledger.accepted]
    known = {number.replace("-", "") for number in (*numbers, *evidence.ledger.imported)}
    strangers = [row for row in rows if row["receipt_number"] not in known]
    # A client that gave up may have been accepted without hearing of it: that is no fault.
    unexplained = max(0, len(strangers) - len(evidence.ledger.unanswered) - doubled)
    verdict.doubled += doubled + unexplained
    if doubled or unexplained:
        verdict.remark(f"doubled: {doubled} texts twice, {unexplained} comments without receipt")
    verdict.facts["comments_stored"] = len(rows)


async def insight_counts_each_once(evidence: Evidence, verdict: Verdict) -> None:
    """The read model's inputs and its counters equal what the service keeps."""
    rows = evidence.comments()
    standing = sum(row["state"] == "accepted" for row in rows)
    withdrawn = len(rows) - standing
    counted = await _stage_counts(evidence)
    inputs = {
        row["_id"]
        for row in evidence.system.inputs(evidence.client).find(
            {"consultation_id": evidence.town.consultation_id}, {"_id": 1}
        )
    }
    missing = {row["_id"] for row in rows} - inputs
    over = counted["comments"] - standing
    verdict.lost += len(missing) + max(0, -over)
    verdict.doubled += max(0, over) + len(inputs - {row["_id"] for row in rows})
    if missing or over or counted["withdrawn"] != withdrawn:
        verdict.remark(
            f"insight: {len(missing)} inputs missing; counts {counted['comments']} standing and "
            f"{counted['withdrawn']} withdrawn, the service has {standing} and {withdrawn}"
        )
        verdict.lost += counted["withdrawn"] < withdrawn
        verdict.doubled += counted["withdrawn"] > withdrawn
    verdict.facts["counted_by_insight"] = counted["comments"] + counted["withdrawn"]


async def topic_is_in_order(evidence: Evidence, verdict: Verdict) -> None:
    """Each aggregate's events lie in the topic in order, without a gap, to the last one."""
    order = await read_topic(evidence.system, "public_comment")
    verdict.out_of_order += order.out_of_order
    if order.out_of_order:
        verdict.remark(f"topic: {order.out_of_order} events out of order or after a gap")
    for row in evidence.comments():
        if order.last.get(row["_id"], 0) != row["sequence"]:
            verdict.lost += 1
            verdict.remark(
                f"topic: {row['_id']} has {order.last.get(row['_id'], 0)} of {row['sequence']}"
            )
    verdict.facts |= {"events": order.events, "republished": order.republished}


CHECKS: tuple[Check, ...] = (
    every_receipt_is_kept,
    every_name_is_kept,
    no_comment_twice,
    insight_counts_each_once,
    topic_is_in_order,
)


async def quiet(evidence: Evidence, verdict: Verdict) -> float:
    """Wait until no event is pending and insight holds as many inputs as there are comments."""
    began = time.monotonic()
    while time.monotonic() - began < QUIET_WITHIN_S:
        if await asyncio.to_thread(_is_quiet, evidence):
            return round(time.monotonic() - began, 1)
        await asyncio.sleep(0.5)
    verdict.remark(f"the backlog did not drain within {QUIET_WITHIN_S:.0f} s")
    return round(time.monotonic() - began, 1)


def _is_quiet(evidence: Evidence) -> bool:
    comments = evidence.system.comments(evidence.client)
    answers = evidence.client[f"{evidence.system.database_prefix}_responses"]["responses"]
    if answers.find_one({"pending_events.0": {"$exists": True}}, {"_id": 1}):
        return False
    mine = {"consultation_id": evidence.town.consultation_id}
    if comments.find_one({"pending_events.0": {"$exists": True}}, {"_id": 1}):
        return False
    anchors = evidence.client[f"{evidence.system.database_prefix}_policies"]["anchors"]
    if anchors.find_one({"pending_events.0": {"$exists": True}}, {"_id": 1}):
        return False
    # A correction or withdrawal changes no number of inputs: compare what each has seen last.
    inputs = evidence.system.inputs(evidence.client)
    progress = inputs.database[inputs.name.removesuffix("inputs") + "aggregates"]
    seen = {row["_id"]: row.get("sequence", 0) for row in progress.find({}, {"sequence": 1})}
    rows = comments.find(mine, {"sequence": 1})
    return all(seen.get(row["_id"], 0) >= row["sequence"] for row in rows)


async def _stage_counts(evidence: Evidence) -> dict[str, int]:
    params: dict[str, str | int] = {
        "policy_id": evidence.town.policy_id,
        "cycle": 1,
        "stage": "PLANNING",
    }
    token = service_token(evidence.system.service_key, OPERATOR, "insight")
    headers = {"Authorization": f"Bearer {token}"}
    async with aiohttp.ClientSession(headers=headers) as session:
        url = f"{evidence.system.insight_url}/stage-counts"
        async with session.get(url, params=params) as response:
            response.raise_for_status()
            return dict(await response.json())


def _wrong(receipt: Accepted, row: Document) -> str:
    """What of a stored comment differs from what its holder was told; empty if nothing."""
    texts = [version["text"] for version in row["versions"]]
    expected = receipt.acknowledged
    if texts != expected and texts != [*expected, receipt.maybe]:
        return f"texts differ: {len(texts)} versions kept, {len(expected)} acknowledged"
    first = row["versions"][0]
    if first["commitment"] != receipt.commitment or bytes(first["salt"]).hex() != receipt.salt:
        return "the receipt's commitment is not the stored one"
    if any(version["commitment"] != recomputed(row, version) for version in row["versions"]):
        return "a commitment does not fit its text"
    if receipt.withdrawn is not None and (row["state"] == "withdrawn") != receipt.withdrawn:
        return f"state is {row['state']}"
    return ""


def recomputed(row: Document, version: Document) -> str:
    """The commitment as its specification says it, written here a second time on purpose."""
    statement = {
        "clause_id": version["clause_id"],
        "consultation_id": row["consultation_id"],
        "receipt_number": row["receipt_number"],
        "text": version["text"],
        "version": version["version"],
    }
    if version.get("passage"):
        statement["passage"] = version["passage"]
    if version.get("attachments"):
        statement["attachments"] = [one["sha256"] for one in version["attachments"]]
    canonical = json.dumps(statement, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(bytes(version["salt"]) + canonical.encode()).hexdigest()
