"""What the mutations of issue proposals take."""

from datetime import datetime
from typing import Any

import strawberry

from gateway.issue_proposals.words import IssueField, IssueKind, IssueState, PartyKind, ResourceKind
from gateway.issue_proposals.words import MatchState as OfferMatchState
from gateway.policies.links import StageLinkInput
from gateway.words import Channel


@strawberry.input(description="地図の上の場所（世界測地系、度）")
class PlaceInput:
    """A point in the city."""

    latitude: float
    longitude: float


@strawberry.input(description="困っていることの提案")
class BringIssueInput:
    """A difficulty; only the words are needed. Other channels are for who enters them."""

    words: str
    field: IssueField = IssueField.OTHER
    ward: str = ""
    affected: str = ""
    name: str = ""
    contact: str = ""
    channel: Channel = Channel.WEB
    place: PlaceInput | None = None
    idempotency_key: str


@strawberry.input(description="受付番号と確認番号")
class OpenIssueInput:
    """The two numbers of an author."""

    number: str
    confirmation_number: str


@strawberry.input(description="取り下げ")
class WithdrawIssueInput:
    """The two numbers, and why."""

    number: str
    confirmation_number: str
    reason: str
    idempotency_key: str


@strawberry.input(description="仕分けと担当課")
class SortIssueInput:
    """What it is and who is responsible, as seen at ``sequence``."""

    issue_id: strawberry.ID
    kind: IssueKind
    department_id: strawberry.ID
    reason: str
    sequence: int
    idempotency_key: str


@strawberry.input(description="元の文章を開く目的")
class OpenIssueWordsInput:
    """For what the words are looked at."""

    issue_id: strawberry.ID
    purpose: str
    idempotency_key: str


@strawberry.input(description="公開する文章")
class IssueWordsInput:
    """Public words."""

    title: str
    background: str
    facts: str = ""
    causes: str = ""
    tried: str = ""
    solved: str = ""


@strawberry.input(description="公開する写真")
class ShownPhotographInput:
    """A photograph that is to be public, and what is to be seen on it."""

    id: strawberry.ID
    description: str = ""


@strawberry.input(description="公開する文章の次の版")
class ShapeIssueInput:
    """The next version; an author shows both numbers."""

    issue_id: strawberry.ID
    words: IssueWordsInput
    place: PlaceInput | None = None
    photographs: list[ShownPhotographInput] = strawberry.field(default_factory=list)
    base_version: int
    number: str = ""
    confirmation_number: str = ""
    idempotency_key: str


@strawberry.input(description="公開への同意")
class ApproveIssueInput:
    """Which version; an author shows both numbers, ``heard`` tells how one said so elsewhere."""

    issue_id: strawberry.ID
    version: int
    heard: str = ""
    number: str = ""
    confirmation_number: str = ""
    idempotency_key: str


@strawberry.input(description="市の回答")
class AnswerIssueInput:
    """The city's answer."""

    issue_id: strawberry.ID
    text: str
    idempotency_key: str


@strawberry.input(description="次の段階")
class MoveIssueInput:
    """Where it goes on to; an end has a reason."""

    issue_id: strawberry.ID
    state: IssueState
    reason: str = ""
    idempotency_key: str


@strawberry.input(description="ほかの課題にまとめる・元に戻す")
class MergeIssueInput:
    """Into which issue; none undoes it."""

    issue_id: strawberry.ID
    into: strawberry.ID | None = None
    reason: str
    idempotency_key: str


@strawberry.input(description="政策の段階への位置づけ（空にすると外します）")
class LinkIssueInput:
    """All stages that it serves from now on, and why."""

    issue_id: strawberry.ID
    links: list[StageLinkInput]
    reason: str
    idempotency_key: str


@strawberry.input(description="必要なもの・こと")
class NameNeedInput:
    """Something that is needed; an author shows both numbers."""

    issue_id: strawberry.ID
    kind: ResourceKind
    text: str
    wanted: PartyKind | None = None
    number: str = ""
    confirmation_number: str = ""
    idempotency_key: str


@strawberry.input(description="提供できるもの・こと")
class MakeOfferInput:
    """An offer; name and contact are for those who ask for it."""

    kind: ResourceKind
    text: str
    conditions: str = ""
    availability: str = ""
    giver: str = ""
    ward: str = ""
    name: str = ""
    contact: str = ""
    idempotency_key: str


@strawberry.input(description="提供の受付番号と確認番号")
class OpenOfferInput:
    """The two numbers of who made an offer."""

    number: str
    confirmation_number: str


@strawberry.input(description="提供の取り下げ")
class WithdrawOfferInput:
    """The two numbers of who made it."""

    number: str
    confirmation_number: str
    idempotency_key: str


@strawberry.input(description="提供のお願い")
class AskForOfferInput:
    """Which offer for which need."""

    issue_id: strawberry.ID
    need_id: strawberry.ID
    offer_id: strawberry.ID
    idempotency_key: str


@strawberry.input(description="お願いへの返事・お礼")
class MoveMatchInput:
    """Accept, decline or thank; who made the offer shows both numbers."""

    match_id: strawberry.ID
    state: OfferMatchState
    thanks: str = ""
    number: str = ""
    confirmation_number: str = ""
    idempotency_key: str


@strawberry.input(description="提供する人の連絡先を開く")
class OpenOfferContactInput:
    """Of which match."""

    match_id: strawberry.ID
    idempotency_key: str


@strawberry.input(description="場所や物の予約")
class ReserveOfferInput:
    """For which issue and when."""

    offer_id: strawberry.ID
    issue_id: strawberry.ID
    starts_at: datetime
    ends_at: datetime
    idempotency_key: str


@strawberry.input(description="予約の取り消し")
class GiveBackReservationInput:
    """Which reservation."""

    offer_id: strawberry.ID
    reservation_id: strawberry.ID
    idempotency_key: str


# What stands in the path of a call, or guards itself.
_ELSEWHERE = frozenset({"issue_id", "thread_id", "post_id", "match_id", "idempotency_key"})


def body_of(input: object) -> dict[str, Any]:
    """Write an input for the service, without what stands in the path or guards itself."""
    return {name: value for name, value in vars(input).items() if name not in _ELSEWHERE}
