"""What the figures and quotations of a stage's summary have to be, from the documents alone.

Each name that forms of sentences count by (gateway/summary/forms.toml) is a function here; none
asks a counter of insight, of responses or of folding.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from infra.cli.recount.counting import Answers, Units, answers_of, units_of
from infra.cli.recount.reading import Row
from shared.cited import Forms

METHOD = "PUBLIC_COMMENT"
Where = Mapping[str, str]
# The ways by which comments are narrowed: the field, and whether those named are left out.
_NARROWED = {
    "channel": ("channel", False),
    "but_channels": ("channel", True),
    "submitter_kind": ("submitter_kind", False),
    "but_submitter_kinds": ("submitter_kind", True),
}


@dataclass(frozen=True)
class Documents:
    """What was read: a policy, its consultations, and by consultation what belongs to it."""

    policy: Row
    consultations: Sequence[Row]
    comments: Mapping[str, Sequence[Row]]
    responses: Mapping[str, Sequence[Row]]
    members: Mapping[str, Sequence[Row]]
    texts: Mapping[str, str] = field(default_factory=dict)
    # Statements of each consultation with their topics, and what each topic is called.
    statements: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    topics: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class StageRecount:
    """The originals that a summary is held against (see ``shared.cited.Originals``)."""

    of: Documents
    forms: Forms
    today: str

    def value(self, counts: str, where: Where) -> str | None:
        """Count a figure anew; None where there is nothing to count, or no such figure."""
        count = _COUNTED.get(counts)
        found = count(self, where) if count else None
        return None if found is None else str(found)

    def called(self, kind: str, id_: str) -> str | None:
        """Say what a consultation or a stage is called; lists of codes are their own name."""
        match kind:
            case "consultation":
                titles = {row["id"]: row["title"] for row in self.of.consultations}
                return titles.get(id_)
            case "at":
                cycle, _, stage = id_.partition("-")
                name = self.forms.words["stage"].get(stage)
                return f"第{cycle}期 {name}" if name else None
            case "topic":
                return self.of.topics.get(id_)
            case "fold" | "but_channels" | "but_submitter_kinds":
                return id_
            case _:
                return None

    def text(self, id_: str) -> str | None:
        """Return a comment's words."""
        return self.of.texts.get(id_)

    def chosen(self, what: str, where: Where) -> Collection[str]:
        """Return the comments that may be quoted for something."""
        case = where.get("consultation", "")
        match what:
            case "fold_wording":
                return self._most_sent(where["fold"])
            case "topic_typical":
                return {row["comment_id"] for row in self.statements_of(where["topic"])}
            case "unanswered":
                return {row["id"] for row in self.waiting(case)}
            case "oldest_unanswered":
                return {row["id"] for row in self.waiting(case)[:1]}
            case _:
                return set()

    # Where

    def stage(self, where: Where) -> Row | None:
        """The stage that is asked for: the summary's own, or ``at``."""
        place = where.get("at") or f"{where['cycle']}-{where['stage']}"
        stages = self.of.policy["stages"]
        return next((one for one in stages if f"{one['cycle']}-{one['stage']}" == place), None)

    def cases(self, where: Where) -> list[str]:
        """The consultations that serve the stage."""
        stage = self.stage(where)
        if stage is None:
            return []
        link = {"policy_id": self.of.policy["id"], "cycle": stage["cycle"], "stage": stage["stage"]}
        return [row["id"] for row in self.of.consultations if link in row["links"]]

    def held(self, where: Where) -> list[Row]:
        """What was held elsewhere at the stage, of one method or of all."""
        stage = self.stage(where) or {}
        wanted = where.get("method")
        return [
            one
            for one in self.of.policy["activities"]
            if (one["cycle"], one["stage"]) == (stage.get("cycle"), stage.get("stage"))
            and wanted in (None, one["method"])
        ]

    def rows(self, where: Where, case: str) -> list[Row]:
        """The comments of a consultation that are asked for."""
        rows = list(self.of.comments.get(case, ()))
        for name, (of, left_out) in _NARROWED.items():
            if name in where:
                named = set(where[name].split(","))
                rows = [row for row in rows if (row[of] in named) is not left_out]
        return rows

    def units(self, where: Where) -> Units:
        """The units of the comments that are asked for, and of what was held elsewhere."""
        parts = []
        if where.get("method", METHOD) == METHOD:
            parts += [units_of(self.rows(where, case)) for case in self.cases(where)]
        if not _NARROWED.keys() & where.keys():
            parts += [
                Units(one["submitters"] or 0, one["comments"] or 0, one["points"] or 0)
                for one in self.held(where)
            ]
        return Units(*map(sum, zip(*parts, strict=True))) if parts else Units()

    def used(self, where: Where) -> set[str]:
        """The methods that were used at the stage."""
        of_comments = {METHOD} if self.cases(where) else set()
        return {one["method"] for one in self.held(where)} | of_comments

    def days(self, where: Where) -> Counter[date]:
        """How many comments came on each day."""
        found: Counter[date] = Counter()
        for case in self.cases(where):
            for row in self.of.comments[case]:
                if row["state"] == "accepted":
                    found[date.fromisoformat(row["received_on"])] += 1
        for one in self.held(where):
            found[date.fromisoformat(one["held_on"])] += one["comments"] or 0
        return +found

    def weeks(self, where: Where) -> list[tuple[date, int]]:
        """Weeks by their Monday, the one with the most comments first, of equal ones the first."""
        weeks: defaultdict[date, int] = defaultdict(int)
        for day, comments in self.days(where).items():
            weeks[day - timedelta(days=day.weekday())] += comments
        return sorted(weeks.items(), key=lambda week: (-week[1], week[0]))

    def clauses(self, where: Where) -> set[str]:
        """The clauses that comments are about."""
        return {
            row["clause_id"]
            for case in self.cases(where)
            for row in self.of.comments[case]
            if row["state"] == "accepted" and row["clause_id"]
        }

    def answers(self, where: Where) -> Answers:
        """Which inputs of a consultation wait, and which have an answer."""
        case = where["consultation"]
        return answers_of(self.of.comments.get(case, ()), self.of.responses.get(case, ()))

    def overdue(self, where: Where) -> list[str]:
        """The days by which responses should have been published, the first one first."""
        return sorted(
            row["due_on"]
            for row in self.of.responses.get(where["consultation"], ())
            if row["live"]
            and row["state"] != "PUBLISHED"
            and row["due_on"]
            and row["due_on"] < self.today
        )

    def inquiries_overdue(self, where: Where) -> int:
        """How many inquiries should have been answered."""
        return sum(
            one["state"] == "OPEN" and one["due_on"] < self.today
            for row in self.of.responses.get(where["consultation"], ())
            if row["live"]
            for one in row["inquiries"]
        )

    def fold(self, id_: str) -> list[Row]:
        """The comments of a fold."""
        return [row for rows in self.of.members.values() for row in rows if row["fold_id"] == id_]

    def statements_of(self, topic_id: str) -> list[Row]:
        """The statements of a topic, each with its comment."""
        rows = (row for rows in self.of.statements.values() for row in rows)
        return [row for row in rows if row["topic_id"] == topic_id]

    def folds(self, where: Where) -> int:
        """How many folds hold two comments or more."""
        sizes = Counter(row["fold_id"] for row in self.of.members.get(where["consultation"], ()))
        return sum(size > 1 for size in sizes.values())

    def _most_sent(self, fold_id: str) -> set[str]:
        rows = self.fold(fold_id)
        copies = Counter(row["wording"] for row in rows)
        most = max(copies.values(), default=0)
        return {row["id"] for row in rows if copies[row["wording"]] == most}

    def waiting(self, case: str) -> list[Row]:
        """The comments that hold an input without an answer, oldest first."""
        waiting = self.answers({"consultation": case}).waiting

        def inputs(row: Row) -> Iterator[str]:
            yield row["id"]
            yield from (point["id"] for point in row["points"])

        rows = [
            row
            for row in self.of.comments.get(case, ())
            if not waiting.isdisjoint(inputs(row)) and row["state"] == "accepted"
        ]
        return sorted(rows, key=lambda row: (row["accepted_at"], row["id"]))


