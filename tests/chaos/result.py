"""The second consultation's result: published once, with the figures that were acknowledged."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

import aiohttp

from tests.bench.graphql import GraphQL
from tests.bench.system import Document
from tests.chaos.ledger import Accepted, Ledger
from tests.chaos.points import every_opinion_is_counted_once, every_splitting_is_kept
from tests.chaos.publication import what_is_published_was_acknowledged
from tests.chaos.second import MISSING, OUTCOME, PUBLISHERS, Second
from tests.chaos.topic import read_topic
from tests.chaos.verify import (
    Evidence,
    Verdict,
    every_receipt_is_kept,
    insight_counts_each_once,
    no_comment_twice,
    quiet,
)

_PUBLISHED_EVENT = "kyodo.public_comment.consultation_published.v1"
_SHOWN = """query S($id: ID!) { consultation(id: $id) {
    state outcome publishedAt figures { submitters comments points late withdrawn }
  } }"""
_CHECKS = (
    every_receipt_is_kept,
    no_comment_twice,
    insight_counts_each_once,
    every_splitting_is_kept,
    every_opinion_is_counted_once,
    what_is_published_was_acknowledged,
)


@dataclass(frozen=True)
class Numbers:
    """What a result says came in: people (人), comments (通), opinions (件)."""

    submitters: int
    comments: int
    points: int
    withdrawn: int


@dataclass(frozen=True)
class Result:
    """What the result is held against."""

    second: Second

    async def is_as_acknowledged(self, evidence: Evidence, verdict: Verdict) -> None:
        """Every comment is kept and counted once, and so is the result, with true figures."""
        ledger, town = self.second.ledger, self.second.people.town
        mine = Evidence(evidence.system, town, ledger, evidence.client)
        own = Verdict()
        await quiet(mine, own)
        for check in _CHECKS:
            await check(mine, own)
        self._compare_course(own)
        unsure = len(ledger.unanswered)
        unsure += sum(each.withdrawn is None for each in ledger.accepted)
        expected = numbers(ledger, self.second.speakers, mine.comments())
        for shown in (await _shown(mine, own), await _taken(mine, expected.withdrawn)):
            compare_numbers(expected, shown, unsure, own)
        await _published_once(mine, own)
        for name in ("found", "lost", "doubled", "out_of_order"):
            setattr(verdict, name, getattr(verdict, name) + getattr(own, name))
        for line in own.remarks:
            verdict.remark(f"second consultation: {line}")
        verdict.facts |= {
            "result_comments": expected.comments,
            "result_submitters": expected.submitters,
            "result_opinions": expected.points,
        }

    def _compare_course(self, verdict: Verdict) -> None:
        if self.second.too_early != MISSING:
            verdict.doubled += 1
            verdict.remark(
                f"a result with an opinion unanswered: {self.second.too_early or 'published'}"
            )
        if self.second.acknowledged < PUBLISHERS:
            verdict.lost += 1
            verdict.remark(
                f"{self.second.acknowledged} of {PUBLISHERS} people were told that it is published"
            )


def numbers(ledger: Ledger, speakers: dict[str, str], rows: Iterable[Document]) -> Numbers:
    """Sum up what was acknowledged; ``rows`` tell which comment has which receipt."""
    ids = {row["receipt_number"]: row["_id"] for row in rows}
    last = {one.comment_id: one for one in sorted(ledger.split, key=lambda one: one.number)}

    def opinions(each: Accepted) -> int:
        made = last.get(ids.get(each.receipt_number.replace("-", ""), ""))
        return sum(kind == "OPINION" for _, _, kind in made.spans) if made else 1

    stand = [each for each in ledger.accepted if not each.withdrawn]
    return Numbers(
        submitters=len({speakers[each.receipt_number] for each in stand}),
        comments=len(stand),
        points=sum(opinions(each) for each in stand),
        withdrawn=len(ledger.accepted) - len(stand),
    )


def compare_numbers(
    expected: Numbers, shown: Numbers | None, unsure: int, verdict: Verdict
) -> None:
    """Hold frozen figures against what was acknowledged.

    ``unsure`` acts had no answer: each may have moved a number by two, as a splitting does.
    """
    if shown is None:
        verdict.lost += 1
        verdict.remark("the result shows no figures")
        return
    for name, wanted in vars(expected).items():
        over = getattr(shown, name) - wanted
        if abs(over) > 2 * unsure:
            verdict.lost += max(0, -over)
            verdict.doubled += max(0, over)
            verdict.remark(f"the result says {wanted + over} {name}, acknowledged were {wanted}")


async def _shown(evidence: Evidence, verdict: Verdict) -> Numbers | None:
    """What anybody reads of the result through the API."""
    async with GraphQL(evidence.system.gateway_url) as anyone:
        found = await anyone.run(_SHOWN, {"id": evidence.town.consultation_id})
    told = found["consultation"]
    if (told["state"], told["outcome"]) != ("PUBLISHED", OUTCOME):
        verdict.lost += 1
        verdict.remark(f"the result is {told['state']} {told['outcome']}")
    figures = told["figures"]
    if figures is None:
        return None
    verdict.doubled += figures.pop("late")  # nobody was late
    return Numbers(**figures)


async def _taken(evidence: Evidence, withdrawn: int) -> Numbers | None:
    """What anybody takes away from the result's page as a file; it names no withdrawn ones."""
    case = evidence.town.consultation_id
    address = f"{evidence.system.gateway_url}/consultations/{case}/figures.csv"
    async with aiohttp.ClientSession() as session, session.get(address) as answer:
        if answer.status != 200:
            return None
        text = (await answer.read()).decode("utf-8-sig")
    *_, last = csv.reader(io.StringIO(text, newline=""))
    submitters, comments, points = (int(number) for number in last[1:])
    return Numbers(submitters, comments, points, withdrawn)


async def _published_once(evidence: Evidence, verdict: Verdict) -> None:
    """Everybody who follows the topic is told of the result once, in its order."""
    case, order = evidence.town.consultation_id, await read_topic(evidence.system, "public_comment")
    database = evidence.client[f"{evidence.system.database_prefix}_public_comment"]
    row = database["consultations"].find_one({"_id": case}) or {"sequence": 0}
    told = order.kinds[case, _PUBLISHED_EVENT]
    verdict.lost += (told == 0) + (order.last.get(case, 0) < row["sequence"])
    verdict.doubled += max(0, told - 1)
    if told != 1 or order.last.get(case, 0) != row["sequence"]:
        verdict.remark(f"topic: the result is told {told} times")
