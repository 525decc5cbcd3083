"""The labelled needs and offers: whole, and as many as matching is to be measured by."""

import tomllib
from collections import Counter

from infra.local.paths import ROOT

LABELLED = ROOT / "tests" / "bench" / "matching" / "labelled.toml"
KINDS = {"HANDS", "KNOW_HOW", "GOODS", "ROOMS", "MONEY", "PERMISSION"}


def test_each_pair_names_a_need_and_an_offer_that_are_there() -> None:
    found = tomllib.loads(LABELLED.read_text("utf-8"))
    needs, offers = found["needs"], found["offers"]
    rows = [*needs, *offers]
    assert max(Counter(row["id"] for row in rows).values()) == 1
    assert max(Counter(row["text"] for row in rows).values()) == 1
    assert {row["kind"] for row in rows} <= KINDS
    known = {offer["id"] for offer in offers}
    pairs = {(need["id"], offer) for need in needs for offer in need["offers"]}
    assert {offer for _, offer in pairs} <= known
    assert all(1 <= len(need["offers"]) <= 5 for need in needs), "found within five"
    assert len(pairs) >= 200
