"""Publishing together, and what of a case still has no answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.responses.domain.errors import CaseIncomplete, NothingToPublish
from services.responses.domain.parts import State, Subject, SubjectKind
from services.responses.domain.response import Response
from services.responses.handlers.base import UseCases, about, person, staff
from services.responses.store import read
from shared.clock import now, today_jst
from shared.events.responses import ResponsePublished
from shared.idempotency import checked_key
from shared.mongo import Document

# One transaction's worth: it must end within the server's time limit for them.
TOGETHER_MAX = 500
LOOKED_AT = 100
_OPEN = (State.DRAFT, State.RETURNED, State.IN_APPROVAL)


@dataclass(frozen=True)
class Progress:
    """Where a case stands: responses by state, inputs without and with a response.

    ``outdated`` comments were corrected after staff had split them.
    """

    states: dict[str, int]
    unanswered: int
    answered: int
    outdated: int

    @property
    def undecided(self) -> int:
        """Responses that are not decided yet."""
        return sum(self.states.get(state.value, 0) for state in _OPEN)


@dataclass
class Publication(UseCases):
    """The use cases of the end of a case."""

    async def publish(self, case_id: str, key: str, *, partial: bool) -> Document:
        """Publish all decided responses of a case that the caller's department is in charge of.

        They appear at once, ``TOGETHER_MAX`` of them at a time. Once more publishes what was
        decided since, so a retry is safe.
        Without ``partial`` nothing is published while anything of the case is unfinished.

        Raises:
            NotInCharge, IdempotencyKeyMalformed. NothingToPublish.
            CaseIncomplete: ``unanswered`` inputs, ``undecided`` responses.
        """
        caller, at = staff(), now()
        checked_key(key)
        await self.require_in_charge(case_id, caller)
        before = await self.progress(case_id)
        unfinished = before.unanswered or before.undecided or before.outdated
        if not partial and unfinished:
            raise CaseIncomplete(
                unanswered=before.unanswered, undecided=before.undecided, outdated=before.outdated
            )

        async def work(session: Any) -> list[str]:
            rows = await self.store.decided(case_id, caller.departments, TOGETHER_MAX, session)
            for row in rows:
                changed = read(row).published(person(caller), at)
                event = ResponsePublished(
                    **about(changed),
                    class_code=changed.content.class_code,
                    subjects=tuple(subject.key for subject in changed.subjects),
                )
                await self.store.change(row, changed, None, event, session=session)
            return [row["_id"] for row in rows]

        published: list[str] = []
        while ids := await self.together(work):
            published += ids
        if not published and not before.states.get(State.PUBLISHED.value):
            raise NothingToPublish
        after = await self.progress(case_id)
        return {
            "published": published,
            "unanswered": after.unanswered,
            "undecided": after.undecided,
        }

    async def progress(self, case_id: str) -> Progress:
        """Count a case's responses by state, and its inputs without and with one.

        The tallies follow the events of the answers, so a moment after an answer they may still
        count it out; when little waits by them, the list, which is exact, is asked.
        """
        tallies = await (await self.known()).tallies(case_id)
        waiting, answered, outdated = (
            sum(row[name] for row in tallies) for name in ("waiting", "answered", "outdated")
        )
        if 0 < waiting <= LOOKED_AT:
            exact = len((await self.unanswered(case_id, {}, "", LOOKED_AT))[0])
            waiting, answered = exact, answered + waiting - exact
        return Progress(await self.store.states(case_id), waiting, answered, outdated)

    async def unanswered(
        self, case_id: str, narrowed: Document, after: str, limit: int
    ) -> tuple[list[Subject], str | None]:
        """Return the oldest comments and points without a response, and where to go on.

        ``narrowed``: ``clause_id`` (None: the whole plan) and ``topic_id``, or neither.
        """
        found: list[Subject] = []
        known = await self.known()
        while rows := await known.page_waiting(case_id, narrowed, after, LOOKED_AT):
            after = rows[-1]["_id"]
            found += await self._without_answer(rows)
            if len(found) > limit:
                return found[:limit], found[limit - 1].id
            if len(rows) < LOOKED_AT:
                break
        return found, None

    async def _without_answer(self, rows: list[Document]) -> list[Subject]:
        """Leave out what was answered a moment ago, before its event is known."""
        subjects = [
            Subject(kind=SubjectKind(row["kind"]), id=row["_id"], case_id=row["case_id"])
            for row in rows
        ]
        whole = {one["comment_id"] for one in rows if one["comment_id"]}
        answered = await self.store.answered(
            [*(one.key for one in subjects), *(f"COMMENT:{id_}" for id_ in whole)]
        )
        return [
            one
            for one, row in zip(subjects, rows, strict=True)
            if answered.isdisjoint({one.key, f"COMMENT:{row['comment_id']}"})
        ]

    async def overview(self, case_id: str) -> Document:
        """Where a case stands by clause and by department, in charge and asked (庁内照会)."""
        today = today_jst().isoformat()
        known = await self.known()
        return {
            "clauses": await known.tallies(case_id),
            "departments": await self.store.by_department(case_id),
            "inquiries": await self.store.inquiries_by_department(case_id, today),
            "overdue": await self.store.overdue(case_id, today),
            "outdated": await known.outdated(case_id, LOOKED_AT),
        }

    async def published_for(self, comment_ids: Sequence[str]) -> dict[str, "PublishedFor"]:
        """Return what was published for comments: as a whole, or for their points, in order."""
        points = await (await self.known()).points_of(comment_ids)
        keys = {
            id_: [f"COMMENT:{id_}", *(f"POINT:{one}" for one in points.get(id_, ()))]
            for id_ in comment_ids
        }
        wanted = [key for some in keys.values() for key in some]
        rows = await self.store.live_of(wanted, {"state": State.PUBLISHED.value})
        of: dict[str, Response] = {}
        for response in map(read, rows):
            of |= dict.fromkeys((one.key for one in response.subjects), response)
        return {id_: _published_for(some, of) for id_, some in keys.items()}


@dataclass(frozen=True)
class PublishedFor:
    """What was published for a comment, and for how many of its opinions (件)."""

    found: list[Response]
    opinions: int
    published: int


def _published_for(keys: Sequence[str], of: Mapping[str, Response]) -> PublishedFor:
    """``keys``: the comment's own, then those of its points."""
    whole, points = keys[0] in of, keys[1:]
    opinions = len(points) or 1
    published = opinions if whole else sum(key in of for key in points)
    found = {of[key].id: of[key] for key in keys if key in of}
    return PublishedFor(list(found.values()), opinions, published)
