"""Use cases of folding: bring a batch of comments to where their present words belong."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from services.folding.domain.comment import Comment
from services.folding.domain.folder import (
    COPIES_TO_REPRESENT,
    REPRESENTATIVES,
    Arrival,
    Placed,
    Representative,
    nearest_of,
    place_all,
    signatures,
)
from services.folding.domain.likeness import Reading, Signature
from services.folding.domain.readings import Readings
from services.folding.store import Change, Folds
from shared.mongo import Document

# Comments by id, as their owner has them now.
ReadComments = Callable[[Sequence[str]], Awaitable[list[Comment]]]


@dataclass
class FoldBatch:
    """One batch, in one transaction: what is read here is written in ``write`` at its end."""

    folds: Folds
    read: ReadComments
    readings: Readings
    _members: dict[str, Document] = field(default_factory=dict)
    _texts: dict[str, Document] = field(default_factory=dict)
    _folds: dict[str, Document] = field(default_factory=dict)
    _gone: set[str] = field(default_factory=set)

    async def place(self, comments: Sequence[Comment]) -> None:
        """Put comments into the folds of their present words, and take out those withdrawn.

        A repetition changes nothing.

        Raises:
            Unavailable: the owner of the texts is away. PyMongoError: the database failed.
        """
        await self.folds.take_turns({comment.case_id for comment in comments})
        spoken = [comment for comment in comments if comment.text is not None]
        keys = await asyncio.to_thread(signatures, [comment.text or "" for comment in spoken])
        found = dict(zip((comment.id for comment in spoken), keys, strict=True))
        self._members = await self.folds.members(comment.id for comment in comments)
        wordings = {_text_id(comment, found[comment.id]) for comment in spoken}
        before = {row["text_id"] for row in self._members.values()}
        self._texts = await self.folds.texts(wordings | before)
        known_before = {id_: row.get("known_by") for id_, row in self._texts.items()}
        self._folds = await self.folds.folds(row["fold_id"] for row in self._texts.values())
        moved = [comment for comment in comments if self._moves(comment, found.get(comment.id))]
        for comment in moved:
            if comment.id in self._members:
                await self._leave(comment.id)
        await self._begin_wordings(
            [comment for comment in moved if comment.text is not None], found
        )
        for comment in moved:
            if comment.text is not None:
                self._join(comment, found[comment.id])
        await self.folds.write(
            self._texts.values(), self._folds.values(), self._members.values(), self._gone
        )
        await self.folds.look_up(_changes(known_before, self._texts))

    def _moves(self, comment: Comment, key: Signature | None) -> bool:
        member = self._members.get(comment.id)
        if key is None:
            return member is not None
        return member is None or member["text_id"] != _text_id(comment, key)

    async def _leave(self, comment_id: str) -> None:
        """Take a comment out of its fold; what the fold is known by stays somebody's words."""
        member = self._members.pop(comment_id)
        self._gone.add(comment_id)
        text, fold = self._texts[member["text_id"]], self._folds[member["fold_id"]]
        text["copies"] -= 1
        fold["size"] -= 1
        if text["copies"] == 0:
            self.readings.forget(member["text_id"])
            fold["wordings"] -= 1
            if text.get("known_by"):
                text["known_by"] = None
                fold["known"] -= 1
        elif text["of"] == comment_id:
            text["of"] = await self.folds.other_with(text["_id"], self._gone) or text["of"]
        _judge(fold)

    async def _begin_wordings(
        self, comments: Iterable[Comment], keys: dict[str, Signature]
    ) -> None:
        """Find the fold of each wording that nobody had before, in the order in which they came."""
        new: dict[str, Arrival] = {}
        of: dict[str, Comment] = {}
        for comment in comments:
            id_ = _text_id(comment, keys[comment.id])
            known = self._texts.get(id_)
            if id_ not in new and (known is None or known["copies"] == 0):
                # Who corrects may begin a second fold: the id alone would not tell them apart.
                key = keys[comment.id]
                new[id_] = Arrival(f"{comment.id}-{key.exact[:8]}", key)
                of[id_] = comment
        placed = await self._placed(list(new.values()), [one.case_id for one in of.values()])
        await self._load_folds(one.fold_id for one in placed)
        for (id_, arrival), where in zip(new.items(), placed, strict=True):
            case_id = of[id_].case_id
            fold = self._folds.setdefault(
                where.fold_id,
                {
                    **{"_id": where.fold_id, "case_id": case_id, "size": 0, "wordings": 0},
                    **{"known": 0, "shown": False},
                },
            )
            bands = list(arrival.signature.bands)
            # A fold whose first words are gone is known by those that come next.
            represents = bool(bands) and (where.is_first or fold["known"] == 0)
            fold["wordings"] += 1
            fold["known"] += represents
            self._texts[id_] = {
                **{"_id": id_, "case_id": case_id, "fold_id": where.fold_id, "copies": 0},
                **{"of": of[id_].id, "known_by": bands if represents else None},
            }
            if represents:
                self.readings.keep(id_, arrival.signature.reading)

    async def _placed(self, arrivals: Sequence[Arrival], case_ids: Sequence[str]) -> list[Placed]:
        """Compare with what is known of the same consultation, off the event loop."""
        where: dict[str, Placed] = {}
        for case_id in sorted(set(case_ids)):
            mine = [a for a, of in zip(arrivals, case_ids, strict=True) if of == case_id]
            rows = await self._near(case_id, mine)
            readings = await self._readings(rows.values())
            known = [
                Representative(row["fold_id"], tuple(row["known_by"]), readings[id_])
                for id_, row in sorted(rows.items())
                if id_ in readings
            ]
            placed = await asyncio.to_thread(place_all, known, mine)
            where |= {a.id: one for a, one in zip(mine, placed, strict=True)}
        return [where[arrival.id] for arrival in arrivals]

    async def _near(self, case_id: str, arrivals: Sequence[Arrival]) -> dict[str, Document]:
        """The wordings by which folds are known that share most with any of the texts."""
        bands = [arrival.signature.bands for arrival in arrivals]
        sharing = await self.folds.sharing(case_id, (band for each in bands for band in each))
        ids = {
            f"{case_id}:{exact.hex()}"
            for each in bands
            for exact in nearest_of(sharing.get(band, ()) for band in each)
        }
        # What changed in this batch is as it is now.
        rows = await self.folds.texts(ids - self._texts.keys())
        rows |= {id_: self._texts[id_] for id_ in ids & self._texts.keys()}
        return {id_: row for id_, row in rows.items() if row.get("known_by")}

    async def _readings(self, rows: Iterable[Document]) -> dict[str, Reading]:
        """Return what wordings say, fetched where it is not at hand."""
        at_hand = {
            row["_id"]: self.readings[row["_id"]] for row in rows if row["_id"] in self.readings
        }
        missing = {row["of"]: row["_id"] for row in rows if row["_id"] not in at_hand}
        comments = await self.read(sorted(missing)) if missing else []
        spoken = [(missing[one.id], one.text) for one in comments if one.text is not None]
        keys = await asyncio.to_thread(signatures, [text for _, text in spoken])
        for (id_, _), key in zip(spoken, keys, strict=True):
            # Who corrects their comment says something else by now.
            if id_.endswith(f":{key.exact}"):
                self.readings.keep(id_, key.reading)
                at_hand[id_] = key.reading
        return at_hand

    async def _load_folds(self, ids: Iterable[str]) -> None:
        missing = [id_ for id_ in ids if id_ not in self._folds]
        self._folds |= await self.folds.folds(missing)

    def _join(self, comment: Comment, key: Signature) -> None:
        text_id = _text_id(comment, key)
        text = self._texts[text_id]
        fold = self._folds[text["fold_id"]]
        text["copies"] += 1
        fold["size"] += 1
        if (
            text["copies"] == COPIES_TO_REPRESENT
            and key.bands
            and not text.get("known_by")
            and fold["known"] < REPRESENTATIVES
        ):
            text["known_by"] = list(key.bands)
            fold["known"] += 1
            self.readings.keep(text_id, key.reading)
        self._gone.discard(comment.id)
        self._members[comment.id] = {
            **{"_id": comment.id, "case_id": comment.case_id},
            **{"fold_id": text["fold_id"], "text_id": text_id},
        }
        _judge(fold)


def _text_id(comment: Comment, key: Signature) -> str:
    return f"{comment.case_id}:{key.exact}"


def _changes(
    before: Mapping[str, list[int] | None], texts: Mapping[str, Document]
) -> Iterator[Change]:
    """Tell which wordings are to be found by their bands from now on, and which no longer."""
    for id_, row in texts.items():
        was, bands = before.get(id_), row.get("known_by")
        if bool(was) != bool(bands):
            case_id, exact = id_.rsplit(":", 1)
            yield Change(case_id, exact, bands or was or [], found=bool(bands))


def _judge(fold: Document) -> None:
    fold["shown"] = fold["size"] > 1
