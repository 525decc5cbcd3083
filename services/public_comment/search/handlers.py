"""Use cases of the search: keep the index, and find the newest comments that fit."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field

from services.public_comment.search.domain.query import Need, Wanted, facts_of
from services.public_comment.search.domain.terms import terms
from services.public_comment.search.store import EVERYTHING, SearchIndex, Seen
from services.public_comment.store import Store
from shared.mongo import Document, Page, decode_cursor, encode_cursor

# Rows of the index that one request looks at, in growing steps; the next page goes on from there.
LOOKED_AT_MAX = 2_000
FIRST_STEP, LONGEST_STEP = 64, 1_024
TEXTS_AT_ONCE = 24
# How far terms are counted to find the rarest.
COUNTED_TO = (64, 512, LOOKED_AT_MAX)
WITHDRAWN = "withdrawn"

CurrentIndex = Callable[[], Awaitable[SearchIndex]]


@dataclass(frozen=True)
class Found:
    """A page; ``complete`` is False where looking ended before the page was full."""

    page: Page
    complete: bool = True


@dataclass
class Search:
    """The use cases, with what they need."""

    store: Store
    index: CurrentIndex

    async def page(self, case_id: str, wanted: Wanted, after: str | None, limit: int) -> Found:
        """Return the newest comments that fit, as they are at this moment.

        A page may be shorter than ``limit``, even empty, and yet say where the next one begins.

        Raises:
            CursorMalformed.
        """
        if not wanted.words and not wanted.facts:
            return Found(await self.store.list_comments(case_id, after, limit))
        before = decode_cursor(after, 1)[0] if after else None
        looking = _Looking(self.store, await self.index(), case_id, wanted, before)
        rows = await looking.for_rows(limit + 1)
        if len(rows) > limit:
            return Found(Page(rows[:limit], encode_cursor(rows[limit - 1]["_id"])))
        if looking.ended or looking.before is None:
            return Found(Page(rows, None))
        return Found(Page(rows, encode_cursor(looking.before)), complete=False)


@dataclass
class _Looking:
    """One walk down the index, from the newest row to the oldest.

    Whichever need it is driven by, it passes every comment that fits: the driver may change on the
    way.
    """

    store: Store
    index: SearchIndex
    case_id: str
    wanted: Wanted
    before: str | None
    ended: bool = False
    _needs: list[Need] = field(default_factory=list)
    # The rarest term of each alternative, once they are counted.
    _rare: dict[frozenset[str], str] = field(default_factory=dict)

    async def for_rows(self, most: int) -> list[Document]:
        """Return up to ``most`` comments that fit."""
        self._needs = self.wanted.needs()
        driver: Need | None = self._needs[-1] if self._needs else None
        rows: list[Document] = []
        looked_at, step = 0, FIRST_STEP
        while looked_at < LOOKED_AT_MAX and not self.ended:
            seen = await self._look(driver, step)
            rows += await self._those_that_fit(seen, most - len(rows))
            if len(rows) >= most:
                return rows
            if looked_at == 0 and not self.ended and _several_terms(self._needs):
                driver = await self._rarest()
            looked_at += len(seen)
            step = min(step * 4, LONGEST_STEP)
        return rows

    async def _look(self, driver: Need | None, most: int) -> list[Seen]:
        drivers = {self._rare.get(way, min(way)) for way in driver} if driver else {EVERYTHING}
        # What the driver says by itself need not be asked again.
        others = [need for need in self._needs if need != driver or any(len(w) > 1 for w in need)]
        seen = await self.index.look(
            self.case_id, drivers, others, self.before, most, self.wanted.spellings()
        )
        self.ended = len(seen) < most
        if seen:
            self.before = seen[-1].id
        return seen

    async def _those_that_fit(self, seen: Sequence[Seen], most: int) -> list[Document]:
        likely = [one for one in seen if one.may_fit]
        found: list[Document] = []
        for start in range(0, len(likely), TEXTS_AT_ONCE):
            part = likely[start : start + TEXTS_AT_ONCE]
            rows = await self.store.comments_by_id([one.id for one in part])
            found += await asyncio.to_thread(_fitting, self.wanted, part, rows)
            if len(found) >= most:
                return found[:most]
        return found

    async def _rarest(self) -> Need:
        """Count terms, no further than it takes, and return the need that fewest rows have."""
        ways = {way for need in self._needs for way in need}
        terms_of_all = {term for way in ways for term in way}
        for cap in COUNTED_TO:
            counts = await self.index.counts(self.case_id, terms_of_all, self.before, cap)
            self._rare = {way: min(sorted(way), key=counts.__getitem__) for way in ways}
            fewest = {need: sum(counts[self._rare[way]] for way in need) for need in self._needs}
            rarest = min(self._needs, key=fewest.__getitem__)
            if fewest[rarest] < cap:
                break
        return rarest


def _several_terms(needs: Iterable[Need]) -> bool:
    return len({term for need in needs for way in need for term in way}) > 1


def _fitting(wanted: Wanted, seen: Iterable[Seen], rows: Iterable[Document]) -> list[Document]:
    """Decide on the comments as they are now: the index may be a moment behind."""
    by_id = {row["_id"]: row for row in rows}
    found: list[Document] = []
    for one in seen:
        row = by_id.get(one.id)
        if row is None or (wanted.words and row["state"] == WITHDRAWN):
            continue
        last = row["versions"][-1]
        spelt = one.spelt if one.version == last["version"] else None
        if wanted.fits(last["text"], _facts(row), spelt):
            found.append(row)
    return found


def index_rows(comments: Iterable[Document]) -> list[Document]:
    """Make the index's rows of comments. Blocks: call it in a thread.

    Of what was withdrawn no word is kept.
    """
    rows: list[Document] = []
    for comment in comments:
        last = comment["versions"][-1]
        found = set(_facts(comment))
        if comment["state"] != WITHDRAWN:
            found |= {EVERYTHING, *terms(last["text"])}
        rows.append(
            {
                "_id": comment["_id"],
                "case_id": comment["consultation_id"],
                "terms": sorted(found),
                "version": last["version"],
            }
        )
    return rows


def _facts(comment: Document) -> frozenset[str]:
    last = comment["versions"][-1]
    state = comment["state"]
    if state != WITHDRAWN and last["version"] > 1:
        state = "corrected"
    return facts_of(last["clause_id"], comment["channel"], state)
