"""What can be wrong about committees, recruitments, applications and appointments, as facts."""

from shared.errors import Conflict, Forbidden, InvalidInput, NotFound


class CommitteeNotFound(NotFound):
    """No committee has this id."""


class RecruitmentNotFound(NotFound):
    """No recruitment has this id."""


class ApplicationNotFound(NotFound):
    """No application has this id or number."""


class AppointmentNotFound(NotFound):
    """No appointment has this id."""


class ApplicationNumberNotFitting(Forbidden):
    """A well-formed 確認番号 that is not the one of this number."""


class SeatsInvalid(InvalidInput):
    """From ``least`` to ``most`` seats are possible."""


class DaysReversed(InvalidInput):
    """The days do not follow each other as they must: it opens, closes, the term begins, ends."""


class CalledTooLate(InvalidInput):
    """The period begins in the past: the criteria have to be read before it."""


class StepsInvalid(InvalidInput):
    """At least one way of choosing is needed, and none twice."""


class CriteriaMissing(InvalidInput):
    """Who is chosen by essay or interview has to know by which criteria, ``most`` at most."""


class EssayLengthInvalid(InvalidInput):
    """The least length is over the most, or over ``max``."""


class AgesReversed(InvalidInput):
    """The youngest age is over the oldest."""


class TiesMissing(InvalidInput):
    """Which ties to the city (live, work, study) are asked for, or which one has."""


class RecruitmentNotOpen(Conflict):
    """The period for applications has not begun, or is over."""


class RecruitmentNotClosed(Conflict):
    """Nothing is decided while applications may still come in."""


class RecruitmentOver(Conflict):
    """Its result was published, or it was called off."""


class EssayTooShort(InvalidInput):
    """The essay has fewer characters (``actual``, without blanks) than ``least``."""


class EssayTooLong(InvalidInput):
    """The essay has more characters (``actual``, without blanks) than ``most``."""


class BirthDateInvalid(InvalidInput):
    """The date of birth lies in the future, or more than 120 years back."""


class ContactMissing(InvalidInput):
    """A telephone number or a mail address is needed to be told of the result."""


class ApplicationNotMovable(Conflict):
    """It was withdrawn or decided on already (``state``)."""


class OutcomesIncomplete(Conflict):
    """Each application that was not withdrawn needs one outcome; ``missing`` have none."""


class TooManyChosen(InvalidInput):
    """More were chosen than there are seats (``seats``)."""


class OutcomeReasonMissing(InvalidInput):
    """Each applicant is told the reason."""


class NothingProposed(Conflict):
    """Nobody has proposed whom to choose."""


class DecidedAlone(Conflict):
    """Who proposed whom to choose does not decide it: a second person does."""


class ProposalOutdated(Conflict):
    """Applications came or went since it was proposed; propose it anew."""


class SeatsTaken(Conflict):
    """All seats of this kind (``seats``) are taken on some day of this term."""


class TooManyAppointments(Conflict):
    """A committee remembers at most ``max`` appointments."""


class ApplicantNotChosen(Conflict):
    """Only who was chosen, or stands in reserve, is appointed."""


class ApplicantAppointedAlready(Conflict):
    """This applicant was appointed before."""


class TermTooLong(InvalidInput):
    """A term on this committee is ``months`` months long at most."""


class LeavingOutsideTerm(InvalidInput):
    """The last day lies outside the term."""
