"""決裁ルート: the desks that approve a department's responses, in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from services.responses.domain.errors import ApprovalRouteInvalid, DeskNotKnownYet, ResponseChanged
from services.responses.handlers.base import KnownNow
from services.responses.store import Store
from shared.caller import Role, current_caller
from shared.events.responses import ApprovalRoutesSet
from shared.idempotency import checked_key
from shared.mongo import Document, DuplicateKeyError, StaleAggregate
from shared.texts import clean_title

ROUTES_MAX = 20
STEPS_MAX = 10


@dataclass
class Routes:
    """The use cases of those who administer."""

    store: Store
    known: KnownNow

    async def set(
        self, department_id: str, routes: Sequence[dict[str, Any]], version: int, key: str
    ) -> Document:
        """Say a department's routes anew; the first is the default. What is under way goes on.

        ``version`` is 0 while the department has none. The same again changes nothing.

        Raises:
            Forbidden: the caller does not administer. ApprovalRouteInvalid, DeskNotKnownYet,
            ResponseChanged: someone else set them since, and what may be wrong with a name.
        """
        current_caller().require(Role.ADMIN)
        checked_key(key)
        if not 1 <= len(routes) <= ROUTES_MAX:
            raise ApprovalRouteInvalid("routes", max=ROUTES_MAX)
        wanted = [await self._checked(route) for route in routes]
        if len({route["name"] for route in wanted}) != len(wanted):
            raise ApprovalRouteInvalid("routes", max=ROUTES_MAX)
        rows = await self.store.routes_of([department_id])
        current = rows[0] if rows else {"sequence": 0, "routes": []}
        if current["routes"] == wanted:
            return current
        if current["sequence"] != version:
            raise ResponseChanged("version", version=current["sequence"])
        event = ApprovalRoutesSet(department_id=department_id, routes=len(wanted))
        try:
            if not rows:
                row = {"_id": department_id, "routes": wanted}
                await self.store.routes.insert(row, event)
                return {**row, "sequence": 1}
            return await self.store.routes.update(
                department_id, {"$set": {"routes": wanted}}, event, sequence=version
            )
        except (DuplicateKeyError, StaleAggregate):
            raise ResponseChanged("version", version=version + 1) from None

    async def _checked(self, route: dict[str, Any]) -> dict[str, Any]:
        desks = list(route["desk_ids"])
        if not 1 <= len(desks) <= STEPS_MAX or len(set(desks)) != len(desks):
            raise ApprovalRouteInvalid("desk_ids", max=STEPS_MAX)
        known = await (await self.known()).desks(desks)
        if any("department_id" not in known.get(desk, {}) for desk in desks):
            raise DeskNotKnownYet("desk_ids")
        return {"name": clean_title("name", route["name"], max_chars=60), "desk_ids": desks}
