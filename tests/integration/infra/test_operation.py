"""Traces, metrics, an orderly end, backup and restore: on a system of these tests alone."""

import asyncio
import json
import os
import random
import re
import secrets
import signal
import subprocess
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import bson
import pytest

from infra.backup.folder import MANIFEST, Manifest, documents_in
from infra.local.environment import MASTER_KEYS
from infra.local.paths import PYTHON, ROOT
from infra.local.processes import ALL, BACKING
from infra.local.stack import Stack
from shared.events.envelope import event_kinds
from tests.bench.graphql import SUBMIT, GraphQL
from tests.bench.system import System
from tests.bench.town import Town, found_town
from tests.chaos.answers import answer
from tests.chaos.loads import LOADS, People, live
from tests.chaos.verify import (
    every_name_is_kept,
    every_receipt_is_kept,
    insight_counts_each_once,
    no_comment_twice,
    topic_is_in_order,
    verify,
)
from tests.support import backing as real
from tests.support import run
from tests.support.collector import Collector, collecting
from tests.support.mail import Mailbox, smtp_server

pytestmark = [pytest.mark.alone, pytest.mark.timeout(300)]

PARTS = tuple(name for name in ALL if name not in BACKING and name != "dashboard")
SET_ADDRESS = """
mutation Set($input: SetNoticeAddressInput!) {
  setNoticeAddress(input: $input) { __typename ... on Problems { problems { code message } } }
}
"""
SEND_INQUIRY = """
mutation Send($input: SendInquiryInput!) {
  sendInquiry(input: $input) { __typename ... on Problems { problems { code message } } }
}
"""
SECRET = "田中・高度に秘密の苗字"
GRAFANA = ROOT / "infra" / "observability"
CHECKS = (
    every_receipt_is_kept,
    every_name_is_kept,
    no_comment_twice,
    insight_counts_each_once,
    topic_is_in_order,
)


@pytest.fixture(scope="module")
def collector() -> Iterator[Collector]:
    with collecting() as made:
        yield made


@pytest.fixture(scope="module")
def mailbox() -> Iterator[Mailbox]:
    with smtp_server() as made:
        yield made


@pytest.fixture(scope="module")
def prefix() -> str:
    return f"o{secrets.token_hex(6)}"


@pytest.fixture(scope="module")
async def stack(
    backing: real.Backing, collector: Collector, mailbox: Mailbox, prefix: str
) -> AsyncIterator[Stack]:
    given = {**real.environment(backing, prefix), "KYODO_OTLP_ENDPOINT": collector.url}
    given |= {"KYODO_SMTP_URL": mailbox.url, "KYODO_MAIL_GATHER_S": "0.2"}
    made = Stack(run.folder() / prefix, parts=PARTS, given=given, free_ports=True)
    made.start()
    yield made
    made.destroy()
    await real.clean(backing, prefix)


@pytest.fixture(scope="module")
def watched(stack: Stack) -> System:
    return System.of(stack.environment)


@pytest.fixture(scope="module")
async def town(watched: System) -> Town:
    return await found_town(watched, "operation")


