"""The issue proposals service: issues, needs, offers, reservations."""

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict, cast

from gateway.clients.base import FILE_WITHIN_S, segment
from gateway.clients.issue_talk import IssueTalkCalls
from gateway.clients.policies import StageLinkAnswer

Body = Mapping[str, Any]


class IssueWordsAnswer(TypedDict):
    """Public words."""

    title: str
    background: str
    facts: str
    causes: str
    tried: str
    solved: str


class PlaceAnswer(TypedDict):
    """A point on the map."""

    latitude: float
    longitude: float


class ViewAnswer(TypedDict):
    """Which part of the map."""

    zoom: int
    x: int
    y: int


class CellAnswer(TypedDict):
    """How many there are in a cell."""

    x: int
    y: int
    count: int


class WardAnswer(TypedDict):
    """How many there are in a ward."""

    ward: str
    count: int


class IssueMapAnswer(TypedDict):
    """A view of the map, and how many there are where."""

    view: ViewAnswer
    nearest: bool
    cells: list[CellAnswer]
    wards: list[WardAnswer]


class PhotographAnswer(TypedDict):
    """A photograph that was handed in; ``size`` in bytes."""

    id: str
    size: int
    at: str


class ShownPhotographAnswer(TypedDict):
    """A photograph that a version shows."""

    id: str
    description: str


class IssueVersionAnswer(TypedDict):
    """A version of the public words."""

    number: int
    words: IssueWordsAnswer
    place: PlaceAnswer | None
    photographs: list[ShownPhotographAnswer]
    by_author: bool
    at: str


class IssueSortingAnswer(TypedDict):
    """A step of who is responsible; ``by`` is for those who work on it."""

    kind: str
    department_id: str
    reason: str
    by: str | None
    at: str


class IssueApprovalAnswer(TypedDict):
    """Who agreed to which version."""

    by: str
    version: int
    at: str
    heard: str


class MergingAnswer(TypedDict):
    """A step of merging; ``into`` is None where it was undone."""

    into: str | None
    reason: str
    at: str


class CityAnswerAnswer(TypedDict):
    """What the city answered."""

    id: str
    text: str
    department_id: str
    at: str


class NeedAnswer(TypedDict):
    """Something that is needed."""

    id: str
    kind: str
    text: str
    wanted: str | None
    at: str


class IssueAnswer(TypedDict):
    """An issue; what is not for everybody is empty for others."""

    id: str
    number: str
    channel: str
    field: str
    ward: str
    received_at: str
    answer_due: str
    overdue: bool
    state: str
    kind: str | None
    department_id: str | None
    public_version: int
    published_at: str | None
    words: IssueWordsAnswer | None
    place: PlaceAnswer | None
    shown_photographs: list[ShownPhotographAnswer]
    photographs: list[PhotographAnswer]
    answers: list[CityAnswerAnswer]
    needs: list[NeedAnswer]
    reason: str
    merged_into: str | None
    links: list[StageLinkAnswer]
    tells_by_mail: bool
    mergings: list[MergingAnswer]
    handles: bool
    sequence: int
    ways: list[str]
    versions: list[IssueVersionAnswer]
    sortings: list[IssueSortingAnswer]
    approvals: list[IssueApprovalAnswer]


class BroughtAnswer(IssueAnswer):
    """An issue with its 確認番号."""

    confirmation_number: str


class OwnIssueAnswer(IssueAnswer):
    """An issue with what its author gave."""

    given: dict[str, str]
    erased: bool


class IssuesPage(TypedDict):
    """A page of issues and the cursor of the next."""

    items: list[IssueAnswer]
    next: str | None


class SimilarIssueAnswer(TypedDict):
    """An issue like a text, and the words that both have."""

    issue: IssueAnswer
    words: list[str]


class ReservationAnswer(TypedDict):
    """A time for which an offer is reserved."""

    id: str
    issue_id: str
    starts_at: str
    ends_at: str


class OfferAnswer(TypedDict):
    """An offer."""

    id: str
    kind: str
    text: str
    conditions: str
    availability: str
    giver: str
    ward: str
    offered_at: str
    open: bool
    reservations: list[ReservationAnswer]
    sequence: int


