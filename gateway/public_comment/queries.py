"""Reading consultations and what became of a comment."""

import strawberry

from gateway.clients.public_comment import ConsultationsPage
from gateway.context import Info
from gateway.paging import PAGE_DEFAULT, Connection, connect
from gateway.public_comment.procedure import Exemption, ExemptionKind
from gateway.public_comment.receipts import ReceiptResult, ReceiptStatus
from gateway.public_comment.types import Announcement, Consultation, consultation_of
from gateway.words import ConsultationState


@strawberry.type
class PublicCommentQueries:
    """Queries about consultations."""

    @strawberry.field
    async def consultations(
        self,
        info: Info,
        state: ConsultationState | None = ConsultationState.OPEN,
        first: int = PAGE_DEFAULT,
        after: str | None = None,
        policy_id: strawberry.ID | None = None,
    ) -> Connection[Consultation]:
        """List consultations in one state, or in any with null; of one policy, or of all."""
        client = info.context.clients.public_comment
        wanted = state.value.lower() if state else "all"
        about = str(policy_id) if policy_id else None

        async def fetch(cursor: str | None, limit: int) -> ConsultationsPage:
            return await client.page(wanted, cursor, limit, about)

        return await connect(fetch, Consultation.of, first, after)

    @strawberry.field
    async def consultation(self, info: Info, id: strawberry.ID) -> Consultation | None:
        """Return one consultation."""
        return await consultation_of(info, str(id))

    @strawberry.field
    async def receipt(self, info: Info, number: str) -> ReceiptResult:
        """Return what anyone may see of a receipt."""
        return ReceiptStatus.of(await info.context.clients.public_comment.status(number))

    @strawberry.field
    async def announcements(
        self, info: Info, policy_id: strawberry.ID | None = None
    ) -> list[Announcement]:
        """List what there is to announce of consultations, newest first; at most 50."""
        about = str(policy_id) if policy_id else None
        found = await info.context.clients.public_comment.announcements(about)
        return [Announcement.of(one) for one in found]

    @strawberry.field
    async def exemptions(
        self, info: Info, first: int = PAGE_DEFAULT, after: str | None = None
    ) -> Connection[Exemption]:
        """List decisions that went without a consultation, newest first."""
        fetch = info.context.clients.public_comment.exemptions
        return await connect(fetch, Exemption.of, first, after)

    @strawberry.field
    async def exemption_kinds(self, info: Info) -> list[ExemptionKind]:
        """List for what reasons a decision may go without a consultation."""
        found = await info.context.clients.public_comment.exemption_kinds()
        return [ExemptionKind.of(one) for one in found]
