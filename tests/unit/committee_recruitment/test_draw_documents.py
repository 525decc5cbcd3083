"""What is published of a draw: anybody recomputes it, and it tells nobody's traits."""

import hmac
import json
import os
import subprocess
import sys
from collections import Counter
from copy import deepcopy
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.committee_recruitment.domain.draw import (
    DocumentMalformed,
    DoesNotAgree,
    Drawn,
    Entry,
    NotOnThePanel,
    Pool,
    Quota,
    SeedMissing,
    audit,
    draw,
    fair_chances,
    normalised,
    pool_from_json,
    pool_to_json,
    proves,
    publication,
    recompute,
    reserves,
    tickets_for,
    with_seed,
)
from services.committee_recruitment.domain.draw.seed import ticket_of
from tests.unit.committee_recruitment.pools import misses, pool_of

RULE = "第1234回ナンバーズ4の当せん番号"


def pool() -> Pool:
    people = [
        {"年代": ("若者", "中年", "老年")[at % 3], "性別": ("女性", "男性")[at % 5 % 2]}
        for at in range(14)
    ]
    quotas = {
        "年代": {"若者": (2, 3), "中年": (1, 2), "老年": (1, 2)},
        "性別": {"女性": (3, 3)},
    }
    return pool_of(people, 5, quotas)


@cache
def _published() -> str:
    tickets = tickets_for(pool(), fair_chances(pool()), 200)
    return json.dumps(with_seed(publication(pool(), tickets, RULE), "０１２３"))


def published() -> dict[str, Any]:
    return json.loads(_published())  # type: ignore[no-any-return]


def drawn() -> Drawn:
    found = recompute(published()).drawn
    assert found
    return found


def test_anybody_recomputes_what_was_published() -> None:
    document = published()
    found = recompute(document)
    assert found.drawn
    assert found.drawn.seed == document["seed_value"] == "0123"
    assert list(found.drawn.panel) == document["drawn"] == document["panels"][document["ticket"]]
    assert found.pool_commitment == pool().commitment
    on = Counter(who for panel in document["panels"] for who in panel)
    assert {who: chance * 200 for who, chance in found.chances.items()} == on


def test_nobodys_traits_are_published() -> None:
    document = published()
    document.pop("quotas")  # the values that have quotas are public, who has them is not
    text = json.dumps(document, ensure_ascii=False)
    for entry in pool().entries:
        assert entry.salt not in text
        assert not any(value in text for value in entry.traits.values())
    assert "若者" not in repr(pool().entries)


@pytest.mark.parametrize(
    ("name", "value", "what"),
    [
        ("panels_commitment", "0" * 64, "panels_commitment"),
        ("pool_commitment", "0" * 64, "pool_commitment"),
        ("seats", 4, "pool_commitment"),
        ("quotas", {}, "pool_commitment"),
        ("ticket", 200, "ticket"),
        ("drawn", ["p00"], "drawn"),
        ("seed_rule", "another", "ticket"),
        ("seed_value", "01２3 ", "seed_value"),
        ("seed_value", None, "ticket"),
    ],
)
def test_what_does_not_agree_is_named(name: str, value: Any, what: str) -> None:
    with pytest.raises(DoesNotAgree) as raised:
        recompute({**published(), name: value})
    assert what in raised.value.what


def test_tickets_that_were_tampered_with_are_found() -> None:
    document = published()
    document["panels"][0], document["panels"][-1] = document["panels"][-1], document["panels"][0]
    with pytest.raises(DoesNotAgree) as raised:
        recompute(document)
    assert {"panels", "panels_commitment"} <= set(raised.value.what)
    document = published()
    document["tickets_of"]["p00"] += 1
    with pytest.raises(DoesNotAgree) as raised:
        recompute(document)
    assert raised.value.what == ("tickets_of",)
    document = published()
    document["entries"].pop()
    with pytest.raises(DoesNotAgree) as raised:
        recompute(document)
    assert set(raised.value.what) == {"entries", "pool_commitment"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("version", "kyodo-draw/0"),
        ("version", None),
        ("panels", []),
        ("panels", ["p00"]),
        ("entries", [1]),
        ("quotas", {"a": {"b": [1]}}),
        ("quotas", {"a": 1}),
        ("seats", True),
        ("seed_value", 123),
        ("seed_rule", None),
    ],
)
def test_what_is_no_such_document_is_refused(name: str, value: Any) -> None:
    with pytest.raises(DocumentMalformed) as raised:
        recompute({**published(), name: value})
    assert raised.value.where == name


def test_an_applicant_proves_the_own_entry_and_nobody_elses() -> None:
    own = pool().entries[0]
    assert proves(published(), own)
    assert not proves(published(), replace(own, salt="guess"))
    assert not proves(published(), replace(own, traits={**own.traits, "年代": "中年"}))
    assert not proves(published(), replace(own, pseudonym="p99"))


