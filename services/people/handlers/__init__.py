"""Use cases of people: the only place where their state changes and events are decided."""

from dataclasses import dataclass

from services.people.handlers.changes import Changes
from services.people.handlers.delegations import Delegations
from services.people.handlers.identity import Identity
from services.people.handlers.notices import Notices
from services.people.handlers.register import Register
from services.people.store import Store
from shared.notices import signed_by
from shared.private_data import PrivateData
from shared.settings import Settings


@dataclass(frozen=True)
class Handlers:
    """All use cases of the service."""

    identity: Identity
    register: Register
    changes: Changes
    delegations: Delegations
    notices: Notices


def make_handlers(store: Store, settings: Settings, private: PrivateData) -> Handlers:
    """Put the use cases together."""
    return Handlers(
        Identity(store, settings.secret_key),
        Register(store),
        Changes(store),
        Delegations(store),
        Notices(store, private, *signed_by(settings)),
    )
