"""Use cases of public comment: the only place where its state changes and events are decided."""

from dataclasses import dataclass

from services.public_comment.domain.receipt import ReceiptSecrets
from services.public_comment.handlers.clause_texts import ClauseTexts
from services.public_comment.handlers.comments import Comments
from services.public_comment.handlers.consultations import Consultations, CurrentRevisions
from services.public_comment.handlers.personal_data import PersonalData
from services.public_comment.handlers.procedure import Procedure
from services.public_comment.handlers.receipts import Receipts
from services.public_comment.store import Store
from shared.private_data import PrivateData
from shared.settings import Settings


@dataclass(frozen=True)
class Handlers:
    """All use cases."""

    consultations: Consultations
    comments: Comments
    receipts: Receipts
    personal_data: PersonalData
    procedure: Procedure


def make_handlers(
    store: Store,
    settings: Settings,
    revisions: CurrentRevisions,
    private: PrivateData,
    texts: ClauseTexts,
) -> Handlers:
    """Give the use cases what they need."""
    secrets = ReceiptSecrets(settings.secret_key)
    receipts = Receipts(store, settings, secrets)
    return Handlers(
        Consultations(store, settings, secrets, revisions),
        Comments(store, settings, secrets, receipts, revisions, private, texts),
        receipts,
        PersonalData(store, private),
        Procedure(store),
    )
