"""Use cases of committee recruitment: the only place where its state and events are decided."""

from dataclasses import dataclass

from services.committee_recruitment.domain.application import KEPT_FOR
from services.committee_recruitment.domain.errors import ApplicationNumberNotFitting
from services.committee_recruitment.handlers.applying import Applying
from services.committee_recruitment.handlers.calling import Calling
from services.committee_recruitment.handlers.checking import Checking
from services.committee_recruitment.handlers.choosing import Choosing
from services.committee_recruitment.handlers.committees import Committees
from services.committee_recruitment.handlers.mails import Mails
from services.committee_recruitment.handlers.telling import Telling
from services.committee_recruitment.store import Store
from shared.notices import letterbox_of, signed_by
from shared.private_data import PrivateData
from shared.receipt_numbers import NumberSecrets
from shared.settings import Settings
from shared.two_numbers import Receipts


@dataclass(frozen=True)
class Handlers:
    """All use cases."""

    committees: Committees
    calling: Calling
    applying: Applying
    choosing: Choosing
    telling: Telling


def make_handlers(store: Store, settings: Settings, private: PrivateData) -> Handlers:
    """Give the use cases what they need."""
    secrets = NumberSecrets(settings.secret_key)
    receipts = Receipts(secrets, private, KEPT_FOR, ApplicationNumberNotFitting)
    owner = Mails(store, private, *signed_by(settings))
    telling = Telling(store, letterbox_of(settings, store.database, owner))
    calling = Calling(store, telling)
    return Handlers(
        Committees(store, private),
        calling,
        Applying(store, receipts, calling, Checking(store, private), telling),
        Choosing(store, calling, telling),
        telling,
    )