def kyodo(stack: Stack, *arguments: str) -> "subprocess.CompletedProcess[str]":
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [str(PYTHON), "-m", "infra.cli", *arguments],
        cwd=ROOT,
        env={**inherited, **stack.environment, "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


async def until(holds: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not come to that in time"
        await asyncio.sleep(0.1)


def a_comment(town: Town, key: str) -> dict[str, object]:
    return {
        "consultationId": town.consultation_id,
        "clauseId": None,
        "text": f"歩道を広くしてください。{key}",
        "submitterKind": "PERSON",
        "idempotencyKey": f"operation-{key}",
        "particulars": [{"kind": "NAME", "text": SECRET}],
    }


async def test_one_trace_goes_from_the_browser_to_the_read_model(
    watched: System, town: Town, collector: Collector
) -> None:
    trace_id = secrets.token_hex(16)
    headers = {"traceparent": f"00-{trace_id}-{'ab' * 8}-01", "Content-Type": "application/json"}
    body = {"query": SUBMIT, "variables": {"input": a_comment(town, "trace-0001-0001")}}

    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{watched.gateway_url}/graphql", json=body, headers=headers) as answer,
    ):
        assert answer.headers["x-trace-id"] == trace_id
        assert "CommentReceipt" in await answer.text()

    def seen() -> set[str]:
        return {f"{service}: {span.name}" for service, span in collector.trace(trace_id)}

    wanted = {
        "kyodo-gateway: POST /graphql",
        "kyodo-gateway: POST public_comment",
        "kyodo-public_comment: POST /comments",
        "kyodo-public_comment-relay: send public_comment",
        "kyodo-insight: apply insight",
        "kyodo-responses: apply responses",
    }
    await until(lambda: wanted <= seen())
    spans = {span.span_id: span for _, span in collector.trace(trace_id)}
    outermost = [span for span in spans.values() if span.parent_span_id not in spans]
    assert {span.parent_span_id.hex() for span in outermost} == {"ab" * 8}


async def test_spans_hold_no_person_no_text_and_no_id(
    watched: System, town: Town, collector: Collector
) -> None:
    async with GraphQL(watched.gateway_url) as citizen:
        receipt = await citizen.mutate(SUBMIT, a_comment(town, "trace-0002-0001"))
        number = receipt["receiptNumber"]
    for name in ("POST /comments", "apply insight", "send public_comment"):
        await until(lambda: sum(s.name == name for _, s in collector.spans) >= 2)  # noqa: B023

    told = collector.raw
    assert b"POST /comments" in told  # what is searched is what was sent
    for planted in (SECRET, "歩道を広く", number, number.replace("-", ""), town.consultation_id):
        assert planted.encode() not in told


async def test_metrics_are_shown_to_who_has_the_token(stack: Stack, watched: System) -> None:
    async with aiohttp.ClientSession() as session:
        for name in ("gateway", "public-comment", "insight"):
            url = f"{stack.url(name)}/metrics"
            for shown in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "Bearer "}):
                async with session.get(url, headers=shown) as answer:
                    assert answer.status == 404, (name, shown)


async def read_metrics(stack: Stack) -> dict[str, str]:
    shown = {"Authorization": f"Bearer {stack.environment['KYODO_METRICS_TOKEN']}"}
    told = {}
    async with aiohttp.ClientSession(headers=shown) as session:
        for name in ("gateway", "policies", "public-comment", "insight", "people", "responses"):
            async with session.get(f"{stack.url(name)}/metrics") as answer:
                assert answer.status == 200, name
                told[name] = await answer.text()
    return told


async def test_metrics_tell_times_backlog_lag_and_dead_letters(
    stack: Stack, watched: System, town: Town
) -> None:
    async with GraphQL(watched.gateway_url) as citizen:
        receipt = await citizen.mutate(SUBMIT, a_comment(town, "metrics-0001"))

    told = await read_metrics(stack)

    def value(name: str, line: str) -> float:
        (found,) = re.findall(rf"^{re.escape(line)} (\S+)$", told[name], re.M)
        return float(found)

    counted = 'kyodo_request_seconds_count{method="POST",route="%s",status="%s"}'
    assert value("gateway", counted % ("/graphql", 200)) >= 1
    assert value("public-comment", counted % ("/comments", 201)) >= 1
    assert value("public-comment", 'kyodo_relay_backlog_aggregates{service="public_comment"}') >= 0
    for name, consumer in (("insight", "insight"), ("public-comment", "public_comment")):
        assert value(name, f'kyodo_consumer_lag_events{{consumer="{consumer}"}}') >= 0
        assert value(name, f'kyodo_dead_letters{{consumer="{consumer}"}}') == 0
    everything = "".join(told.values())
    for planted in (SECRET, receipt["receiptNumber"], town.consultation_id):
        assert planted not in everything


async def test_backlog_and_lag_grow_while_nobody_works(
    stack: Stack, watched: System, town: Town
) -> None:
    line = r'^kyodo_relay_backlog_aggregates\{service="public_comment"\} (\S+)$'

    async def backlog() -> float:
        (found,) = re.findall(line, (await read_metrics(stack))["public-comment"], re.M)
        return float(found)

    stack.stop_process("public-comment-relay")
    async with GraphQL(watched.gateway_url) as citizen:
        for number in range(3):
            await citizen.mutate(SUBMIT, a_comment(town, f"backlog-{number:04d}"))
    grown = await backlog()
    stack.start_process("public-comment-relay")

    assert grown >= 3
    deadline = time.monotonic() + 30
    while await backlog():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.2)


