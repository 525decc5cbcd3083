"""Where words that somebody selected or copied stand in a text.

A page shows a text with lists and paragraphs of its own, a paper breaks lines where it likes:
blanks, line ends and the marks of lists and emphasis do not count.
"""

_UNCOUNTED = frozenset("*-・●○")


def find_quote(text: str, quote: str) -> tuple[int, int] | None:
    """Return start and end (exclusive, in code points) of the one place where a quote stands.

    None where it does not stand, or more than once: then nobody can know which was meant.
    """
    places = [at for at, letter in enumerate(text) if _counts(letter)]
    plain = "".join(text[at] for at in places)
    wanted = "".join(filter(_counts, quote))
    first = plain.find(wanted) if wanted else -1
    if first < 0 or plain.find(wanted, first + 1) >= 0:
        return None
    return places[first], places[first + len(wanted) - 1] + 1


def _counts(letter: str) -> bool:
    return not letter.isspace() and letter not in _UNCOUNTED
