"""Use cases of public comment: the only place where its state changes and events are decided."""

from dataclasses import dataclass

from services.public_comment.domain.exemption import ExemptionKinds
from services.public_comment.domain.receipt import ReceiptSecrets
from services.public_comment.handlers.agreements import Agreements
from services.public_comment.handlers.answering import Answers
from services.public_comment.handlers.clause_texts import ClauseTexts
from services.public_comment.handlers.comments import Comments
from services.public_comment.handlers.consultations import Consultations, CurrentRevisions
from services.public_comment.handlers.details import Revising
from services.public_comment.handlers.entries import Entries
from services.public_comment.handlers.exemptions import Exemptions
from services.public_comment.handlers.forms import Forms
from services.public_comment.handlers.imports import Imports
from services.public_comment.handlers.personal_data import PersonalData
from services.public_comment.handlers.procedure import Procedure
from services.public_comment.handlers.receipts import Receipts
from services.public_comment.handlers.recount import Recount
from services.public_comment.handlers.scans import Scans
from services.public_comment.store import Store
from services.public_comment.store.imports import ImportStore
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
    entries: Entries
    scans: Scans
    imports: Imports
    agreements: Agreements


def make_handlers(
    store: Store,
    settings: Settings,
    revisions: CurrentRevisions,
    private: PrivateData,
    texts: ClauseTexts,
    answers: Answers,
) -> Handlers:
    """Give the use cases what they need."""
    secrets = ReceiptSecrets(settings.secret_key)
    receipts = Receipts(store, settings, secrets)
    recount, forms = Recount(store), Forms(store, secrets)
    comments = Comments(store, settings, secrets, receipts, revisions, private, forms, texts)
    entries = Entries(store, settings, comments)
    personal_data = PersonalData(store, private)
    imports = ImportStore(store.database)
    return Handlers(
        Consultations(store, settings, secrets, revisions),
        comments,
        receipts,
        personal_data,
        Procedure(store, settings, recount, answers),
        recount,
        Revising(store),
        Exemptions(store, secrets, ExemptionKinds.of(settings.comment_exemptions)),
        forms,
        entries,
        Scans(store, settings, entries, personal_data, private),
        Imports(store, imports, settings, secrets, comments, entries),
        Agreements(store, receipts, entries),
    )
