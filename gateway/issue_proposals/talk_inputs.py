"""What people say and agree about an issue, as inputs. Numbers: of a party, or of the author."""

import strawberry

from gateway.issue_proposals.words import Evaluated, Method, PartyKind, Step, ThreadKind


@strawberry.input(description="課題に関わる")
class JoinIssueInput:
    """Who takes part, and how; contact is never shown."""

    issue_id: strawberry.ID
    kind: PartyKind
    name: str = ""
    role: str = ""
    contact: str = ""
    idempotency_key: str


@strawberry.input(description="関わるのをやめる")
class LeaveIssueInput:
    """The two numbers of a party."""

    number: str
    confirmation_number: str
    idempotency_key: str


@strawberry.input(description="私も困っています")
class ShareConcernInput:
    """In which ward; empty: no matter where."""

    issue_id: strawberry.ID
    ward: str = ""
    idempotency_key: str


@strawberry.input(description="新しい話題")
class BeginThreadInput:
    """What a thread begins with."""

    issue_id: strawberry.ID
    kind: ThreadKind
    text: str
    number: str = ""
    confirmation_number: str = ""
    idempotency_key: str


@strawberry.input(description="話題への書き込み")
class ReplyInThreadInput:
    """What is written in a thread."""

    issue_id: strawberry.ID
    thread_id: strawberry.ID
    text: str
    number: str = ""
    confirmation_number: str = ""
    idempotency_key: str


@strawberry.input(description="書き込みの通報")
class ReportPostInput:
    """What is wrong with a post."""

    thread_id: strawberry.ID
    post_id: strawberry.ID
    reason: str
    idempotency_key: str


@strawberry.input(description="書き込みを見えなくする")
class HidePostInput:
    """Why; everybody reads the reason."""

    thread_id: strawberry.ID
    post_id: strawberry.ID
    reason: str
    idempotency_key: str


@strawberry.input(description="見えなくされたことへの異議")
class AppealPostInput:
    """Why one's own post should be shown."""

    thread_id: strawberry.ID
    post_id: strawberry.ID
    why: str
    number: str = ""
    confirmation_number: str = ""
    idempotency_key: str


@strawberry.input(description="通報・異議についての判断")
class DecidePostInput:
    """Whether a post is shown; if not, why."""

    thread_id: strawberry.ID
    post_id: strawberry.ID
    show: bool
    reason: str = ""
    idempotency_key: str


@strawberry.input(description="協働の計画")
class PlanProjectInput:
    """The next version of a plan, made of ``base_version``."""

    issue_id: strawberry.ID
    method: Method
    partners: list[strawberry.ID]
    roles: str
    plan: str
    base_version: int
    idempotency_key: str


@strawberry.input(description="取り組みを、関わる側として開く")
class OpenProjectInput:
    """As a party or the author by numbers, or for the department."""

    issue_id: strawberry.ID
    number: str = ""
    confirmation_number: str = ""


@strawberry.input(description="段階への署名")
class SignStepInput:
    """Which step is done, for one's own side."""

    issue_id: strawberry.ID
    step: Step
    number: str = ""
    confirmation_number: str = ""
    idempotency_key: str


@strawberry.input(description="評価の点")
class SheetScoreInput:
    """A score of 1 to 5 for a criterion."""

    criterion: str
    score: int


@strawberry.input(description="評価シート")
class FillSheetInput:
    """One's own side's evaluation."""

    issue_id: strawberry.ID
    evaluated: Evaluated
    scores: list[SheetScoreInput]
    good: str = ""
    better: str = ""
    number: str = ""
    confirmation_number: str = ""
    idempotency_key: str
