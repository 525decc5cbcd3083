"""What the mutations of workshops answer."""

from typing import Annotated

import strawberry

from gateway.errors import Problems
from gateway.workshops.types import (
    Workshop,
    WorkshopArrival,
    WorkshopNote,
    WorkshopParticularsList,
    WorkshopPlace,
    WorkshopRegistration,
)


@strawberry.type(description="会場の状態が変わりました。")
class FloorChanged:
    """The floor as of ``sequence``; who watches it is told what it is like now."""

    sequence: int


WorkshopResult = Annotated[Workshop | Problems, strawberry.union("WorkshopResult")]
RegisterForWorkshopResult = Annotated[
    WorkshopRegistration | Problems, strawberry.union("RegisterForWorkshopResult")
]
WorkshopPlaceResult = Annotated[WorkshopPlace | Problems, strawberry.union("WorkshopPlaceResult")]
CheckInResult = Annotated[WorkshopArrival | Problems, strawberry.union("CheckInResult")]
FloorResult = Annotated[FloorChanged | Problems, strawberry.union("FloorResult")]
NoteResult = Annotated[WorkshopNote | Problems, strawberry.union("NoteResult")]
WorkshopParticularsResult = Annotated[
    WorkshopParticularsList | Problems, strawberry.union("WorkshopParticularsResult")
]