async def test_boards_and_alarms_ask_for_metrics_that_there_are(stack: Stack) -> None:
    """A panel about a metric that nobody tells would be empty for ever, and look like all well."""
    told = "".join((await read_metrics(stack)).values())
    known = set(re.findall(r"^# TYPE (\w+) ", told, re.M))
    files = [*GRAFANA.glob("**/*.json"), *GRAFANA.glob("**/*.yml")]
    asked = {name for file in files for name in re.findall(r"kyodo_\w+", file.read_text("utf-8"))}

    assert {"kyodo_request_seconds_bucket", "kyodo_dead_letters"} <= asked
    for name in asked - {"kyodo_metrics_token"}:
        assert {name, re.sub("_(bucket|count|sum)$", "", name)} & known, name


async def test_a_desk_that_is_asked_gets_a_mail_that_says_no_more_than_needed(
    stack: Stack, watched: System, town: Town, mailbox: Mailbox
) -> None:
    address, question = "kakaricho@secret-address.example.jp", "予算の見込みを教えてください"
    async with GraphQL(watched.gateway_url, watched.people.tokens["other_staff"]) as asked:
        given = {"address": address, "idempotencyKey": "operation-mail-0001"}
        assert (await asked.mutate(SET_ADDRESS, given))["__typename"] == "Done"
        assert (await asked.run("{ me { toldByMail } }", {}))["me"]["toldByMail"] is True
    async with GraphQL(watched.gateway_url, watched.staff_token) as staff:
        people = People(staff, staff, town, random.Random(9), watched.people.desks["staff"])
        await answer(people)
        (drafted,) = people.ledger.answered
        due = (datetime.now(UTC) + timedelta(days=9)).date().isoformat()
        given = {
            "responseId": drafted.response_id,
            "deskId": watched.people.desks["other_staff"],
            "question": question,
            "dueOn": due,
            "idempotencyKey": "operation-mail-0002",
        }
        await people.insist(staff, SEND_INQUIRY, given)
    await until(lambda: bool(mailbox.of(address)))

    (mail,) = mailbox.of(address)
    body = mail.get_content()
    assert mail["Subject"] == "【協働】対応の必要な仕事が1件あります"
    assert f"庁内照会が届きました（回答期限 {due}）。" in body
    assert f"{watched.gateway_url}/staff/answers/{drafted.response_id}" in body
    assert question not in body
    assert drafted.acknowledged[0] not in body
    assert {to for to, _ in mailbox.mails} == {address}
    # The address lies nowhere in the clear: no document, no event, no log.
    with watched.mongo() as client:
        for name in client.list_database_names():
            for collection in client[name].list_collection_names():
                assert address not in repr(list(client[name][collection].find({}).limit(5_000)))
    for file in (stack.directory / "log").iterdir():
        assert address not in file.read_text("utf-8", errors="replace"), file.name


@pytest.mark.parametrize("name", ["gateway", "public-comment"])
async def test_who_is_asked_to_end_answers_first(
    stack: Stack, watched: System, town: Town, name: str
) -> None:
    """SIGTERM under load: who sent a comment has a receipt, at the latest by sending again."""
    async with GraphQL(watched.gateway_url) as citizen:
        people = People(citizen, citizen, town, random.Random(3), "")
        only = [load for load in LOADS if load.name in ("submit", "submit_named")]
        load = asyncio.create_task(live(people, only, 40))
        await asyncio.sleep(1)
        old = stack.kill(name, signal.SIGTERM)
        await asyncio.sleep(2)
        people.stopping.set()
        await load
    await asyncio.to_thread(stack.wait_ready, name)

    assert stack.pid(name) != old
    assert "Traceback" not in stack.log(name).read_text("utf-8")
    verdict = await verify(watched, town, people.ledger, [every_receipt_is_kept, no_comment_twice])
    assert people.ledger.unanswered == []
    assert (verdict.found, verdict.lost) == (len(people.ledger.accepted), 0)
    assert verdict.found > 40


