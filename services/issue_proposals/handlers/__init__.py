"""Use cases of issue proposals: the only place where their state changes and events are decided."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from services.issue_proposals.domain.errors import IssueNumberNotFitting
from services.issue_proposals.domain.issue import KEPT_FOR
from services.issue_proposals.handlers.bringing import Bringing
from services.issue_proposals.handlers.finding import Finding
from services.issue_proposals.handlers.following import LEASE_S, Following
from services.issue_proposals.handlers.mails import Mails
from services.issue_proposals.handlers.matching import Matching
from services.issue_proposals.handlers.merging import Mergings
from services.issue_proposals.handlers.offers import Offers
from services.issue_proposals.handlers.on_map import OnMap
from services.issue_proposals.handlers.opening import Opening
from services.issue_proposals.handlers.photographs import Photographs
from services.issue_proposals.handlers.talking import Talking
from services.issue_proposals.handlers.together import Together
from services.issue_proposals.store import Store
from shared.city_map import city_map
from shared.kafka import Model
from shared.mongo import Lease
from shared.notices import letterbox_of, signed_by
from shared.private_data import PrivateData
from shared.receipt_numbers import NumberSecrets
from shared.settings import Settings
from shared.two_numbers import Receipts


@dataclass(frozen=True)
class Handlers:
    """All use cases."""

    bringing: Bringing
    opening: Opening
    offers: Offers
    talking: Talking
    together: Together
    finding: Finding
    mergings: Mergings
    on_map: OnMap
    following: Following
    photographs: Photographs


def make_handlers(
    store: Store,
    settings: Settings,
    private: PrivateData,
    matching: Matching,
    model: Callable[[], Awaitable[Model]],
) -> Handlers:
    """Give the use cases what they need; ``model``: the read model that serves now."""
    secrets, wards = NumberSecrets(settings.secret_key), settings.wards
    receipts = Receipts(secrets, private, KEPT_FOR, IssueNumberNotFitting)
    city = city_map(settings.city_map)
    bringing = Bringing(store, receipts, wards, city, settings.issue_answer_days)
    talking = Talking(store, receipts, bringing, wards)
    together = Together(store, talking)
    opening = Opening(store, private, bringing, together, matching)
    return Handlers(
        bringing,
        opening,
        Offers(store, receipts, matching, wards),
        talking,
        together,
        Finding(store, matching),
        Mergings(store),
        OnMap(store, model, city, wards),
        _following(store, settings, private, receipts.secrets),
        Photographs(store, opening, private, settings),
    )


def _following(
    store: Store, settings: Settings, private: PrivateData, secrets: NumberSecrets
) -> Following:
    owner = Mails(store.followers, private, secrets, *signed_by(settings))
    letterbox = letterbox_of(settings, store.database, owner)
    lease = Lease(store.database, "following", LEASE_S)
    return Following(store, private, secrets, letterbox, lease)
