"""What the loaders of all areas share."""

import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Generic, TypeVar

from strawberry.dataloader import DataLoader

# As many ids as the services take in one ``?ids=``.
BATCH_MAX = 50
_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")

Item = TypeVar("Item")


def by_id(fetch: Callable[[Sequence[str]], Awaitable[Sequence[Any]]]) -> DataLoader[str, Any]:
    """Make a loader that asks for many ids at once; a missing one gives None.

    What cannot be an id is not asked for: ids come from strangers.
    """

    async def load(ids: list[str]) -> list[Any]:
        askable = [id_ for id_ in ids if _ID.fullmatch(id_)]
        found = {item["id"]: item for item in await fetch(askable)} if askable else {}
        return [found.get(id_) for id_ in ids]

    return DataLoader(load_fn=load, max_batch_size=BATCH_MAX)


class Unchanging(Generic[Item]):
    """Keeps the last few things that never change once they exist, for all requests."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._items: OrderedDict[str, Item] = OrderedDict()

    def get(self, id_: str) -> Item | None:
        """Return the thing if it is kept."""
        if id_ not in self._items:
            return None
        self._items.move_to_end(id_)
        return self._items[id_]

    def keep(self, id_: str, item: Item) -> None:
        """Keep a thing, letting the one that was not asked for the longest go."""
        self._items[id_] = item
        self._items.move_to_end(id_)
        while len(self._items) > self._most:
            self._items.popitem(last=False)
