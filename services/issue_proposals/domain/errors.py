"""What can be wrong about issues and offers, as facts."""

from shared.errors import Conflict, Forbidden, InvalidInput, NotFound


class IssueNotFound(NotFound):
    """No issue has this id or number, or it is not public."""


class NeedNotFound(NotFound):
    """The issue has no need with this id."""


class OfferNotFound(NotFound):
    """No offer has this id."""


class MatchNotFound(NotFound):
    """Nobody has asked for this offer for this need."""


class ReservationNotFound(NotFound):
    """The offer has no reservation with this id."""


class FollowerNotFound(NotFound):
    """Nobody is told by this link any more."""


class IssueNumberNotFitting(Forbidden):
    """A well-formed 確認番号 that is not the one of this number."""


class WardUnknown(InvalidInput):
    """The city has no ward of this name."""


class IssueNotMovable(Conflict):
    """It cannot go there from the state in which it is (``state``)."""


class IssueNotSorted(Conflict):
    """It has to be sorted first, and a department named for it."""


class SortedAlike(Conflict):
    """It is sorted so already, with this department."""


class VersionOutdated(Conflict):
    """Somebody has written a newer version (``current``) since; look at that one."""


class VersionMissing(Conflict):
    """There is no version of the public words yet."""


class TooManyVersions(Conflict):
    """An issue has at most ``max`` versions."""


class TooManyNeeds(Conflict):
    """An issue has at most ``max`` needs."""


class TooManyPhotographs(Conflict):
    """An issue has at most ``max`` photographs."""


class PhotographUnknown(InvalidInput):
    """The issue has no such photograph."""


class TooManyLinks(Conflict):
    """An issue serves at most ``max`` stages of policies."""


class OfferNotOpen(Conflict):
    """The offer was withdrawn."""


class OfferNotReservable(Conflict):
    """Only rooms and goods are reserved for a time."""


class ReservationTimeInvalid(InvalidInput):
    """It ends before it begins, lies in the past, or is longer than ``max_days`` days."""


class ReservationTaken(Conflict):
    """Somebody has reserved it for a part of this time."""


class MatchNotMovable(Conflict):
    """It cannot go there from the state in which it is (``state``)."""


class PartyNotFound(NotFound):
    """No party has this id or number."""


class ThreadNotFound(NotFound):
    """No thread has this id."""


class PostNotFound(NotFound):
    """The thread has no post with this id."""


class ThreadFull(Conflict):
    """A thread has at most ``max`` posts; begin a new one."""


class PostsTooMany(Conflict):
    """Who has written ``max`` times within an hour waits ``minutes``."""


class PostNotMovable(Conflict):
    """It cannot go there from the state in which it is (``state``)."""


class SamePersonDecides(Conflict):
    """Who hid it does not decide on the appeal: somebody else does."""


class PartyHasLeft(Conflict):
    """The party takes part no more."""


class TooManyParties(Conflict):
    """An issue has at most ``max`` parties."""


class ProjectNotPlanned(Conflict):
    """Nothing is written down yet of what is done together."""


class StepNotSigned(Conflict):
    """A step before (``step``) is not signed by all sides."""


class NoSideOfThis(Forbidden):
    """Only the city and its partners sign and evaluate."""


class PartnersTooMany(InvalidInput):
    """A project has at most ``max`` partners."""


class SheetFilledAlready(Conflict):
    """All sides have filled this sheet; it is public and stays as it is."""


class ScoreOutOfRange(InvalidInput):
    """Each criterion has a score from ``least`` to ``most``."""


class MergeInCircle(Conflict):
    """The other issue was merged into this one, or is the same."""


class IssueMergedAlready(Conflict):
    """It was merged into another one already; undo that first."""


class IssueNotMerged(Conflict):
    """It was not merged into another one."""
