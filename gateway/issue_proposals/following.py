"""Following an issue by mail: a digest each day or week, once the reader has agreed."""

from typing import Annotated

import strawberry

from gateway.context import Info
from gateway.errors import Problems
from gateway.issue_proposals.results import IssueResult
from gateway.issue_proposals.types import IssueProposal
from gateway.issue_proposals.words import Rhythm
from gateway.public_comment.following import StopMailsInput


@strawberry.input(description="課題のお知らせをメールで受け取る")
class FollowIssueInput:
    """Where to tell, and how often."""

    issue_id: strawberry.ID
    mail_address: str
    rhythm: Rhythm
    idempotency_key: str


@strawberry.input(description="メールの中のリンクで、お知らせに同意する")
class AgreeToIssueMailsInput:
    """What stands in the link of the first mail."""

    token: str
    idempotency_key: str


@strawberry.type(description="確認のメールを送りました")
class AgreementAsked:
    """The address is asked whether it agrees; nobody learns whether it follows already."""

    asked: bool


FollowIssueResult = Annotated[AgreementAsked | Problems, strawberry.union("FollowIssueResult")]


@strawberry.type
class IssueFollowingMutations:
    """Mutations of those who are told by mail."""

    @strawberry.field
    async def follow_issue(self, info: Info, input: FollowIssueInput) -> FollowIssueResult:
        """Ask an address whether it agrees to be told what becomes of an issue."""
        body = {
            "mail_address": input.mail_address,
            "rhythm": input.rhythm,
            "idempotency_key": input.idempotency_key,
        }
        await info.context.clients.issue_proposals.follow(str(input.issue_id), body)
        return AgreementAsked(asked=True)

    @strawberry.field
    async def agree_to_issue_mails(self, info: Info, input: AgreeToIssueMailsInput) -> IssueResult:
        """Begin to tell. Whoever has the mail may do this; once more changes nothing."""
        client = info.context.clients.issue_proposals
        return IssueProposal.of(await client.mails("agree", input.token))

    @strawberry.field
    async def stop_issue_mails(self, info: Info, input: StopMailsInput) -> IssueResult:
        """Tell no more and forget the address. Whoever has the mail may do this."""
        client = info.context.clients.issue_proposals
        return IssueProposal.of(await client.mails("stop", input.token))
