"""What the desks do with responses. Whose turn it is, the service checks."""

import strawberry

from gateway.context import Info
from gateway.responses.cases import (
    ApprovalRoutes,
    Publication,
    PublishResponsesResult,
    SetApprovalRoutesResult,
)
from gateway.responses.inputs import (
    AskApprovalInput,
    ChangeSubjectsInput,
    DecideResponseInput,
    DraftResponseInput,
    InquiryTextInput,
    JoinResponsesInput,
    PublishResponsesInput,
    ReviseResponseInput,
    SendInquiryInput,
    SetApprovalRoutesInput,
    SplitResponseInput,
    TakeInquiryBackInput,
    WithdrawResponseInput,
)
from gateway.responses.types import (
    AnswerInquiryResult,
    ApproveResponseResult,
    AskApprovalResult,
    ChangeSubjectsResult,
    DraftResponseResult,
    JoinResponsesResult,
    Response,
    ReturnResponseResult,
    ReviseResponseResult,
    SaveInquiryDraftResult,
    SendInquiryResult,
    SplitResponseResult,
    TakeInquiryBackResult,
    WithdrawResponseResult,
)


@strawberry.type
class ResponseMutations:
    """Mutations of the city's answers."""

    @strawberry.field
    async def draft_response(self, info: Info, input: DraftResponseInput) -> DraftResponseResult:
        """Begin a response."""
        body = {
            **input.content.body(),
            "desk_id": input.desk_id,
            "subjects": [one.body() for one in input.subjects],
            "idempotency_key": input.idempotency_key,
        }
        return Response.of(await info.context.clients.responses.draft(body))

    @strawberry.field
    async def revise_response(self, info: Info, input: ReviseResponseInput) -> ReviseResponseResult:
        """Say it anew; the former version is kept."""
        return await _act(info, input, "revise", **input.content.body())

    @strawberry.field
    async def change_subjects(self, info: Info, input: ChangeSubjectsInput) -> ChangeSubjectsResult:
        """Answer more inputs with it, or fewer."""
        added, removed = [[one.body() for one in some] for some in (input.add, input.remove)]
        return await _act(info, input, "subjects", add=added, remove=removed)

    @strawberry.field
    async def split_response(self, info: Info, input: SplitResponseInput) -> SplitResponseResult:
        """Answer some inputs with a response of their own; return the new one."""
        subjects = [one.body() for one in input.subjects]
        return await _act(info, input, "split", subjects=subjects)

    @strawberry.field
    async def join_responses(self, info: Info, input: JoinResponsesInput) -> JoinResponsesResult:
        """Answer another draft's inputs with this one, too; the other one ends."""
        other = {"other_id": input.other_id, "other_version": input.other_version}
        return await _act(info, input, "join", **other)

    @strawberry.field
    async def withdraw_response(
        self, info: Info, input: WithdrawResponseInput
    ) -> WithdrawResponseResult:
        """End it, with a reason."""
        return await _act(info, input, "withdraw", reason=input.reason)

    @strawberry.field
    async def ask_approval(self, info: Info, input: AskApprovalInput) -> AskApprovalResult:
        """Send it along a route of approval."""
        return await _act(info, input, "ask-approval", route=input.route)

    @strawberry.field
    async def approve_response(
        self, info: Info, input: DecideResponseInput
    ) -> ApproveResponseResult:
        """Approve the present step; nobody approves what they wrote."""
        return await _act(info, input, "approve", comment=input.comment)

    @strawberry.field
    async def return_response(self, info: Info, input: DecideResponseInput) -> ReturnResponseResult:
        """Send it back to the desk that drafted it, with a comment."""
        return await _act(info, input, "return", comment=input.comment)

    @strawberry.field
    async def send_inquiry(self, info: Info, input: SendInquiryInput) -> SendInquiryResult:
        """Ask a desk of another department."""
        body = {
            "desk_id": input.desk_id,
            "question": input.question,
            "due_on": input.due_on.isoformat(),
            "idempotency_key": input.idempotency_key,
        }
        client = info.context.clients.responses
        return Response.of(await client.act(str(input.response_id), "inquiries", body))

    @strawberry.field
    async def save_inquiry_draft(
        self, info: Info, input: InquiryTextInput
    ) -> SaveInquiryDraftResult:
        """Keep an unfinished answer; only the desk that writes it sees it."""
        return await _on_inquiry(info, input, "draft", text=input.text)

    @strawberry.field
    async def answer_inquiry(self, info: Info, input: InquiryTextInput) -> AnswerInquiryResult:
        """Answer an inquiry."""
        return await _on_inquiry(info, input, "answer", text=input.text)

    @strawberry.field
    async def take_inquiry_back(
        self, info: Info, input: TakeInquiryBackInput
    ) -> TakeInquiryBackResult:
        """Need an answer no longer."""
        return await _on_inquiry(info, input, "take-back")

    @strawberry.field
    async def publish_responses(
        self, info: Info, input: PublishResponsesInput
    ) -> PublishResponsesResult:
        """Publish all that is decided of a consultation."""
        body = {"partial": input.partial, "idempotency_key": input.idempotency_key}
        client = info.context.clients.responses
        return Publication.of(await client.publish(str(input.consultation_id), body))

    @strawberry.field
    async def set_approval_routes(
        self, info: Info, input: SetApprovalRoutesInput
    ) -> SetApprovalRoutesResult:
        """Say a department's routes of approval anew; what is under way goes on as it began."""
        body = {
            "version": input.version,
            "routes": [vars(route) for route in input.routes],
            "idempotency_key": input.idempotency_key,
        }
        client = info.context.clients.responses
        return ApprovalRoutes.of(await client.set_routes(str(input.department_id), body))


OnVersion = (
    ReviseResponseInput
    | ChangeSubjectsInput
    | SplitResponseInput
    | JoinResponsesInput
    | WithdrawResponseInput
    | AskApprovalInput
    | DecideResponseInput
)


async def _act(info: Info, input: OnVersion, what: str, **given: object) -> Response:
    body = {**given, "version": input.version, "idempotency_key": input.idempotency_key}
    client = info.context.clients.responses
    return Response.of(await client.act(str(input.response_id), what, body))


async def _on_inquiry(
    info: Info, input: InquiryTextInput | TakeInquiryBackInput, what: str, **given: object
) -> Response:
    body = {**given, "idempotency_key": input.idempotency_key}
    client, ids = info.context.clients.responses, (str(input.response_id), str(input.inquiry_id))
    return Response.of(await client.act_on_inquiry(*ids, what, body))
