"""What can be wrong, named as facts. Codes are the class names in UPPER_SNAKE."""

from shared.errors import Conflict, InvalidInput, NotFound


class PolicyNotFound(NotFound):
    """No policy has this id."""


class DocumentNotFound(NotFound):
    """No plan document has this id."""


class RevisionNotFound(NotFound):
    """No revision has this id."""


class RevisionNotLater(InvalidInput):
    """The revision is not a later one of the same plan document."""


class StageNotFound(NotFound):
    """The policy has no such stage in this cycle (``cycle``, ``stage``)."""


class StageAlreadyOpen(Conflict):
    """The stage was opened on another day (``opened_on``)."""


class StageAlreadyClosed(Conflict):
    """The stage was closed (``closed_on``) and does not open or close again."""


class StageNotOpen(Conflict):
    """The stage was never opened, so it cannot be closed."""


class StageClosesBeforeItOpened(InvalidInput):
    """The closing day lies before the day of opening (``opened_on``)."""


class StageRepeated(InvalidInput):
    """The same stage stands twice in one cycle (``cycle``, ``stage``)."""


class StagesMissing(InvalidInput):
    """A policy needs at least one stage."""


class TooManyStages(InvalidInput):
    """More stages than a policy may have (``max``, ``actual``)."""


class CycleOutOfRange(InvalidInput):
    """A cycle is counted from 1 (``min``, ``max``, ``actual``)."""


class PeriodInvalid(InvalidInput):
    """The end lies before the beginning."""


class DateInFuture(InvalidInput):
    """The day has not come yet (``today``)."""


class DateOutOfRange(InvalidInput):
    """The day is further away than any real plan (``earliest``, ``latest``)."""


class NumberNegative(InvalidInput):
    """A count is below zero (``actual``)."""


class NumberTooLarge(InvalidInput):
    """A count is beyond reason (``max``, ``actual``)."""


class NumbersInconsistent(InvalidInput):
    """Submitters ≤ comments ≤ points does not hold (``smaller``, ``larger``: the two fields)."""


class PlanHasControlCharacters(InvalidInput):
    """A plan's text holds such a character (``line``, ``column`` from 1; ``character``)."""


class TextGarbled(InvalidInput):
    """A text was read in a wrong encoding: U+FFFD stands in it (``line``, ``column``)."""


class PlanTooLong(InvalidInput):
    """The plan's text is over the limit (``max``, ``actual``: characters)."""


class PlanHasTooManyClauses(InvalidInput):
    """More clauses than one revision may hold (``max``; ``line``: where the limit was passed)."""


class PlanEmpty(InvalidInput):
    """Nothing but blanks, page numbers or a table of contents (``line``: the last line read)."""


class PlanHeadingEmpty(InvalidInput):
    """A Markdown heading has no words (``line``)."""


class ClauseNotInRevision(NotFound):
    """The revision has no clause with this id."""


class PassageNotInClause(InvalidInput):
    """The passage is empty or ends beyond the clause's text (``length``: code points)."""
