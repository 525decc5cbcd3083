"""What can be wrong, named as facts. The gateway words them for people."""

from shared.errors import Conflict, Forbidden, InvalidInput, NotFound, TooMany


class ConsultationNotFound(NotFound):
    """No such consultation."""


class ConsultationNotOpenYet(Conflict):
    """The period begins at ``opens_at``."""


class ConsultationClosed(Conflict):
    """The period ended at ``closes_at``."""


class ConsultationWithdrawn(Conflict):
    """The consultation was called off (中止)."""


class ConsultationNotMovable(Conflict):
    """What was asked for does not belong to its present ``state``."""


class PeriodTooShort(InvalidInput):
    """``days``, where the city's rule asks for ``least``; a shorter one needs a reason."""


class ExtensionNotLater(InvalidInput):
    """The new end is not after the old one, or not after now."""


class ReasonMissing(InvalidInput):
    """This is not done without a reason, which is published."""


class ClauseNotFound(InvalidInput):
    """No such clause."""


class ClauseOfAnotherDocument(InvalidInput):
    """The clause exists, in a document that is not being consulted on."""


class PassageNotInClause(InvalidInput):
    """The clause's text has other words at that place."""


class ChannelNotAccepted(InvalidInput):
    """This consultation does not take comments by this ``channel``."""


class DateInFuture(InvalidInput):
    """A date of receipt or postmark that has not come yet."""


class PeriodInvalid(InvalidInput):
    """The period ends before it begins, or its times have no zone."""


class RevisionNotKnownYet(Conflict):
    """The revision's event has not arrived; try again in a moment."""


class ReceiptNumberMistyped(InvalidInput):
    """Not 12 digits, or the check digit does not fit: a digit is wrong or two are swapped."""


class ConfirmationNumberMistyped(InvalidInput):
    """Not 16 digits, or the check digit does not fit. Costs no try."""


class ReceiptNotFound(NotFound):
    """No comment has this number."""


class ConfirmationNumberWrong(Forbidden):
    """Well-formed and not the one; ``left`` tries remain."""


class TooManyTries(TooMany):
    """Wrong too often; the receipt opens again after ``retry_after_s``."""


class AlreadyWithdrawn(Conflict):
    """The comment was taken back."""


class ParticularMissing(InvalidInput):
    """One that this consultation requires; ``field`` says which."""


class ParticularNotAsked(InvalidInput):
    """This consultation does not ask for it, so it must not be kept."""


class PurposeOfUseMissing(InvalidInput):
    """Whoever is asked for private data is told what for."""


class RetentionOutOfRange(InvalidInput):
    """文書保存年限 is 1 to ``max`` years."""


class NoteMissing(InvalidInput):
    """Another purpose than the usual ones needs a note."""


class TooManyReceipts(InvalidInput):
    """More receipts than may be opened at once (``max``)."""


class BatchTooLarge(InvalidInput):
    """More than ``max`` items at once."""
