"""Operators of the database in every input: they stay text, or are refused as malformed."""

import copy
from collections.abc import Iterator, Mapping
from typing import Any

from gateway.schema import schema
from tests.integration.gateway.permissions.arguments import ARGUMENTS, World
from tests.integration.gateway.permissions.walk import operation, paths
from tests.security.report import Report

KIND = "operators"
OBJECTS: tuple[Any, ...] = ({"$ne": None}, {"$gt": ""}, {"$where": "sleep(9000)"}, ["$ne", 1])
TEXTS = ('{"$ne": null}', "$where", "'; sleep(9000); '", "../../people", "\u0000", "a.$[].b")


async def attack_with_operators(world: World, report: Report) -> None:
    """Put each into each leaf of what a root field takes, as somebody who may use the field."""
    for name in sorted(ARGUMENTS):
        person = "admin" if name in ADMINS else RECORDS.get(name, "staff")
        door = world.door_of(person)
        given = dict(await ARGUMENTS[name](world, door))
        root = (name.split(".")[0], name.split(".")[1])
        body = "__typename" if next(iter(paths(schema._schema, root, {})), None) else ""
        document = operation(schema._schema, root, body)
        taken = {name for name in given if f"${name}:" in document}
        for leaf in [one for one in _leaves(given) if one[0] in taken]:
            for planted in (*OBJECTS, *TEXTS):
                answer = await door.ask(document, _with(given, leaf, planted), as_staff=True)
                report.note(KIND, _fault(name, leaf, planted, answer))


ADMINS = {
    *("Query.people", "Mutation.openDepartment", "Mutation.openDesk", "Mutation.enterPerson"),
    *("Mutation.changeRoles", "Mutation.previewPersonnelChange"),
    *("Mutation.applyPersonnelChange", "Mutation.setApprovalRoutes"),
}
RECORDS = {
    "Query.auditLog": "records",
    "Query.personnelChanges": "records",
    "Mutation.openDisclosureRequest": "records",
    "Mutation.closeDisclosureRequest": "records",
    "Mutation.saveInquiryDraft": "other_staff",
    "Mutation.answerInquiry": "other_staff",
    "Mutation.approveResponse": "approver",
    "Mutation.returnResponse": "approver",
}


def _fault(name: str, leaf: tuple[Any, ...], planted: Any, answer: Mapping[str, Any]) -> str:
    where = f"{name} {'.'.join(map(str, leaf))} = {planted!r}"
    codes = {error["extensions"]["code"] for error in answer.get("errors", ())}
    if codes & {"INTERNAL", "UNAVAILABLE"}:
        return f"{where}: {codes}"
    if isinstance(planted, dict) and not codes:
        return f"{where}: an object was taken for a value"
    return ""


def _leaves(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _leaves(inner, (*way, key))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _leaves(inner, (*way, place))
    else:
        yield way


def _with(given: dict[str, Any], leaf: tuple[Any, ...], planted: Any) -> dict[str, Any]:
    changed = copy.deepcopy(given)
    inside: Any = changed
    for part in leaf[:-1]:
        inside = inside[part]
    inside[leaf[-1]] = planted
    return changed
