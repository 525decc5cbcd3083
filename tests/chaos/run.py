"""Faults under load: ``make chaos FAULTS=30 SEED=1``; ``make chaos-kafka-down``.

Starts a whole system of its own in a temporary folder on free ports and strikes while people are at
work: citizens comment on the plan, a clause or a passage, send files, ask for mail, correct,
withdraw, agree to publication and change their minds; staff type in letters, bring in files of
them, split comments into opinions, mask, say where places are in a later plan, write answers and
make the period longer. The mail server is away, refuses or hangs up again and again. After each
fault it measures how long it takes until a fresh comment is accepted and visible. At the end some
answers are decided and published, a second consultation is closed and answered, and its result is
published while one more fault strikes; then what people were told is compared with what the
databases, the topics, the read models and the mails hold. Progress goes to standard error; the last
line of standard output is one JSON object. Exit code 1: something was lost, doubled, out of order,
or did not recover.
"""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from infra.local.processes import ALL
from infra.local.stack import Stack
from tests.bench.figures import percentile, print_result
from tests.bench.graphql import GraphQL
from tests.bench.system import System
from tests.bench.town import found_town
from tests.chaos.anchors import decide_anchor, every_anchor_is_kept, publish_next_plan
from tests.chaos.answers import answer, every_answer_is_kept, revise
from tests.chaos.attachments import Attaching
from tests.chaos.faults import KINDS, Fault, plan
from tests.chaos.folds import every_comment_is_folded_once
from tests.chaos.imports import Files, every_row_is_kept
from tests.chaos.issues import Talk
from tests.chaos.loads import LOADS, Load, People, live
from tests.chaos.mail_server import MailServer, mail_server
from tests.chaos.mails import GATHER_S, Post, submit_followed
from tests.chaos.masks import (
    change_mind,
    every_masking_is_kept,
    mask,
    nothing_unagreed_is_published,
    submit_agreeing,
)
from tests.chaos.passages import every_passage_is_kept, submit_on_passage
from tests.chaos.periods import every_extension_is_kept, extend
from tests.chaos.points import every_opinion_is_counted_once, every_splitting_is_kept, split
from tests.chaos.publication import publish, what_is_published_was_acknowledged
from tests.chaos.recovery import Probe
from tests.chaos.recruitment import Seats
from tests.chaos.result import Result
from tests.chaos.second import Second
from tests.chaos.topics import every_opinion_has_its_place_in_a_topic
from tests.chaos.verify import CHECKS, Verdict, verify
from tests.chaos.watching import Watcher
from tests.chaos.workshops import Cafe

PARTS = tuple(name for name in ALL if name != "dashboard")
_TRY_TIMEOUT_S = 6.0
# What the publication of a result goes through.
_STRUCK_AT_THE_END = ("gateway", "public-comment", "responses", "mongod")
# What every area does, and what it is held to.
ALL_LOADS = (
    *LOADS,
    Load("answer", 6, answer),
    Load("revise", 6, revise),
    Load("extend", 1, extend),
    Load("submit_on_passage", 10, submit_on_passage),
    Load("submit_agreeing", 10, submit_agreeing),
    Load("submit_followed", 6, submit_followed),
    Load("change_mind", 2, change_mind),
    Load("mask", 5, mask),
    Load("split", 6, split),
    Load("decide_anchor", 3, decide_anchor),
)
ALL_CHECKS = (
    *CHECKS,
    every_answer_is_kept,
    every_comment_is_folded_once,
    every_opinion_has_its_place_in_a_topic,
    every_extension_is_kept,
    every_passage_is_kept,
    every_row_is_kept,
    every_splitting_is_kept,
    every_opinion_is_counted_once,
    every_masking_is_kept,
    nothing_unagreed_is_published,
    every_anchor_is_kept,
    what_is_published_was_acknowledged,
)


@dataclass(frozen=True)
class Options:
    """The command line."""

    faults: int
    seed: int
    rate: float
    kafka_down: float | None = None
    keep: Path | None = None


@dataclass
class Course:
    """What a scenario saw while it ran."""

    recoveries: list[float] = field(default_factory=list)
    not_recovered: list[str] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)


Scenario = Callable[["Stage", Options], Awaitable[Course]]


@dataclass(frozen=True)
class Stage:
    """A running system with people in it."""

    stack: Stack
    system: System
    people: People
    second: Second
    mails: MailServer
    probe: Probe
    cafe: Cafe
    talk: Talk
    seats: Seats


