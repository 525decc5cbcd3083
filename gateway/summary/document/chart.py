"""Comments by day of receipt as a picture (PNG). Numbers and days alone stand in it."""

import io
from collections.abc import Sequence
from datetime import date, timedelta

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 1600, 560
_LEFT, _RIGHT, _TOP, _BOTTOM = 90, 20, 30, 60
_INK, _LINE, _BAR, _PAPER = "#1a1a1c", "#d0d0d4", "#4477aa", "#ffffff"
_WEEKS_FROM_DAYS = 90
_LABELS = 12
_FONT_PX = 24


def bars(days: Sequence[tuple[date, int]]) -> list[tuple[date, int]]:
    """Return what is drawn: every day of the time, or every week (by its Monday) of a long one."""
    if not days:
        return []
    first, last = days[0][0], days[-1][0]
    step = 7 if (last - first).days > _WEEKS_FROM_DAYS else 1
    if step == 7:
        first -= timedelta(days=first.weekday())
    places = (last - first).days // step + 1
    found = [0] * places
    for day, number in days:
        found[(day - first).days // step] += number
    return [(first + timedelta(days=step * place), number) for place, number in enumerate(found)]


def picture(days: Sequence[tuple[date, int]]) -> bytes:
    """Draw it. CPU work: not for the event loop."""
    image = Image.new("RGB", (WIDTH, HEIGHT), _PAPER)
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(_FONT_PX)
    drawn = bars(days)
    most = _rounded(max((number for _, number in drawn), default=1))
    floor, room = HEIGHT - _BOTTOM, HEIGHT - _BOTTOM - _TOP
    for part in range(5):
        y = floor - room * part / 4
        draw.line((_LEFT, y, WIDTH - _RIGHT, y), fill=_LINE, width=2)
        draw.text((_LEFT - 12, y), f"{most * part // 4:,}", fill=_INK, font=font, anchor="rm")
    slot = (WIDTH - _LEFT - _RIGHT) / max(1, len(drawn))
    every = -(-len(drawn) // _LABELS)
    for place, (day, number) in enumerate(drawn):
        middle = _LEFT + slot * (place + 0.5)
        half = min(30.0, slot * 0.4)
        if number:
            top = floor - room * number / most
            draw.rectangle((middle - half, top, middle + half, floor), fill=_BAR)
        if place % every == 0:
            label = f"{day.month}/{day.day}"
            draw.text((middle, floor + 12), label, fill=_INK, font=font, anchor="mt")
    draw.line((_LEFT, floor, WIDTH - _RIGHT, floor), fill=_INK, width=2)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _rounded(most: int) -> int:
    """Return a number of which a quarter is whole."""
    return max(4, -(-most // 4) * 4)
