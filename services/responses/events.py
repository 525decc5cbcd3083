"""Events that responses consumes: which desks, cases and inputs there are, and its own answers."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, ClassVar, get_args

from services.responses.domain.waiting import AnswerFact, CommentFact, ThemeFact
from services.responses.store.known import Known
from shared.events import EventData
from shared.events.people import DeskHandedOver, DeskOpened
from shared.events.policies import PolicyCreated
from shared.events.public_comment import ConsultationOpened
from shared.events.workshops import WorkshopPlanned, WorkshopPublished, wanted_of_workshops
from shared.kafka import Batch, Model, Projection

_ABOUT_INPUTS = get_args(CommentFact | AnswerFact | ThemeFact)


class KnownProjection(Projection):
    """Facts about the things of others, each kept by its own id, so that no order is needed.

    A desk's own events keep their order; a desk may be handed over to one that is not known yet.
    """

    name: ClassVar[str] = "responses"
    services: ClassVar[tuple[str, ...]] = (
        *("people", "policies", "public_comment", "responses", "workshops"),
    )
    collections: ClassVar[tuple[str, ...]] = ("desks", "policies", "cases", "inputs", "tallies")

    def wants(self, event: Mapping[str, Any]) -> bool:
        """Of workshops that one was planned and that its report is published."""
        return wanted_of_workshops(event, WorkshopPlanned, WorkshopPublished)

    async def create_indexes(self, model: Model) -> None:
        """See Known."""
        await Known(model).create_indexes()

    async def apply(self, batch: Batch, model: Model) -> None:
        """Keep what each event tells."""
        facts: defaultdict[str, list[tuple[str, dict[str, Any]]]] = defaultdict(list)
        about_inputs: list[EventData] = []
        for event in batch.events:
            body = event.body
            if isinstance(body, _ABOUT_INPUTS):
                about_inputs.append(body)
            elif (told := _told(body)) is not None:
                collection, id_, fact = told
                facts[collection].append((id_, fact))
        for collection, rows in facts.items():
            await Known(model).keep(collection, rows)
        await Known(model).follow(batch.partition, about_inputs)


def _told(body: object) -> tuple[str, str, dict[str, Any]] | None:
    match body:
        case DeskOpened():
            return "desks", body.desk_id, {"department_id": body.department_id}
        case DeskHandedOver():
            return "desks", body.desk_id, {"successor_id": body.successor_id}
        case PolicyCreated():
            return "policies", body.policy_id, {"department_id": body.department_id}
        case ConsultationOpened() | WorkshopPlanned():
            policies = [link.policy_id for link in body.links]
            fact = {"policy_ids": policies, "department_id": body.department_id}
            return "cases", body.subject, fact
        case _:
            return None