async def strike(stage: Stage, options: Options) -> Course:
    """One fault after another, each followed by a measured recovery and a short calm."""
    course = Course()
    calm = random.Random(options.seed)
    for number, fault in enumerate(plan(options.faults, options.seed), 1):
        _say(f"[{number}/{options.faults}] {_worded(fault)}")
        await _struck(stage, fault, course)
        await asyncio.sleep(calm.uniform(0.5, 2.0))
    return course


async def _struck(stage: Stage, fault: Fault, course: Course) -> None:
    """Strike, and measure how long it takes until people can work again."""
    await KINDS[fault.kind](stage.stack, fault)
    seconds = await stage.probe.recovery_s()
    if seconds is None:
        course.not_recovered.append(_worded(fault))
        _say("    did not recover")
    else:
        course.recoveries.append(seconds)
        _say(f"    {seconds:.2f} s  accepted so far: {len(stage.people.ledger.accepted):,}")


async def kafka_down(stage: Stage, options: Options) -> Course:
    """Kafka is away for a while: comments are still accepted, and the backlog drains after."""
    seconds = options.kafka_down or 0.0
    course, ledger = Course(), stage.people.ledger
    await asyncio.to_thread(stage.stack.stop_process, "kafka")
    before, began = len(ledger.accepted), time.monotonic()
    while (gone := time.monotonic() - began) < seconds:
        _say(f"Kafka is down {gone:4.0f}/{seconds:.0f} s, accepted {len(ledger.accepted):,}")
        await asyncio.sleep(min(10.0, seconds - gone))
    accepted = len(ledger.accepted) - before
    backlog = await asyncio.to_thread(_waiting, stage)
    started = time.monotonic()
    await asyncio.to_thread(stage.stack.supervisor.start, "kafka")
    recovery = await stage.probe.recovery_s()
    if recovery is None:
        course.not_recovered.append("kafka down")
    else:
        course.recoveries.append(recovery)
    await asyncio.to_thread(_drain, stage, options.rate * 2)
    course.facts = {
        "kafka_down_s": round(seconds, 1),
        "accepted_while_down": accepted,
        "backlog": backlog,
        "drained_after_s": round(time.monotonic() - started, 1),
    }
    return course


async def run(options: Options, directory: Path) -> dict[str, Any]:
    """Run a scenario on a fresh stack in the folder; return the figures."""
    async with mail_server() as mails:
        given = {"KYODO_SMTP_URL": mails.url, "KYODO_MAIL_GATHER_S": str(GATHER_S)}
        stack = Stack(directory, parts=PARTS, given=given, free_ports=True)
        _say("starting the whole system")
        await asyncio.to_thread(stack.start)
        try:
            return await _run(options, stack, mails)
        finally:
            await asyncio.to_thread(stack.stop)


async def _run(options: Options, stack: Stack, mails: MailServer) -> dict[str, Any]:
    system = System.of(stack.environment)
    name = f"chaos-{options.seed}-{int(time.time())}"
    town = await found_town(system, name, asks_to_publish=True)
    other = await found_town(system, f"{name}-other")
    await publish_next_plan(system, town, name)
    url, chance = system.gateway_url, random.Random(options.seed)
    async with (
        GraphQL(url, connections=0, timeout_s=_TRY_TIMEOUT_S) as citizen,
        GraphQL(url, system.staff_token, connections=0, timeout_s=_TRY_TIMEOUT_S) as staff,
    ):
        desk = system.people.desks["staff"]
        people, others = (People(citizen, staff, one, chance, desk) for one in (town, other))
        cafe, talk, seats = Cafe(system), Talk(system), Seats(system)
        await cafe.open(people)
        await talk.open(people)
        await seats.open(people)
        probe = Probe(system, people)
        stage = Stage(stack, system, people, Second(others), mails, probe, cafe, talk, seats)
        watcher = Watcher(system, town.consultation_id)
        watching = asyncio.create_task(watcher.watch())
        course = await _act(stage, options)
        await _end(stage, options, course)
        _say("comparing what people were told with what is there")
        checks = (
            *ALL_CHECKS,
            Attaching(system).every_file_is_kept,
            Result(stage.second).is_as_acknowledged,
            watcher.agrees,
            Post(mails, stage.second.ledger).every_letter_came,
            cafe.every_note_is_kept,
            talk.every_word_is_kept,
            seats.every_application_is_kept,
        )
        verdict = await verify(system, town, people.ledger, checks)
        watching.cancel()
    return _result(options, course, verdict, stage)


