"""Following a comment by mail: giving an address, changing it, and stopping."""

from typing import Annotated, Any

import strawberry

from gateway.context import Info
from gateway.errors import Problems
from gateway.public_comment.receipts import OpenedReceipt


@strawberry.input(description="メールでのお知らせ（mailAddressをnullにすると止めます）")
class FollowByMailInput:
    """Where to tell what becomes of a comment; null: nowhere any more."""

    receipt_number: str
    confirmation_number: str
    mail_address: str | None = None
    idempotency_key: str

    def body(self) -> dict[str, Any]:
        """Write it for the service."""
        return {
            "receipt_number": self.receipt_number,
            "confirmation_number": self.confirmation_number,
            "mail_address": self.mail_address,
        }


@strawberry.input(description="メールの中のリンクで、お知らせを止める")
class StopMailsInput:
    """What stands in the link of a mail."""

    token: str
    idempotency_key: str


@strawberry.type(description="止めたお知らせ。アドレスは消しました。")
class MailsStopped:
    """The comment, or the registration, about which nobody is told any more."""

    receipt_number: str


FollowByMailResult = Annotated[OpenedReceipt | Problems, strawberry.union("FollowByMailResult")]
StopMailsResult = Annotated[MailsStopped | Problems, strawberry.union("StopMailsResult")]


@strawberry.type
class FollowingMutations:
    """Mutations of those who are told by mail."""

    @strawberry.field
    async def follow_by_mail(self, info: Info, input: FollowByMailInput) -> FollowByMailResult:
        """Tell the submitter by mail from now on, or no more."""
        return OpenedReceipt.of(await info.context.clients.public_comment.follow(input.body()))

    @strawberry.field
    async def stop_mails(self, info: Info, input: StopMailsInput) -> StopMailsResult:
        """Tell no more. Whoever has the mail may do this; once more changes nothing."""
        number = await info.context.clients.public_comment.stop_mails(input.token)
        return MailsStopped(receipt_number=number)
