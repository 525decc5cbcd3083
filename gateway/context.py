"""What one request carries: who asks, the clients, and loaders that live as long as it does."""

from dataclasses import dataclass
from functools import cached_property

import aiohttp
import strawberry

from gateway.batching import Unchanging
from gateway.clients.insight import InsightClient
from gateway.clients.policies import PoliciesClient, RevisionAnswer
from gateway.clients.public_comment import PublicCommentClient
from gateway.documents import Document, Documents
from gateway.policies.loaders import REVISIONS_KEPT, PolicyLoaders
from gateway.public_comment.loaders import PublicCommentLoaders
from shared.auth import bearer, same_token
from shared.settings import Settings


@dataclass(frozen=True)
class Clients:
    """One client per service, for the whole process."""

    policies: PoliciesClient
    public_comment: PublicCommentClient
    insight: InsightClient

    @classmethod
    def connect(cls, session: aiohttp.ClientSession, settings: Settings) -> "Clients":
        """Make the clients; nothing is sent yet."""
        token = settings.service_token
        return cls(
            PoliciesClient(session, settings.policies_url, token),
            PublicCommentClient(session, settings.public_comment_url, token),
            InsightClient(session, settings.insight_url, token),
        )


class Context:
    """One request's context. Loaders are made when they are first used."""

    # The document that runs, set when it is found.
    document: Document

    def __init__(
        self,
        clients: Clients,
        documents: Documents,
        revisions: Unchanging[RevisionAnswer],
        *,
        is_staff: bool,
        may_introspect: bool,
    ) -> None:
        self.clients = clients
        self.documents = documents
        self.is_staff = is_staff
        self.may_introspect = may_introspect
        self._revisions = revisions

    @cached_property
    def policies(self) -> PolicyLoaders:
        """Policies, documents, revisions by id."""
        return PolicyLoaders(self.clients.policies, self._revisions)

    @cached_property
    def public_comment(self) -> PublicCommentLoaders:
        """Consultations and comments by id."""
        return PublicCommentLoaders(self.clients.public_comment)


class Contexts:
    """Makes a context for each request."""

    def __init__(self, clients: Clients, documents: Documents, settings: Settings) -> None:
        self._clients = clients
        self._documents = documents
        self._staff_token = settings.staff_token
        self._open_schema = settings.environment != "production"
        self._revisions: Unchanging[RevisionAnswer] = Unchanging(REVISIONS_KEPT)

    def make(self, authorization: str | None) -> Context:
        """Make the context of a request with this ``Authorization`` header."""
        is_staff = bool(authorization) and same_token(bearer(authorization), self._staff_token)
        return Context(
            self._clients,
            self._documents,
            self._revisions,
            is_staff=is_staff,
            may_introspect=is_staff or self._open_schema,
        )


Info = strawberry.Info[Context, None]
