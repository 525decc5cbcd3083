"""What can be wrong with a splitting, named as facts."""

from shared.errors import Conflict, InvalidInput


class SpansOutOfOrder(InvalidInput):
    """Part ``number`` begins before the one above it ends, is empty, or goes beyond the text."""


class TextNotCovered(InvalidInput):
    """From ``position`` (from 1) on there are words that belong to no part."""


class PointBlank(InvalidInput):
    """Part ``number`` holds only blanks."""


class NoPointLeft(InvalidInput):
    """A splitting without any opinion; a comment without one is answered as it stands."""


class TooManySpans(InvalidInput):
    """More parts than a splitting has (``max``)."""


class TooManySplittings(Conflict):
    """It was split as often (``max``) as is kept."""


class SplittingChanged(Conflict):
    """Someone split it anew, or its text was corrected; ``number`` and ``version`` hold now."""


class TooManyTopics(Conflict):
    """The consultation has as many topics as it may (``max``)."""
