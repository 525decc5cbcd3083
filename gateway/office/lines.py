"""A line of the file that clerks edit: an opinion, and what the city says to it.

Every line carries a reference: which input, which response, its version, and a mark of what was
written there. So a line that nobody touched is told from one that was, whatever happened to the
response meanwhile. Several opinions with one response have it in the first of their lines alone.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

NUMBER, CLAUSE, TOPIC, OPINION = "番号", "項目", "分類", "意見"
CHANNEL, STATE, CLASS = "届いた方法", "状態", "区分"
SUMMARY, TEXT, REASON = "意見の概要", "本市の考え方", "理由"
CHANGES, REFERENCE = "計画案の変更", "参照（消さないでください）"
EDITED = (CLASS, SUMMARY, TEXT, REASON)
NEEDED = (NUMBER, *EDITED, REFERENCE)
# Written in the file, read back from it; what a file holds of its origin.
MARK = "kyodo-answers"

_REFERENCE = re.compile(
    r"(?P<kind>COMMENT|POINT):(?P<input>[\w-]{1,64})"
    r"(?:\s+RESPONSE:(?P<response>[\w-]{1,64}))?"
    r"\s+(?P<version>\d{1,6})\s*/\s*(?P<mark>[0-9a-f]{10}|-)"
)
_NO_MARK = "-"


@dataclass(frozen=True)
class Line:
    """One opinion. ``first`` is the number of the line that has the response, if another one."""

    number: int
    kind: str
    input_id: str
    clause: str
    topic: str
    opinion: str
    channel: str
    state: str
    response_id: str = ""
    version: int = 0
    class_name: str = ""
    summary: str = ""
    text: str = ""
    reason: str = ""
    changes: str = ""
    editable: bool = True
    first: int | None = None

    @property
    def reference(self) -> str:
        """Return what tells this line when it comes back."""
        response = f" RESPONSE:{self.response_id}" if self.response_id else ""
        said = (self.class_name, self.summary, self.text, self.reason)
        mark = _NO_MARK if self.first else mark_of(*said)
        return f"{self.kind}:{self.input_id}{response} {self.version}/{mark}"

    def values(self) -> dict[str, str]:
        """Return the line by columns."""
        state = f"{self.state}（番号{self.first}と同じ考え方）" if self.first else self.state
        shown = not self.first
        return {
            NUMBER: str(self.number),
            CLAUSE: self.clause,
            TOPIC: self.topic,
            OPINION: plain(self.opinion),
            CHANNEL: self.channel,
            STATE: state,
            CLASS: self.class_name if shown else "",
            SUMMARY: plain(self.summary) if shown else "",
            TEXT: plain(self.text) if shown else "",
            REASON: plain(self.reason) if shown else "",
            CHANGES: self.changes if shown else "",
            REFERENCE: self.reference,
        }


def plain(text: str) -> str:
    r"""Return a text as every office program keeps it: one kind of line end, no form feed."""
    for other in ("\r\n", "\r", "\f", "\v", "\u2028", "\u2029"):
        text = text.replace(other, "\n")
    return text.strip()


def mark_of(class_name: str, summary: str, text: str, reason: str) -> str:
    """Return a mark that changes when one of them does."""
    said = "\x1f".join(plain(one) for one in (class_name, summary, text, reason))
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:10]


class Untouched:
    """Nobody edited the line."""


UNTOUCHED = Untouched()


def edit_of(n: int, values: Mapping[str, str], trouble: str | None) -> dict[str, Any] | Untouched:
    """Read a line back: what is to be brought in, or that it says what it said.

    ``trouble``: the code of why its cells cannot be taken as they are. It counts only where the
    line was touched.
    """
    row: dict[str, Any] = {"n": n, "label": plain(values.get(NUMBER, ""))[:20]}
    said = [plain(values.get(name, "")) for name in EDITED]
    found = _REFERENCE.fullmatch(" ".join(values.get(REFERENCE, "").split()))
    if found is None:
        if trouble is None and not any(said):
            return UNTOUCHED
        return {**row, "problem": _problem(trouble or "OFFICE_REFERENCE_MISSING")}
    if found["mark"] == _NO_MARK:
        return {**row, "problem": _problem("OFFICE_NOT_THE_FIRST_LINE")} if any(said) else UNTOUCHED
    if mark_of(*said) == found["mark"]:
        return UNTOUCHED
    if trouble is not None:
        return {**row, "problem": _problem(trouble)}
    named = {"class_name": said[0][:200], "summary": said[1], "text": said[2], "reason": said[3]}
    if found["response"]:
        on = {"response_id": found["response"], "version": int(found["version"])}
        return {**row, **on, **named}
    return {**row, "kind": found["kind"], "input_id": found["input"], **named}


def _problem(code: str) -> dict[str, Any]:
    return {"code": code, "params": {}}
