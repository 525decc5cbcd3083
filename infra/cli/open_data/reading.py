"""All that anyone may see, read through the public schema without a token.

So nothing can come into open data that a stranger could not read: the gateway's own rules decide.
"""

from collections.abc import Awaitable, Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from infra.cli.open_data import rows
from infra.cli.open_data.rows import Row

FOLDER = Path(__file__).parent / "operations"

Ask = Callable[[str, dict[str, Any]], Awaitable[dict[str, Any]]]
Tables = dict[str, list[Row]]


async def read_tables(ask: Ask) -> Tables:
    """Return the rows of every dataset. ``ask`` runs an operation and returns its data."""
    tables: Tables = {name: [] for name in ("policies", "activities", "consultations", "counts")}
    tables |= {name: [] for name in ("answers", "texts", "changes")}
    for policy in await _all(ask, "Policies"):
        tables["policies"] += rows.policy_rows(policy)
        tables["activities"] += rows.activity_rows(policy)
    for one in await _all(ask, "Consultations"):
        tables["consultations"].append(rows.consultation_row(one))
        tables["counts"] += rows.count_rows(one)
        answers = await _all(ask, "Answers", id=one["id"])
        tables["answers"] += [rows.answer_row(one, answer) for answer in answers]
        texts = await _all(ask, "Texts", id=one["id"])
        tables["texts"] += [rows.text_row(one, text) for text in texts]
        if answers:
            found = await ask(operation("Changes"), {"id": one["id"]})
            tables["changes"] += rows.change_rows(one, found["consultation"]["changes"])
    return tables


@lru_cache
def operation(name: str) -> str:
    """Return the text of an operation."""
    return (FOLDER / f"{name}.graphql").read_text("utf-8")


async def _all(ask: Ask, name: str, **about: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    after: str | None = None
    while True:
        page = (await ask(operation(name), {"after": after, **about}))["page"]
        found += [edge["node"] for edge in page["edges"]]
        if not page["pageInfo"]["hasNextPage"]:
            return found
        after = page["pageInfo"]["endCursor"]
