"""A clause found by what a person types: 2-1, ２（１）, 第2章1, or its heading."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

_DIGITS = re.compile(r"[0-9]+")
_KANJI = {kanji: str(n) for n, kanji in enumerate("一二三四五六七八九十", start=1)}
_KANJI_NUMBER = re.compile(r"(?<=第)[一二三四五六七八九十](?=[章節条項編部])")


def clause_named(clauses: Sequence[Mapping[str, Any]], typed: str) -> str | None:
    """Return the id of the one clause that is meant, or None where there is none or several.

    The numbers of the clauses above count: in chapter 2, 1 is 2-1. What fits whole goes before
    what fits at its end only.
    """
    if any(clause["id"] == typed for clause in clauses):
        return typed
    said = _plain(typed)
    by_heading = [one["id"] for one in clauses if one["heading"] and _plain(one["heading"]) == said]
    if len(by_heading) == 1:
        return str(by_heading[0])
    wanted = _numbers(said)
    if not wanted:
        return None
    paths = _paths(clauses)
    whole = [id_ for id_, path in paths.items() if path == wanted]
    ends = [id_ for id_, path in paths.items() if path[-len(wanted) :] == wanted]
    found = whole or ends
    return found[0] if len(found) == 1 else None


def _paths(clauses: Sequence[Mapping[str, Any]]) -> dict[str, tuple[str, ...]]:
    paths: dict[str, tuple[str, ...]] = {}
    for clause in clauses:
        above = paths.get(clause["parentId"] or "", ())
        own = _numbers(_plain(clause["number"]))
        # Some plans write the whole number out: 2-1 below 2.
        has_all = bool(above) and own[: len(above)] == above and len(own) > len(above)
        paths[clause["id"]] = own if has_all else (*above, *own)
    return {id_: path for id_, path in paths.items() if path}


def _numbers(plain: str) -> tuple[str, ...]:
    arabic = _KANJI_NUMBER.sub(lambda found: _KANJI[found[0]], plain)
    return tuple(str(int(number)) for number in _DIGITS.findall(arabic))


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
