"""What a file of responses that clerks edited says, row by row, and what it would change.

A row names the response it was written from and its version then, or an input that had none. What
the response says by now decides, not how often the file was brought in: a row that says the same
changes nothing.
"""

from enum import StrEnum
from typing import Any

from services.responses.domain.classes import ResponseClasses
from services.responses.domain.errors import ResponseClassNotKnown
from services.responses.domain.parts import Content, Frozen, checked_content
from services.responses.domain.response import Response

FIELDS = ("class_code", "summary", "text", "reason")


class Verdict(StrEnum):
    """新しく起案, 書き換え, すでに同じ, 先に書き換えられた, 取り込めない; 取り込んだ."""

    NEW = "new"
    CHANGE = "change"
    SAME = "same"
    CONFLICT = "conflict"
    BAD = "bad"
    DONE = "done"


OPEN = frozenset({Verdict.NEW, Verdict.CHANGE})


class Edit(Frozen):
    """One row. ``response_id`` and ``version``, or ``kind`` and ``input_id`` of what had none.

    Attributes:
        n: its place in the file, ``label`` what it is called there.
        class_name: the class as people write it: its name, or its code.
        problem: why the row could not be read; then nothing else of it counts.
    """

    n: int
    label: str = ""
    response_id: str = ""
    version: int = 0
    kind: str = ""
    input_id: str = ""
    class_name: str = ""
    summary: str = ""
    text: str = ""
    reason: str = ""
    problem: dict[str, Any] | None = None

    def content(self, classes: ResponseClasses, before: Content | None) -> Content:
        """Return what it would say; links to changes stay as they are.

        Raises:
            ResponseClassNotKnown, TextTooLong, TextHasControlCharacters.
        """
        written = Content(
            class_code=_code(self.class_name, classes),
            summary=self.summary,
            text=self.text,
            reason=self.reason,
            changes=before.changes if before else (),
        )
        return checked_content(written, classes)


def lacking(response: Response | None, content: Content, classes: ResponseClasses) -> list[str]:
    """Return the codes of what such a content still lacks before approval can be asked for."""
    kind = classes.by_code.get(content.class_code)
    if response is not None:
        return response.model_copy(update={"content": content}).obstacles(classes)
    missing = {
        "RESPONSE_CLASS_MISSING": kind is None,
        "RESPONSE_SUMMARY_MISSING": not content.summary,
        "RESPONSE_TEXT_MISSING": not content.text,
        "RESPONSE_REASON_MISSING": bool(kind and kind.needs_reason and not content.reason),
        "RESPONSE_CHANGE_MISSING": bool(kind and kind.needs_change),
    }
    return [code for code, lacks in missing.items() if lacks]


def said(content: Content) -> dict[str, str]:
    """Return what of a content a file can change."""
    return {name: getattr(content, name) for name in FIELDS}


def _code(name: str, classes: ResponseClasses) -> str:
    wanted = "".join(name.split())
    if not wanted or wanted in classes.by_code:
        return wanted
    for one in classes.by_code.values():
        if "".join(one.name.split()) == wanted:
            return one.code
    raise ResponseClassNotKnown("class_code")
