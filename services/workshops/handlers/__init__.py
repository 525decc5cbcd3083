"""Use cases of workshops: the only place where their state changes and events are decided."""

from dataclasses import dataclass

from services.workshops.domain.keys import WorkshopSecrets
from services.workshops.handlers.arrivals import Arrivals
from services.workshops.handlers.floor import Floors
from services.workshops.handlers.mails import Mails
from services.workshops.handlers.notes import Notes
from services.workshops.handlers.photographs import Photographs
from services.workshops.handlers.registration import Registrations
from services.workshops.handlers.rehearsal import LEASE_S as REHEARSAL_LEASE_S
from services.workshops.handlers.rehearsal import Rehearsal
from services.workshops.handlers.telling import LEASE_S as TELLING_LEASE_S
from services.workshops.handlers.telling import Telling
from services.workshops.handlers.turns import Turns
from services.workshops.handlers.work import Work
from services.workshops.handlers.workshops import Workshops
from services.workshops.store import Store
from services.workshops.store.readers import Readers
from shared.mongo import Lease
from shared.notices import letterbox_of, signed_by
from shared.private_data import PrivateData
from shared.settings import Settings


@dataclass(frozen=True)
class Handlers:
    """All use cases."""

    workshops: Workshops
    registrations: Registrations
    arrivals: Arrivals
    floors: Floors
    notes: Notes
    telling: Telling
    rehearsal: Rehearsal
    photographs: Photographs


def make_handlers(store: Store, settings: Settings, private: PrivateData, work: Work) -> Handlers:
    """Give the use cases what they need."""
    secrets, readers = WorkshopSecrets(settings.secret_key), Readers(store)
    owner = Mails(readers, private, secrets, *signed_by(settings))
    letterbox = letterbox_of(settings, store.database, owner)
    telling = Telling(
        readers, secrets, letterbox, Lease(store.database, "telling", TELLING_LEASE_S), store
    )
    turns = Turns()
    floors = Floors(store, work, turns)
    arrivals, notes = Arrivals(store, secrets, floors, turns), Notes(store)
    playing = Lease(store.database, "rehearsal", REHEARSAL_LEASE_S)
    return Handlers(
        Workshops(store, work),
        Registrations(store, secrets, private, turns, telling),
        arrivals,
        floors,
        notes,
        telling,
        Rehearsal(store, arrivals, floors, notes, playing),
        Photographs(store, private, settings),
    )
