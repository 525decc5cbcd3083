"""What the test did, and what a trace must therefore say; nothing of it is the gateway's."""

from dataclasses import dataclass, field

from tests.integration.gateway.tracing.plan import ADDED, CHANGED, DELETED

# What becomes of an input, and how often among a hundred or so.
FATES = {
    "unsplit": 8,
    "split": 8,
    "corrected": 5,
    "outdated": 5,
    "drafted": 6,
    "in_approval": 4,
    "split_drafted": 6,
    "split_some_drafted": 5,
    "published": 18,
    "published_later": 6,
    "corrected_published": 4,
    "split_published": 14,
    "split_partly": 8,
    "published_then_split": 5,
    "published_then_resplit": 5,
    "published_then_withdrawn": 5,
    "response_withdrawn": 4,
    "withdrawn": 5,
    "duplicate": 5,
    "late": 3,
    "called_off": 3,
}
IS_SPLIT = frozenset(
    {
        *("split", "outdated", "split_drafted", "split_some_drafted", "split_published"),
        *("split_partly", "published_then_resplit"),
    }
)
ON_PAPER = frozenset({"duplicate", "late"})


@dataclass(eq=False)
class Answer:
    """A response; ``about`` is the heading of the clause that it changes, if ``kind`` is clause."""

    kind: str  # none, clause, whole
    about: str | None = None
    id: str = ""
    state: str = "DRAFT"

    def change_state(self, *, revised: bool) -> str:
        """Say what its change must be."""
        if self.kind == "none":
            return "NO_CHANGE"
        if not revised:
            return "NOT_YET_WRITTEN"
        if self.kind == "whole":
            return "WHOLE_PLAN"
        return "CHANGED" if self.about in CHANGED | DELETED | ADDED else "SAME_WORDS"


@dataclass(eq=False)
class Opinion:
    """A point, or a whole comment."""

    heading: str | None
    text: str
    point_id: str | None = None
    answer: Answer | None = None

    @property
    def state(self) -> str:
        """Say how far its answer is, if its comment counts."""
        if self.answer is None:
            return "UNANSWERED"
        return "PUBLISHED" if self.answer.state == "PUBLISHED" else "ANSWERED_NOT_PUBLISHED"


@dataclass(eq=False)
class Sent:
    """An input. ``left`` are points that were answered and are no longer there."""

    number: int
    fate: str
    heading: str | None
    text: str
    case: str = ""
    receipt: str = ""
    secret: str = ""
    comment_id: str = ""
    original: str | None = None
    splittings: int = 0
    version: int = 1
    opinions: list[Opinion] = field(default_factory=list)
    left: list[Opinion] = field(default_factory=list)

    @property
    def state(self) -> str:
        """Return the state of its receipt."""
        if self.fate in ("withdrawn", "published_then_withdrawn"):
            return "WITHDRAWN"
        return "DUPLICATE" if self.fate == "duplicate" else "ACCEPTED"

    @property
    def split_state(self) -> str:
        """Say whether it is split."""
        if self.fate == "outdated":
            return "OUTDATED"
        return "SPLIT" if any(one.point_id for one in self.opinions) else "NOT_SPLIT"

    def _never(self) -> str | None:
        if self.state != "ACCEPTED" or self.fate == "late":
            return "NOT_COUNTED"
        return "CALLED_OFF" if self.fate == "called_off" else None

    def opinion_state(self, one: Opinion) -> str:
        """Say how far the answer to one of its opinions is."""
        return one.state if one.state == "PUBLISHED" else self._never() or one.state

    def answer_state(self, *, public: bool) -> str:
        """Say how far the answers are, taken together."""
        states = [one.state for one in self.opinions]
        if "PUBLISHED" in states:
            return "PUBLISHED" if set(states) == {"PUBLISHED"} else "PARTLY_PUBLISHED"
        if never := self._never():
            return never
        if public:
            return "NOT_PUBLISHED"
        return "UNANSWERED" if "UNANSWERED" in states else "ANSWERED_NOT_PUBLISHED"

    def published(self) -> list[Answer]:
        """Return the published answers, each once."""
        found = [one.answer for one in self.opinions if one.state == "PUBLISHED"]
        return list(dict.fromkeys(one for one in found if one))

    def behind(self) -> list[tuple[str, str | None, str, str | None, Answer]]:
        """Say what leads back to it: comment, point, state, words, and by which answer.

        An answer to the whole comment leads back to it, also when it was split since.
        """
        gone = {"WITHDRAWN": "WITHDRAWN", "DUPLICATE": "DUPLICATE"}.get(self.state)
        found: dict[tuple[str | None, Answer], tuple[str, str | None]] = {}
        for one in self.opinions:
            if one.answer and one.answer.state == "PUBLISHED":
                whole = self.fate == "published_then_split"
                said = ("THERE", self.text if whole else one.text)
                found[None if whole else one.point_id, one.answer] = (gone, None) if gone else said
        for one in self.left:
            if one.answer:
                found[one.point_id, one.answer] = ("SPLIT_ANEW", None)
        return [
            (self.comment_id, point_id, state, text, answer)
            for (point_id, answer), (state, text) in found.items()
        ]
