"""What the clients were told: the only truth that the system is held to."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Accepted:
    """One receipt, and what its holder did with it since.

    ``acknowledged`` are the texts that the system said it took, in order; ``maybe`` is one whose
    answer never came. ``name`` is the private datum that was given along, ``passage`` what of the
    clause it is about, ``agrees`` whether it may be published in its own words, ``mail`` where its
    writer is told of it, ``files`` the SHA-256 of what came with it. A withdrawal or an agreement
    without an answer leaves ``withdrawn`` or ``agrees`` at None.
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
    passage: dict[str, Any] | None = None
    agrees: bool | None = False
    mail: str | None = None
    files: list[str] = field(default_factory=list)
    busy: bool = False


@dataclass
class Answered:
    """One answer that was drafted, and the texts that the system said it took, in order."""

    response_id: str
    version: int
    acknowledged: list[str]
    maybe: str | None = None
    busy: bool = False


@dataclass(frozen=True)
class Decided:
    """What staff decided about a version of a comment: its splitting, or what is masked in it.

    ``number`` counts such decisions about one comment, ``spans`` are ``(start, end, kind)``.
    """

    key: str
    comment_id: str
    number: int
    of_version: int
    spans: list[tuple[int, int, str]]


@dataclass
class Located:
    """Where staff said that a place is in the later plan, each time anew; ``maybe`` as above."""

    acknowledged: list[str | None] = field(default_factory=list)
    maybe: list[str | None] = field(default_factory=list)
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
    split: list[Decided] = field(default_factory=list)
    masked: list[Decided] = field(default_factory=list)
    # By what is looked for: a clause's id, and where a passage of it begins and ends.
    located: dict[tuple[str, int | None, int | None], Located] = field(default_factory=dict)
    # Text by receipt number, of rows of files that the system said it brought in.
    imported: dict[str, str] = field(default_factory=dict)
    # SHA-256 of files by the key of the comment that was to name them, whatever became of it.
    handed_in: dict[str, list[str]] = field(default_factory=dict)
    # The key with which each address for mail was given, whatever became of it.
    addresses: dict[str, str] = field(default_factory=dict)
    # Text by id, of answers that were published.
    published: dict[str, str] = field(default_factory=dict)
    tries: int = 0
    retries: int = 0

    def refuse(self, code: str) -> None:
        """Note that the system said no."""
        self.refused[code] = self.refused.get(code, 0) + 1
