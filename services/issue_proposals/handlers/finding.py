"""Finding public issues: by words, and those that are like what somebody is writing."""

from dataclasses import dataclass

from services.issue_proposals.domain.issue import Issue
from services.issue_proposals.domain.terms import Alike, most_alike, rarest
from services.issue_proposals.handlers.matching import Matching
from services.issue_proposals.store import Store
from shared.texts import clean_text

SIMILAR_MAX = 5
ASKED_CHARS_MAX = 4_000
SEARCHED_CHARS_MAX = 200


@dataclass
class Finding:
    """The use cases of finding."""

    store: Store
    matching: Matching

    async def similar(self, text: str) -> list[tuple[Issue, Alike]]:
        """Return public issues like a text, the most alike first; nothing of it is kept.

        Costs by the number of its rarest words, not by how many issues there are.

        Raises:
            TextTooLong, TextHasControlCharacters; Unavailable: try again.
        """
        text = clean_text("words", text, max_chars=ASKED_CHARS_MAX, required=False)
        terms = await self.matching.terms(text) if text else []
        counts = await self.store.count_terms(terms)
        asked = rarest(terms, counts)
        if not asked:
            return []
        candidates = await self.store.with_terms(asked)
        alike = most_alike(asked, counts, candidates, SIMILAR_MAX)
        issues = {one.id: one for one in await self.store.issues_by_id([a.id for a in alike])}
        return [(issues[one.id], one) for one in alike if issues[one.id].is_public]

    async def search(
        self, text: str, after: str | None, limit: int, like: dict[str, str | bool]
    ) -> tuple[list[Issue], str | None]:
        """Return a page of the public issues that have all words of a text, newest first.

        Raises:
            TextTooLong; Unavailable; CursorMalformed.
        """
        text = clean_text("words", text, max_chars=SEARCHED_CHARS_MAX)
        terms = await self.matching.terms(text)
        counts = await self.store.count_terms(terms)
        if not terms or not all(counts[term] for term in terms):
            return [], None
        ordered = sorted(terms, key=lambda term: (counts[term], term))
        return await self.store.public_issues(after, limit, like, ordered)
