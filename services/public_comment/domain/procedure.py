"""The course of a consultation: 予告 → 募集中 → 募集終了 → 検討中 → 結果公表済み, or 中止.

The first three follow from the clock, to the second; the others are decided by those in charge, and
stay. The city's own rule says how long a period has to be (settings); the Administrative Procedure
Act is its model, not its basis: 39条3項 asks for 30 days or more from the day of publication, which
counts as the first; 40条 allows less where the reason is published.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from services.public_comment.domain.errors import (
    ConsultationNotMovable,
    ConsultationWithdrawn,
    ExtensionNotLater,
    ExtensionTooLate,
    PeriodTooShort,
    ReasonMissing,
)
from services.public_comment.domain.period import ConsultationState, PaperRule, Period
from shared.clock import JST
from shared.texts import clean_text

REASON_MAX = 2_000


class Outcome(StrEnum):
    """原案のとおり, 修正した, 案を取りやめた, 意見なし."""

    AS_PROPOSED = "AS_PROPOSED"
    WITH_CHANGES = "WITH_CHANGES"
    ABANDONED = "ABANDONED"
    NO_OPINIONS = "NO_OPINIONS"


@dataclass(frozen=True)
class Course:
    """Where a consultation stands: its period, and what was decided."""

    period: Period
    considered_at: datetime | None = None
    published_at: datetime | None = None
    withdrawn_at: datetime | None = None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "Course":
        """Read it of a consultation as it is kept; older ones hold no decisions."""
        return cls(
            Period(row["opens_at"], row["closes_at"], PaperRule(row["paper_rule"])),
            *(row.get(name) for name in ("considered_at", "published_at", "withdrawn_at")),
        )

    def state(self, moment: datetime) -> ConsultationState:
        """Where it stands at a moment; what was decided goes before the clock."""
        if self.withdrawn_at:
            return ConsultationState.WITHDRAWN
        if self.published_at:
            return ConsultationState.PUBLISHED
        if self.considered_at and self.period.state(moment) is ConsultationState.CLOSED:
            return ConsultationState.UNDER_CONSIDERATION
        return self.period.state(moment)

    def require_open(self, moment: datetime) -> None:
        """Let a comment from the web pass.

        Raises:
            ConsultationWithdrawn, ConsultationNotOpenYet, ConsultationClosed.
        """
        if self.withdrawn_at:
            raise ConsultationWithdrawn
        self.period.require_open(moment)

    def require(self, moment: datetime, *states: ConsultationState) -> None:
        """Let a decision pass that belongs to one of these states.

        Raises:
            ConsultationNotMovable: it is in another one.
        """
        state = self.state(moment)
        if state not in states:
            raise ConsultationNotMovable(state=state.value.upper())


def days_of(period: Period) -> int:
    """Count the days of a period in Japan, the first and the last included (起算)."""
    first = period.opens_at.astimezone(JST).date()
    return (period.last_day - first).days + 1


def checked_length(period: Period, least_days: int, reason: str) -> str:
    """Let a period pass that is as long as the city's rule asks for, or says why it is not.

    Returns:
        The reason, which is published; empty where none is needed.

    Raises:
        PeriodTooShort: shorter, without a reason.
    """
    given = clean_text("short_period_reason", reason, max_chars=REASON_MAX, required=False)
    if days_of(period) >= least_days:
        return ""
    if not given:
        raise PeriodTooShort("closes_at", days=days_of(period), least=least_days)
    return given


def checked_extension(
    period: Period, closes_at: datetime, moment: datetime, grace_days: int
) -> Period:
    """Return the longer period; one that is over may be opened again for a while (障害による延長).

    Raises:
        ExtensionNotLater: the new end is not after the old one and after this moment.
        ExtensionTooLate: it has been over for more than ``grace_days``.
        PeriodInvalid: it has no zone or is not on a full second.
    """
    if moment > period.closes_at + timedelta(days=grace_days):
        raise ExtensionTooLate("closes_at", days=grace_days)
    longer = Period.checked(period.opens_at, closes_at, period.paper_rule)
    if closes_at <= period.closes_at or closes_at <= moment:
        raise ExtensionNotLater("closes_at")
    return longer


def checked_reason(reason: str) -> str:
    """Return a reason that people can read.

    Raises:
        ReasonMissing: there is none. TextTooLong, ControlCharacters.
    """
    if not reason.strip():
        raise ReasonMissing("reason")
    return clean_text("reason", reason, max_chars=REASON_MAX)


def announcements(
    row: Mapping[str, Any], moment: datetime, soon: timedelta
) -> list[dict[str, Any]]:
    """Return what there is to announce of a consultation up to a moment, oldest first.

    Each is ``{"kind", "at"}``: derived from what is kept, so none can be forgotten or sent twice,
    and what was announced once stays, also when the period is made longer afterwards.
    """
    course, extensions = Course.of(row), row.get("extensions", ())
    told: list[tuple[str, datetime]] = [("open", course.period.opens_at)]
    if row["created_at"] < course.period.opens_at:
        told.append(("planned", row["created_at"]))
    told += [("extended", one["at"]) for one in extensions]
    # An end counted until the extension that took its place.
    ends = [(one["closed_at"], one["at"]) for one in extensions]
    for end, until in [*ends, (course.period.closes_at, moment)]:
        near = end - soon
        told += [("closed", end)] if end <= until else []
        # Of a period of a few days it says nothing that its opening did not say.
        told += [("closing_soon", near)] if course.period.opens_at < near <= until else []
    last = min(course.withdrawn_at or moment, moment)
    told = [(kind, at) for kind, at in told if at <= last]
    for kind, at in (
        ("under_consideration", course.considered_at),
        ("published", course.published_at),
        ("withdrawn", course.withdrawn_at),
    ):
        if at is not None:
            told.append((kind, at))
    return [{"kind": kind, "at": at} for kind, at in sorted(told, key=lambda one: one[1])]
