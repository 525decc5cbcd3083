"""Forms of sentences, kept in a file, and how a sentence is made of one."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from string import Formatter
from typing import Self

from shared.cited.sentence import Figure, Name, Quotation, Sentence, Where

COUNT, DAY = "COUNT", "DAY"
QUOTE, SOME = "quote", "some"
_WEEKDAYS = "月火水木金土日"


class NoSuchForm(LookupError):
    """No sentence of this code exists."""


class FormBroken(ValueError):
    """A form says something that nothing stands behind."""


@dataclass(frozen=True)
class Source:
    """What is counted, or chosen, and by which names of the sentence it is narrowed."""

    what: str
    by: tuple[str, ...]
    kind: str = COUNT

    def where(self, place: Where, names: Mapping[str, str]) -> Where:
        """Return where: the place of the whole text, then the names' ids."""
        return (*place, *((name, names[name]) for name in self.by))


@dataclass(frozen=True)
class Form:
    """What a sentence of one code says: at least one figure, or a quotation."""

    code: str
    section: str
    text: str
    names: Mapping[str, str]
    figures: Mapping[str, Source]
    quotes: Source | None = None
    must: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse a form of which a word could not be checked."""
        there = {name for _, name, _, _ in Formatter().parse(self.text) if name}
        known = {*self.names, *self.figures, *([QUOTE] if self.quotes else [])}
        sources = [*self.figures.values(), *([self.quotes] if self.quotes else [])]
        unknown = {name for source in sources for name in source.by} - set(self.names)
        # A name that narrows nothing could be any.
        idle = set(self.names) - {name for source in sources for name in source.by}
        unknown |= set(self.must) - set(self.figures)
        if there - known or unknown or idle or not sources:
            raise FormBroken(self.code)
        if self.quotes and QUOTE not in there:
            raise FormBroken(self.code)

    def untrue(self, figures: Mapping[str, str]) -> list[str]:
        """Name the figures that are not what the sentence's words say of them."""
        return [name for name, must in self.must.items() if not _is(figures.get(name, ""), must)]

    def words(self, figures: Mapping[str, str], names: Mapping[str, str], quote: str | None) -> str:
        """Return the sentence's words. ``names`` holds what each is called.

        Raises:
            KeyError, ValueError: something is missing, or is no number or day.
        """
        shown = {name: _shown(source.kind, figures[name]) for name, source in self.figures.items()}
        told = {**names, **shown} | ({QUOTE: quote} if quote is not None else {})
        return self.text.format(**told)


@dataclass(frozen=True)
class Forms:
    """All sentences that can be said, the words of codes, and the headings of sections."""

    by_code: Mapping[str, Form]
    words: Mapping[str, Mapping[str, str]]
    sections: Mapping[str, str]

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read them from a file; blocks.

        Raises:
            FormBroken: a form could say what nothing stands behind.
        """
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        forms = {
            code: Form(
                code,
                form["section"],
                form["text"],
                form.get("names", {}),
                {name: _source(source) for name, source in form.get("figures", {}).items()},
                _source(form["quotes"]) if "quotes" in form else None,
                form.get("must", {}),
            )
            for code, form in told["form"].items()
        }
        return cls(forms, told["words"], told["sections"])

    def of(self, code: str) -> Form:
        """Return one form.

        Raises:
            NoSuchForm: there is none.
        """
        try:
            return self.by_code[code]
        except KeyError as error:
            raise NoSuchForm(code) from error


@dataclass(frozen=True)
class Composer:
    """Makes the sentences of one text; ``place`` narrows all of its figures."""

    forms: Forms
    place: Where

    def say(
        self,
        code: str,
        figures: Mapping[str, int | str] | None = None,
        names: Mapping[str, tuple[str, str]] | None = None,
        quoted: tuple[str, int, int, str] | None = None,
    ) -> Sentence:
        """Make a sentence.

        ``figures``: values by name; days as ISO texts. ``names``: id and what it is called; of a
        code the words are the forms' own. ``quoted``: id, start, end and the words.

        Raises:
            NoSuchForm. KeyError, ValueError: what the form needs is not given, or not so.
        """
        form = self.forms.of(code)
        ids = {name: id_ for name, (id_, _) in (names or {}).items()}
        called = {name: self._called(form, name, *given) for name, given in (names or {}).items()}
        values = {name: str(value) for name, value in (figures or {}).items()}
        if untrue := form.untrue(values):
            raise ValueError(f"{code}: {', '.join(untrue)}")
        quotation = None
        if form.quotes and quoted:
            chosen = form.quotes.where(self.place, ids)
            quotation = Quotation(*quoted, chosen=form.quotes.what, where=chosen)
        return Sentence(
            code,
            form.words(values, called, quotation.text if quotation else None),
            tuple(
                Figure(name, of.kind, values[name], of.what, of.where(self.place, ids))
                for name, of in form.figures.items()
            ),
            tuple(Name(name, kind, ids[name], called[name]) for name, kind in form.names.items()),
            quotation,
        )

    def _called(self, form: Form, name: str, id_: str, text: str) -> str:
        words = self.forms.words.get(form.names[name])
        return words[id_] if words is not None else text


def _source(told: list[str]) -> Source:
    what, *by = told
    days = what.startswith("day:")
    return Source(what.removeprefix("day:"), tuple(by), DAY if days else COUNT)


def _is(value: str, must: str) -> bool:
    return int(value or 0) > 0 if must == SOME else value == must


def _shown(kind: str, value: str) -> str:
    if kind == COUNT:
        return f"{int(value):,}"
    day = date.fromisoformat(value)
    return f"{day.year}年{day.month}月{day.day}日（{_WEEKDAYS[day.weekday()]}）"
