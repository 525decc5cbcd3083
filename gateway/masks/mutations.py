"""Agreeing to publication, and masking. Who is in charge, the service checks."""

import strawberry

from gateway.context import Info
from gateway.masks.inputs import MaskCommentInput, SayAgreementInput
from gateway.masks.types import Masking, MaskingResult, SayAgreementResult
from gateway.public_comment.receipts import OpenedReceipt


@strawberry.type
class MaskMutations:
    """Mutations of agreements and masks."""

    @strawberry.field
    async def say_agreement(self, info: Info, input: SayAgreementInput) -> SayAgreementResult:
        """Agree that one's text is published, or take that back."""
        return OpenedReceipt.of(await info.context.clients.masks.say_agreement(input.body()))

    @strawberry.field
    async def mask_comment(self, info: Info, input: MaskCommentInput) -> MaskingResult:
        """Decide what is masked in what is published; what is kept does not change."""
        client = info.context.clients.masks
        return Masking.of(await client.mask(str(input.comment_id), input.body()))
