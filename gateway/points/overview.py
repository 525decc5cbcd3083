"""Where answering stands, by clause and by department."""

from typing import Self

import strawberry

from gateway.clients.responses import (
    ClauseProgressAnswer,
    DepartmentProgressAnswer,
    InquiryProgressAnswer,
    OverviewAnswer,
)
from gateway.context import Info
from gateway.people.types import Department
from gateway.policies.types import Clause
from gateway.public_comment.types import clause_in, id_or_none
from gateway.responses.types import ResponseState


@strawberry.type(description="項目ごとの進み具合")
class ClauseProgress:
    """Inputs about a clause, or about the whole plan."""

    unanswered: int
    answered: int
    clause_id: strawberry.ID | None
    case_id: strawberry.Private[str]

    @classmethod
    def of(cls, answer: ClauseProgressAnswer, case_id: str) -> Self:
        """Make it of the service's answer."""
        return cls(
            unanswered=answer["waiting"],
            answered=answer["answered"],
            clause_id=id_or_none(answer["clause_id"]),
            case_id=case_id,
        )

    @strawberry.field
    async def clause(self, info: Info) -> Clause | None:
        """Return the clause, or null for the whole plan."""
        return await clause_in(info, self.case_id, self.clause_id)


@strawberry.type(description="担当課と状態ごとの数")
class DepartmentProgress:
    """Responses of a department in one state, and the inputs that they answer."""

    state: ResponseState
    responses: int
    inputs: int
    department_id: strawberry.Private[str]

    @classmethod
    def of(cls, answer: DepartmentProgressAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            state=ResponseState(answer["state"]),
            responses=answer["responses"],
            inputs=answer["subjects"],
            department_id=answer["department_id"],
        )

    @strawberry.field
    async def department(self, info: Info) -> Department | None:
        """Return the department in charge."""
        found = await info.context.people.department.load(self.department_id)
        return Department.of(found) if found else None


@strawberry.type(description="課ごとの庁内照会の数")
class InquiryProgress:
    """Inquiries to a department; ``overdue`` ones are among the open ones."""

    open: int
    overdue: int
    answered: int
    department_id: strawberry.Private[str]

    @classmethod
    def of(cls, answer: InquiryProgressAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(**answer)

    @strawberry.field
    async def department(self, info: Info) -> Department | None:
        """Return the department that is asked."""
        found = await info.context.people.department.load(self.department_id)
        return Department.of(found) if found else None


@strawberry.type(description="項目と課ごとの進み具合")
class AnsweringOverview:
    """Where answering a consultation stands."""

    clauses: list[ClauseProgress]
    departments: list[DepartmentProgress]
    inquiries: list[InquiryProgress]
    outdated_comment_ids: list[strawberry.ID] = strawberry.field(
        description="分けたあとで、提出者が訂正した意見（先頭から100通まで）"
    )

    @classmethod
    def of(cls, answer: OverviewAnswer, case_id: str) -> Self:
        """Make it of the service's answer."""
        order = list(ResponseState)
        departments = [DepartmentProgress.of(one) for one in answer["departments"]]
        return cls(
            clauses=[ClauseProgress.of(one, case_id) for one in answer["clauses"]],
            departments=sorted(
                departments, key=lambda one: (one.department_id, order.index(one.state))
            ),
            inquiries=[InquiryProgress.of(one) for one in answer["inquiries"]],
            outdated_comment_ids=[strawberry.ID(id_) for id_ in answer["outdated"]],
        )
