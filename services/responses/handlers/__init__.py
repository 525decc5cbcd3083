"""Use cases of responses: the only place where their state changes and events are decided."""

from dataclasses import dataclass

from services.responses.domain.classes import ResponseClasses
from services.responses.handlers.approvals import Approvals
from services.responses.handlers.base import KnownNow
from services.responses.handlers.drafts import Drafts
from services.responses.handlers.imports import Imports
from services.responses.handlers.inquiries import Inquiries
from services.responses.handlers.opinions import Opinions
from services.responses.handlers.publication import Publication
from services.responses.handlers.routes import Routes
from services.responses.handlers.traces import Traces
from services.responses.store import Store
from services.responses.store.imports import ImportStore


@dataclass(frozen=True)
class Handlers:
    """All use cases of the service."""

    drafts: Drafts
    inquiries: Inquiries
    approvals: Approvals
    publication: Publication
    routes: Routes
    opinions: Opinions
    imports: Imports
    traces: Traces
    classes: ResponseClasses


def make_handlers(store: Store, known: KnownNow, classes: ResponseClasses) -> Handlers:
    """Put the use cases together."""
    parts = (store, known, classes)
    drafts = Drafts(*parts)
    return Handlers(
        drafts,
        Inquiries(*parts),
        Approvals(*parts),
        Publication(*parts),
        Routes(store, known),
        Opinions(*parts),
        Imports(*parts, drafts, ImportStore(store.database)),
        Traces(*parts),
        classes,
    )