def _planned(of: StageRecount, where: Where) -> set[str]:
    stage = of.stage(where)
    return set(stage["planned_methods"]) if stage else set()


def _held(of: StageRecount, where: Where) -> int:
    consultations = len(of.cases(where)) if where["method"] == METHOD else 0
    return len(of.held(where)) + consultations


def _closed(of: StageRecount, where: Where) -> int | None:
    stage = of.stage(where)
    return None if stage is None else int(stage["state"] == "CLOSED")


def _before(of: StageRecount, where: Where) -> int:
    order = list(of.forms.words["stage"])
    here = (int(where["cycle"]), order.index(where["stage"]))
    places = ((one["cycle"], order.index(one["stage"])) for one in of.of.policy["stages"])
    return sum(place < here for place in places)


def _with_area(of: StageRecount, where: Where) -> int:
    rows = (row for case in of.cases(where) for row in of.of.comments[case])
    return sum(row["area"] is not None for row in rows)


def _state(of: StageRecount, where: Where) -> int:
    rows = of.of.responses.get(where["consultation"], ())
    return sum(row["state"] == where["response_state"] for row in rows)


def _oldest(of: StageRecount, where: Where) -> str | None:
    rows = of.waiting(where["consultation"])
    return rows[0]["received_on"] if rows else None