async def test_what_a_backup_brings_back_counts_the_same(
    stack: Stack, watched: System, town: Town, backing: real.Backing, prefix: str, tmp_path: Path
) -> None:
    async with (
        GraphQL(watched.gateway_url) as citizen,
        GraphQL(watched.gateway_url, watched.staff_token) as staff,
    ):
        chance = random.Random(5)
        people = People(citizen, staff, town, chance, watched.people.desks["staff"])
        load = asyncio.create_task(live(people, LOADS, 40))
        await asyncio.sleep(4)
        people.stopping.set()
        await load
    before = await verify(watched, town, people.ledger, CHECKS)
    assert before.lost == 0
    folder, keys = tmp_path / "data", tmp_path / "keys"

    saved = await asyncio.to_thread(kyodo, stack, "backup", str(folder), "--keys", str(keys))
    assert saved.returncode == 0, saved.stderr
    again = f"{prefix}again"
    second = Stack(
        run.folder() / again,
        parts=PARTS,
        given={**real.environment(backing, again), MASTER_KEYS: stack.environment[MASTER_KEYS]},
        free_ports=True,
    )
    try:
        await asyncio.to_thread(second.start)
        restored = System.of(second.environment)
        back = await asyncio.to_thread(kyodo, second, "restore", str(folder), "--keys", str(keys))
        assert back.returncode == 0, back.stderr
        after = await verify(restored, town, people.ledger, CHECKS)
        assert numbers_of(restored) == numbers_of(watched)
        rebuilt = await asyncio.to_thread(kyodo, second, "rebuild", "insight")
        assert rebuilt.returncode == 0, rebuilt.stderr
        assert numbers_of(restored) == numbers_of(watched)
        refused = await asyncio.to_thread(
            kyodo, second, "restore", str(folder), "--keys", str(keys)
        )
    finally:
        await asyncio.to_thread(second.destroy)
        await real.clean(backing, again)

    facts = ("found", "lost", "doubled", "out_of_order")
    assert {n: getattr(after, n) for n in facts} == {n: getattr(before, n) for n in facts}
    assert after.facts["names_read"] == before.facts["names_read"] > 0
    assert refused.returncode == 6
    assert "上書きはしません" in refused.stderr


def numbers_of(system: System) -> dict[str, Counter[str]]:
    """Count what insight knows, by channel and state, in the generation that is in use."""
    with system.mongo() as client:
        rows = list(system.inputs(client).find({}))
        return {
            "channels": Counter(str(row.get("channel")) for row in rows),
            "ids": Counter(str(row["_id"]) for row in rows),
        }


async def test_a_backup_under_load_holds_one_moment(
    stack: Stack, watched: System, town: Town, tmp_path: Path
) -> None:
    """Each aggregate's events, those sent and those that wait, are 1, 2, 3 … to its sequence."""
    async with GraphQL(watched.gateway_url) as citizen:
        people = People(citizen, citizen, town, random.Random(7), "")
        only = [load for load in LOADS if load.name != "enter"]
        load = asyncio.create_task(live(people, only, 60))
        await asyncio.sleep(1)
        accepted = {each.receipt_number.replace("-", "") for each in people.ledger.accepted}
        saved = await asyncio.to_thread(
            kyodo, stack, "backup", str(tmp_path / "data"), "--keys", str(tmp_path / "keys")
        )
        people.stopping.set()
        await load
    assert saved.returncode == 0, saved.stderr

    service, folder = "public_comment", tmp_path / "data"
    sequences: dict[str, int] = {}
    events: defaultdict[str, set[int]] = defaultdict(set)
    kept = set()
    for file in (folder / "mongo" / service).glob("*.bson.gz"):
        for row in documents_in(file):
            document = bson.decode(bytes(row.raw))
            if "pending_events" not in document:
                continue
            sequences[document["_id"]] = document["sequence"]
            kept.add(document.get("receipt_number"))
            events[document["_id"]] |= {one["sequence"] for one in document["pending_events"]}
    for row in documents_in(folder / "topics" / f"{service}.bson.gz"):
        event = json.loads(row["value"])
        events[event["subject"]].add(event["sequence"])
        assert event["type"] in event_kinds()

    assert accepted <= kept
    assert len(people.ledger.accepted) > len(accepted) >= 5
    for subject, last in sequences.items():
        assert events[subject] == set(range(1, last + 1)), subject
    assert set(events) == set(sequences)


def test_a_backup_that_was_changed_is_refused(stack: Stack, tmp_path: Path) -> None:
    folder, keys = tmp_path / "data", tmp_path / "keys"
    saved = kyodo(stack, "backup", str(folder), "--keys", str(keys))
    assert saved.returncode == 0, saved.stderr
    name = next(iter(Manifest.read(folder).documents))
    (folder / name).write_bytes((folder / name).read_bytes()[:-1] + b"x")
    (keys / "keys.db").unlink()

    inside = kyodo(stack, "backup", str(tmp_path / "new"), "--keys", str(tmp_path / "new" / "k"))
    broken = kyodo(stack, "restore", str(folder), "--keys", str(keys))
    (folder / MANIFEST).unlink()
    unfinished = kyodo(stack, "restore", str(folder), "--keys", str(keys))

    assert inside.returncode == 2
    assert not (tmp_path / "new").exists()
    assert broken.returncode in (3, 6)
    assert unfinished.returncode in (3, 6)
