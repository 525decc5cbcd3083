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


class ExtensionTooLate(Conflict):
    """The period has been over for longer than the ``days`` within which it may open again."""


class OpinionsCameIn(InvalidInput):
    """It cannot end as 意見なし: there are comments in its period."""


class AnswersMissing(Conflict):
    """The answers are not out: opinions wait, were corrected since, or have drafts only.

    ``unanswered`` opinions, ``outdated`` comments, ``unpublished`` responses.
    """


class AnswersNotCounted(Conflict):
    """Answers to ``answered`` of ``expected`` opinions are counted so far; more are coming."""


class ReasonMissing(InvalidInput):
    """This is not done without a reason, which is published."""


class ClauseNotFound(InvalidInput):
    """No such clause."""


class ClauseOfAnotherDocument(InvalidInput):
    """The clause exists, in a document that is not being consulted on."""


class PassageNotInClause(InvalidInput):
    """The clause's text has other words at that place."""


class QuoteNotInClause(InvalidInput):
    """What a row quotes stands nowhere in the clause's text, or more than once."""


class ChannelNotAccepted(InvalidInput):
    """This consultation does not take comments by this ``channel``."""


class DateInFuture(InvalidInput):
    """A date of receipt or postmark that has not come yet."""


class PeriodInvalid(InvalidInput):
    """The period ends before it begins, or its times have no zone."""


class RevisionNotKnownYet(Conflict):
    """The revision's event has not arrived; try again in a moment."""


class ReceiptNotFound(NotFound):
    """No comment has this number."""


class ConfirmationNumberWrong(Forbidden):
    """Well-formed and not the one; ``left`` tries remain."""


class TooManyAttachments(InvalidInput):
    """A comment holds ``max`` files."""


class AttachmentGone(InvalidInput):
    """A file that the comment names is not kept any more: it has to be sent again."""


class TooManyAttachmentsWait(TooMany):
    """Files of many people wait for their comments: no more are taken for a while."""


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


class ChannelsMissing(InvalidInput):
    """There has to be a way to hand in."""


class ChannelTakenAway(InvalidInput):
    """People may be about to hand in by this ``channel``: it stays until the end."""


class CorrectionNoteMissing(InvalidInput):
    """It has opened: what is corrected (訂正) has to be told."""


class MaterialAddressInvalid(InvalidInput):
    """The material in ``line`` has an address that is neither https nor a path of this site."""


class TooManyMaterials(InvalidInput):
    """More materials than ``max``."""


class ExemptionKindNotKnown(InvalidInput):
    """The city's rule has no such kind of exemption."""


class TooManyForms(TooMany):
    """Too many forms were printed within a minute."""


class FormNumberNotFound(InvalidInput):
    """No form was printed with this number, or so long ago that it is forgotten."""


class FormNumberOfAnother(InvalidInput):
    """The form was printed for another consultation."""


class FormNumberUsed(Conflict):
    """The paper with this number was entered already."""


class FormNotReceivedYet(NotFound):
    """A form was printed with this number, and no paper with it was entered so far."""


class DictationNotByChannel(InvalidInput):
    """Words are written down for somebody on the telephone or at the counter, not by post."""


class ConsentNoteMissing(InvalidInput):
    """Whose words were written down agreed to them: a note says so."""


class CommentNotFound(NotFound):
    """No such comment."""


class NotEnteredByStaff(Conflict):
    """The citizen sent it on the web: only the citizen may change it."""


class CorrectedBySubmitter(Conflict):
    """The submitter has corrected the words since: they are no longer what staff typed."""


class CountedElsewhere(Conflict):
    """It was entered twice and counts under the other ``receipt_number``."""


class CheckedByEnterer(Conflict):
    """Who typed it cannot be who checks it."""


class DuplicateOfItself(InvalidInput):
    """A comment cannot be a second entry of itself."""


class OriginalDoesNotCount(InvalidInput):
    """The other one was withdrawn, is a second entry itself, or is of another consultation."""


class TooManyScans(Conflict):
    """A comment holds ``max`` scans."""


class ImportBegun(Conflict):
    """What was confirmed cannot be confirmed in another way."""


class RowsTwiceUndecided(InvalidInput):
    """``count`` rows look like some that were brought in before: a person has to decide."""


class TooManyRows(InvalidInput):
    """A file may have ``max`` rows."""


class AgreementNotAsked(InvalidInput):
    """The consultation does not ask whether comments may be published in their own words."""


class AgreementTooLate(Conflict):
    """The result is out: agreeing is no longer possible, taking it back always is."""


class AskingIsFixed(Conflict):
    """It has opened: whether it asks for agreement to publish stays, as people answered it."""
