"""What the use cases share: reading, deciding anew when someone was faster, writing."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.responses.domain.classes import ResponseClasses
from services.responses.domain.errors import DeskNotKnownYet
from services.responses.domain.response import Response
from services.responses.store import Store, repeated
from services.responses.store.known import Known
from shared.caller import Caller, NotInCharge, Role, current_caller
from shared.errors import Unavailable
from shared.events import EventData
from shared.idempotency import Request
from shared.mongo import Document, StaleAggregate, passes, transaction
from shared.mongo import PyMongoError as DatabaseError

KnownNow = Callable[[], Awaitable[Known]]
# From a response as it stands to what becomes of it and what is told of that; or it raises.
Decide = Callable[[Response], tuple[Response, Sequence[EventData]]]
TRIES = 8


def staff() -> Caller:
    """Return the member of staff who acts.

    Raises:
        NotSignedIn, Forbidden: somebody else.
    """
    caller = current_caller()
    caller.require(Role.STAFF)
    return caller


def person(caller: Caller) -> str:
    """Return the id that the history names."""
    return caller.person_id or ""


def may_read(response: Response, caller: Caller) -> bool:
    """Say whether it is for these eyes: the department in charge, and the desks that are asked."""
    mine = caller.departments | caller.desks
    return bool(mine & {response.department_id, response.desk_id, *response.asked_desks})


def about(response: Response) -> dict[str, str]:
    """Return what every event of a response names."""
    return {
        "response_id": response.id,
        "case_id": response.case_id,
        "department_id": response.department_id,
    }


@dataclass
class UseCases:
    """What a group of use cases stands on."""

    store: Store
    known: KnownNow
    classes: ResponseClasses

    async def change(
        self, response_id: str, key: str, given: Mapping[str, Any], decide: Decide
    ) -> Document:
        """Change one response; a repeated request returns it as it stands and changes nothing.

        Whoever was faster is seen: ``decide`` runs again on what they left.

        Raises:
            ResponseNotFound, IdempotencyKeyReused, and what ``decide`` raises.
            StaleAggregate: too many at once; send it again.
        """
        request = Request.of(key, {**given, "response_id": response_id})
        for _ in range(TRIES):
            response, row = await self.store.response(response_id)
            if (made := repeated(row, request)) is not None:
                return made
            changed, events = decide(response)
            try:
                return await self.store.change(row, changed, request, *events)
            except StaleAggregate:
                continue
        raise StaleAggregate

    async def together(self, work: Callable[[Any], Awaitable[Any]]) -> Any:
        """Run ``work(session)`` in a transaction, again if another one was in the way.

        Raises:
            Unavailable: others were in the way for long; send it again.
        """
        for _ in range(TRIES):
            try:
                async with transaction(self.store.database) as session:
                    return await work(session)
            except DatabaseError as error:
                if not passes(error):
                    raise
            except StaleAggregate:
                continue
        raise Unavailable

    async def require_in_charge(self, case_id: str, caller: Caller) -> None:
        """Let the staff of a department pass that is in charge of a case.

        Raises:
            NotInCharge.
        """
        departments = await (await self.known()).departments_of(case_id)
        if departments and caller.departments.isdisjoint(departments):
            raise NotInCharge

    async def department_of(self, desk_id: str) -> str:
        """Return the department of a desk.

        Raises:
            DeskNotKnownYet: no such desk, or its event is on its way.
        """
        desk = (await (await self.known()).desks([desk_id])).get(desk_id)
        if desk is None or "department_id" not in desk:
            raise DeskNotKnownYet("desk_id")
        return str(desk["department_id"])
