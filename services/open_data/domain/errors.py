"""What may be wrong, as facts of open data."""

from shared.errors import Conflict, InvalidInput, KyodoError, NotFound


class DatasetNotFound(NotFound):
    """No dataset of this name."""


class VersionNotFound(NotFound):
    """The dataset has no such version, or no file of that kind."""


class VersionRetired(KyodoError):
    """Its files were taken away: somebody took back that a text of theirs is published."""

    status = 410


class RowMalformed(InvalidInput):
    """A row (``row``, from 0) does not fit the dataset's fields; ``field`` says where."""


class PartsMissing(Conflict):
    """Not all parts of a draft are there (``expected``, ``actual``): send them, then try again."""


class MadeByAnother(Conflict):
    """Another version of the dataset was made at the same moment. Trying again is safe."""
