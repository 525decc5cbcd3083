"""What can be wrong about a workshop, as facts."""

from shared.errors import Conflict, Forbidden, InvalidInput, NotFound


class WorkshopNotFound(NotFound):
    """No workshop has this id."""


class ParticipantNotFound(NotFound):
    """No participant has this id or number in this workshop."""


class NoteNotFound(NotFound):
    """No note has this id in this workshop."""


class RoundsMissing(InvalidInput):
    """A programme has at least one round with a question."""


class TooManyRounds(InvalidInput):
    """More rounds (``actual``) than ``max``."""


class MinutesOutOfRange(InvalidInput):
    """A round lasts between ``min`` and ``max`` minutes."""


class TablesOutOfRange(InvalidInput):
    """A workshop has between ``min`` and ``max`` tables."""


class SeatsOutOfRange(InvalidInput):
    """A table has between ``min`` and ``max`` seats."""


class CapacityOutOfRange(InvalidInput):
    """Between ``min`` and ``max`` people, and no more than the tables have seats."""


class DotsOutOfRange(InvalidInput):
    """A person has between ``min`` and ``max`` dots."""


class WorkshopTimeInvalid(InvalidInput):
    """It ends before it begins, or lasts longer than a day, or lies too far away."""


class WorkshopNotMovable(Conflict):
    """It cannot go there from the state in which it is (``state``)."""


class RegistrationNotOpen(Conflict):
    """Nobody can register now (``state``)."""


class RegistrationOver(Conflict):
    """The registration was cancelled, or the person has left."""


class ConfirmationNumberNotFitting(Forbidden):
    """Well-formed and not the one of this number."""


class HallCodeWrong(Forbidden):
    """It is not the code that is shown in the hall."""


class ParticipantKeyWrong(Forbidden):
    """It is not the key of somebody who takes part here."""


class NotThisWorkshopsFacilitator(Forbidden):
    """Somebody else runs this workshop."""


class WorkshopNotLive(Conflict):
    """It has not begun, or has ended."""


class PhaseDoesNotAllow(Conflict):
    """Not in this phase of the workshop (``phase``)."""


class NotRehearsing(Conflict):
    """It is a real workshop: nobody is made up in it."""


class RoundNotThere(InvalidInput):
    """The programme has no such round."""


class TableNotThere(InvalidInput):
    """There are only ``tables`` tables."""


class TableFull(Conflict):
    """All ``seats`` of the table are taken; another one has room."""


class NoteOfAnotherTable(Forbidden):
    """A note is changed at its own table, or by the facilitator."""


class NoteHidden(Conflict):
    """The facilitator has hidden it."""


class TooManyDots(InvalidInput):
    """More dots (``actual``) than a person has (``max``)."""


class ThemeRepeated(InvalidInput):
    """A theme, or a note in it, is named twice."""


class ThemeIdMalformed(InvalidInput):
    """A theme's id is up to 64 letters, digits and hyphens."""


class TooManyThemes(InvalidInput):
    """More themes than ``max``."""


class NothingToPublish(Conflict):
    """There is no theme yet: put the notes together first."""


class TooManyNotes(Conflict):
    """A table holds ``max`` notes."""


class TooManyPhotographs(Conflict):
    """A workshop holds ``max`` photographs."""


class WorkshopFull(Conflict):
    """All chairs of the hall are taken (``seats``)."""
