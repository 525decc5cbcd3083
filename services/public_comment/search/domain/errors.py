"""What can be wrong with a search, named as facts. The gateway words them for people."""

from shared.errors import InvalidInput


class SearchWordTooShort(InvalidInput):
    """A word of one character stands in nearly every text: there is nothing to narrow by."""


class TooManySearchWords(InvalidInput):
    """More words than ``max``."""
