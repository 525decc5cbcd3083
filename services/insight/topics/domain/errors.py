"""What may be wrong with what is asked of topics."""

from shared.errors import Conflict, InvalidInput, NotFound


class TopicNotFound(NotFound):
    """There is no such topic; it may have become another when topics were made anew."""


class ViewpointNotFound(NotFound):
    """There is no such viewpoint in the topic."""


class NothingToMerge(InvalidInput):
    """Two or more different topics are needed."""


class NoLanguageModel(Conflict):
    """The city names no language model; everything else works without one."""


class SuggestionUnreadable(Conflict):
    """The language model said something else than what it was asked for."""


class StatementsChanged(Conflict):
    """A statement was corrected, masked or withdrawn while the language model was at work."""


class NothingLeft(Conflict):
    """A split must leave something in the topic."""
