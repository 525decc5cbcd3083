"""Moments as people in Japan read them: in Japan's time zone, whatever the server's is."""

from datetime import UTC, date, datetime, time, timedelta

from gateway.web.i18n import ENGLISH, JAPANESE
from shared.clock import JST, now

# The era began on 2019-05-01 (元号を改める政令, 平成31年政令第143号); its year 1 is 2019.
REIWA_BEGAN = date(2019, 5, 1)
WEEKDAYS = "月火水木金土日"


def parse(iso: str) -> datetime:
    """Read an ISO 8601 moment; one without an offset is taken as UTC."""
    moment = datetime.fromisoformat(iso)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(JST)


def day_text(iso: str, language: str) -> str:
    """Return ``令和8年（2026年）4月1日（水曜日）`` or ``Wednesday, 1 April 2026``."""
    day = parse(iso)
    if language == ENGLISH:
        return f"{day:%A}, {day.day} {day:%B} {day.year}"
    weekday = f"（{WEEKDAYS[day.weekday()]}曜日）"
    return f"{_year(day.date(), language)}{day.month}月{day.day}日{weekday}"


def moment_text(iso: str, language: str) -> str:
    """Return the day and the time to the second, as the law's period is kept to the second."""
    moment = parse(iso)
    if language == ENGLISH:
        return f"{day_text(iso, language)}, {moment:%H:%M:%S} (Japan time)"
    return f"{day_text(iso, language)} {moment.hour}時{moment.minute:02}分{moment.second:02}秒"


def minute_text(iso: str, language: str) -> str:
    """Return the day and the time to the minute, as talk is told."""
    moment = parse(iso)
    if language == ENGLISH:
        return f"{day_text(iso, language)}, {moment:%H:%M} (Japan time)"
    return f"{day_text(iso, language)} {_hour(moment)}"


def meeting_text(starts_at: str, ends_at: str, language: str) -> str:
    """Return the day and the hours of a meeting, as an invitation tells them."""
    start, end = parse(starts_at), parse(ends_at)
    same_day = start.date() == end.date()
    if language == ENGLISH:
        until = f"{end:%H:%M}" if same_day else f"{day_text(ends_at, language)}, {end:%H:%M}"
        return f"{day_text(starts_at, language)}, {start:%H:%M} to {until} (Japan time)"
    until = _hour(end) if same_day else f"{day_text(ends_at, language)} {_hour(end)}"
    return f"{day_text(starts_at, language)} {_hour(start)}から{until}まで"


def _hour(moment: datetime) -> str:
    return f"{moment.hour}時{moment.minute:02}分" if moment.minute else f"{moment.hour}時"


def last_moment(closes_at: str) -> str:
    """Return when a period ends as people say it: one that ends at midnight ends the day before.

    A period ends just before ``closes_at``; 4月1日0時 is 3月31日23時59分59秒 to everybody.
    """
    moment = parse(closes_at)
    if moment.time() == time.min:
        moment -= timedelta(seconds=1)
    return moment.isoformat()


def days_left(closes_at: str) -> int:
    """Return how many days are left in Japan's calendar: 0 on the last day."""
    return (parse(last_moment(closes_at)).date() - now().astimezone(JST).date()).days


def _year(day: date, language: str) -> str:
    if language != JAPANESE or day < REIWA_BEGAN:
        return f"{day.year}年"
    era_year = day.year - REIWA_BEGAN.year + 1
    return f"令和{'元' if era_year == 1 else era_year}年（{day.year}年）"
