"""``make bench-matching``: needs and offers against the labelled ones, and fifty who want one room.

The last line is one JSON object: ``{"pairs", "recall_at_5", "baseline_recall_at_5",
"double_bookings"}`` and more. The baseline is BM25 on the same Sudachi words, in the same run.
There are two labelled sets: ``labelled.toml``, whose needs and offers hardly share a word, and
``register.toml``, written later and apart from the program as people fill in a register. The
figures are over both, and ``sets`` has them one by one. Weights were fitted to both, so these are
no figures of texts that nobody has seen (fitted to half of the register, the other half had 0.73
and 0.83).
``double_bookings``: of fifty clients who reserve overlapping hours of one room at once, on the real
database, how many pairs got hours that meet.
"""

import argparse
import asyncio
import math
import random
import sys
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

from infra.local.paths import ROOT
from infra.local.processes import BACKING
from infra.local.stack import Stack
from services.issue_proposals.domain.errors import ReservationTaken
from services.issue_proposals.domain.issue import Words
from services.issue_proposals.domain.matching import Text, rank
from services.issue_proposals.domain.offer import overlapping
from services.issue_proposals.handlers import make_handlers
from services.issue_proposals.handlers.bringing import NewIssue
from services.issue_proposals.handlers.matching import Matching
from services.issue_proposals.handlers.offers import NewOffer
from services.issue_proposals.store import Store
from shared.caller import Caller, Role, act_as
from shared.clock import now
from shared.events.issue_proposals import IssueKind, ResourceKind
from shared.ids import new_id
from shared.kafka import Model
from shared.mongo import Mongo
from shared.settings import Settings
from shared.sudachi import words
from shared.two_numbers import Numbers
from tests.bench.figures import print_result
from tests.support.backing import SECRETS
from tests.support.keys import KeysAtHand

HERE = ROOT / "tests" / "bench" / "matching"
SETS = ("labelled", "register")
AT, CLIENTS = 5, 50
_COORDINATOR = Caller("bench", frozenset({Role.COORDINATOR}))


def main() -> None:
    """Match, reserve, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    sets = {name: _matched(name) for name in SETS}
    pairs = sum(one["pairs"] for one in sets.values())
    _say(f"{CLIENTS} who want one room …")
    print_result(
        {
            "pairs": pairs,
            **{
                name: round(sum(one[name] * one["pairs"] for one in sets.values()) / pairs, 3)
                for name in ("recall_at_5", "baseline_recall_at_5")
            },
            **asyncio.run(_racing(options.seed)),
            "sets": sets,
            "seed": options.seed,
        }
    )


def _matched(name: str) -> dict[str, Any]:
    """Match one labelled set."""
    found = tomllib.loads((HERE / f"{name}.toml").read_text("utf-8"))
    offers = [Text(row["id"], row["kind"], row["text"]) for row in found["offers"]]
    needs = [Text(row["id"], row["kind"], row["text"]) for row in found["needs"]]
    right = {row["id"]: set(row["offers"]) for row in found["needs"]}
    _say(f"{name}: {len(needs)} needs, {len(offers)} offers …")
    rank(needs[0], offers, AT)  # reads the dictionary, the vectors and the register
    began = time.perf_counter()
    ranked = {need.id: [one.id for one in rank(need, offers, AT)] for need in needs}
    each_ms = (time.perf_counter() - began) / len(needs) * 1000
    return {
        "pairs": sum(map(len, right.values())),
        "recall_at_5": _recall(ranked, right),
        "baseline_recall_at_5": _recall(_baseline(needs, offers), right),
        "ms_per_need": round(each_ms, 2),
    }


def _recall(ranked: dict[str, list[str]], right: dict[str, set[str]]) -> float:
    hits = sum(len(right[need] & set(found[:AT])) for need, found in ranked.items())
    return round(hits / sum(map(len, right.values())), 3)


def _baseline(needs: Sequence[Text], offers: Sequence[Text]) -> dict[str, list[str]]:
    """Rank by BM25 (k1 = 1.2, b = 0.75) on Sudachi's normal forms."""
    documents = [Counter(_plain(offer.text)) for offer in offers]
    lengths = [document.total() for document in documents]
    average = sum(lengths) / len(lengths)
    within = Counter(word for document in documents for word in document)

    def score(asked: set[str], at: int) -> float:
        norm = 1.2 * (0.25 + 0.75 * lengths[at] / average)
        return sum(
            math.log(1 + (len(documents) - within[word] + 0.5) / (within[word] + 0.5))
            * documents[at][word]
            * 2.2
            / (documents[at][word] + norm)
            for word in asked
            if word in documents[at]
        )

    ranked: dict[str, list[str]] = {}
    for need in needs:
        asked = set(_plain(need.text))
        order = sorted(range(len(offers)), key=lambda at: (-score(asked, at), offers[at].id))
        ranked[need.id] = [offers[at].id for at in order[:AT]]
    return ranked


def _plain(text: str) -> list[str]:
    return [
        word.normalized_form()
        for _, word in words(text)
        if word.part_of_speech()[0] not in ("補助記号", "助詞", "助動詞", "空白")
    ]


async def _racing(seed: int) -> dict[str, int]:
    with tempfile.TemporaryDirectory() as folder:
        stack = Stack(Path(folder), parts=BACKING, free_ports=True)
        try:
            await asyncio.to_thread(stack.start, lambda *_: None)
            return await _reserve(stack.settings["KYODO_MONGO_URL"], random.Random(seed))
        finally:
            await asyncio.to_thread(stack.destroy)


async def _reserve(mongo_url: str, chance: random.Random) -> dict[str, int]:
    settings = Settings(
        environment="test",
        mongo_url=mongo_url,
        service_key=SECRETS["KYODO_SERVICE_KEY"],
        secret_key=SECRETS["KYODO_SECRET_KEY"],
    )
    mongo, matching = Mongo.connect(settings), Matching()
    try:
        store = Store(mongo.database("issue_proposals"))
        await store.create_indexes()

        async def no_map() -> Model:
            return Model(store.database, "issue_proposals", 1)

        use = make_handlers(store, settings, KeysAtHand(settings), matching, no_map)
        act_as(_COORDINATOR)
        brought = await use.bringing.bring(NewIssue(new_id(), "集まる場所がありません。"))
        issue, numbers = brought.issue, Numbers(brought.issue.number, brought.confirmation_number)
        await use.opening.sort(issue.id, IssueKind.ISSUE, "dept", "試し", issue.sequence)
        await use.opening.shape(issue.id, Words("試し", "試し"), 0, Numbers())
        for who in (Numbers(), numbers):
            await use.opening.approve(issue.id, 1, who)
        room, _ = await use.offers.offer(NewOffer(new_id(), ResourceKind.ROOMS, "集会所"))
        begins = now() + timedelta(days=3)

        async def client() -> bool:
            starts = begins + timedelta(minutes=chance.randrange(0, 180))
            ends = starts + timedelta(minutes=chance.choice((30, 60, 120)))
            try:
                await use.offers.reserve(room.id, issue.id, starts, ends, new_id())
            except ReservationTaken:
                return False
            return True

        told = await asyncio.gather(*(client() for _ in range(CLIENTS)))
        kept = (await store.offer(room.id)).reservations
    finally:
        matching.close()
        mongo.close()
    meet = sum(bool(overlapping([a], b.starts_at, b.ends_at)) for a, b in combinations(kept, 2))
    return {
        "clients": CLIENTS,
        "reserved": len(kept),
        "told_and_not_kept": sum(told) - len(kept),
        "double_bookings": meet,
    }


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
