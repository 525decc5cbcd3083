"""An offer (提供できるもの・こと): what somebody can give or lend, and for when it is reserved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.issue_proposals.domain.errors import (
    MatchNotMovable,
    OfferNotOpen,
    OfferNotReservable,
    ReservationTaken,
    ReservationTimeInvalid,
)
from shared.events.issue_proposals import MatchState, ResourceKind

RESERVED_KINDS = frozenset({ResourceKind.ROOMS, ResourceKind.GOODS})
LONGEST, FARTHEST = timedelta(days=31), timedelta(days=366)
OFFER_CHARS_MAX = 1_000

_WAYS = {
    MatchState.ASKED: frozenset({MatchState.ACCEPTED, MatchState.DECLINED}),
    MatchState.ACCEPTED: frozenset({MatchState.THANKED, MatchState.DECLINED}),
    MatchState.DECLINED: frozenset(),
    MatchState.THANKED: frozenset(),
}


@dataclass(frozen=True)
class Reservation:
    """A room or a thing, reserved for an issue from ``starts_at`` until before ``ends_at``."""

    id: str
    issue_id: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Offer:
    """An offer as of ``sequence``, without what is sealed.

    Attributes:
        giver: as whom they offer it (公開する名前), such as 「町内会」; may be empty.
        conditions: what it is bound to. availability: when it can be had, in words.
    """

    id: str
    number: str
    kind: ResourceKind
    text: str
    conditions: str
    availability: str
    giver: str
    ward: str
    offered_at: datetime
    open: bool
    reservations: tuple[Reservation, ...]
    sequence: int

    def require_open(self) -> None:
        """Let an offer pass that can be had.

        Raises:
            OfferNotOpen.
        """
        if not self.open:
            raise OfferNotOpen("offer_id")

    def require_free(self, starts_at: datetime, ends_at: datetime, moment: datetime) -> None:
        """Let a time pass in which nobody else has it.

        Raises:
            OfferNotOpen, OfferNotReservable, ReservationTimeInvalid, ReservationTaken.
        """
        self.require_open()
        if self.kind not in RESERVED_KINDS:
            raise OfferNotReservable("offer_id")
        fits = moment <= starts_at < ends_at and ends_at - starts_at <= LONGEST
        if not fits or starts_at - moment > FARTHEST:
            raise ReservationTimeInvalid("starts_at", max_days=LONGEST.days)
        if overlapping(self.reservations, starts_at, ends_at):
            raise ReservationTaken("starts_at")


@dataclass(frozen=True)
class Match:
    """An offer that was asked for a need, as of ``sequence``."""

    id: str
    issue_id: str
    need_id: str
    offer_id: str
    state: MatchState
    asked_at: datetime
    thanks: str
    sequence: int

    def require_way(self, to: MatchState) -> None:
        """Let it go on.

        Raises:
            MatchNotMovable.
        """
        if to not in _WAYS[self.state]:
            raise MatchNotMovable("state", state=self.state.value)


def overlapping(
    reservations: Sequence[Reservation], starts_at: datetime, ends_at: datetime
) -> list[Reservation]:
    """Return those that share a moment with a time; one that ends when it begins does not."""
    return [one for one in reservations if one.starts_at < ends_at and starts_at < one.ends_at]
