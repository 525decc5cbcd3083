"""What came of a workshop, in numbers."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.workshops.domain.note import Note
from services.workshops.domain.participant import Participant


@dataclass(frozen=True)
class Harvested:
    """Numbers of a workshop; hidden notes count in none.

    ``by_round``: round → notes; ``by_table``: table → notes; ``dots``: note → dots.
    """

    participants: int
    notes: int
    by_round: dict[int, int]
    by_table: dict[int, int]
    dots: dict[str, int]


def harvested(
    came: Sequence[Participant], notes: Sequence[Note], dots: Mapping[str, int]
) -> Harvested:
    """Count people, notes and dots."""
    seen = [note for note in notes if not note.hidden]
    ids = {note.id for note in seen}
    return Harvested(
        participants=len(came),
        notes=len(seen),
        by_round=dict(sorted(Counter(note.round for note in seen).items())),
        by_table=dict(sorted(Counter(note.table for note in seen).items())),
        dots={id_: number for id_, number in dots.items() if id_ in ids},
    )
