"""What can be wrong with keys."""

from shared.errors import Conflict, InvalidInput, KyodoError, NotFound


class KeyNotFound(NotFound):
    """There never was such a key."""


class KeyDestroyed(KyodoError):
    """The key was destroyed at the end of its time: what it locked is gone for good."""

    status = 410


class TooManyKeys(InvalidInput):
    """More keys than one request may ask for (``max``)."""


class DisclosureAlreadyOpen(Conflict):
    """A disclosure request of this number is open for the case already."""


class DisclosureNotFound(NotFound):
    """No such disclosure request is open."""


class MasterKeysMalformed(ValueError):
    """``KYODO_MASTER_KEYS`` is not ``version:base64,…``, newest first, 32 bytes each."""
