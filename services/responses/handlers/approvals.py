"""決裁: asking for approval, approving step by step, sending back."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.responses.domain.errors import ApprovalRouteMissing, ApprovalRouteNotFound
from services.responses.domain.response import Response
from services.responses.handlers.base import UseCases, about, person, staff
from shared.clock import now
from shared.events import EventData
from shared.events.responses import ApprovalAsked, ResponseDecided, ResponseReturned
from shared.mongo import Document


@dataclass
class Approvals(UseCases):
    """The use cases of those who decide."""

    async def ask(self, response_id: str, route_name: str, version: int, key: str) -> Document:
        """Send a draft along a route; an empty name means the department's default route.

        Raises:
            NotInCharge, ResponseNotFound, ResponseChanged, ResponseNotEditable,
            ApprovalRouteMissing, ApprovalRouteNotFound, IdempotencyKeyReused.
            ResponseNotReady: with everything that is missing.
        """
        caller, at = staff(), now()
        draft, _ = await self.store.response(response_id)
        caller.require_desk(draft.desk_id)
        name, desks = await self._route(draft.department_id, route_name)

        def decide(response: Response) -> tuple[Response, Sequence[EventData]]:
            caller.require_desk(response.desk_id)
            changed = response.asked_approval(
                name, desks, self.classes, version, person(caller), at
            )
            return changed, [_turn(changed)]

        given = {"route": route_name, "version": version}
        return await self.change(response_id, key, given, decide)

    async def approve(self, response_id: str, comment: str, version: int, key: str) -> Document:
        """Approve the present step, for its desk.

        Raises:
            NotInCharge: it is another desk's turn. OwnDraft: the caller wrote or sent it.
            ResponseNotFound, ResponseChanged, ResponseNotInApproval, IdempotencyKeyReused.
        """
        caller, at = staff(), now()

        def decide(response: Response) -> tuple[Response, Sequence[EventData]]:
            # Seen before anything is told of: others learn nothing about its state.
            self._require_turn(response, caller_version=version)
            changed = response.approved(version, person(caller), at, comment)
            if changed.approval and changed.approval.desk_id:
                return changed, [_turn(changed)]
            code = changed.content.class_code
            event = ResponseDecided(**about(changed), desk_id=changed.desk_id, class_code=code)
            return changed, [event]

        given = {"approve": comment, "version": version}
        return await self.change(response_id, key, given, decide)

    async def send_back(self, response_id: str, comment: str, version: int, key: str) -> Document:
        """Send it back to the desk that drafted it, with a comment (差し戻し).

        Raises:
            NotInCharge, ResponseNotFound, ResponseChanged, ResponseNotInApproval, TextEmpty,
            IdempotencyKeyReused.
        """
        caller, at = staff(), now()

        def decide(response: Response) -> tuple[Response, Sequence[EventData]]:
            self._require_turn(response, caller_version=version)
            changed = response.returned(version, person(caller), at, comment)
            step = changed.approval.decisions[-1].step + 1 if changed.approval else 1
            event = ResponseReturned(**about(changed), desk_id=changed.desk_id, step=step)
            return changed, [event]

        given = {"return": comment, "version": version}
        return await self.change(response_id, key, given, decide)

    @staticmethod
    def _require_turn(response: Response, caller_version: int) -> None:
        """Let a person pass whose desk's turn it is.

        One whose turn it was, and who is slower than somebody, is told that it changed.
        """
        caller = staff()
        route = response.approval.desk_ids if response.approval else ()
        if response.version != caller_version:
            caller.require_desk(*route)
            response.require_version(caller_version)
        if response.approval is None:
            caller.require_desk(response.desk_id)
        caller.require_desk(response.turn_desk())

    async def _route(self, department_id: str, name: str) -> tuple[str, list[str]]:
        rows = await self.store.routes_of([department_id])
        routes = rows[0]["routes"] if rows else []
        if not routes:
            raise ApprovalRouteMissing
        for route in routes:
            if not name or route["name"] == name:
                return route["name"], route["desk_ids"]
        raise ApprovalRouteNotFound("route")


def _turn(response: Response) -> ApprovalAsked:
    approval = response.approval
    if approval is None or approval.desk_id is None:
        raise AssertionError("nobody's turn")
    return ApprovalAsked(
        **about(response),
        desk_id=approval.desk_id,
        step=approval.step + 1,
        steps=len(approval.desk_ids),
    )
