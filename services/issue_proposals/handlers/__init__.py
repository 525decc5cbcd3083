"""Use cases of issue proposals: the only place where their state changes and events are decided."""

from dataclasses import dataclass

from services.issue_proposals.handlers.bringing import Bringing
from services.issue_proposals.handlers.matching import Matching
from services.issue_proposals.handlers.offers import Offers
from services.issue_proposals.handlers.opening import Opening
from services.issue_proposals.store import Store
from shared.private_data import PrivateData
from shared.receipt_numbers import NumberSecrets
from shared.settings import Settings


@dataclass(frozen=True)
class Handlers:
    """All use cases."""

    bringing: Bringing
    opening: Opening
    offers: Offers


def make_handlers(
    store: Store, settings: Settings, private: PrivateData, matching: Matching
) -> Handlers:
    """Give the use cases what they need."""
    secrets, wards = NumberSecrets(settings.secret_key), settings.wards
    bringing = Bringing(store, secrets, private, wards, settings.issue_answer_days)
    return Handlers(
        bringing,
        Opening(store, private, bringing),
        Offers(store, secrets, private, matching, wards),
    )
