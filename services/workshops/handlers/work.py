"""What takes long is done in a process of its own, never on the event loop."""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.worker_process import Worker


class Work:
    """Seating plans and suggestions."""

    def __init__(self) -> None:
        self._worker = Worker()

    async def suggest_themes(self, texts: Mapping[str, str]) -> list[dict[str, Any]]:
        """Return ``{"middle", "note_ids"}`` for each group of alike notes.

        Raises:
            Unavailable: the process ended in the middle.
        """
        return await self._worker.run(_suggest_themes, dict(texts))

    async def plan_seating(self, wish: dict[str, Any]) -> dict[str, Any]:
        """Return ``{"rounds", "repeated_pairs", "bound"}``; see ``seating.plan_seating``.

        Raises:
            Unavailable: the process ended in the middle. InvalidInput: of the plan.
        """
        return await self._worker.run(_plan_seating, wish)

    def close(self) -> None:
        """End the process."""
        self._worker.close()


# The imports stand inside: only the worker needs what they bring along, some 150 MB.


def _suggest_themes(texts: dict[str, str]) -> list[dict[str, Any]]:
    from services.workshops.domain.harvest import suggest_themes

    return [{"middle": one.middle, "note_ids": list(one.note_ids)} for one in suggest_themes(texts)]


def _plan_seating(wish: dict[str, Any]) -> dict[str, Any]:
    from services.workshops.domain.seating import Person, plan_seating

    people: Sequence[Person] = [Person(id_, tuple(groups)) for id_, groups in wish["people"]]
    plan = plan_seating(
        people,
        wish["seats"],
        wish["rounds"],
        past=[tuple(tuple(table) for table in one) for one in wish["past"]],
        hosts=wish["hosts"],
        seed=wish["seed"],
    )
    return {
        "rounds": [[list(table) for table in one] for one in plan.rounds],
        "repeated_pairs": plan.repeated_pairs,
        "bound": plan.bound,
    }
