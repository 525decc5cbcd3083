"""What can be wrong with responses, named as facts. The gateway words them for people."""

from shared.errors import Conflict, Forbidden, InvalidInput, NotFound


class ResponseNotFound(NotFound):
    """No such response, or not one for the caller's eyes."""


class ResponseChanged(Conflict):
    """Someone changed it since ``version`` was read; ``version`` is the one that holds now."""


class ResponseNotEditable(Conflict):
    """In this ``state`` nothing of it is changed."""


class ResponseNotInApproval(Conflict):
    """Nobody has to approve it now; its ``state`` says why."""


class ResponseNotReady(Conflict):
    """It cannot be approved yet; ``obstacles`` are the codes of what is missing."""


class ResponseNotDecided(Conflict):
    """Only what has been decided is published."""


class ResponseAlreadyWithdrawn(Conflict):
    """It was withdrawn."""


class TooManyVersions(Conflict):
    """It has as many versions (``max``) as are kept of one response."""


class SubjectsMissing(InvalidInput):
    """A response answers at least one input."""


class TooManySubjects(InvalidInput):
    """More inputs than one response answers (``max``)."""


class SubjectAnsweredElsewhere(Conflict):
    """Another response answers one of the inputs."""


class SubjectSplit(Conflict):
    """The comment was split: its points are answered in its place."""


class SubjectGone(Conflict):
    """The comment was split anew, or is one opinion again: there is no such point any longer."""


class SubjectOutdated(Conflict):
    """The comment was corrected after it had been split; it must be split anew first."""


class SubjectNotInResponse(InvalidInput):
    """The response does not answer this input."""


class SubjectOfAnotherCase(InvalidInput):
    """One response answers inputs of one case."""


class SubjectNotKnownYet(Conflict):
    """The input's event has not arrived, or there is no such input; try again in a moment."""


class CaseNotKnownYet(Conflict):
    """The case's event has not arrived, or there is no such case; try again in a moment."""


class ResponseClassNotKnown(InvalidInput):
    """Not one of the classes (対応区分) of this installation."""


class TooManyChanges(InvalidInput):
    """More links to changes than one response has (``max``)."""


class DeskNotKnownYet(Conflict):
    """The desk's event has not arrived, or there is no such desk; try again in a moment."""


class InquiryWithinDepartment(InvalidInput):
    """An inquiry (庁内照会) goes to another department."""


class InquiryNotFound(NotFound):
    """No such inquiry."""


class InquiryClosed(Conflict):
    """It was answered or taken back."""


class TooManyInquiries(Conflict):
    """More inquiries than one response has (``max``)."""


class DueInPast(InvalidInput):
    """A deadline that has passed already."""


class ApprovalRouteMissing(Conflict):
    """The department has no route of approval yet; who administers people enters one."""


class ApprovalRouteNotFound(InvalidInput):
    """The department has no route of this name."""


class ApprovalRouteInvalid(InvalidInput):
    """A route has one to ``max`` desks, each once; a department one to ``max`` routes."""


class OwnDraft(Forbidden):
    """Who wrote a draft, or asked for its approval, does not approve it."""


class ImportNotRead(Conflict):
    """Not all rows of the file have come; it must be handed in again."""


class NothingToPublish(Conflict):
    """No response of the case is decided and waits for publication."""


class CaseIncomplete(Conflict):
    """Inputs are ``unanswered``, responses ``undecided``, splittings of comments ``outdated``."""
