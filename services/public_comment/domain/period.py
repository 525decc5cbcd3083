"""When a comment counts.

On the web the period is enforced to the second, [opens_at, closes_at). On paper the date counts:
that of receipt (必着), or, where the consultation says so, the postmark (消印有効); the last day is
the one on which the period ends in Japan. What comes outside of the period on paper is kept and
marked (期間外), never refused.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from services.public_comment.domain.errors import (
    ConsultationClosed,
    ConsultationNotOpenYet,
    DateInFuture,
    PeriodInvalid,
)
from shared.clock import JST, iso


class PaperRule(StrEnum):
    """必着 or 消印有効."""

    ARRIVAL = "ARRIVAL"
    POSTMARK = "POSTMARK"


class ConsultationState(StrEnum):
    """予告, 募集中, 募集終了, 検討中, 結果公表済み, 中止 (see procedure)."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    UNDER_CONSIDERATION = "under_consideration"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Period:
    """A consultation's period; both ends are aware and on a full second."""

    opens_at: datetime
    closes_at: datetime
    paper_rule: PaperRule = PaperRule.ARRIVAL

    @classmethod
    def checked(cls, opens_at: datetime, closes_at: datetime, rule: PaperRule) -> "Period":
        """Make a period.

        Raises:
            PeriodInvalid: no zone, no full seconds, or the end is not after the beginning.
        """
        for moment in (opens_at, closes_at):
            if moment.tzinfo is None or moment.microsecond:
                raise PeriodInvalid("opens_at" if moment is opens_at else "closes_at")
        if closes_at <= opens_at:
            raise PeriodInvalid("closes_at")
        return cls(opens_at, closes_at, rule)

    def state(self, moment: datetime) -> ConsultationState:
        """Where the period stands at a moment."""
        if moment < self.opens_at:
            return ConsultationState.PLANNED
        return ConsultationState.OPEN if moment < self.closes_at else ConsultationState.CLOSED

    def require_open(self, moment: datetime) -> None:
        """Let a comment from the web pass.

        Raises:
            ConsultationNotOpenYet, ConsultationClosed: outside of the period.
        """
        match self.state(moment):
            case ConsultationState.PLANNED:
                raise ConsultationNotOpenYet(opens_at=iso(self.opens_at))
            case ConsultationState.CLOSED:
                raise ConsultationClosed(closes_at=iso(self.closes_at))

    def is_late(self, received_on: date, postmarked_on: date | None) -> bool:
        """True if a paper is outside of the period (期間外)."""
        counts = received_on
        if self.paper_rule is PaperRule.POSTMARK and postmarked_on is not None:
            counts = postmarked_on
        return not self.opens_at.astimezone(JST).date() <= counts <= self.last_day

    @property
    def last_day(self) -> date:
        """The last day in Japan: a period that ends at midnight ends on the day before."""
        return (self.closes_at - timedelta(seconds=1)).astimezone(JST).date()


def require_past(field: str, day: date | None, today: date) -> None:
    """Refuse a date that has not come.

    Raises:
        DateInFuture: it is after today in Japan.
    """
    if day is not None and day > today:
        raise DateInFuture(field, today=today.isoformat())
