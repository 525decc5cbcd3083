"""Publishing together, and what of a case still has no answer."""

from dataclasses import dataclass
from typing import Any

from services.responses.domain.errors import CaseIncomplete, NothingToPublish
from services.responses.domain.parts import State, Subject, SubjectKind
from services.responses.handlers.base import UseCases, about, person, staff
from services.responses.store import read
from shared.caller import NotInCharge
from shared.clock import now
from shared.events.responses import ResponsePublished
from shared.idempotency import checked_key
from shared.mongo import Document

# One transaction's worth: it must end within the server's time limit for them.
TOGETHER_MAX = 500
LOOKED_AT = 500
UNANSWERED_MAX = 10_000
_OPEN = (State.DRAFT, State.RETURNED, State.IN_APPROVAL)


@dataclass(frozen=True)
class Progress:
    """Where a case stands: responses by state, and inputs without a response."""

    states: dict[str, int]
    unanswered: int

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
        departments = await (await self.known()).departments_of(case_id)
        if departments and caller.departments.isdisjoint(departments):
            raise NotInCharge
        before = await self.progress(case_id)
        if not partial and (before.unanswered or before.undecided):
            raise CaseIncomplete(unanswered=before.unanswered, undecided=before.undecided)

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
        """Count a case's responses by state, and its inputs without one."""
        unanswered, after = 0, ""
        while found := await self._look(case_id, after):
            without, after = found
            unanswered += len(without)
            if unanswered >= UNANSWERED_MAX:
                break
        return Progress(await self.store.states(case_id), unanswered)

    async def unanswered(
        self, case_id: str, after: str, limit: int
    ) -> tuple[list[str], str | None]:
        """Return the ids of the oldest comments without a response, and where to go on."""
        ids: list[str] = []
        while found := await self._look(case_id, after):
            without, after = found
            ids += without
            if len(ids) > limit:
                return ids[:limit], ids[limit - 1]
        return ids, None

    async def _look(self, case_id: str, after: str) -> tuple[list[str], str] | None:
        known = await self.known()
        rows = await known.page_inputs(case_id, after, LOOKED_AT)
        if not rows:
            return None
        keys = {
            row["_id"]: Subject(kind=SubjectKind.COMMENT, id=row["_id"], case_id=case_id).key
            for row in rows
        }
        answered = await self.store.answered(list(keys.values()))
        return [id_ for id_, key in keys.items() if key not in answered], rows[-1]["_id"]
