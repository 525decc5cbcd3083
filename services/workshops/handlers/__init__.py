"""Use cases of workshops: the only place where their state changes and events are decided."""

from dataclasses import dataclass

from services.workshops.domain.keys import WorkshopSecrets
from services.workshops.handlers.arrivals import Arrivals
from services.workshops.handlers.floor import Floors
from services.workshops.handlers.notes import Notes
from services.workshops.handlers.registration import Registrations
from services.workshops.handlers.turns import Turns
from services.workshops.handlers.work import Work
from services.workshops.handlers.workshops import Workshops
from services.workshops.store import Store
from shared.private_data import PrivateData


@dataclass(frozen=True)
class Handlers:
    """All use cases."""

    workshops: Workshops
    registrations: Registrations
    arrivals: Arrivals
    floors: Floors
    notes: Notes


def make_handlers(store: Store, secret_key: str, private: PrivateData, work: Work) -> Handlers:
    """Give the use cases what they need."""
    secrets = WorkshopSecrets(secret_key)
    turns = Turns()
    floors = Floors(store, work, turns)
    return Handlers(
        Workshops(store, work),
        Registrations(store, secrets, private, turns),
        Arrivals(store, secrets, floors, turns),
        floors,
        Notes(store),
    )