async def _act(stage: Stage, options: Options) -> Course:
    """Let people work while the scenario goes on; return when everybody has finished."""
    people = stage.people
    loads = (
        *ALL_LOADS,
        Load("bring_in", 1, Files(stage.system).bring_in),
        Load("submit_with_files", 6, Attaching(stage.system).submit_with_files),
        Load("take_part", 8, stage.second.take_part),
        Load("write_note", 16, stage.cafe.write),
        Load("reword_note", 4, stage.cafe.reword),
        Load("bring_issue", 6, stage.talk.bring),
        Load("say", 10, stage.talk.say),
        Load("reserve_room", 4, stage.talk.reserve),
        Load("apply_for_seat", 6, stage.seats.apply),
        Load("appoint", 2, stage.seats.appoint),
    )
    scenario: Scenario = strike if options.kafka_down is None else kafka_down
    load = asyncio.create_task(live(people, loads, options.rate))
    moods = asyncio.create_task(
        stage.mails.have_moods(random.Random(options.seed), people.stopping)
    )
    try:
        await asyncio.sleep(2)
        return await scenario(stage, options)
    finally:
        people.stopping.set()
        _say("letting everybody finish")
        await asyncio.gather(load, moods)


async def _end(stage: Stage, options: Options, course: Course) -> None:
    """Publish answers of the one consultation, and the result of the other under a fault."""
    _say("publishing answers")
    await publish(stage.system, stage.people)
    chance = random.Random(options.seed + 1)
    kind, target = chance.choice(list(KINDS)), chance.choice(_STRUCK_AT_THE_END)
    fault = Fault(kind, target, chance.uniform(5, 20))
    _say(f"publishing a result: {_worded(fault)}")
    await stage.second.end(stage.system, lambda: _struck(stage, fault, course))
    stage.probe.close()


def _drain(stage: Stage, small: float) -> None:
    """Return when hardly more waits than people write in a moment, or after ten minutes."""
    deadline = time.monotonic() + 600
    while _waiting(stage) > small and time.monotonic() < deadline:
        time.sleep(0.2)


def _waiting(stage: Stage) -> int:
    with stage.system.mongo() as client:
        waiting = {"pending_events.0": {"$exists": True}}
        return stage.system.comments(client).count_documents(waiting)


def _result(options: Options, course: Course, verdict: Verdict, stage: Stage) -> dict[str, Any]:
    for line in (*course.not_recovered, *verdict.remarks):
        _say(f"✗ {line}")
    p99 = percentile(course.recoveries, 0.99) if course.recoveries else None
    ledger, other = stage.people.ledger, stage.second.ledger
    accepted = [len(ledger.accepted), len(ledger.answered), len(ledger.imported)]
    return {
        "faults": options.faults if options.kafka_down is None else 1,
        "accepted": sum(accepted) + len(other.accepted),
        "found": verdict.found,
        "lost": verdict.lost,
        "doubled": verdict.doubled,
        "out_of_order": verdict.out_of_order,
        "recovery_p99_s": None if p99 is None else round(p99, 2),
        "not_recovered": len(course.not_recovered),
        "retries": ledger.retries + other.retries,
        "unanswered": len(ledger.unanswered) + len(other.unanswered),
        "refused": dict(Counter(ledger.refused) + Counter(other.refused)),
        **course.facts,
        **verdict.facts,
    }


def is_sound(result: dict[str, Any]) -> bool:
    """Whether nothing was lost, doubled, out of order or left broken."""
    faults = ("lost", "doubled", "out_of_order", "not_recovered")
    return result["accepted"] > 0 and not any(result[name] for name in faults)


def main() -> None:
    """Run and print; exit with 1 if the system did not hold."""
    options = _options()
    if options.keep:
        result = asyncio.run(run(options, options.keep))
    else:
        with tempfile.TemporaryDirectory(prefix="kyodo-chaos-") as folder:
            result = asyncio.run(run(options, Path(folder) / "stack"))
    print_result(result)
    sys.exit(0 if is_sound(result) else 1)


def _options() -> Options:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--faults", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rate", type=float, default=20, help="acts of people a second")
    parser.add_argument(
        "--kafka-down",
        type=float,
        nargs="?",
        const=600.0,
        metavar="SECONDS",
        help="instead of the faults: Kafka is away for so long",
    )
    parser.add_argument("--keep", type=Path, help="run in this folder and leave data and logs")
    return Options(**vars(parser.parse_args()))


def _worded(fault: Fault) -> str:
    lasting = f" for {fault.seconds:.0f} s" if fault.kind == "freeze" else ""
    return f"{fault.kind} {fault.target}{lasting}"


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
