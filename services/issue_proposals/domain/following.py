"""Following an issue by mail: a digest each day or each week, once the reader has agreed."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from shared.clock import JST
from shared.events.issue_talk import FollowerState, Rhythm

# When people read their mail: after breakfast, and on Mondays for the week.
SENT_AT = time(7, 0)
MONDAY = 0
# An agreement that nobody gives is forgotten.
AGREED_WITHIN = timedelta(days=7)
# One address is asked for its agreement so often a day, whoever typed it.
ASKED_A_DAY = 5


@dataclass(frozen=True)
class Follower:
    """Who follows an issue, without the address.

    Attributes:
        told_until: what happened before is told, or was there already.
        told_state: the state of the issue of which it is told.
    """

    id: str
    issue_id: str
    rhythm: Rhythm
    state: FollowerState
    told_until: datetime
    told_state: str
    due_at: datetime
    sequence: int


def next_due(rhythm: Rhythm, after: datetime) -> datetime:
    """Return when the next digest goes out: at seven in the morning in Japan."""
    local = after.astimezone(JST)
    due = datetime.combine(local.date(), SENT_AT, JST)
    if due <= local:
        due += timedelta(days=1)
    if rhythm is Rhythm.WEEK:
        due += timedelta(days=(MONDAY - due.weekday()) % 7)
    return due
