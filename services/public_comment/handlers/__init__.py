"""Use cases of public comment: the only place where its state changes and events are decided."""

from dataclasses import dataclass

from services.public_comment.domain.exemption import ExemptionKinds
from services.public_comment.domain.receipt import ReceiptSecrets
from services.public_comment.handlers.agreements import Agreements
from services.public_comment.handlers.answering import Answers
from services.public_comment.handlers.attachments import Attachments
from services.public_comment.handlers.clause_texts import ClauseTexts
from services.public_comment.handlers.comments import Comments
from services.public_comment.handlers.consultations import Consultations, CurrentRevisions
from services.public_comment.handlers.details import Revising
from services.public_comment.handlers.entries import Entries
from services.public_comment.handlers.exemptions import Exemptions
from services.public_comment.handlers.following import Following
from services.public_comment.handlers.forms import Forms
from services.public_comment.handlers.imports import Imports
from services.public_comment.handlers.mails import Mails
from services.public_comment.handlers.opened_attachments import OpenedAttachments
from services.public_comment.handlers.personal_data import PersonalData
from services.public_comment.handlers.procedure import Procedure
from services.public_comment.handlers.receipts import Receipts
from services.public_comment.handlers.recount import Recount
from services.public_comment.handlers.rounds import LEASE_S, Rounds
from services.public_comment.handlers.scans import Scans
from services.public_comment.store import Store
from services.public_comment.store.attachments import AttachmentRows
from services.public_comment.store.followers import Followers
from services.public_comment.store.imports import ImportStore
from shared.mongo import Lease
from shared.notices import letterbox_of, signed_by
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
    following: Following
    # None where no mail is set up.
    rounds: Rounds | None
    attachments: Attachments
    opened_attachments: OpenedAttachments


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
    followers = Followers(store)
    owner = Mails(followers, private, secrets, *signed_by(settings))
    letterbox = letterbox_of(settings, store.database, owner)
    following = Following(store, followers, receipts, private, secrets, letterbox)
    attachments = Attachments(store, AttachmentRows(store), settings, secrets, private)
    comments = Comments(
        store,
        settings,
        secrets,
        receipts,
        revisions,
        private,
        forms,
        texts,
        following,
        attachments,
    )
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
        following,
        Rounds(followers, letterbox, Lease(store.database, "rounds", LEASE_S))
        if letterbox
        else None,
        attachments,
        OpenedAttachments(store, entries, personal_data, private),
    )
