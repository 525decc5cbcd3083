"""Checking sentences: nothing of what they tell is taken from them.

The forms say which figures a sentence has and where each comes from. Whoever checks brings the
originals, read another way than the one by which the sentences were made.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from shared.cited.forms import Form, Forms, NoSuchForm
from shared.cited.sentence import Figure, Name, Quotation, Sentence, Where


class Originals(Protocol):
    """What is true, by whoever owns it. Each answers None for what does not exist."""

    def value(self, counts: str, where: Mapping[str, str]) -> str | None:
        """Count a figure anew: a number, or a day (ISO)."""

    def called(self, kind: str, id_: str) -> str | None:
        """Say what something is called."""

    def text(self, id_: str) -> str | None:
        """Return a whole text, as it is now."""

    def chosen(self, what: str, where: Mapping[str, str]) -> Collection[str]:
        """Return the ids of the texts that may be quoted for something."""


@dataclass(frozen=True)
class Failure:
    """What is wrong with a sentence: ``what`` never holds the words of a quotation."""

    number: int
    code: str
    what: str


def check(
    sentences: Iterable[Sentence], forms: Forms, place: Where, originals: Originals
) -> list[Failure]:
    """Return everything that is not so; empty when every word stands on something."""
    found: list[Failure] = []
    for number, sentence in enumerate(sentences, start=1):
        try:
            form = forms.of(sentence.code)
        except NoSuchForm:
            found.append(Failure(number, sentence.code, "no such sentence exists"))
            continue
        for what in _wrong(sentence, form, forms, place, originals):
            found.append(Failure(number, sentence.code, what))
    return found


def _wrong(
    sentence: Sentence, form: Form, forms: Forms, place: Where, originals: Originals
) -> list[str]:
    return [
        *_parts_wrong(sentence, form),
        *(what for name in sentence.names for what in _name_wrong(name, form, forms, originals)),
        *(
            what
            for figure in sentence.figures
            for what in _figure_wrong(figure, sentence, form, place, originals)
        ),
        *_quotation_wrong(sentence, form, place, originals),
        *_words_wrong(sentence, form),
    ]


def _parts_wrong(sentence: Sentence, form: Form) -> list[str]:
    told = [one.name for one in sentence.figures], [one.name for one in sentence.names]
    wrong = told != (list(form.figures), list(form.names))
    wrong |= (sentence.quotation is None) != (form.quotes is None)
    untrue = form.untrue({one.name: one.value for one in sentence.figures})
    return [
        *(["it has other parts than its form"] if wrong else []),
        *(f"{name} is not what the words say" for name in untrue),
    ]


def _name_wrong(name: Name, form: Form, forms: Forms, originals: Originals) -> list[str]:
    if form.names.get(name.name) != name.kind:
        return [f"{name.name} is of another kind"]
    words = forms.words.get(name.kind)
    right = originals.called(name.kind, name.id) if words is None else words.get(name.id)
    return [] if right == name.text else [f"{name.name} is called otherwise"]


def _figure_wrong(
    figure: Figure, sentence: Sentence, form: Form, place: Where, originals: Originals
) -> list[str]:
    source = form.figures.get(figure.name)
    if source is None:
        return [f"{figure.name} is not one of its figures"]
    where = _where(source.by, place, sentence)
    if (figure.kind, figure.counts, figure.where) != (source.kind, source.what, where):
        return [f"{figure.name} is cited from elsewhere"]
    right = originals.value(source.what, dict(where))
    return [] if right == figure.value else [f"{figure.name} is {figure.value}, counted {right}"]


def _quotation_wrong(
    sentence: Sentence, form: Form, place: Where, originals: Originals
) -> list[str]:
    quoted = sentence.quotation
    if quoted is None or form.quotes is None:
        return []
    where = _where(form.quotes.by, place, sentence)
    if (quoted.chosen, quoted.where) != (form.quotes.what, where):
        return ["the quotation is cited from elsewhere"]
    wrong = [] if _stands_there(quoted, originals.text(quoted.id)) else ["the words are not there"]
    if quoted.id not in originals.chosen(quoted.chosen, dict(where)):
        wrong.append("another text is to be quoted here")
    return wrong


def _stands_there(quoted: Quotation, text: str | None) -> bool:
    inside = text is not None and 0 <= quoted.start < quoted.end <= len(text)
    return inside and (text or "")[quoted.start : quoted.end] == quoted.text


def _where(by: Collection[str], place: Where, sentence: Sentence) -> Where:
    ids = {one.name: one.id for one in sentence.names}
    return (*place, *((name, ids.get(name, "")) for name in by))


def _words_wrong(sentence: Sentence, form: Form) -> list[str]:
    try:
        words = form.words(
            {one.name: one.value for one in sentence.figures},
            {one.name: one.text for one in sentence.names},
            sentence.quotation.text if sentence.quotation else None,
        )
    except (KeyError, ValueError):
        return ["its words cannot be made of its parts"]
    return [] if words == sentence.text else ["its words are not what its parts say"]
