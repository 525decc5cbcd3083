"""Who sits where in each round, so that as few pairs as possible meet twice (割当移動)."""

from services.workshops.domain.seating.bound import least_repeats, repeats_of
from services.workshops.domain.seating.planning import (
    HostNotHere,
    Person,
    PersonTwice,
    SeatingPlan,
    TooFewSeats,
    plan_seating,
)

__all__ = [
    "HostNotHere",
    "Person",
    "PersonTwice",
    "SeatingPlan",
    "TooFewSeats",
    "least_repeats",
    "plan_seating",
    "repeats_of",
]
