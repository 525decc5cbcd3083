"""How much came in, as it is published with the result: people (人), comments (通), opinions (件).

Of what came in the period and was neither taken back nor entered twice. Ways by which few came are
put together, so that a table beside a consultation with few submitters names nobody.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

from shared.suppression import small_ones


@dataclass(frozen=True)
class Tally:
    """What came one way; ``channel`` None: the ways that are too few to be told alone."""

    channel: str | None
    submitters: int
    comments: int
    points: int


@dataclass(frozen=True)
class Figures:
    """What came in. Who used two ways is one submitter in all, and one of each way.

    ``late``: kept, and outside of the period (期間外). ``withdrawn``: taken back by the submitter.
    """

    submitters: int
    comments: int
    points: int
    late: int
    withdrawn: int
    by_channel: tuple[Tally, ...]

    @classmethod
    def of(
        cls, tallies: Sequence[Tally], *, submitters: int, late: int = 0, withdrawn: int = 0
    ) -> Self:
        """Sum up what came each way."""
        return cls(
            submitters=submitters,
            comments=sum(one.comments for one in tallies),
            points=sum(one.points for one in tallies),
            late=late,
            withdrawn=withdrawn,
            by_channel=tuple(sorted(tallies, key=lambda one: (-one.comments, one.channel or ""))),
        )

    def document(self) -> dict[str, Any]:
        """As it is kept: nothing is put together there."""
        return {**asdict(self), "by_channel": [asdict(one) for one in self.by_channel]}

    @classmethod
    def read(cls, document: dict[str, Any]) -> Self:
        """Read what was kept."""
        tallies = tuple(Tally(**one) for one in document["by_channel"])
        return cls(**{**document, "by_channel": tallies})

    def published(self) -> dict[str, Any]:
        """As everyone may see it: the last row are the ways by which few came."""
        small = small_ones({str(one.channel): one.comments for one in self.by_channel})
        few = [one for one in self.by_channel if one.channel in small]
        rows = [one for one in self.by_channel if one.channel not in small]
        if few:
            sums = (sum(getattr(t, unit) for t in few) for unit in _UNITS)
            rows.append(Tally(None, *sums))
        return {**asdict(self), "by_channel": [asdict(one) for one in rows]}


_UNITS = ("submitters", "comments", "points")
