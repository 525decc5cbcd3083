"""The demo, loaded by its command into real processes: whole, and never twice."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

import pytest

from infra.demo.data import read_city
from infra.demo.gateway import Gateway
from infra.local.paths import ROOT
from infra.local.stack import Stack
from shared.mongo import Mongo
from tests.conftest import settings_from

PARTS = (
    *("people", "people-relay", "policies", "policies-relay"),
    *("public-comment", "public-comment-relay", "responses", "insight"),
    *("insight-topics", "workshops", "workshops-relay", "gateway"),
    *("keys", "issue-proposals", "issue-proposals-relay"),
    *("committee-recruitment", "committee-recruitment-relay"),
)
CITY = read_city()


@pytest.fixture
def stack(new_stack: Callable[..., Stack], environment: dict[str, str]) -> Stack:
    return new_stack(parts=PARTS, given=environment)


async def start_loading(stack: Stack) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "infra.demo"),
        cwd=ROOT,
        env=stack.process_environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )


async def load(stack: Stack) -> str:
    process = await start_loading(stack)
    out, _ = await process.communicate()
    assert process.returncode == 0, out.decode()
    return out.decode()


async def everything(mongo: Mongo) -> dict[str, list[dict[str, Any]]]:
    """All that the services keep, without what the relays take away."""
    kept = {}
    for service, names in (
        ("policies", ("policies", "documents", "revisions")),
        ("public_comment", ("consultations", "comments")),
        ("responses", ("responses", "routes")),
        (
            "issue_proposals",
            ("issues", "offers", "matches", "parties", "threads", "concerns", "projects"),
        ),
        ("committee_recruitment", ("committees", "recruitments", "applications")),
    ):
        for name in names:
            found = mongo.database(service)[name].find({}, {"pending_events": 0})
            kept[name] = await found.sort("_id", 1).to_list(None)
    return kept


@pytest.mark.alone
async def test_a_load_that_is_killed_goes_on_and_a_second_one_changes_nothing(
    stack: Stack, mongo: Mongo
) -> None:
    broken_off = await start_loading(stack)
    while await mongo.database("public_comment")["comments"].count_documents({}) < 5:
        assert broken_off.returncode is None
        await asyncio.sleep(0.02)
    os.kill(broken_off.pid, signal.SIGKILL)
    await broken_off.communicate()

    assert f"{len(CITY.comments)} comments" in await load(stack)
    first = await everything(mongo)
    assert {name: len(rows) for name, rows in first.items()} == {
        "policies": len(CITY.policies),
        "documents": len(CITY.documents),
        "revisions": len(CITY.documents) + 1,
        "consultations": len(CITY.consultations),
        "comments": len(CITY.comments) + len(CITY.originals) + len(CITY.finished.papers),
        "responses": len(CITY.answers) + len(CITY.finished.replies),
        "routes": 1,
        "issues": len(CITY.issues),
        "offers": len(CITY.offers),
        "matches": sum(bool(issue.lent) for issue in CITY.issues),
        "parties": sum(len(issue.parties) for issue in CITY.issues),
        "threads": sum(len(issue.threads) for issue in CITY.issues),
        "concerns": sum(sum(issue.concerned.values()) for issue in CITY.issues),
        "projects": sum(bool(issue.plan) for issue in CITY.issues),
        "committees": len(CITY.committees),
        "recruitments": sum(bool(one.call) for one in CITY.committees),
        "applications": len(CITY.applicants) * sum(bool(one.call) for one in CITY.committees),
    }
    assert "0 of them new" in await load(stack)
    assert await everything(mongo) == first
    await _submitters_who_wrote_again_are_one(first["comments"])
    await _what_may_be_published_is_masked(stack, mongo)
    await _one_consultation_went_all_the_way(mongo)
    await _read_through_the_gateway(stack)


async def _submitters_who_wrote_again_are_one(comments: list[dict[str, Any]]) -> None:
    alone = sum(1 for comment in CITY.comments if comment.by is None)
    together = len({comment.by for comment in CITY.comments if comment.by})
    assert len({comment["submitter_id"] for comment in comments}) == alone + together + len(
        [*CITY.originals, *CITY.finished.papers]
    )


async def _one_consultation_went_all_the_way(mongo: Mongo) -> None:
    found = mongo.database("public_comment")["consultations"].find({"outcome": "WITH_CHANGES"})
    (ended,) = await found.to_list(None)
    papers = len(CITY.finished.papers)
    assert (ended["figures"]["comments"], ended["figures"]["points"]) == (papers, papers)
    published = {"case_id": ended["_id"], "state": "PUBLISHED"}
    count = await mongo.database("responses")["responses"].count_documents(published)
    assert count == len(CITY.finished.replies)


async def _what_may_be_published_is_masked(stack: Stack, mongo: Mongo) -> None:
    found = mongo.database("public_comment")["consultations"].find({"asks_to_publish_text": True})
    (case,) = await found.to_list(None)
    document = """query Demo($id: ID!) {
      publishedOpinions(consultationId: $id, first: 50) { edges { node { text } } }
    }"""
    async with Gateway(settings_from(stack.environment)) as gateway:
        answer = await gateway.query(document, {"id": case["_id"]})
    texts = [edge["node"]["text"] for edge in answer["publishedOpinions"]["edges"]]
    assert len(texts) == sum(row.agrees for row in CITY.originals)
    hidden = [words for row in CITY.originals for words in row.hidden]
    assert hidden and not any(words in text for words in hidden for text in texts)


async def _read_through_the_gateway(stack: Stack) -> None:
    document = """
    query Demo {
      policies { edges { node { title stages { cycle stage state } activities { title } } } }
      consultations(state: OPEN) { edges { node { title revision { clauses { path } } } } }
    }
    """
    async with Gateway(settings_from(stack.environment)) as gateway:
        answer = await gateway.query(document, {})
    policies = [edge["node"] for edge in answer["policies"]["edges"]]
    assert {policy["title"] for policy in policies} == {policy.title for policy in CITY.policies}
    for policy in CITY.policies:
        read = next(p for p in policies if p["title"] == policy.title)
        states = {(s["cycle"], s["stage"]): s["state"] for s in read["stages"]}
        for stage in policy.stages:
            expected = "CLOSED" if stage.closed is not None else "OPEN"
            expected = "PLANNED" if stage.opened is None else expected
            assert states[(stage.cycle, stage.stage)] == expected
        assert len(read["activities"]) == len(policy.activities)
    (consultation,) = (edge["node"] for edge in answer["consultations"]["edges"])
    assert len(consultation["revision"]["clauses"]) >= 30


async def test_without_a_gateway_one_line_says_what_to_do(environment: dict[str, str]) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "infra.demo"),
        cwd=ROOT,
        env={**os.environ, **environment, "KYODO_GATEWAY_URL": "http://127.0.0.1:9"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    out, _ = await process.communicate()
    assert process.returncode == 1
    assert "make run で起動してから" in out.decode().replace("\n", "")
    assert "Traceback" not in out.decode()
