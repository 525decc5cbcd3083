"""Workshops: one that is over, with what people wrote, and one that is open for registration."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from infra.demo import operations
from infra.demo.data import WorkshopRow
from infra.demo.gateway import Gateway
from shared.clock import JST

LASTS = timedelta(hours=3)


class Workshops:
    """Leads a workshop on from wherever an earlier load left it; once more changes nothing."""

    def __init__(self, gateway: Gateway, row: WorkshopRow, token: str) -> None:
        self._gateway, self._row, self._token = gateway, row, token

    async def load(self, policy_id: str, department_id: str, day: str) -> None:
        """Plan it, and let it be over if it shall be.

        Raises:
            DemoRefused, GatewayAway.
        """
        begins = datetime.combine(date.fromisoformat(day), time(self._row.hour), JST)
        names = ("title", "summary", "place", "access", "capacity", "tables", "seats")
        plan = {
            **{name: getattr(self._row, name) for name in names},
            "startsAt": begins.isoformat(),
            "endsAt": (begins + LASTS).isoformat(),
            "groundRules": self._row.ground_rules,
            "rounds": [round_.model_dump() for round_ in self._row.rounds],
            "links": [{"policyId": policy_id, "cycle": 1, "stage": self._row.stage}],
        }
        made = await self._do(
            operations.PLAN_WORKSHOP, "plan", plan=plan, departmentId=department_id
        )
        if not self._row.published:
            await self._move(made["id"], "REGISTRATION", made["state"], "PLANNED")
            return
        if made["state"] in ("PLANNED", "LIVE"):
            await self._held(made["id"], made["state"])
        told = await self._gateway.query(operations.WORKSHOP, {"id": made["id"]}, self._token)
        await self._published(told["workshop"])

    async def _held(self, id_: str, state: str) -> None:
        await self._move(id_, "LIVE", state, "PLANNED")
        for number in range(self._row.came):
            await self._do(operations.CHECK_IN, f"guest-{number}", workshopId=id_)
        for table, round_, text in (n for theme in self._row.themes for n in theme.notes):
            note = {"id": self._note(text), "table": table, "round": round_, "text": text}
            given = {"workshopId": id_, **note}
            await self._gateway.mutate(operations.WRITE_NOTE, given, self._token)
        await self._move(id_, "ENDED", "LIVE", "LIVE")

    async def _published(self, workshop: dict[str, Any]) -> None:
        if workshop["state"] != "ENDED":
            return
        themes = [
            {
                "id": f"theme-{at}",
                "title": theme.title,
                "summary": theme.summary,
                "noteIds": [self._note(text) for _, _, text in theme.notes],
            }
            for at, theme in enumerate(self._row.themes, start=1)
        ]
        about = {"workshopId": workshop["id"]}
        if not workshop["themes"]:
            await self._do(
                operations.ARRANGE_THEMES,
                "themes",
                **about,
                themes=themes,
                sequence=workshop["sequence"],
            )
        await self._move(workshop["id"], "PUBLISHED", "ENDED", "ENDED")

    async def _move(self, id_: str, to: str, now: str, before: str) -> None:
        if now == before:
            await self._do(operations.MOVE_WORKSHOP, to.lower(), workshopId=id_, state=to)

    async def _do(self, operation: str, what: str, /, **given: Any) -> dict[str, Any]:
        key = f"kyodo-demo-{self._row.key}-{what}"
        return await self._gateway.mutate(operation, {**given, "idempotencyKey": key}, self._token)

    def _note(self, text: str) -> str:
        """The id of a note, the same at every load."""
        return str(uuid5(NAMESPACE_URL, f"{self._row.key}:{text}"))