_COUNTED: dict[str, Callable[[StageRecount, Where], int | str | date | None]] = {
    "methods_planned": lambda of, where: len(_planned(of, where)),
    "methods_used": lambda of, where: len(of.used(where)),
    "methods_not_held": lambda of, where: len(_planned(of, where) - of.used(where)),
    "methods_not_planned": lambda of, where: len(of.used(where) - _planned(of, where)),
    "planned": lambda of, where: int(where["method"] in _planned(of, where)),
    "held": _held,
    "closed": _closed,
    "stages_before": _before,
    "consultations": lambda of, where: len(of.cases(where)),
    "participants": lambda of, where: sum(one["participants"] or 0 for one in of.held(where)),
    "submitters": lambda of, where: of.units(where).submitters,
    "comments": lambda of, where: of.units(where).comments,
    "points": lambda of, where: of.units(where).points,
    "withdrawn": lambda of, where: of.units(where).withdrawn,
    "comments_with_area": _with_area,
    "first_day": lambda of, where: min(of.days(where), default=None),
    "last_day": lambda of, where: max(of.days(where), default=None),
    "busiest_week": lambda of, where: next((day for day, _ in of.weeks(where)), None),
    "comments_of_busiest_week": lambda of, where: next((n for _, n in of.weeks(where)), None),
    "folds": lambda of, where: of.folds(where),
    "fold_size": lambda of, where: len(of.fold(where["fold"])),
    "fold_wordings": lambda of, where: len({one["wording"] for one in of.fold(where["fold"])}),
    "statements": lambda of, where: len(of.statements_of(where["topic"])),
    "unanswered": lambda of, where: len(of.answers(where).waiting),
    "answered": lambda of, where: len(of.answers(where).answered),
    "outdated": lambda of, where: len(of.answers(where).outdated),
    "oldest_unanswered": _oldest,
    "inquiries_overdue": lambda of, where: of.inquiries_overdue(where),
    "responses_overdue": lambda of, where: len(of.overdue(where)),
    "first_due": lambda of, where: next(iter(of.overdue(where)), None),
    "responses": _state,
    "clauses": lambda of, where: len(of.clauses(where)),
    "clauses_of_both": lambda of, where: len(
        of.clauses(where) & of.clauses({**where, "at": f"{where['cycle']}-{where['stage']}"})
    ),
}
