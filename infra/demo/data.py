"""The demo's data files, read and checked. Days count from the day of the first load."""

import tomllib
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from shared.clock import JST
from shared.events.common import Channel, Method, RevisionKind, Stage, SubmitterKind

DATA = Path(__file__).with_name("data")


class Row(BaseModel):
    """A table of a file; a misspelt name is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class StageRow(Row):
    """A stage of a policy: planned days, and the days on which it opened and closed."""

    cycle: int
    stage: Stage
    starts: int
    ends: int
    methods: list[Method]
    opened: int | None = None
    closed: int | None = None


class ActivityRow(Row):
    """Something that was held before Kyodo was there."""

    key: str
    cycle: int = 1
    stage: Stage
    method: Method
    title: str
    held: int
    place: str
    participants: int | None = None
    submitters: int | None = None
    comments: int | None = None
    points: int | None = None
    results: str


class PolicyRow(Row):
    """A policy."""

    key: str
    title: str
    summary: str
    field: str
    area: str
    department: str
    stages: list[StageRow]
    activities: list[ActivityRow]


class PersonRow(Row):
    """Somebody who signs in, and the desk they hold."""

    sign_in: str
    name: str
    roles: list[str]
    department: str = ""
    desk: str = ""


class DocumentRow(Row):
    """A plan document with its one revision, whose text lies in a file of its own."""

    key: str
    policy: str
    title: str
    file: str
    kind: RevisionKind
    revision_title: str

    @property
    def text(self) -> str:
        """The plan in Markdown."""
        return (DATA / self.file).read_text(encoding="utf-8")


class LinkRow(Row):
    """The stage that a consultation serves."""

    policy: str
    cycle: int
    stage: Stage


class MomentRow(Row):
    """A moment in Japan."""

    day: int
    time: time

    def on(self, first_day: date) -> datetime:
        """The moment, given the day of the first load."""
        return datetime.combine(first_day + timedelta(days=self.day), self.time, JST)


class ConsultationRow(Row):
    """A consultation on a document's revision."""

    key: str
    document: str
    title: str
    summary: str
    links: list[LinkRow]
    opens: MomentRow
    closes: MomentRow
    channels: list[Channel]
    contact: str
    # Why it was called off (中止), if it was.
    called_off: str = ""
    # Where it has come since its period ended: 検討中, or how it ended.
    considered: bool = False
    outcome: str = ""
    result_note: str = ""
    # Whether its form asks for agreement to publish the comments themselves.
    asks: bool = False


class CommentRow(Row):
    """A comment; ``clause`` is the clause's path, None the whole plan.

    ``by`` ties together what one submitter sent. On the web a person says so with the receipt of
    the first comment, which ``continues`` asks for.
    """

    key: str
    channel: Channel
    text: str
    clause: str | None = None
    day: int | None = None
    by: str | None = None
    continues: bool = False
    kind: SubmitterKind = SubmitterKind.PERSON


class OriginalRow(Row):
    """A paper; ``hidden`` are its words that are masked where it is published."""

    key: str
    consultation: str
    channel: Channel
    day: int
    agrees: bool
    text: str
    hidden: list[str] = []


class RouteRow(Row):
    """The route of approval of a department; desks by the sign-in name of who holds them."""

    department: str
    name: str
    desks: list[str]


class AnswerRow(Row):
    """An answer that was begun; ``due`` and ``inquiry_due`` are days from the load on."""

    comment: str
    class_: str = Field(alias="class")
    summary: str
    text: str
    reason: str
    due: int
    next: Literal["", "APPROVAL", "INQUIRY"] = ""
    question: str = ""
    asks: str = ""
    inquiry_due: int = 0


class PaperRow(Row):
    """A paper of the finished consultation; ``reply`` says by which answer it is answered."""

    key: str
    channel: Channel
    day: int
    text: str
    reply: str
    clause: str = ""


class ReplyRow(Row):
    """A published answer; ``clause`` is what was changed because of it."""

    key: str
    class_: str = Field(alias="class")
    summary: str
    text: str
    reason: str
    clause: str = ""
    change: str = ""


class FinishedRow(Row):
    """A consultation that went all the way, and the final plan."""

    consultation: str
    file: str
    revision_title: str
    note: str
    papers: list[PaperRow]
    replies: list[ReplyRow]

    @property
    def text(self) -> str:
        """The plan in Markdown."""
        return (DATA / self.file).read_text(encoding="utf-8")


class NamedTopicRow(Row):
    """A name that staff give to the topic whose typical statements hold ``word``."""

    word: str
    name: str


