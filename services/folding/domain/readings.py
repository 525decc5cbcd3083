"""The words that were compared lately, in memory only, so that they are not fetched each time."""

from collections import OrderedDict

from services.folding.domain.likeness import Reading


class Readings:
    """Readings by wording, the longest unused dropped first.

    A wording is named by a digest of its words, so what is kept is never out of date. What nobody
    says any more is looked up by nobody: it is forgotten all the same.
    """

    def __init__(self, letters_max: int = 5_000_000) -> None:
        self._kept: OrderedDict[str, Reading] = OrderedDict()
        self._letters = 0
        self._letters_max = letters_max

    def __getitem__(self, text_id: str) -> Reading:
        self._kept.move_to_end(text_id)
        return self._kept[text_id]

    def __contains__(self, text_id: str) -> bool:
        return text_id in self._kept

    def keep(self, text_id: str, reading: Reading) -> None:
        """Keep a reading while there is room."""
        self.forget(text_id)
        self._kept[text_id] = reading
        self._letters += reading.letters
        while self._letters > self._letters_max:
            self.forget(next(iter(self._kept)))

    def forget(self, text_id: str) -> None:
        """Keep it no longer."""
        if gone := self._kept.pop(text_id, None):
            self._letters -= gone.letters
