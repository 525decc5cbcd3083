"""What readers see of topics: ids, figures and names. Texts are asked of their owner, as they are.

Topics stand in an order in which neighbours are alike, never by number.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from services.insight.topics.domain.errors import TopicNotFound
from services.insight.topics.domain.topic_map import COLUMNS, ROWS
from services.insight.topics.store import TopicState, Wordings
from shared.mongo import Document, decode_cursor, encode_cursor
from shared.mongo.cursors import CursorMalformed

TYPICAL, DIFFERENT = 3, 2
RARE_MAX = 70


@dataclass(frozen=True)
class Ref:
    """A statement; ``copies`` have its wording. ``near``: how like its viewpoint it is."""

    statement_id: str
    comment_id: str
    copies: int
    near: float


@dataclass(frozen=True)
class ViewpointView:
    """A viewpoint of a topic, by the words of those who hold it."""

    id: str
    topic_id: str
    words: tuple[str, ...]
    statements: int
    wordings: int
    pinned: bool
    typical: Ref | None


@dataclass(frozen=True)
class TopicView:
    """A topic; ``name`` is what staff called it."""

    id: str
    case_id: str
    name: str | None
    words: tuple[str, ...]
    statements: int
    wordings: int
    viewpoints: int
    typical: tuple[Ref, ...]
    different: tuple[Ref, ...]


@dataclass(frozen=True)
class Overview:
    """The topics of a consultation; ``waiting`` wordings have no place yet."""

    case_id: str
    version: int
    made_at: datetime | None
    waiting: int
    topics: tuple[TopicView, ...]


@dataclass(frozen=True)
class Likeness:
    """The topic of another consultation that a topic is most like, at most 1."""

    topic_id: str
    other_case_id: str
    other_topic_id: str
    likeness: float


@dataclass
class Reading:
    """The use cases of readers, on what holds now."""

    wordings: Wordings
    state: TopicState

    async def overview(self, case_id: str) -> Overview:
        """All topics of a consultation, in six queries however many statements there are."""
        state = (await self.state.states([case_id])).get(case_id)
        figures = {row["_id"]: row for row in await self.wordings.figures(case_id)}
        waiting = figures.pop(None, {"wordings": 0})["wordings"]
        by_topic: defaultdict[str, list[Document]] = defaultdict(list)
        for viewpoint in await self.state.viewpoints_of(case_id):
            if viewpoint["_id"] in figures:
                by_topic[viewpoint["topic_id"]].append(figures.pop(viewpoint["_id"]))
        # A wording on its way from a viewpoint that is no more to another.
        waiting += sum(row["wordings"] for row in figures.values())
        topics = [row for row in await self.state.topics_of(case_id) if by_topic[row["_id"]]]
        refs = await self._refs(_shown_of(by_topic.values()))
        return Overview(
            case_id,
            state["version"] if state else 0,
            state["made_at"] if state else None,
            waiting,
            tuple(_topic(row, by_topic[row["_id"]], refs) for row in topics),
        )

    async def case_of(self, topic_id: str) -> str:
        """The consultation of a topic.

        Raises:
            TopicNotFound.
        """
        return str((await self._topic(topic_id))["case_id"])

    async def viewpoints(self, topic_id: str) -> list[ViewpointView]:
        """The viewpoints of a topic.

        Raises:
            TopicNotFound.
        """
        topic = await self._topic(topic_id)
        figures = {row["_id"]: row for row in await self.wordings.figures(topic["case_id"])}
        own = [
            row
            for row in await self.state.viewpoints_of(topic["case_id"])
            if row["topic_id"] == topic_id and row["_id"] in figures
        ]
        refs = await self._refs(figures[row["_id"]]["typical"] for row in own)
        return [
            ViewpointView(
                row["_id"],
                topic_id,
                _words(row),
                figures[row["_id"]]["statements"],
                figures[row["_id"]]["wordings"],
                row["pinned"],
                refs.get(figures[row["_id"]]["typical"]),
            )
            for row in sorted(own, key=lambda row: str(row["_id"]))
        ]

    async def statements(
        self, topic_id: str, viewpoint_id: str | None, after: str | None, limit: int
    ) -> tuple[list[Ref], str | None]:
        """The wordings of a topic or of one of its viewpoints, the most typical first.

        Raises:
            TopicNotFound, CursorMalformed.
        """
        topic = await self._topic(topic_id)
        own = [
            str(row["_id"])
            for row in await self.state.viewpoints_of(topic["case_id"])
            if row["topic_id"] == topic_id and viewpoint_id in (None, row["_id"])
        ]
        skip_to = _read_cursor(after) if after else None
        rows = await self.wordings.page(topic["case_id"], own, skip_to, limit + 1)
        more = len(rows) > limit
        rows = rows[:limit]
        cursor = encode_cursor(repr(rows[-1]["near"]), rows[-1]["_id"]) if more else None
        return [_ref(row) for row in rows], cursor

    async def topics(self, ids: Iterable[str]) -> list[TopicView]:
        """Topics by id; those that are no more are not among them."""
        wanted = set(ids)
        cases = {row["case_id"] for row in (await self.state.topics_by_id(wanted)).values()}
        return [
            topic
            for case_id in sorted(cases)
            for topic in (await self.overview(case_id)).topics
            if topic.id in wanted
        ]

    async def rare(self, case_id: str) -> list[Ref]:
        """Statements that few others are like, the rarest first; newer ones after those."""
        row = await self.state.rare_of(case_id)
        if row is None:
            return []
        known = await self.wordings.by_id(row["rare"])
        found = [known[id_] for id_ in row["rare"] if id_ in known]
        found += [
            one
            for one in await self.wordings.unlike(case_id, row["apart"], RARE_MAX)
            if one["_id"] not in known
        ]
        return [_ref(one) for one in found[:RARE_MAX]]

    async def memberships(
        self, case_id: str, after: str | None
    ) -> tuple[list[Document], str | None]:
        """In which topic each statement is, by their ids: not out of any count."""
        page = await self.wordings.statements_page(case_id, after)
        places = await self.wordings.by_id({row["wording_id"] for row in page.items})
        named = [row["viewpoint"] for row in places.values() if row["viewpoint"]]
        viewpoints = await self.state.viewpoints_by_id(named)
        topic_of = {id_: row["topic_id"] for id_, row in viewpoints.items()}
        return [
            {
                "id": row["_id"],
                "comment_id": row["comment_id"],
                "wording_id": row["wording_id"],
                "topic_id": topic_of.get(places[row["wording_id"]]["viewpoint"]),
            }
            for row in page.items
            if row["wording_id"] in places
        ], page.next

    async def drawing(self, case_id: str) -> Document:
        """The map as a grid: ``{"columns", "rows", "cells": [{cell, topic_id, wordings}]}``.

        A cell is the topic's that most of it belongs to.
        """
        topic_of = {r["_id"]: r["topic_id"] for r in await self.state.viewpoints_of(case_id)}
        cells: defaultdict[int, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
        for row in await self.wordings.cells(case_id):
            if topic_id := topic_of.get(row["_id"]["viewpoint"]):
                cells[row["_id"]["cell"]][topic_id] += row["wordings"]
        drawn = [
            {
                "cell": cell,
                "topic_id": max(sorted(of), key=lambda id_: of[id_]),
                "wordings": sum(of.values()),
            }
            for cell, of in sorted(cells.items())
        ]
        return {"columns": COLUMNS, "rows": ROWS, "cells": drawn}

    async def compared(self, case_id: str, others: Iterable[str]) -> list[Likeness]:
        """For each topic, the one of other consultations that it is most like."""
        mine = await self.state.topics_of(case_id)
        theirs = [
            row
            for other in sorted(set(others) - {case_id})
            for row in await self.state.topics_of(other)
        ]
        if not mine or not theirs:
            return []
        likeness = (
            np.array([row["centre"] for row in mine])
            @ np.array([row["centre"] for row in theirs]).T
        )
        return [
            Likeness(
                row["_id"], theirs[best]["case_id"], theirs[best]["_id"], round(float(like), 4)
            )
            for row, best, like in zip(
                mine, likeness.argmax(axis=1).tolist(), likeness.max(axis=1), strict=True
            )
        ]

    async def _topic(self, topic_id: str) -> Document:
        found = (await self.state.topics_by_id([topic_id])).get(topic_id)
        if found is None:
            raise TopicNotFound("topic_id")
        return found

    async def _refs(self, ids: Iterable[str]) -> dict[str, Ref]:
        return {id_: _ref(row) for id_, row in (await self.wordings.by_id(ids)).items()}


def _shown_of(topics: Iterable[Sequence[Document]]) -> list[str]:
    return [id_ for rows in topics for ids in _exemplary(rows) for id_ in ids]


def _exemplary(rows: Sequence[Document]) -> tuple[list[str], list[str]]:
    """The most typical statements of a topic's viewpoints, and the most different.

    Of each of the largest the one that is nearest to its middle; then those that are least like the
    viewpoint they are in.
    """
    largest = sorted(rows, key=lambda row: (-row["wordings"], row["_id"]))
    typical = [row["typical"] for row in largest[:TYPICAL]]
    unlike = sorted(rows, key=lambda row: (row["least"], row["_id"]))
    different = [row["different"] for row in unlike if row["different"] not in typical]
    return typical, different[:DIFFERENT]


def _topic(row: Document, figures: Sequence[Document], refs: Mapping[str, Ref]) -> TopicView:
    typical, different = _exemplary(figures)
    return TopicView(
        row["_id"],
        row["case_id"],
        row.get("name"),
        _words(row),
        sum(one["statements"] for one in figures),
        sum(one["wordings"] for one in figures),
        len(figures),
        tuple(refs[id_] for id_ in typical if id_ in refs),
        tuple(refs[id_] for id_ in different if id_ in refs),
    )


def _words(row: Document) -> tuple[str, ...]:
    """The words of a name that somebody still says."""
    return tuple(word["phrase"] for word in row["words"] if word["support"])


def _ref(row: Document) -> Ref:
    return Ref(row["of"], row["of_comment"], row["copies"], row["near"])


def _read_cursor(cursor: str) -> tuple[float, str]:
    near, id_ = decode_cursor(cursor, 2)
    try:
        return float(near), id_
    except ValueError as error:
        raise CursorMalformed("after") from error
