"""What people say and agree about an issue."""

import strawberry

from gateway.context import Info
from gateway.issue_proposals import talk_inputs as inputs
from gateway.issue_proposals.inputs import OpenIssueInput, body_of
from gateway.issue_proposals.results import (
    IssueProjectResult,
    IssueReachResult,
    IssueThreadResult,
    OwnPartyResult,
    PartyReceiptResult,
    PartyResult,
)
from gateway.issue_proposals.talk_types import (
    IssueParty,
    IssueProject,
    IssueReach,
    IssueThread,
    WardReach,
)
from gateway.issue_proposals.types import IssueProposal, OwnParty, PartyReceipt


@strawberry.type
class IssueTalkMutations:
    """Mutations of taking part."""

    @strawberry.field
    async def join_issue(self, info: Info, input: inputs.JoinIssueInput) -> PartyReceiptResult:
        """Take part in an issue. The same key gives the same receipt."""
        body = {name: value for name, value in vars(input).items() if name != "issue_id"}
        made = await info.context.clients.issue_proposals.join(str(input.issue_id), body)
        return PartyReceipt(
            party=IssueParty.of(made),
            number=made["number"],
            confirmation_number=made["confirmation_number"],
        )

    @strawberry.field
    async def open_party(self, info: Info, input: OpenIssueInput) -> OwnPartyResult:
        """Return a party to itself, with its issue."""
        found = await info.context.clients.issue_proposals.own_party(vars(input))
        issue = await info.context.issue_proposals.issue.load(found["issue_id"])
        return OwnParty(
            party=IssueParty.of(found),
            number=found["number"],
            issue=IssueProposal.of(issue) if issue else None,
        )

    @strawberry.field
    async def leave_issue(self, info: Info, input: inputs.LeaveIssueInput) -> PartyResult:
        """Take part no more."""
        return IssueParty.of(await info.context.clients.issue_proposals.leave(body_of(input)))

    @strawberry.field
    async def share_concern(self, info: Info, input: inputs.ShareConcernInput) -> IssueReachResult:
        """Say that one is concerned too."""
        body = {"ward": input.ward, "idempotency_key": input.idempotency_key}
        client = info.context.clients.issue_proposals
        found = await client.share_concern(str(input.issue_id), body)
        return IssueReach(wards=[WardReach.of(one) for one in found])

    @strawberry.field
    async def begin_thread(self, info: Info, input: inputs.BeginThreadInput) -> IssueThreadResult:
        """Begin a thread."""
        body = {**body_of(input), "idempotency_key": input.idempotency_key}
        client = info.context.clients.issue_proposals
        return IssueThread.of(await client.begin(str(input.issue_id), body))

    @strawberry.field
    async def reply_in_thread(
        self, info: Info, input: inputs.ReplyInThreadInput
    ) -> IssueThreadResult:
        """Write in a thread."""
        body = {**body_of(input), "idempotency_key": input.idempotency_key}
        client, issue = info.context.clients.issue_proposals, str(input.issue_id)
        return IssueThread.of(await client.reply(issue, str(input.thread_id), body))

    @strawberry.field
    async def report_post(self, info: Info, input: inputs.ReportPostInput) -> IssueThreadResult:
        """Say what is wrong with a post."""
        return await _moved(info, "report", input)

    @strawberry.field
    async def hide_post(self, info: Info, input: inputs.HidePostInput) -> IssueThreadResult:
        """Hide a post, with a reason that everybody reads."""
        return await _moved(info, "hide", input)

    @strawberry.field
    async def appeal_post(self, info: Info, input: inputs.AppealPostInput) -> IssueThreadResult:
        """Say why one's own hidden post should be shown."""
        return await _moved(info, "appeal", input)

    @strawberry.field
    async def decide_post(self, info: Info, input: inputs.DecidePostInput) -> IssueThreadResult:
        """Decide on what was reported or appealed for; not who hid it."""
        return await _moved(info, "decide", input)

    @strawberry.field
    async def plan_project(self, info: Info, input: inputs.PlanProjectInput) -> IssueProjectResult:
        """Write the next version of what is done together."""
        return await _project(info, "plan", input.issue_id, body_of(input))

    @strawberry.field
    async def open_project(self, info: Info, input: inputs.OpenProjectInput) -> IssueProjectResult:
        """Return what is done together to one side of it."""
        return await _project(info, "read", input.issue_id, body_of(input))

    @strawberry.field
    async def sign_step(self, info: Info, input: inputs.SignStepInput) -> IssueProjectResult:
        """Sign a step for one's own side."""
        return await _project(info, "sign", input.issue_id, body_of(input))

    @strawberry.field
    async def fill_sheet(self, info: Info, input: inputs.FillSheetInput) -> IssueProjectResult:
        """Fill one's own side's sheet; nobody else reads it before all sides have."""
        scores = {one.criterion: one.score for one in input.scores}
        return await _project(info, "sheets", input.issue_id, {**body_of(input), "scores": scores})


async def _moved(
    info: Info,
    what: str,
    input: inputs.ReportPostInput
    | inputs.HidePostInput
    | inputs.AppealPostInput
    | inputs.DecidePostInput,
) -> IssueThread:
    client, thread, post = info.context.clients.issue_proposals, input.thread_id, input.post_id
    return IssueThread.of(await client.move_post(str(thread), str(post), what, body_of(input)))


async def _project(
    info: Info, what: str, issue_id: strawberry.ID, body: dict[str, object]
) -> IssueProject:
    client = info.context.clients.issue_proposals
    return IssueProject.of(await client.change_project(str(issue_id), what, body))
