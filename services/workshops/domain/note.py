"""A note (付箋): its words with every earlier wording, its place, colour, links, and who hid it.

Two people may edit one note at once. Each edit names the version that was edited: where the two
changed different parts, both hold; where they changed the same part, both wordings are shown until
somebody at the table settles it. No wording is ever thrown away.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import pairwise

from services.workshops.domain.errors import NoteHidden
from shared.errors import InvalidInput
from shared.events.workshops import NoteChange
from shared.texts import clean_text, clean_title

NOTE_CHARS_MAX, GROUP_CHARS_MAX, PLACE_MAX = 500, 40, 1_000
NOTES_OF_TABLE_MAX = 2_000
OTHERS_MAX = 5


class Colour(StrEnum):
    """Colours of paper, told apart by name, too: 黄, 桃, 青, 緑, 白."""

    YELLOW = "YELLOW"
    PINK = "PINK"
    BLUE = "BLUE"
    GREEN = "GREEN"
    WHITE = "WHITE"


class PlaceOutOfRange(InvalidInput):
    """A note lies between 0 and ``max`` from the left and from the top."""


class BaseVersionNotKnown(InvalidInput):
    """An edit names a version that the note never had."""


@dataclass(frozen=True)
class Wording:
    """One wording of a note; ``by`` is a participant's or a person's id."""

    text: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Note:
    """A note as of ``sequence``.

    Attributes:
        wordings: all, oldest first; version n is ``wordings[n - 1]``.
        others: wordings that stand beside ``text`` until somebody settles it.
        x, y: thousandths of the board's width and height.
        written_at: when it was written on the phone or on paper, as far as known.
    """

    id: str
    workshop_id: str
    table: int
    round: int
    author: str
    wordings: tuple[Wording, ...]
    salt: bytes
    written_at: datetime
    accepted_at: datetime
    transcribed: bool = False
    others: tuple[str, ...] = ()
    colour: Colour = Colour.YELLOW
    x: int = 0
    y: int = 0
    group: str = ""
    clause_id: str | None = None
    earlier_note: str | None = None
    hidden: str = ""
    hidden_by: str | None = None
    sequence: int = 0

    @property
    def text(self) -> str:
        """The words that hold."""
        return self.wordings[-1].text

    @property
    def version(self) -> int:
        """The number of the wording that holds, from 1."""
        return len(self.wordings)

    @property
    def commitment(self) -> str:
        """The salted SHA-256 of the words that hold; it proves them and tells nothing."""
        return hashlib.sha256(self.salt + self.text.encode()).hexdigest()


@dataclass(frozen=True)
class Edit:
    """What somebody wants to change; None leaves a thing as it is."""

    text: str | None = None
    base_version: int | None = None
    colour: Colour | None = None
    x: int | None = None
    y: int | None = None
    group: str | None = None
    clause_id: str | None = None
    earlier_note: str | None = None


# What a use case does to a note, and what it says that it did.
Change = Callable[[Note], tuple[Note, tuple[NoteChange, ...]]]


def checked_words(text: str) -> str:
    """Return the words of a note, trimmed.

    Raises:
        TextEmpty, TextTooLong, TextHasControlCharacters.
    """
    return clean_text("text", text, max_chars=NOTE_CHARS_MAX)


def edited(note: Note, edit: Edit, by: str, at: datetime) -> tuple[Note, tuple[NoteChange, ...]]:
    """Apply an edit; also say what changed, which may be nothing.

    Raises:
        NoteHidden, PlaceOutOfRange, BaseVersionNotKnown; TextEmpty and the like.
    """
    if note.hidden:
        raise NoteHidden("note_id")
    changed: list[NoteChange] = []
    after = note
    if edit.text is not None:
        after = _reworded(note, checked_words(edit.text), edit.base_version, by, at)
        if after.wordings != note.wordings:
            changed.append(NoteChange.TEXT)
        if after.others != note.others:
            changed.append(NoteChange.SETTLED if not after.others else NoteChange.TEXT)
    placed = replace(
        after,
        x=_place("x", edit.x, after.x),
        y=_place("y", edit.y, after.y),
        group=after.group if edit.group is None else _group(edit.group),
    )
    if placed != after:
        changed.append(NoteChange.PLACE)
    coloured = replace(placed, colour=edit.colour or placed.colour)
    if coloured != placed:
        changed.append(NoteChange.COLOUR)
    linked = replace(
        coloured,
        clause_id=coloured.clause_id if edit.clause_id is None else edit.clause_id or None,
        earlier_note=(
            coloured.earlier_note if edit.earlier_note is None else edit.earlier_note or None
        ),
    )
    if linked != coloured:
        changed.append(NoteChange.LINKS)
    return linked, tuple(dict.fromkeys(changed))


def _reworded(note: Note, text: str, base_version: int | None, by: str, at: datetime) -> Note:
    base_version = note.version if base_version is None else base_version
    if not 1 <= base_version <= note.version:
        raise BaseVersionNotKnown("base_version")
    base = note.wordings[base_version - 1].text
    if base_version == note.version:
        if text == note.text and not note.others:
            return note
        wordings = note.wordings
        if text != note.text:
            wordings = (*wordings, Wording(text, by, at))
        return replace(note, wordings=wordings, others=())
    if text in (base, note.text, *note.others):
        return note
    together = merged(base, note.text, text)
    if together is None or len(together) > NOTE_CHARS_MAX:
        return replace(note, others=(*note.others, text)[-OTHERS_MAX:])
    return replace(note, wordings=(*note.wordings, Wording(together, by, at)))


def merged(base: str, ours: str, theirs: str) -> str | None:
    """Put two edits of one text together, or None where both changed the same part.

    Parts that touch count as the same: two words written into one gap have no order of their own.
    """
    edits = sorted([*_edits(base, ours), *_edits(base, theirs)])
    for (_, end, _), (start, _, _) in pairwise(edits):
        if start <= end:
            return None
    text, at = [], 0
    for start, end, new in edits:
        text += [base[at:start], new]
        at = end
    return "".join([*text, base[at:]])


def _edits(base: str, text: str) -> list[tuple[int, int, str]]:
    codes = SequenceMatcher(None, base, text, autojunk=False).get_opcodes()
    return [(b1, b2, text[t1:t2]) for kind, b1, b2, t1, t2 in codes if kind != "equal"]


def _place(name: str, given: int | None, now: int) -> int:
    if given is None:
        return now
    if not 0 <= given <= PLACE_MAX:
        raise PlaceOutOfRange(name, max=PLACE_MAX)
    return given


def _group(given: str) -> str:
    return clean_title("group", given, max_chars=GROUP_CHARS_MAX, required=False)


def hidden(note: Note, reason: str, by: str) -> Note:
    """Hide a note from all but those who run the workshop, with a reason.

    Raises:
        TextEmpty: without a reason.
    """
    return replace(note, hidden=clean_text("reason", reason, max_chars=500), hidden_by=by)


def shown(note: Note) -> Note:
    """Show a hidden note again."""
    return replace(note, hidden="", hidden_by=None)


def checked_dots(dots: Mapping[str, int]) -> dict[str, int]:
    """Return one person's dots, without notes that have none."""
    return {note: number for note, number in dots.items() if number > 0}
