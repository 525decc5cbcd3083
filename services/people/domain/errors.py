"""What can be wrong with people and offices."""

from shared.errors import Conflict, InvalidInput, NotFound


class PersonNotKnown(NotFound):
    """Nobody who may sign in has this name."""


class SessionEnded(NotFound):
    """The web session has ended, or never was."""


class ApiTokenNotValid(NotFound):
    """The API token is unknown, expired or ended."""


class DepartmentNotFound(NotFound):
    """No such department."""


class DeskNotFound(NotFound):
    """No such desk."""


class PersonNotFound(NotFound):
    """No such person."""


class DelegationNotFound(NotFound):
    """No such delegation of the caller's."""


class ApiTokenNotFound(NotFound):
    """No such token of the caller's."""


class SignInNameTaken(Conflict):
    """Another person signs in by this name."""


class DeskClosed(Conflict):
    """The desk was handed over and does no work of its own."""


class DeskNotHandedOver(Conflict):
    """There is nothing to take back."""


class PersonHasLeft(Conflict):
    """The person no longer works here."""


class AlreadyHoldsDesk(Conflict):
    """The person holds the desk already."""


class DoesNotHoldDesk(Conflict):
    """The person does not hold the desk."""


class SuccessorsGoInCircle(Conflict):
    """A desk would, over others, be handed over to itself."""


class DeskWouldBeVacant(Conflict):
    """A desk (``desk``, its name) would have nobody, and what it owns nobody to do it."""


class LastAdminWouldLeave(Conflict):
    """Nobody could administer people any more."""


class RolesMissing(InvalidInput):
    """A person needs at least one role."""


class ChangeInFuture(InvalidInput):
    """A personnel change takes effect when it is made; its day has not come yet."""


class MovesMissing(InvalidInput):
    """A personnel change of nothing."""


class TooManyMoves(InvalidInput):
    """More moves than one change may have (``max``)."""


class PeriodReversed(InvalidInput):
    """The last day lies before the first."""


class PeriodTooLong(InvalidInput):
    """A period of more than ``max`` days."""


class DelegationToOneself(InvalidInput):
    """Nobody stands in for oneself."""
