"""IDOR: who knows an id, and has no right, learns nothing of the thing and changes nothing.

Every root field is tried with ids that exist and are somebody else's, by everyone to whom the table
that people read (docs/permissions.md) refuses it. What counts is the effect: all that the services
keep is compared before and after, and the answer is searched for what only those in charge know.
"""

import hashlib
from collections.abc import Iterator
from typing import Any

import bson
from pymongo import MongoClient

from gateway.schema import schema
from tests.bench.system import System
from tests.integration.gateway.conftest import Door
from tests.integration.gateway.permissions.arguments import ARGUMENTS, World
from tests.integration.gateway.permissions.responses import a_draft
from tests.integration.gateway.permissions.table import FILE
from tests.integration.gateway.permissions.walk import Path, operation, paths
from tests.security.report import Report

KIND = "idor"
CALLERS = (
    *("stranger", "staff", "other_staff", "approver", "admin"),
    *("records", "facilitator", "reviewer", "coordinator"),
)
# What only those who work on it may know; the world's response and particulars say it.
SECRETS = ("差し支えありません", "ご意見のとおりにします", "試し 花子")
KINDS = {"Queries": "Query", "Mutations": "Mutation", "Subscriptions": "Subscription"}
# Everybody has some of their own, so the table cannot show that others' are refused.
ALSO_REFUSED = {"Mutation.endApiToken": CALLERS[2:], "Mutation.endDelegation": CALLERS[3:4]}
KEPT = {
    "policies": ("policies", "documents", "revisions"),
    "public_comment": ("consultations", "comments", "accesses"),
    "people": ("departments", "desks", "people", "delegations", "changes"),
    "responses": ("responses", "routes"),
}


async def attack_with_others_ids(world: World, system: System, report: Report) -> None:
    """Try each root field as everyone to whom it is refused."""
    refused = dict(_refused())
    with system.mongo() as client:
        for name in sorted(ARGUMENTS):
            door = world.door_of("staff")
            given = dict(await ARGUMENTS[name](world, door))
            before = _kept(client, system)
            for caller in refused.get(name, ()):
                attacker = world.door if caller == "stranger" else world.door_of(caller)
                report.note(KIND, await _told(attacker, name, given, caller))
            for caller in set(ALSO_REFUSED.get(name, ())):
                report.note(KIND, await _told(world.door_of(caller), name, given, caller))
            after = _kept(client, system)
            changed = sorted(
                k for k in before.keys() | after.keys() if before.get(k) != after.get(k)
            )
            report.note(KIND, f"{name} changed {changed[:3]}" if changed else "")


async def attack_a_draft_of_others(world: World, report: Report) -> None:
    """Ask for a response in draft by its id, as desks that do not work on it."""
    draft = (await a_draft(world))["id"]
    query = "query ($id: ID!) { response(id: $id) { content { text } } }"
    for caller in ("other_staff", "coordinator", "admin"):
        answer = await world.door_of(caller).ask(query, {"id": draft}, as_staff=True)
        seen = (answer.get("data") or {}).get("response")
        report.note(KIND, f"a draft was shown to {caller}" if seen else "")


async def _told(door: Door, name: str, given: dict[str, Any], caller: str) -> str:
    root = (name.split(".")[0], name.split(".")[1])
    way: Path = next(iter(paths(schema._schema, root, {})), None) or Path(root, "")
    document = operation(schema._schema, root, "__typename" if way.type else "")
    answer = await door.ask(document, given, as_staff=bool(door.staff_token))
    value = (answer.get("data") or {}).get(root[1])
    kind = value.get("__typename") if isinstance(value, dict) else value
    if any(secret in str(answer) for secret in SECRETS):
        return f"{name} told a secret to {caller}"
    return "" if kind in (None, "Problems") else f"{name} answered {kind} to {caller}"


def _refused() -> Iterator[tuple[str, list[str]]]:
    """Read the table: for each root field, the callers who are refused (×)."""
    kind = ""
    for line in FILE.read_text("utf-8").splitlines():
        if line.startswith("## "):
            kind = KINDS.get(line.split()[-1], "")
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if kind and cells[0].startswith("`") and len(cells) > len(CALLERS):
            marks = dict(zip(CALLERS, cells[1:], strict=False))
            yield (
                f"{kind}.{cells[0].strip('`')}",
                [caller for caller, mark in marks.items() if mark == "×"],
            )


def _kept(client: MongoClient[dict[str, Any]], system: System) -> dict[str, str]:
    """Return a digest of every document; events that wait to be sent come and go by themselves."""
    found: dict[str, str] = {}
    for service, collections in KEPT.items():
        database = client[f"{system.database_prefix}_{service}"]
        for name in collections:
            for row in database[name].find({}, {"pending_events": 0}):
                digest = hashlib.sha256(bson.encode(row)).hexdigest()
                found[f"{service}.{name}.{row['_id']}"] = digest
    return found
