"""Changes of one workshop are made one after the other in this process.

Another instance's are told by the database (a conflict of transactions, a sequence that moved on),
and are made anew. Two hundred people at one door would tell each other nothing but conflicts.
"""

import asyncio
from weakref import WeakValueDictionary


class Turns:
    """One lock for each workshop that somebody changes now."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def of(self, workshop_id: str) -> asyncio.Lock:
        """Return the lock of a workshop."""
        lock = self._locks.get(workshop_id)
        if lock is None:
            lock = self._locks[workshop_id] = asyncio.Lock()
        return lock
