"""Use cases of public comment: the only place where its state changes and events are decided."""

from dataclasses import dataclass

from services.public_comment.domain.exemption import ExemptionKinds
from services.public_comment.domain.receipt import ReceiptSecrets
from services.public_comment.handlers.comments import Comments
from services.public_comment.handlers.consultations import Consultations, CurrentRevisions
from services.public_comment.handlers.details import Revising
from services.public_comment.handlers.exemptions import Exemptions
from services.public_comment.handlers.forms import Forms
from services.public_comment.handlers.personal_data import PersonalData
from services.public_comment.handlers.procedure import Procedure
from services.public_comment.handlers.receipts import Receipts
from services.public_comment.handlers.recount import Recount
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
    recount: Recount
    revising: Revising
    exemptions: Exemptions
    forms: Forms


def make_handlers(
    store: Store, settings: Settings, revisions: CurrentRevisions, private: PrivateData
) -> Handlers:
    """Give the use cases what they need."""
    secrets = ReceiptSecrets(settings.secret_key)
    receipts = Receipts(store, settings, secrets)
    recount, forms = Recount(store), Forms(store, secrets)
    return Handlers(
        Consultations(store, settings, secrets, revisions),
        Comments(store, settings, secrets, receipts, revisions, private, forms),
        receipts,
        PersonalData(store, private),
        Procedure(store, settings, recount),
        recount,
        Revising(store),
        Exemptions(store, secrets, ExemptionKinds.of(settings.comment_exemptions)),
        forms,
    )
