"""Plan documents and their revisions on the real database."""

import asyncio

import pytest

from services.policies.domain import errors
from services.policies.handlers import Policies
from services.policies.store import Store
from shared.events import Envelope
from shared.events.policies import RevisionPublished
from shared.idempotency import IdempotencyKeyReused
from tests.integration.policies.conftest import TEXT, Kept, a_document, a_policy, publish

KEY = "the-key-of-one-revision"


async def test_a_revision_is_an_aggregate_of_its_own_with_its_event(
    policies: Policies, kept: Kept
) -> None:
    document_id = await a_document(policies)
    made = await publish(policies, document_id, TEXT)
    lying = await kept.one("revisions", made.id)
    (pending,) = lying["pending_events"]
    event = Envelope.model_validate(pending)
    assert isinstance(event.body, RevisionPublished)
    assert (event.subject, event.sequence, lying["sequence"]) == (made.id, 1, 1)
    assert event.body.clause_ids == tuple(clause.id for clause in made.clauses)
    assert event.body.document_id == document_id
    assert lying["source"] == {"format": "plain", "text": TEXT}
    assert "だれもが" not in str(pending)


async def test_revisions_are_numbered_and_clauses_keep_their_ids(policies: Policies) -> None:
    document_id = await a_document(policies)
    first = await publish(policies, document_id, TEXT)
    second = await publish(policies, document_id, TEXT.replace("2 期間", "2 区域\n市全域\n3 期間"))
    assert (first.number, second.number) == (1, 2)
    kept_ids = [c.id for c in second.clauses if c.heading != "区域"]
    assert kept_ids == [c.id for c in first.clauses]


async def test_revisions_of_different_documents_share_no_clause(policies: Policies) -> None:
    one = await publish(policies, await a_document(policies), TEXT)
    other = await publish(policies, await a_document(policies), TEXT)
    assert not {c.id for c in one.clauses} & {c.id for c in other.clauses}


async def test_publishing_at_once_numbers_each_once(policies: Policies, kept: Kept) -> None:
    document_id = await a_document(policies)
    made = await asyncio.gather(*(publish(policies, document_id, TEXT) for _ in range(5)))
    assert sorted(revision.number for revision in made) == [1, 2, 3, 4, 5]
    assert len({tuple(c.id for c in revision.clauses) for revision in made}) == 1
    assert len(await kept.all("revisions")) == 5


async def test_the_same_request_at_once_publishes_once(policies: Policies, kept: Kept) -> None:
    document_id = await a_document(policies)
    made = await asyncio.gather(*(publish(policies, document_id, TEXT, KEY) for _ in range(6)))
    assert all(revision == made[0] for revision in made)
    assert len(await kept.all("revisions")) == 1


async def test_a_key_with_another_text_is_refused(policies: Policies, kept: Kept) -> None:
    document_id = await a_document(policies)
    await publish(policies, document_id, TEXT, KEY)
    with pytest.raises(IdempotencyKeyReused):
        await publish(policies, document_id, f"{TEXT}追記", KEY)
    assert len(await kept.all("revisions")) == 1


async def test_a_refused_text_leaves_nothing_and_its_key_is_free(
    policies: Policies, kept: Kept
) -> None:
    document_id = await a_document(policies)
    with pytest.raises(errors.PlanHasControlCharacters) as refused:
        await publish(policies, document_id, "1 趣旨\n本\x00文", KEY)
    assert refused.value.params["line"] == 2
    assert await kept.all("revisions") == []
    assert (await publish(policies, document_id, TEXT, KEY)).number == 1


async def test_a_document_belongs_to_a_policy_that_exists(policies: Policies, kept: Kept) -> None:
    with pytest.raises(errors.PolicyNotFound):
        await policies.create_document("nothing", "計画案", "the-key-of-a-document")
    with pytest.raises(errors.DocumentNotFound):
        await publish(policies, "nothing", TEXT)
    assert await kept.all("documents") == await kept.all("revisions") == []


async def test_a_repeated_document_is_made_once(policies: Policies, kept: Kept) -> None:
    policy = await policies.create_policy(a_policy(), "the-key-of-one-policy", {})
    key = "the-key-of-a-document"
    made = await asyncio.gather(
        *(policies.create_document(policy.id, "計画案", key) for _ in range(6))
    )
    assert len({document.id for document in made}) == 1
    with pytest.raises(IdempotencyKeyReused):
        await policies.create_document(policy.id, "別の案", key)
    assert len(await kept.all("documents")) == 1


async def test_what_is_read_is_what_was_published(policies: Policies, store: Store) -> None:
    document_id = await a_document(policies)
    first = await publish(policies, document_id, TEXT)
    second = await publish(policies, document_id, f"目次\n第1章 概要 …… 1\n\n{TEXT}")
    assert await store.revisions([second.id, first.id]) == [second, first]
    assert await store.latest_revision(document_id) == second
    assert [line.line for line in second.skipped] == [1, 2]


async def test_a_policys_documents_come_page_by_page(policies: Policies, store: Store) -> None:
    policy = await policies.create_policy(a_policy(), "the-key-of-one-policy", {})
    await a_document(policies)
    made = [
        await policies.create_document(policy.id, f"計画案{n}", f"the-key-of-document-{n}")
        for n in range(3)
    ]
    first, cursor = await store.documents_page(policy.id, None, 2)
    second, end = await store.documents_page(policy.id, cursor, 2)
    assert [d.id for d in [*first, *second]] == [d.id for d in reversed(made)]
    assert end is None


async def test_a_long_plan_is_published_and_published_again(policies: Policies) -> None:
    """300 pages: 1,500 clauses with a paragraph each, one of them reworded."""
    lines = []
    for chapter in range(1, 16):
        lines.append(f"第{chapter}章 分野{chapter}")
        for item in range(1, 100):
            lines.append(f"（{item}）取組{chapter}の{item}")
            lines.append(
                f"分野{chapter}の取組{item}として、{chapter * item}か所の施設を整えます。" * 4
            )
    document_id = await a_document(policies)
    first = await publish(policies, document_id, "\n".join(lines))
    lines[7] = lines[7].replace("整えます", "改めます")
    second = await publish(policies, document_id, "\n".join(lines))
    assert len(first.clauses) == 15 * 100
    assert [c.id for c in second.clauses] == [c.id for c in first.clauses]


@pytest.mark.parametrize(
    ("collection", "query", "options"),
    [
        ("policies", {"request.key": "k"}, {}),
        ("policies", {"activities.request.key": "k"}, {}),
        ("documents", {"request.key": "k"}, {}),
        ("documents", {"policy_id": "p"}, {"sort": [("_id", -1)]}),
        ("revisions", {"request.key": "k"}, {}),
        ("revisions", {"document_id": "d"}, {"sort": [("number", -1)]}),
        ("policies", {"pending_events.0": {"$exists": True}}, {"hint": "pending_events_sweep"}),
    ],
)
async def test_every_query_has_its_index(
    store: Store, kept: Kept, collection: str, query: dict[str, object], options: dict[str, object]
) -> None:
    plan = str(await kept.plan_of(collection, query, **options))
    assert "IXSCAN" in plan
    assert "COLLSCAN" not in plan
    assert "'SORT'" not in plan