class WorkshopRoundRow(Row):
    """A question and how long it is talked about."""

    question: str
    minutes: int


class WorkshopThemeRow(Row):
    """Notes that were put together: table, round and words of each."""

    title: str
    summary: str
    notes: list[tuple[int, int, str]]


class WorkshopRow(Row):
    """A workshop; one that is ``published`` has been held, and ``came`` people were there."""

    key: str
    policy: str
    stage: Stage
    title: str
    summary: str
    place: str
    access: str
    day: int
    hour: int
    capacity: int
    tables: int
    seats: int
    published: bool
    came: int
    ground_rules: str
    rounds: list[WorkshopRoundRow]
    themes: list[WorkshopThemeRow] = []


class IssuePartyRow(Row):
    """Somebody who takes part in an issue."""

    key: str
    kind: str
    name: str = ""
    role: str = ""


class IssueThreadRow(Row):
    """What was said; ``by`` is the key of a party, ``answer`` the department's."""

    key: str
    by: str
    kind: str
    text: str
    answer: str = ""


class IssueRow(Row):
    """A difficulty that was brought; with a department it was sorted, with an answer it is public.

    ``lent`` is the key of the offer that helps with the need, ``concerned`` counts by ward who is
    concerned too, ``plan`` is done by the city with all parties that have a name.
    """

    key: str
    words: str
    field: str
    ward: str
    # Where on the map: "38.34000,140.83000".
    place: str = ""
    department: str = ""
    sorted_because: str = ""
    title: str = ""
    background: str = ""
    facts: str = ""
    tried: str = ""
    solved: str = ""
    need_kind: str = ""
    need: str = ""
    wanted: str | None = None
    lent: str = ""
    answer: str = ""
    # The key of the policy whose planning it serves.
    policy: str = ""
    concerned: dict[str, int] = {}
    parties: list[IssuePartyRow] = []
    threads: list[IssueThreadRow] = []
    roles: str = ""
    plan: str = ""


class OfferRow(Row):
    """Something that somebody can give or lend."""

    key: str
    kind: str
    text: str
    conditions: str = ""
    availability: str = ""
    giver: str = ""
    ward: str = ""


class MemberRow(Row):
    """Somebody who was asked to take a seat."""

    kind: str
    name: str
    shown_name: str
    shown_as: str


class CallRow(Row):
    """A recruitment that opens on the day of the first load."""

    title: str
    seats: int
    open_days: int
    essay_question: str
    essay_least: int
    essay_most: int
    meetings: str
    pay: str
    support: str
    criteria: list[str]


class CommitteeRow(Row):
    """A committee with its members, and what it calls for."""

    key: str
    name: str
    basis: str
    purpose: str
    department: str
    public_seats: int
    learned_seats: int
    organisation_seats: int
    # The key of the policy whose implementation it follows.
    policy: str
    members: list[MemberRow]
    call: CallRow | None = None


class ApplicantRow(Row):
    """Somebody who applies for each seat that is called for."""

    key: str
    name: str
    kana: str
    birth_date: str
    essay: str


class City(Row):
    """All that happened in the city."""

    people: list[PersonRow]
    policies: list[PolicyRow]
    documents: list[DocumentRow]
    consultations: list[ConsultationRow]
    consultation: str
    comments: list[CommentRow]
    named_topic: NamedTopicRow
    workshops: list[WorkshopRow]
    issues: list[IssueRow]
    offers: list[OfferRow]
    committees: list[CommitteeRow]
    applicants: list[ApplicantRow]
    originals: list[OriginalRow]
    route: RouteRow
    answers: list[AnswerRow]
    finished: FinishedRow


def read_city() -> City:
    """Read all files.

    Raises:
        pydantic.ValidationError, tomllib.TOMLDecodeError: a file is not as it must be.
    """
    tables: dict[str, object] = {}
    names = (
        "people.toml",
        "policies.toml",
        "comments.toml",
        "originals.toml",
        "answers.toml",
        "finished.toml",
        "workshops.toml",
        "issues.toml",
        "committees.toml",
    )
    for name in names:
        tables |= _read(name)
    return TypeAdapter(City).validate_python(tables)


def read_people() -> list[PersonRow]:
    """Read who can sign in at the demo.

    Raises:
        pydantic.ValidationError, tomllib.TOMLDecodeError: the file is not as it must be.
    """
    return TypeAdapter(list[PersonRow]).validate_python(_read("people.toml")["people"])


def _read(name: str) -> dict[str, object]:
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))
