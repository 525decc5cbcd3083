"""What a stage's summary is made of, asked of the services at once."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from gateway.clients.base import Refused
from gateway.clients.folding import FoldAnswer
from gateway.clients.insight import StageCountsAnswer
from gateway.clients.public_comment import CommentAnswer
from gateway.clients.responses import OverdueAnswer, OverviewAnswer, ProgressAnswer
from gateway.context import Info
from gateway.insight.small_counts import in_charge, stage_for_others
from gateway.words import Stage
from shared.suppression import MINIMUM

FOLDS_SHOWN, FOLDS_LOOKED_AT = 3, 50
# As many as one page of the list holds: with fewer, the oldest of all is known.
UNANSWERED_LOOKED_AT = 50
# A stage has one or two consultations; one that has very many asks no service all at once.
CASES_AT_ONCE = 4
QUOTED_MAX = 200
_ENDS = "。．！？!?\n"
_ORDER = list(Stage)


@dataclass(frozen=True)
class Passage:
    """Words of a comment that may be quoted: ``start`` and ``end`` in code points of its text."""

    comment: CommentAnswer
    start: int
    end: int

    @property
    def text(self) -> str:
        """Return the words."""
        return self.comment["text"][self.start : self.end]


@dataclass(frozen=True)
class Case:
    """A consultation of the stage: where its answers stand, and what may be quoted of it.

    ``oldest`` says that ``unanswered`` is the oldest of all without an answer; without it, one of
    them. ``folds`` are the newest, each with the wording that most have sent.
    """

    id: str
    title: str
    progress: ProgressAnswer
    inquiries_overdue: int
    overdue: OverdueAnswer
    unanswered: Passage | None = None
    oldest: bool = False
    folds_count: int = 0
    folds: Sequence[tuple[FoldAnswer, Passage | None]] = ()


@dataclass(frozen=True)
class Facts:
    """All of it. ``in_charge`` tells that the reader may see small counts.

    ``before`` is the stage before: the one before in the order of stages, or the last one of the
    former cycle.
    """

    stage: StageCountsAnswer
    in_charge: bool
    cases: Sequence[Case] = ()
    before: StageCountsAnswer | None = None


async def gather(
    info: Info, policy_id: str, cycle: int, stage: Stage, *, for_others: bool = False
) -> Facts | None:
    """Ask for all of it; None where there is no such stage.

    ``for_others``: as those see it who are not in charge, also where the reader is.

    Raises:
        Unavailable: a service is away.
    """
    found = await stage_counts(info, policy_id, cycle, stage)
    if found is None:
        return None
    ours = not for_others and await in_charge(info, policy_id)
    previous = await stage_before(info, policy_id, cycle, stage)
    before = await stage_counts(info, policy_id, *previous) if previous else None
    few = asyncio.Semaphore(CASES_AT_ONCE)

    async def case(id_: str, title: str) -> Case:
        async with few:
            return await _case(info, id_, title, ours=ours)

    cases = await asyncio.gather(
        *(case(one["consultation_id"], one["title"]) for one in found["consultations"])
    )
    if not ours:
        found, before = stage_for_others(found), stage_for_others(before) if before else None
    return Facts(found, ours, cases, before)


async def stage_counts(
    info: Info, policy_id: str, cycle: int, stage: Stage
) -> StageCountsAnswer | None:
    """Return what a stage comes to; None where there is no such stage."""
    try:
        return await info.context.clients.insight.stage_counts(policy_id, cycle, stage.value)
    except Refused as refused:
        if all(fact.code.endswith("NOT_FOUND") for fact in refused.facts):
            return None
        raise


async def stage_before(
    info: Info, policy_id: str, cycle: int, stage: Stage
) -> tuple[int, Stage] | None:
    """Return the one before in the order of stages, or the last one of the former cycle."""
    policy = await info.context.policies.policy.load(policy_id)
    places = sorted(
        ((one["cycle"], Stage(one["stage"])) for one in (policy["stages"] if policy else ())),
        key=lambda place: (place[0], _ORDER.index(place[1])),
    )
    here = (cycle, _ORDER.index(stage))
    earlier = [place for place in places if (place[0], _ORDER.index(place[1])) < here]
    return earlier[-1] if earlier else None


async def _case(info: Info, id_: str, title: str, *, ours: bool) -> Case:
    responses = info.context.clients.responses
    progress, overview, oldest, folds = await asyncio.gather(
        responses.progress(id_),
        responses.overview(id_),
        _unanswered(info, id_),
        _folds(info, id_, ours=ours),
    )
    return Case(
        id=id_,
        title=title,
        progress=progress,
        inquiries_overdue=_overdue(overview),
        overdue=overview["overdue"],
        unanswered=oldest[0],
        oldest=oldest[1],
        folds_count=folds[0],
        folds=folds[1],
    )


def _overdue(overview: OverviewAnswer) -> int:
    return sum(one["overdue"] for one in overview["inquiries"])


async def _unanswered(info: Info, case_id: str) -> tuple[Passage | None, bool]:
    """Return an opinion without an answer, the oldest of those looked at; True: of all."""
    page = await info.context.clients.responses.unanswered(case_id, {}, None, UNANSWERED_LOOKED_AT)
    load = info.context.public_comment
    points = [one["id"] for one in page["items"] if one["kind"] == "POINT"]
    known = [point for point in await load.point.load_many(points) if point]
    whole = [one["id"] for one in page["items"] if one["kind"] == "COMMENT"]
    ids = dict.fromkeys([*whole, *(point["comment_id"] for point in known)])
    comments = [one for one in await load.comment.load_many(list(ids)) if one and _counts(one)]
    # Of those that came in the same moment, the first by id: the same one every time.
    for comment in sorted(comments, key=lambda one: (one["accepted_at"], one["id"])):
        spans = [point for point in known if point["comment_id"] == comment["id"]]
        first = min(spans, key=lambda point: point["start"], default=None)
        start, end = (first["start"], first["end"]) if first else (0, len(comment["text"]))
        # Of a comment that was corrected since, the places may be others.
        if first is None or comment["text"][start:end] == first["text"]:
            return passage_of(comment, start, end), page["next"] is None
    return None, False


async def _folds(
    info: Info, case_id: str, *, ours: bool
) -> tuple[int, Sequence[tuple[FoldAnswer, Passage | None]]]:
    """Return how many folds there are, and the newest with the wording most sent.

    The small ones are for the department in charge alone.
    """
    client = info.context.clients.folding
    count, page = await asyncio.gather(
        client.count(case_id), client.page(case_id, None, FOLDS_LOOKED_AT)
    )
    newest = [fold for fold in page["items"] if ours or fold["size"] >= MINIMUM][:FOLDS_SHOWN]
    load = info.context.public_comment.comment
    comments = await load.load_many([fold["comment_id"] for fold in newest])
    return count, [
        (fold, passage_of(one, 0, len(one["text"])) if one and _counts(one) else None)
        for fold, one in zip(newest, comments, strict=True)
    ]


def _counts(comment: CommentAnswer) -> bool:
    """Say whether it may be quoted: what was taken back is quoted no more."""
    return comment["state"] == "accepted"


def passage_of(comment: CommentAnswer, start: int, end: int) -> Passage:
    """Return the beginning of a passage: whole sentences, as far as they are short enough."""
    text = comment["text"]
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end - start <= QUOTED_MAX:
        return Passage(comment, start, end)
    stop = start + QUOTED_MAX
    last = max(text.rfind(sign, start, stop) for sign in _ENDS)
    return Passage(comment, start, last + 1 if last > start else stop)
