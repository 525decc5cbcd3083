"""Which response stands for an input, and which inputs stand behind a response."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.responses.domain.waiting import COMMENT, POINT, split_key
from services.responses.handlers.base import UseCases, staff
from shared.errors import InvalidInput
from shared.mongo import Document


class CursorMalformed(InvalidInput):
    """It is not where a page of this list ended."""


@dataclass
class Traces(UseCases):
    """For whoever follows an input to what became of it, or the other way."""

    async def standing(self, subject_keys: Sequence[str]) -> list[Document]:
        """Return ``{"subject", "response_id", "state"}`` of each input that has a response.

        Told of every department's: how far an answer is, not what it says.

        Raises:
            NotSignedIn, Forbidden.
        """
        staff()
        return await self.store.standing(subject_keys)

    async def inputs(
        self, response_ids: Sequence[str], after: str, limit: int
    ) -> tuple[list[Document], str | None]:
        """Return inputs that published responses answer, and where to go on.

        ``{"response_id", "kind", "id", "comment_id"}`` each; ``comment_id`` is that of a point also
        where its comment was split anew since, None as long as it is not known.

        Raises:
            NotSignedIn, Forbidden, CursorMalformed.
        """
        staff()
        rows = await self.store.subjects_of(response_ids, _place(after), limit + 1)
        known = await (await self.known()).inputs(row["subject"]["id"] for row in rows)
        found = [
            {
                "response_id": row["_id"],
                "kind": row["subject"]["kind"],
                "id": row["subject"]["id"],
                "comment_id": _comment_of(row["subject"], known),
            }
            for row in rows[:limit]
        ]
        last = rows[limit - 1] if len(rows) > limit else None
        return found, f"{last['_id']}:{last['at']}" if last else None

    async def comments_behind(self, response_ids: Sequence[str]) -> int:
        """Count the comments (通) that published responses answer, each once, if they count."""
        keys = [split_key(key) for key in await self.store.subject_keys_of(response_ids)]
        ids = [id_ for kind, id_ in keys if kind in (COMMENT, POINT)]
        return await (await self.known()).comments_of(ids)


def _place(after: str) -> tuple[str, int]:
    response_id, _, at = after.partition(":")
    if not after:
        return "", -1
    if not at.isdecimal() or len(at) > len("100000"):
        raise CursorMalformed("after")
    return response_id, int(at)


def _comment_of(subject: Document, known: dict[str, Document]) -> str | None:
    if subject["kind"] == COMMENT:
        return str(subject["id"])
    return known.get(subject["id"], {}).get("comment_id")
