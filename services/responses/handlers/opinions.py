"""The inputs of a case with what answers each, for the files that clerks work with."""

from dataclasses import dataclass
from typing import Any

from services.responses.domain.response import Response
from services.responses.handlers.base import UseCases, may_read, staff
from services.responses.store import read
from shared.mongo import Document


@dataclass
class Opinions(UseCases):
    """For the staff of the department in charge."""

    async def page(self, case_id: str, after: str, limit: int) -> Document:
        """Return comments and points that count, in the order in which they came, and ``next``.

        ``response`` is None where there is none; ``elsewhere`` tells of one that the caller may not
        read.

        Raises:
            NotSignedIn, Forbidden, NotInCharge.
        """
        caller = staff()
        await self.require_in_charge(case_id, caller)
        known = await self.known()
        rows = await known.page_standing(case_id, after, limit)
        keys = {row["_id"]: _keys(row) for row in rows}
        wanted = sorted({key for some in keys.values() for key in some})
        found: dict[str, Response] = {}
        for one in map(read, await self.store.live_of(wanted, {})):
            found |= dict.fromkeys((subject.key for subject in one.subjects), one)
        items = []
        for row in rows:
            response = next((found[key] for key in keys[row["_id"]] if key in found), None)
            readable = response is not None and may_read(response, caller)
            items.append(
                {
                    **{name: row[name] for name in ("kind", "clause_id", "topic_id")},
                    "id": row["_id"],
                    "comment_id": row["comment_id"] or row["_id"],
                    "response": _told(response) if response and readable else None,
                    "elsewhere": response is not None and not readable,
                }
            )
        return {"items": items, "next": rows[-1]["_id"] if len(rows) == limit else None}


def _keys(row: Document) -> list[str]:
    """What a response may answer it by: its own key, or that of its whole comment."""
    own = f"{row['kind']}:{row['_id']}"
    return [own, f"COMMENT:{row['comment_id']}"] if row["comment_id"] else [own]


def _told(response: Response) -> dict[str, Any]:
    names = {"id", "version", "state", "desk_id", "content", "published_at"}
    return response.model_dump(mode="json", include=names)
