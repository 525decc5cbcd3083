"""Whether all texts of a version may still be handed out."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence

from services.open_data.domain.datasets import Dataset
from services.open_data.domain.rows import Row, column

# The SHA-256 of each text, by consultation.
Seals = Mapping[str, Sequence[str]]


def seal(text: str) -> str:
    """Return what stands for a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def seals_of(dataset: Dataset, rows: Sequence[Row]) -> dict[str, list[str]]:
    """Return what stands for the texts of citizens in these rows; none in most datasets."""
    found: dict[str, list[str]] = {}
    if dataset.consented is None:
        return found
    case, text = (
        column(dataset, name) for name in (dataset.consented.consultation, dataset.consented.text)
    )
    for row in rows:
        found.setdefault(str(row[case]), []).append(seal(str(row[text])))
    return found


def all_stand(sealed: Seals, now: Seals) -> bool:
    """Say whether each text is still published, as often as it was."""
    return all(not (Counter(texts) - Counter(now.get(id_, ()))) for id_, texts in sealed.items())
