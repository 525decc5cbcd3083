"""Writes what other programs need to read our events: JSON Schemas, examples, AsyncAPI.

``python -m shared.events.export`` writes shared/events/schemas/*.json and asyncapi.json;
``--check`` changes nothing and fails if a file is stale, or if a published version changed in a
way that breaks a reader (a field gone, a type changed, a new required field): then make a v2.
"""

import argparse
import sys
from pathlib import Path
from typing import Any

import orjson

from shared.events import EventData, envelop, event_kinds
from shared.events.envelope import Envelope

FOLDER = Path(__file__).parent / "schemas"
_EXAMPLES: dict[str, Any] = {
    "date": "2026-04-01",
    "date-time": "2026-04-01T00:00:00Z",
}


def main() -> int:
    """Write or check all files; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    only_check = parser.parse_args().check
    problems = breaking_changes()
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        return 1
    stale = [path for path, content in documents().items() if _read(path) != content]
    if only_check:
        for path in stale:
            print(f"stale: {path.name} — run `make schemas`", file=sys.stderr)
        return 1 if stale else 0
    FOLDER.mkdir(exist_ok=True)
    for path in stale:
        path.write_bytes(documents()[path])
    print(f"{len(stale)} written, {len(documents()) - len(stale)} unchanged")
    return 0


def documents() -> dict[Path, bytes]:
    """All generated files and their content."""
    files = {FOLDER / "asyncapi.json": asyncapi(), FOLDER / "envelope.json": _envelope_schema()}
    for name, kind in event_kinds().items():
        files[FOLDER / f"{name}.json"] = kind.model_json_schema()
        files[FOLDER / f"{name}.example.json"] = example(kind)
    return {path: _pretty(content) for path, content in files.items()}


def example(kind: type[EventData]) -> dict[str, Any]:
    """A whole event of this type, made from its schema."""
    schema = kind.model_json_schema()
    body = kind.model_validate(_example_of(schema, schema.get("$defs", {})))
    fixed = {"id": "01968a00-0000-7000-8000-000000000000", "time": "2026-04-01T00:00:00.000Z"}
    return {**envelop(body, 1), **fixed, "traceparent": None}


def breaking_changes() -> list[str]:
    """What in the code would break a reader of the schemas that lie in the folder."""
    problems = []
    kinds = event_kinds()
    for path in sorted(FOLDER.glob("kyodo.*.json")):
        if path.name.endswith(".example.json"):
            continue
        published = orjson.loads(path.read_bytes())
        kind = kinds.get(path.stem)
        if kind is None:
            problems.append(f"{path.stem}: published, and gone from the code")
            continue
        problems += [f"{path.stem}: {what}" for what in _breaks(published, kind)]
    return problems


def _breaks(published: dict[str, Any], kind: type[EventData]) -> list[str]:
    current = kind.model_json_schema()
    problems = []
    for name, before in published["properties"].items():
        after = current["properties"].get(name)
        if after is None:
            problems.append(f"field {name} is gone")
        elif _shape(before) != _shape(after):
            problems.append(f"field {name} changed its type")
    for name in set(current.get("required", ())) - set(published.get("required", ())):
        problems.append(f"field {name} is newly required")
    for name, before in published.get("$defs", {}).items():
        after = current.get("$defs", {}).get(name, {})
        if set(before.get("enum", ())) - set(after.get("enum", ())):
            problems.append(f"{name} lost a value")
    return problems


def _shape(field: dict[str, Any]) -> Any:
    return {key: value for key, value in field.items() if key not in ("title", "default")}


def asyncapi() -> dict[str, Any]:
    """The AsyncAPI 3 document: one topic per service and the events on it."""
    services = sorted({name.split(".")[1] for name in event_kinds()})
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Kyodo events",
            "version": "1.0.0",
            "description": "CloudEvents 1.0 in JSON. The key is the aggregate's id (subject); "
            "sequence counts within it. Delivered at least once, in order per aggregate.",
        },
        "defaultContentType": "application/json",
        "channels": {
            service: {
                "address": f"kyodo.{service}",
                "messages": {
                    name: {"$ref": f"#/components/messages/{name}"}
                    for name in event_kinds()
                    if name.split(".")[1] == service
                },
            }
            for service in services
        },
        "operations": {
            f"publish_{service}": {
                "action": "send",
                "channel": {"$ref": f"#/channels/{service}"},
            }
            for service in services
        },
        "components": {"messages": {name: _message(name, k) for name, k in event_kinds().items()}},
    }


def _message(name: str, kind: type[EventData]) -> dict[str, Any]:
    return {
        "name": name,
        "summary": (kind.__doc__ or "").strip().split("\n")[0],
        "payload": {
            "allOf": [
                {"$ref": "envelope.json"},
                {"properties": {"data": {"$ref": f"{name}.json"}}},
            ]
        },
    }


def _envelope_schema() -> dict[str, Any]:
    return Envelope.model_json_schema()


def _example_of(schema: dict[str, Any], defs: dict[str, Any]) -> Any:
    if "$ref" in schema:
        return _example_of(defs[schema["$ref"].rsplit("/", 1)[1]], defs)
    if "anyOf" in schema:
        return _example_of(schema["anyOf"][0], defs)
    if "enum" in schema:
        return schema["enum"][0]
    match schema.get("type"):
        case "object":
            return {name: _example_of(one, defs) for name, one in schema["properties"].items()}
        case "array":
            return [_example_of(schema["items"], defs)]
        case "integer":
            return 1
        case "boolean":
            return False
    return _EXAMPLES.get(schema.get("format", ""), schema.get("title", "text").lower())


def _pretty(content: Any) -> bytes:
    return orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS) + b"\n"


def _read(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


if __name__ == "__main__":
    sys.exit(main())
