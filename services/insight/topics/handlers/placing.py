"""Placing what came in, was corrected, split, masked or withdrawn: one batch, one transaction."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from services.insight.topics.domain.statements import Comment, Statement
from services.insight.topics.domain.topic_map import Place, wording_key
from services.insight.topics.handlers.workers import Workers
from services.insight.topics.store import TopicState, Wordings, place_fields
from shared.mongo import Document


@dataclass(frozen=True)
class Said:
    """A statement with where it was said."""

    statement: Statement
    comment_id: str
    case_id: str
    key: int

    @property
    def wording_id(self) -> str:
        """The id of the wording it has."""
        return f"{self.case_id}:{self.key}"

    def row(self) -> Document:
        """What is kept of it: no word."""
        return {
            "_id": self.statement.id,
            "comment_id": self.comment_id,
            "case_id": self.case_id,
            "wording_id": self.wording_id,
        }


@dataclass
class PlacingBatch:
    """See the module. A repetition changes nothing."""

    wordings: Wordings
    state: TopicState
    workers: Workers
    _rows: dict[str, Document] = field(default_factory=dict)
    _gone: set[str] = field(default_factory=set)

    async def place(self, comments: Sequence[Comment]) -> None:
        """Bring statements to where their present words belong, and forget those that are gone.

        Raises:
            Unavailable: a worker process ended. PyMongoError: the database failed.
        """
        said = {one.statement.id: one for one in _said(comments)}
        known = {
            row["_id"]: row
            for row in await self.wordings.statements_of(comment.id for comment in comments)
        }
        new = [one for id_, one in said.items() if _differs(known.get(id_), one)]
        left = [row for id_, row in known.items() if _differs(row, said.get(id_))]
        ids = {one.wording_id for one in new} | {row["wording_id"] for row in left}
        self._rows = await self.wordings.by_id(ids)
        self._gone = {row["_id"] for row in left}
        for row in left:
            self._rows[row["wording_id"]]["copies"] -= 1
        await self._begin(new)
        for one in new:
            self._rows[one.wording_id]["copies"] += 1
        await self._write(new)

    async def _begin(self, new: Iterable[Said]) -> None:
        """Place the wordings that nobody had before."""
        by_case: defaultdict[str, dict[int, Said]] = defaultdict(dict)
        for one in new:
            if one.wording_id not in self._rows:
                by_case[one.case_id][one.key] = one
        maps = await self.state.states(by_case) if by_case else {}
        for case_id, first in by_case.items():
            version = maps[case_id]["version"] if case_id in maps else 0
            places = await self._places(case_id, maps.get(case_id), first)
            for key, one in first.items():
                self._rows[one.wording_id] = {
                    **{"_id": one.wording_id, "case_id": case_id, "copies": 0},
                    **{"of": one.statement.id, "of_comment": one.comment_id},
                    **place_fields(places.get(key), version),
                }

    async def _places(
        self, case_id: str, map_: Document | None, first: Mapping[int, Said]
    ) -> dict[int, Place | None]:
        if map_ is None:
            return {}
        texts = [(key, one.statement.text) for key, one in first.items()]
        found = await self.workers.find_places(self.state, case_id, map_["mark"], texts)
        return dict(zip(first, found, strict=True))

    async def _write(self, new: Sequence[Said]) -> None:
        moved = {one.statement.id for one in new}
        alive = [row for row in self._rows.values() if row["copies"] > 0]
        ended = {row["_id"] for row in self._rows.values() if row["copies"] <= 0}
        spokesmen = {one.wording_id: one for one in new}
        for row in alive:
            if row["of"] in self._gone:
                other = spokesmen.get(row["_id"])
                found = other.row() if other else await self._other_with(row["_id"])
                row["of"], row["of_comment"] = found["_id"], found["comment_id"]
        await self.wordings.write([one.row() for one in new], self._gone - moved, alive, ended)
        if ended:
            await self.state.forget_words(ended)

    async def _other_with(self, wording_id: str) -> Document:
        found = await self.wordings.other_with(wording_id, self._gone)
        if found is None:  # copies says that there is one
            raise AssertionError(wording_id)
        return found


def _said(comments: Iterable[Comment]) -> Iterable[Said]:
    for comment in comments:
        for statement in comment.statements:
            yield Said(statement, comment.id, comment.case_id, wording_key(statement.text))


def _differs(row: Document | None, one: Said | None) -> bool:
    return row is None or one is None or row["wording_id"] != one.wording_id
