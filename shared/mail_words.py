"""Mails to citizens in two languages, Japanese first, in the words of a service's mails.toml.

The file holds ``[ja]`` and ``[en]`` with ``opening`` and ``closing``, and for each kind of letter a
table with ``subject``, ``ja`` and ``en``.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from shared.clock import JST
from shared.notices import Letter


@dataclass(frozen=True)
class MailWords:
    """The words of one service.

    Attributes:
        moments: names in the words → names in ``Letter.about`` of moments (ISO 8601).
    """

    words: Mapping[str, Any]
    moments: Mapping[str, str]

    @classmethod
    def read(cls, file: Path, moments: Mapping[str, str]) -> "MailWords":
        """Read a service's mails.toml."""
        return cls(tomllib.loads(file.read_text("utf-8")), moments)

    def mail(self, letters: Sequence[Letter], places: Mapping[str, str]) -> tuple[str, str]:
        """Write one mail: each thing told once, the newest letter gives the subject."""
        parts: list[str] = []
        for language, bullet, said in (("ja", "・", in_japanese), ("en", "- ", in_english)):
            lines = [
                bullet
                + self.words[one.kind][language].format(
                    **{name: said(one.about[key]) for name, key in self.moments.items()},
                    **places,
                )
                for one in letters
            ]
            parts += [
                self.words[language]["opening"].strip().format(**places),
                "\n".join(dict.fromkeys(lines)),
                self.words[language]["closing"].strip().format(**places),
            ]
        subject = self.words[letters[-1].kind]["subject"].format(**places)
        return subject, "\n\n".join(parts) + "\n"


def in_japanese(moment: str) -> str:
    """Write a moment; midnight is 24:00 of the day before, as periods end."""
    at = datetime.fromisoformat(moment).astimezone(JST)
    if at.time() == time.min:
        day = at - timedelta(days=1)
        return f"{day.year}年{day.month}月{day.day}日24時"
    return f"{at.year}年{at.month}月{at.day}日{at.hour}時{at.minute:02}分"


def in_english(moment: str) -> str:
    """Write a moment as ``in_japanese`` does."""
    at = datetime.fromisoformat(moment).astimezone(JST)
    if at.time() == time.min:
        day = at - timedelta(days=1)
        return f"{day.day} {day:%B} {day.year}, 24:00 (Japan time)"
    return f"{at.day} {at:%B} {at.year}, {at:%H:%M} (Japan time)"