class MadeOfferAnswer(OfferAnswer):
    """An offer with its numbers."""

    number: str
    confirmation_number: str


class OwnOfferAnswer(OfferAnswer):
    """An offer for who made it, with what it was asked for."""

    asked: list["MatchAnswer"]


class OffersPage(TypedDict):
    """A page of offers and the cursor of the next."""

    items: list[OfferAnswer]
    next: str | None


class SuggestedOfferAnswer(TypedDict):
    """An offer that may help, and why."""

    offer_id: str
    score: float
    same_kind: bool
    situations: list[str]
    words: list[str]


class MatchAnswer(TypedDict):
    """What ties an offer to a need."""

    id: str
    issue_id: str
    need_id: str
    offer_id: str
    state: str
    asked_at: str
    thanks: str


class IssueProposalsClient(IssueTalkCalls):
    """Calls of the issue proposals service. All that changes something may be repeated."""

    SERVICE = "issue_proposals"

    async def by_id(self, ids: Sequence[str]) -> list[IssueAnswer]:
        """Return those of ``ids`` that the caller may read, in any order."""
        return (await self._issues("/issues", {"ids": ",".join(ids)}))["items"]

    async def page(
        self, after: str | None, limit: int, like: Mapping[str, str | None]
    ) -> IssuesPage:
        """Return a page of the public ones; ``like``: by field, ward, state, wanted or cell."""
        return await self._issues("/issues", _params(after, limit, like))

    async def on_map(
        self, view: Mapping[str, int], like: Mapping[str, str | None]
    ) -> IssueMapAnswer:
        """Count the public ones in a view of the map; its ``zoom`` 0: of the whole city."""
        wanted = {name: value for name, value in like.items() if value}
        return cast(IssueMapAnswer, await self.get("/map", {**view, **wanted}))

    async def similar(self, words: str) -> list[SimilarIssueAnswer]:
        """Return public issues like what somebody is writing."""
        answer = await self.post("/issues/similar", {"words": words}, repeatable=True)
        return cast(list[SimilarIssueAnswer], answer["items"])

    async def at_work(self, after: str | None, limit: int, states: Sequence[str]) -> IssuesPage:
        """Return a page of what the caller works on."""
        return await self._issues("/work", _params(after, limit, {"states": ",".join(states)}))

    async def overdue(self) -> list[IssueAnswer]:
        """Return what the caller works on and is overdue."""
        return cast(list[IssueAnswer], (await self.get("/overdue"))["items"])

    async def bring(self, body: Body) -> BroughtAnswer:
        """Bring a difficulty."""
        return cast(BroughtAnswer, await self.post("/issues", body, repeatable=True))

    async def own(self, body: Body) -> OwnIssueAnswer:
        """Read an issue by its two numbers."""
        return cast(OwnIssueAnswer, await self.post("/issues/read", body, repeatable=True))

    async def withdraw(self, body: Body) -> IssueAnswer:
        """Take an issue back."""
        return cast(IssueAnswer, await self.post("/issues/withdraw", body, repeatable=True))

    async def words(self, issue_id: str, purpose: str) -> dict[str, str]:
        """Open the words as they came in."""
        path = f"/issues/{segment(issue_id)}/words"
        answer = await self.post(path, {"purpose": purpose}, repeatable=True)
        return cast(dict[str, str], answer["given"])

    async def change(self, issue_id: str, what: str, body: Body) -> IssueAnswer:
        """``sort``, ``shape``, ``approve``, ``answer``, ``move``, ``merge``, ``link`` or a need."""
        path = f"/issues/{segment(issue_id)}/{what}"
        return cast(IssueAnswer, await self.post(path, body, repeatable=True))

    async def mails(self, what: str, token: str) -> IssueAnswer:
        """``agree`` to mails or ``stop`` them; return the issue that they are about."""
        answer = await self.post(f"/mails/{what}", {"token": token}, repeatable=True)
        return cast(IssueAnswer, answer)

    async def attach_photograph(
        self, issue_id: str, number: str, confirmation: str, content: bytes
    ) -> None:
        """Put a photograph to an issue; the same one again changes nothing."""
        path = f"/issues/{segment(issue_id)}/photographs/file"
        told = {"Kyodo-Number": number, "Kyodo-Confirmation": confirmation}
        numbers = {name: value for name, value in told.items() if value}
        await self.send_file(path, content, FILE_WITHIN_S, told=numbers)

    async def previews(self, issue_id: str, body: Body) -> dict[str, str]:
        """Return an author's photographs as small JPEGs in base64, by id."""
        path = f"/issues/{segment(issue_id)}/photographs/previews"
        answer = await self.post(path, body, repeatable=True)
        return {one["id"]: one["jpeg"] for one in answer["items"]}

    async def open_photograph(self, issue_id: str, id_: str) -> tuple[bytes, dict[str, str]]:
        """Return a photograph and the headers it is handed out with."""
        return await self.fetch_file(f"/issues/{segment(issue_id)}/photographs/{segment(id_)}/open")

    async def merged(self, issue_id: str) -> list[IssueAnswer]:
        """Return the public issues that are a part of one."""
        answer = await self.get(f"/issues/{segment(issue_id)}/merged")
        return cast(list[IssueAnswer], answer["items"])

    async def matches(self, issue_id: str) -> list[MatchAnswer]:
        """Return what was asked for."""
        answer = await self.get(f"/issues/{segment(issue_id)}/matches")
        return cast(list[MatchAnswer], answer["items"])

    async def suggestions(self, issue_id: str, need_id: str) -> list[SuggestedOfferAnswer]:
        """Return the offers that may help with a need."""
        path = f"/issues/{segment(issue_id)}/needs/{segment(need_id)}/suggestions"
        return cast(list[SuggestedOfferAnswer], (await self.get(path))["items"])

    # Offers

    async def offers_by_id(self, ids: Sequence[str]) -> list[OfferAnswer]:
        """Return those of ``ids`` that exist, in any order."""
        page = cast(OffersPage, await self.get("/offers", {"ids": ",".join(ids)}))
        return page["items"]

    async def offers(self, after: str | None, limit: int, kind: str | None) -> OffersPage:
        """Return a page of what can be had."""
        return cast(OffersPage, await self.get("/offers", _params(after, limit, {"kind": kind})))

    async def make_offer(self, body: Body) -> MadeOfferAnswer:
        """Enter an offer."""
        return cast(MadeOfferAnswer, await self.post("/offers", body, repeatable=True))

    async def own_offer(self, body: Body) -> OwnOfferAnswer:
        """Read an offer by its two numbers."""
        return cast(OwnOfferAnswer, await self.post("/offers/read", body, repeatable=True))

    async def withdraw_offer(self, body: Body) -> OfferAnswer:
        """Take an offer back."""
        return cast(OfferAnswer, await self.post("/offers/withdraw", body, repeatable=True))

    async def ask(self, body: Body) -> MatchAnswer:
        """Ask for an offer."""
        return cast(MatchAnswer, await self.post("/matches", body, repeatable=True))

    async def move_match(self, match_id: str, body: Body) -> MatchAnswer:
        """Accept, decline, thank."""
        path = f"/matches/{segment(match_id)}/move"
        return cast(MatchAnswer, await self.post(path, body, repeatable=True))

    async def contact(self, match_id: str) -> dict[str, str]:
        """Read how to reach who made the offer."""
        answer = await self.post(f"/matches/{segment(match_id)}/contact", {}, repeatable=True)
        return cast(dict[str, str], answer["given"])

    async def reserve(self, offer_id: str, body: Body) -> OfferAnswer:
        """Reserve a room or a thing."""
        path = f"/offers/{segment(offer_id)}/reservations"
        return cast(OfferAnswer, await self.post(path, body, repeatable=True))

    async def give_back(self, offer_id: str, reservation_id: str) -> OfferAnswer:
        """Give a reservation back."""
        path = f"/offers/{segment(offer_id)}/reservations/{segment(reservation_id)}/give-back"
        return cast(OfferAnswer, await self.post(path, {}, repeatable=True))

    async def _issues(self, path: str, params: dict[str, str | int]) -> IssuesPage:
        return cast(IssuesPage, await self.get(path, params))


def _params(after: str | None, limit: int, like: Mapping[str, str | None]) -> dict[str, str | int]:
    given = {**like, "after": after}
    return {"limit": limit, **{name: value for name, value in given.items() if value}}
