"""Who may apply for a seat, by the rules of a committee, and how its members are balanced.

The rules are the city's own (its 要綱 on recruiting members, each committee's 条例 or 規則); which
of them hold, and with which numbers, is set for each committee. Nothing is decided here: staff see
each finding with the figures that explain it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.committee_recruitment.domain.calendar import (
    Length,
    Span,
    age_on,
    attained_on,
    day_after,
    end_after,
    fresh_days,
    length_of,
    row_of,
    total_length,
)
from services.committee_recruitment.domain.errors import DaysReversed
from shared.events.committee_recruitment import FindingCode, Gender, SeatKind, Tie


@dataclass(frozen=True)
class Rules:
    """What a committee asks for; what is ``None``, empty or false is not asked for.

    Attributes:
        ties: of which one is enough.
        youngest, oldest: whole years on the day that counts, both included.
        longest_years: in all on this committee, on any kind of seat, with the new term.
        most_reappointments: in a row on this committee; 0: nobody is appointed again.
        fresh_after_years: years off this committee after which both counts start anew. If not
            asked for, the years are never forgotten, and any day off ends a row.
        most_committees: at one time, with this one, on each day of the new term.
        only_public_seats: whether of the other committees only seats that were filled by
            recruitment (公募委員) count.
    """

    ties: frozenset[Tie] = frozenset()
    youngest: int | None = None
    oldest: int | None = None
    no_staff: bool = False
    no_councillors: bool = False
    longest_years: int | None = None
    most_reappointments: int | None = None
    fresh_after_years: int | None = None
    most_committees: int | None = None
    only_public_seats: bool = False


@dataclass(frozen=True)
class Service:
    """A seat that somebody has or had; ``ends_on`` is the actual last day.

    Who never began has ``ends_on`` on the eve of ``starts_on``; that counts for nothing.
    """

    committee_id: str
    seat_kind: SeatKind
    starts_on: date
    ends_on: date

    @property
    def span(self) -> Span:
        """Return its days.

        Raises:
            DaysReversed.
        """
        return Span(self.starts_on, self.ends_on)


@dataclass(frozen=True)
class Applicant:
    """The facts about who applies; ``services`` in any order, on all committees."""

    birth_date: date
    ties: frozenset[Tie]
    is_staff: bool
    is_councillor: bool
    services: tuple[Service, ...] = ()


@dataclass(frozen=True)
class Term:
    """The term that is to be filled.

    Raises:
        DaysReversed: it has no day.
    """

    committee_id: str
    span: Span

    def __post_init__(self) -> None:
        if not self.span.began:
            raise DaysReversed("ends_on")


@dataclass(frozen=True)
class Finding:
    """Why somebody may not apply, with what explains it.

    Attributes:
        actual, bound: the age, the re-appointments with the new one, the committees with this
            one; and what the rule allows. Of SERVED_TOO_LONG the bound is in years.
        length: what the service would come to with the new term.
        day: the first of the term's busiest days. committee_ids: the others on that day.
        allowed_from: when this reason falls away by what is known today, if ever. Of TOO_YOUNG the
            first day that may be the one that counts; of the others the first on which a term of
            the same length may begin.
    """

    code: FindingCode
    actual: int | None = None
    bound: int | None = None
    length: Length | None = None
    day: date | None = None
    committee_ids: tuple[str, ...] = ()
    allowed_from: date | None = None


def check(rules: Rules, applicant: Applicant, term: Term, on: date) -> tuple[Finding, ...]:
    """Return what speaks against it, in the order of ``FindingCode``; nothing: eligible.

    ``on`` is the day on which ages and ties are counted, as the call says it.

    Raises:
        DaysReversed: a service ends before it begins. BirthDateInvalid: an age is asked for, and
            the birth lies after ``on``.
    """
    own = [one for one in applicant.services if one.committee_id == term.committee_id]
    others = [
        one
        for one in applicant.services
        if one.committee_id != term.committee_id
        and (one.seat_kind is SeatKind.PUBLIC or not rules.only_public_seats)
    ]
    return (
        *_of_age(rules, applicant.birth_date, on),
        *_of_person(rules, applicant),
        *_of_length(rules, [one.span for one in own], term.span),
        *_of_row(rules, [one.span for one in own], term.span),
        *_of_committees(rules, others, term.span),
    )


def _of_age(rules: Rules, birth_date: date, on: date) -> Iterator[Finding]:
    if rules.youngest is None and rules.oldest is None:
        return
    age = age_on(birth_date, on)
    if rules.youngest is not None and age < rules.youngest:
        since = attained_on(birth_date, rules.youngest)
        yield Finding(FindingCode.TOO_YOUNG, actual=age, bound=rules.youngest, allowed_from=since)
    if rules.oldest is not None and age > rules.oldest:
        yield Finding(FindingCode.TOO_OLD, actual=age, bound=rules.oldest)


def _of_person(rules: Rules, applicant: Applicant) -> Iterator[Finding]:
    if rules.ties and rules.ties.isdisjoint(applicant.ties):
        yield Finding(FindingCode.NO_TIE)
    if rules.no_staff and applicant.is_staff:
        yield Finding(FindingCode.CITY_STAFF)
    if rules.no_councillors and applicant.is_councillor:
        yield Finding(FindingCode.COUNCILLOR)


def _of_length(rules: Rules, own: Sequence[Span], new: Span) -> Iterator[Finding]:
    if (most := rules.longest_years) is None:
        return
    gap = rules.fresh_after_years

    def length(term: Span) -> Length:
        return total_length([*own, term] if gap is None else row_of([*own, term], term, gap))

    if length(new).over(most):
        starts = [] if gap is None else fresh_days(own, gap)
        yield Finding(
            FindingCode.SERVED_TOO_LONG,
            bound=most,
            length=length(new),
            allowed_from=_first(starts, new, lambda term: not length(term).over(most)),
        )


def _of_row(rules: Rules, own: Sequence[Span], new: Span) -> Iterator[Finding]:
    if (most := rules.most_reappointments) is None:
        return
    gap = rules.fresh_after_years or 0

    def again(term: Span) -> int:
        # A correction in the register that begins on the same day is no appointment of its own.
        return len({one.starts_on for one in row_of([*own, term], term, gap)}) - 1

    if again(new) > most:
        starts = fresh_days(own, gap)
        since = _first(starts, new, lambda term: again(term) <= most)
        yield Finding(
            FindingCode.REAPPOINTED_TOO_OFTEN, actual=again(new), bound=most, allowed_from=since
        )


def _of_committees(rules: Rules, others: Sequence[Service], new: Span) -> Iterator[Finding]:
    if (most := rules.most_committees) is None:
        return

    def busiest(term: Span) -> tuple[date, tuple[str, ...]]:
        # The number only rises on a day on which one begins; of equal days the first is told.
        days = {term.starts_on} | {one.starts_on for one in others if term.on(one.starts_on)}
        return max(
            ((day, _sitting(others, day)) for day in sorted(days)), key=lambda told: len(told[1])
        )

    day, found = busiest(new)
    if len(found) + 1 > most:
        yield Finding(
            FindingCode.TOO_MANY_COMMITTEES,
            actual=len(found) + 1,
            bound=most,
            day=day,
            committee_ids=found,
            allowed_from=_first(
                (day_after(one.ends_on) for one in others),
                new,
                lambda term: len(busiest(term)[1]) + 1 <= most,
            ),
        )


def _first(starts: Iterable[date], new: Span, fits: Callable[[Span], bool]) -> date | None:
    """Return the first of these days on which a term as long as the new one fits."""
    length = length_of(new)
    for day in sorted(set(starts)):
        if day > new.starts_on and fits(Span(day, end_after(day, length))):
            return day
    return None


def _sitting(others: Sequence[Service], day: date) -> tuple[str, ...]:
    return tuple(sorted({one.committee_id for one in others if one.span.on(day)}))


@dataclass(frozen=True)
class Balance:
    """How far a committee is from the least share of either gender.

    Attributes:
        wanted: how many more women and men are needed, together the fewest; ``None`` if no number
            of them is enough.
        room: how many more of a gender can be taken, if nobody of another is, so that no share
            that is kept now is kept no more; 0 while another's is not kept. ``None``: no bound.
    """

    wanted: Mapping[Gender, int] | None
    room: Mapping[Gender, int | None]


_SIDES = (Gender.FEMALE, Gender.MALE)


def balance(counts: Mapping[Gender, int], least_share: int, seats: int | None = None) -> Balance:
    """Say how many more are wanted so that women and men each make up ``least_share`` percent.

    Such shares are the city's own aim (審議会等における女性委員の割合, 男女共同参画社会基本法5条).
    Those of another gender and those who did not answer count in the whole, but on neither side.

    With ``seats`` the whole is the full committee: ``wanted`` are the seats to be kept free for
    each, ``room`` what is free beside those kept for others. Without, the whole is who is counted,
    and grows with each who is taken.
    """
    counted = {gender: max(0, counts.get(gender, 0)) for gender in Gender}
    had, whole = {side: counted[side] for side in _SIDES}, sum(counted.values())
    if seats is not None:
        return _balance_of_seats(had, least_share, whole, max(seats, whole))
    room: dict[Gender, int | None] = {}
    for gender in Gender:
        bounds = [had[side] for side in _SIDES if side is not gender]
        room[gender] = max(0, min(bounds) * 100 // least_share - whole) if least_share > 0 else None
    return Balance(_wanted(had, least_share, whole), room)


def _balance_of_seats(had: Mapping[Gender, int], share: int, whole: int, seats: int) -> Balance:
    free = seats - whole
    wanted = {side: max(0, _least(share, seats) - had[side]) for side in _SIDES}
    room: dict[Gender, int | None] = {}
    for gender in Gender:
        kept = sum(wanted[side] for side in _SIDES if side is not gender)
        room[gender] = max(0, free - kept)
    return Balance(wanted if sum(wanted.values()) <= free else None, room)


def _wanted(had: Mapping[Gender, int], share: int, whole: int) -> dict[Gender, int] | None:
    # Each who is added adds 100, and moves the bound of both sides together by twice the share.
    if share >= 50 and sum(had.values()) * 100 < 2 * share * whole:
        return None
    added = 0
    while True:
        wanted = {side: max(0, _least(share, whole + added) - had[side]) for side in _SIDES}
        # What is wanted never falls with the whole, so this ends at the fewest.
        if (needed := sum(wanted.values())) <= added:
            return wanted
        added = needed


def _least(share: int, whole: int) -> int:
    return -(-share * whole // 100)
