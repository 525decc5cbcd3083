"""What the clients were told: the only truth that the system is held to."""

from dataclasses import dataclass, field


@dataclass
class Accepted:
    """One receipt, and what its holder did with it since.

    ``acknowledged`` are the texts that the system said it took, in order; ``maybe`` is one whose
    answer never came. ``name`` is the private datum that was given along. A withdrawal without an
    answer leaves ``withdrawn`` at None.
    """

    key: str
    receipt_number: str
    confirmation_number: str
    salt: str
    commitment: str
    consultation_id: str
    clause_id: str | None
    channel: str
    acknowledged: list[str]
    name: str | None = None
    maybe: str | None = None
    withdrawn: bool | None = False
    busy: bool = False


@dataclass
class Answered:
    """One answer that was drafted, and the texts that the system said it took, in order."""

    response_id: str
    version: int
    acknowledged: list[str]
    maybe: str | None = None
    busy: bool = False


@dataclass
class Ledger:
    """All receipts of a run, the tries that got no answer, and how the load went."""

    accepted: list[Accepted] = field(default_factory=list)
    answered: list[Answered] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)
    refused: dict[str, int] = field(default_factory=dict)
    # Reasons of extensions of the period that were acknowledged, and how many were tried.
    extended: list[str] = field(default_factory=list)
    extensions: int = 0
    tries: int = 0
    retries: int = 0

    def refuse(self, code: str) -> None:
        """Note that the system said no."""
        self.refused[code] = self.refused.get(code, 0) + 1
