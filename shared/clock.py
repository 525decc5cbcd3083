"""The one place where the time is read, so that a rule about time names its zone."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

JST = ZoneInfo("Asia/Tokyo")


def now() -> datetime:
    """Return the present in UTC, cut to milliseconds: MongoDB keeps no more than that."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def today_jst() -> date:
    """Return the date in Japan."""
    return datetime.now(JST).date()


def iso(moment: datetime) -> str:
    """Write an aware datetime as ``2026-04-01T00:00:00.000Z``."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
