"""Disclosure requests (情報公開請求) in the schema."""

from datetime import datetime
from typing import Annotated, Self

import strawberry

from gateway.clients.keys import DisclosureAnswer
from gateway.context import Info
from gateway.errors import Problems
from gateway.people.types import Person, person
from gateway.words import moment


@strawberry.type(description="情報公開請求。受け付けているあいだ、個人情報は消去されません。")
class DisclosureRequest:
    """A disclosure request on a case; while it is open, nothing of the case is erased."""

    number: str
    opened_at: datetime
    closed_at: datetime | None
    answer: strawberry.Private[DisclosureAnswer]

    @classmethod
    def of(cls, answer: DisclosureAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            number=answer["number"],
            opened_at=moment(answer["opened_at"]),
            closed_at=moment(answer["closed_at"]) if answer["closed_at"] else None,
            answer=answer,
        )

    @strawberry.field
    async def opened_by(self, info: Info) -> Person | None:
        """Return who registered it."""
        return await person(info, self.answer["opened_by"])


@strawberry.type(description="ある意見募集についての情報公開請求")
class DisclosureRequests:
    """The disclosure requests of one case."""

    requests: list[DisclosureRequest]


@strawberry.input(description="情報公開請求の登録・終了")
class DisclosureRequestInput:
    """A disclosure request, by its number in the city's register."""

    consultation_id: strawberry.ID
    number: str
    idempotency_key: str


OpenDisclosureRequestResult = Annotated[
    DisclosureRequests | Problems, strawberry.union("OpenDisclosureRequestResult")
]
CloseDisclosureRequestResult = Annotated[
    DisclosureRequests | Problems, strawberry.union("CloseDisclosureRequestResult")
]


async def _all(info: Info, case_id: str) -> DisclosureRequests:
    found = await info.context.clients.keys.disclosures(case_id)
    return DisclosureRequests(requests=[DisclosureRequest.of(one) for one in found])


@strawberry.type
class RecordsQueries:
    """Queries about keeping and erasing."""

    @strawberry.field
    async def disclosure_requests(
        self, info: Info, consultation_id: strawberry.ID
    ) -> DisclosureRequests:
        """Return the disclosure requests of a consultation."""
        return await _all(info, str(consultation_id))


@strawberry.type
class RecordsMutations:
    """Mutations about keeping and erasing."""

    @strawberry.field
    async def open_disclosure_request(
        self, info: Info, input: DisclosureRequestInput
    ) -> OpenDisclosureRequestResult:
        """Register a disclosure request: from now on nothing of the case is erased."""
        case_id = str(input.consultation_id)
        await info.context.clients.keys.open_disclosure(case_id, input.number)
        return await _all(info, case_id)

    @strawberry.field
    async def close_disclosure_request(
        self, info: Info, input: DisclosureRequestInput
    ) -> CloseDisclosureRequestResult:
        """End a disclosure request: what is due may be erased again."""
        case_id = str(input.consultation_id)
        await info.context.clients.keys.close_disclosure(case_id, input.number)
        return await _all(info, case_id)
