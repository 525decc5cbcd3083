"""What can be wrong with a request, as facts of the domain."""

from shared.errors import NotFound


class FoldNotFound(NotFound):
    """There is no fold of this id."""
