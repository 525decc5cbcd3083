"""A recruitment (公募): what is called for, in which period, and how it is chosen."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from services.committee_recruitment.domain.committee import SEATS_MAX
from services.committee_recruitment.domain.eligibility import Rules
from services.committee_recruitment.domain.errors import (
    AgesReversed,
    CalledTooLate,
    CriteriaMissing,
    DaysReversed,
    EssayLengthInvalid,
    EssayTooLong,
    EssayTooShort,
    NothingProposed,
    OutcomeReasonMissing,
    OutcomesIncomplete,
    RecruitmentNotClosed,
    RecruitmentNotOpen,
    RecruitmentOver,
    SeatsInvalid,
    StepsInvalid,
    TiesMissing,
    TooManyChosen,
)
from shared.events.committee_recruitment import (
    ApplicationState,
    RecruitmentState,
    SelectionStep,
    Tie,
)
from shared.texts import clean_text, clean_title

CRITERIA_MAX, ESSAY_MAX, AGE_MAX = 10, 4_000, 120
_WEIGHED = frozenset({SelectionStep.ESSAY, SelectionStep.INTERVIEW})


@dataclass(frozen=True)
class Criterion:
    """By what essays and interviews are weighed (審査の基準), with the most points."""

    name: str
    text: str
    points: int


@dataclass(frozen=True)
class Call:
    """What everybody reads before the period begins (募集要項).

    Attributes:
        counted_on: the day on which age and ties are counted.
        youngest, oldest: whole years on that day; 0: no bound.
        essay_least, essay_most: characters without blanks; both 0: no essay is asked for.
        meetings, pay, support: when it meets, what is paid, child care and access.
        longest_years: in all on this committee, with the new term; 0: no bound.
        most_committees: at one time, with this one; 0: no bound.
    """

    title: str
    seats: int
    term_starts_on: date
    term_ends_on: date
    opens_on: date
    last_day: date
    counted_on: date
    ties: tuple[Tie, ...]
    youngest: int
    oldest: int
    essay_question: str
    essay_least: int
    essay_most: int
    steps: tuple[SelectionStep, ...]
    criteria: tuple[Criterion, ...]
    meetings: str
    pay: str
    support: str
    contact: str
    asks_gender: bool
    longest_years: int = 0
    most_committees: int = 0

    def checked(self, today: date) -> "Call":
        """Return it clean.

        Raises:
            TextEmpty and the like; SeatsInvalid, CalledTooLate, DaysReversed, TiesMissing,
            AgesReversed, StepsInvalid, CriteriaMissing, EssayLengthInvalid.
        """
        if not 1 <= self.seats <= SEATS_MAX:
            raise SeatsInvalid("seats", least=1, most=SEATS_MAX)
        self._require_days(today)
        if not self.ties:
            raise TiesMissing("ties")
        if self.oldest and self.youngest > self.oldest:
            raise AgesReversed("oldest")
        if not self.steps or len(set(self.steps)) < len(self.steps):
            raise StepsInvalid("steps")
        self._require_essay()
        return replace(
            self,
            title=clean_title("title", self.title),
            essay_question=clean_text(
                "essay_question",
                self.essay_question,
                max_chars=1_000,
                required=SelectionStep.ESSAY in self.steps,
            ),
            criteria=self._clean_criteria(),
            meetings=_about("meetings", self.meetings),
            pay=_about("pay", self.pay),
            support=_about("support", self.support),
            contact=clean_text("contact", self.contact, max_chars=2_000),
        )

    def _require_days(self, today: date) -> None:
        if self.opens_on < today:
            raise CalledTooLate("opens_on")
        for name, before, after in (
            ("last_day", self.opens_on, self.last_day),
            ("term_starts_on", self.last_day, self.term_starts_on),
            ("term_ends_on", self.term_starts_on, self.term_ends_on),
        ):
            if after < before:
                raise DaysReversed(name)

    def _require_essay(self) -> None:
        asked = SelectionStep.ESSAY in self.steps
        least, most = self.essay_least, self.essay_most
        if not 0 <= least <= most <= ESSAY_MAX or bool(most) != asked:
            raise EssayLengthInvalid("essay_most", max=ESSAY_MAX)

    def _clean_criteria(self) -> tuple[Criterion, ...]:
        weighed = bool(_WEIGHED & set(self.steps))
        if bool(self.criteria) != weighed or len(self.criteria) > CRITERIA_MAX:
            raise CriteriaMissing("criteria", most=CRITERIA_MAX)
        return tuple(
            Criterion(
                clean_title("criteria", one.name, max_chars=50),
                clean_text("criteria", one.text, max_chars=500, required=False),
                one.points,
            )
            for one in self.criteria
        )

    @property
    def rules(self) -> Rules:
        """Return who may apply."""
        return Rules(
            ties=frozenset(self.ties),
            youngest=self.youngest or None,
            oldest=self.oldest or None,
            no_staff=True,
            no_councillors=True,
            longest_years=self.longest_years or None,
            most_committees=self.most_committees or None,
        )

    def require_essay(self, essay: str) -> None:
        """Let an essay of a right length pass.

        Raises:
            EssayTooShort, EssayTooLong.
        """
        many = counted(essay)
        if many < self.essay_least:
            raise EssayTooShort("essay", least=self.essay_least, actual=many)
        if many > self.essay_most:
            raise EssayTooLong("essay", most=self.essay_most, actual=many)


@dataclass(frozen=True)
class Outcome:
    """What is to become of an application, and the reason that the applicant is told.

    ``rank``: the place among those in reserve (補欠), from 1; 0 for the others.
    """

    application_id: str
    state: ApplicationState
    reason: str
    rank: int = 0


@dataclass(frozen=True)
class Proposal:
    """Whom somebody proposed to choose; a second person decides."""

    outcomes: tuple[Outcome, ...]
    summary: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Recruitment:
    """A recruitment as of ``sequence``.

    Attributes:
        approved_by: who agreed to the proposal; from then on nothing of it changes any more.
        summary: what is published of the result: how it was chosen, never who was not.
    """

    id: str
    committee_id: str
    call: Call
    state: RecruitmentState
    called_at: datetime
    proposal: Proposal | None
    approved_by: str
    summary: str
    decided_at: datetime | None
    sequence: int = 0

    def require_open(self, today: date) -> None:
        """Let an application pass in the period; the last day counts in full.

        Raises:
            RecruitmentOver, RecruitmentNotOpen.
        """
        self.require_undecided()
        if not self.call.opens_on <= today <= self.call.last_day:
            raise RecruitmentNotOpen("recruitment_id")

    def require_closed(self, today: date) -> None:
        """Let choosing begin.

        Raises:
            RecruitmentOver, RecruitmentNotClosed.
        """
        self.require_undecided()
        if today <= self.call.last_day:
            raise RecruitmentNotClosed("recruitment_id")

    def require_proposal(self) -> Proposal:
        """Return what was proposed.

        Raises:
            NothingProposed.
        """
        if self.proposal is None:
            raise NothingProposed("recruitment_id")
        return self.proposal

    def require_undecided(self) -> None:
        """Let one pass of which nothing is settled yet.

        Raises:
            RecruitmentOver.
        """
        if self.state is not RecruitmentState.CALLED or self.approved_by:
            raise RecruitmentOver("recruitment_id")


_OUTCOMES = frozenset(
    {
        ApplicationState.CHOSEN,
        ApplicationState.RESERVE,
        ApplicationState.NOT_CHOSEN,
        ApplicationState.NOT_ELIGIBLE,
    }
)


def checked_outcomes(
    outcomes: Sequence[Outcome], waiting: set[str], seats: int
) -> tuple[Outcome, ...]:
    """Return outcomes for just those that wait for one.

    Raises:
        OutcomesIncomplete, TooManyChosen, OutcomeReasonMissing; TextTooLong.
    """
    given = {one.application_id for one in outcomes}
    proper = len(given) == len(outcomes) and all(one.state in _OUTCOMES for one in outcomes)
    if given != waiting or not proper:
        raise OutcomesIncomplete("outcomes", missing=len(waiting - given))
    if sum(one.state is ApplicationState.CHOSEN for one in outcomes) > seats:
        raise TooManyChosen("outcomes", seats=seats)
    if not all(one.reason.strip() for one in outcomes):
        raise OutcomeReasonMissing("outcomes")
    reserve = iter(range(1, len(outcomes) + 1))
    ranked = sorted(outcomes, key=lambda one: one.rank)
    return tuple(
        replace(
            one,
            reason=clean_text("reason", one.reason, max_chars=1_000),
            rank=next(reserve) if one.state is ApplicationState.RESERVE else 0,
        )
        for one in ranked
    )


def _about(field: str, text: str) -> str:
    return clean_text(field, text, max_chars=2_000, required=False)


def counted(essay: str) -> int:
    """Count the characters of an essay as a manuscript paper does: without blanks."""
    return len("".join(essay.split()))