def test_an_auditor_recomputes_all_from_the_pool() -> None:
    given = json.loads(json.dumps(pool_to_json(pool())))
    assert pool_from_json(given) == pool()
    audited = audit(given, published())
    assert audited.furthest == pytest.approx(published()["furthest_from_leximin"], abs=1e-6)
    assert max(gap.single for gap in audited.gaps) < 1e-6
    with pytest.raises(DoesNotAgree) as raised:
        audit(given, {**published(), "furthest_from_leximin": 0.0})
    assert raised.value.what == ("furthest_from_leximin",)
    other = deepcopy(given)
    other["entries"][0]["traits"]["年代"] = "老年"
    with pytest.raises(DoesNotAgree) as raised:
        audit(other, published())
    assert "pool_commitment" in raised.value.what


def test_an_auditor_finds_a_panel_that_breaks_a_quota() -> None:
    tickets = tickets_for(pool(), fair_chances(pool()), 50)
    wrong = tuple(sorted([*tickets.panels[1:], ("p00", "p03", "p06", "p09", "p12")]))
    document = publication(pool(), replace(tickets, panels=wrong), RULE)
    recompute(document)
    with pytest.raises(DoesNotAgree) as raised:
        audit(pool_to_json(pool()), document)
    assert raised.value.what == ("panels",)


def test_a_commitment_changes_with_everything() -> None:
    one = pool()
    first, *others = one.entries

    def changed(**by: Any) -> str:
        return Pool((replace(first, **by), *others), one.seats, one.quotas).commitment

    quotas = {**one.quotas, "性別": {"女性": Quota(3, 4)}}
    found = [
        one.commitment,
        changed(salt="x"),
        changed(pseudonym="q"),
        changed(traits={}),
        changed(traits={**first.traits, "区": "北"}),
        Pool(tuple(others), one.seats, one.quotas).commitment,
        Pool(one.entries, one.seats + 1, one.quotas).commitment,
        Pool(one.entries, one.seats, quotas).commitment,
    ]
    assert len(set(found)) == len(found)
    assert Entry("a", {"b": "c"}).commitment != Entry("a", {"c": "b"}).commitment


def test_a_seed_is_read_as_it_was_printed() -> None:
    assert normalised(" ０１２３\u3000 ４５\n") == "0123 45"
    assert normalised("①") == "1"
    for empty in ("", " \u3000"):
        with pytest.raises(SeedMissing):
            normalised(empty)
    panels = [("a",), ("b",), ("c",)]
    assert draw(panels, RULE, "0123") == draw(panels, RULE, "\u3000０１２３ ")
    with pytest.raises(SeedMissing):
        draw(panels, " ", "0123")
    with pytest.raises(ValueError, match="tickets"):
        draw([], RULE, "0123")


@given(tickets=st.integers(1, 1 << 200), value=st.text("0123456789", min_size=1))
def test_a_ticket_is_one_of_the_tickets(tickets: int, value: str) -> None:
    assert 0 <= ticket_of("ab" * 32, RULE, value, tickets) < tickets


def test_a_number_over_the_last_whole_multiple_is_not_used() -> None:
    """So many tickets that every second number is refused."""
    tickets, counters = (1 << 255) + 1, Counter[int]()
    for value in range(40):
        counter = 0
        while (number := _number(str(value), counter)) >= tickets:
            counter += 1
        assert ticket_of("00" * 32, RULE, str(value), tickets) == number
        counters[counter] += 1
    assert counters[0] < 40 and counters[1] > 0


def _number(value: str, counter: int) -> int:
    message = f'["kyodo-draw/1","ticket","{RULE}","{value}",{counter}]'.encode()
    return int.from_bytes(hmac.new(bytes(32), message, "sha256").digest())


def test_a_ticket_is_what_the_rule_says() -> None:
    """Whoever changes how a ticket comes about has to raise the version."""
    assert ticket_of("00" * 32, RULE, "0123", 1000) == _number("0123", 0) % 1000
    found = [ticket_of("00" * 32, RULE, str(value), 1000) for value in range(5)]
    assert found == [357, 300, 801, 230, 403]


def test_reserves_are_of_the_same_kind_first_and_keep_quotas() -> None:
    one, won = pool(), drawn()
    traits = {entry.pseudonym: entry for entry in one.entries}
    for leaving in won.panel:
        found = reserves(one, won, won.panel, leaving)
        assert sorted(found) == sorted(traits.keys() - set(won.panel))
        rest = [traits[who] for who in won.panel if who != leaving]
        same = [who for who in found if traits[who].traits == traits[leaving].traits]
        assert list(found[: len(same)]) == same
        missed = [sum(misses(one, [*rest, traits[who]])) for who in found[len(same) :]]
        assert missed == sorted(missed)
        assert reserves(one, won, won.panel, leaving, gone=found[:2]) == found[2:]
    orders = {
        reserves(one, replace(won, seed=str(seed)), won.panel, won.panel[0]) for seed in range(9)
    }
    assert len(orders) > 1
    with pytest.raises(NotOnThePanel):
        reserves(one, won, won.panel, "nobody")


def test_another_process_with_another_hash_seed_gives_the_same_bytes() -> None:
    code = (
        "from tests.unit.committee_recruitment import test_draw_documents as t\n"
        "import sys; sys.stdout.write(t._published())"
    )
    for seed in ("1", "77"):
        again = subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        )
        assert again.stdout == _published()
