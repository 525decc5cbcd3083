"""What requests about responses say."""

from datetime import date

from pydantic import Field

from services.responses.domain.parts import Change, Content, Subject, SubjectKind
from shared.json_routes import In


class KeyIn(In):
    """Every change names a key of its own."""

    idempotency_key: str


class VersionIn(KeyIn):
    """A change that was made on a version."""

    version: int


class SubjectIn(In):
    """An input."""

    kind: SubjectKind
    # A theme is named by its workshop and its own id.
    id: str = Field(min_length=1, max_length=128)
    case_id: str = Field(min_length=1, max_length=64)


class ChangeIn(In):
    """A link to what changed."""

    document_id: str = Field(max_length=64)
    revision_id: str = Field(max_length=64)
    clause_id: str | None = Field(default=None, max_length=64)
    note: str = ""


class ContentIn(In):
    """What is said; a draft may lack anything."""

    class_code: str = ""
    summary: str = ""
    text: str = ""
    reason: str = ""
    changes: list[ChangeIn] = Field(default_factory=list)
    due_on: date | None = None

    def content(self) -> Content:
        """Make the domain's value."""
        return Content(
            class_code=self.class_code,
            summary=self.summary,
            text=self.text,
            reason=self.reason,
            changes=tuple(Change(**change.model_dump()) for change in self.changes),
        )


class DraftIn(ContentIn, KeyIn):
    """A new response."""

    desk_id: str
    subjects: list[SubjectIn]


class ReviseIn(ContentIn, VersionIn):
    """Other words."""


class SubjectsIn(VersionIn):
    """Inputs that come and go."""

    add: list[SubjectIn] = Field(default_factory=list)
    remove: list[SubjectIn] = Field(default_factory=list)


class SplitIn(VersionIn):
    """Inputs that get a response of their own."""

    subjects: list[SubjectIn]


class JoinIn(VersionIn):
    """Another draft that ends in this one."""

    other_id: str
    other_version: int


class ReasonIn(VersionIn):
    """Why."""

    reason: str


class CommentIn(VersionIn):
    """What is said to a step."""

    comment: str = ""


class RouteIn(VersionIn):
    """Which route; an empty name is the default one."""

    route: str = ""


class InquiryIn(KeyIn):
    """A question to a desk of another department."""

    desk_id: str
    question: str
    due_on: date


class TextIn(KeyIn):
    """An answer, finished or not."""

    text: str


class PublishIn(KeyIn):
    """``partial``: also while something of the case is unfinished."""

    partial: bool = False


class NamedRouteIn(In):
    """A route of approval."""

    name: str
    desk_ids: list[str]


class RoutesIn(VersionIn):
    """A department's routes; the first is the default."""

    routes: list[NamedRouteIn]


def subjects_of(given: list[SubjectIn]) -> list[Subject]:
    """Return what a response is to answer."""
    return [Subject(**one.model_dump()) for one in given]
