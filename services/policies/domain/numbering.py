"""How Japanese official documents number their headings.

The notation follows 「公用文作成の考え方」 (文化審議会建議, 2022), which knows 第1, 1, (1), ア,
(ア), and what city plans use beside it: 第1編, 第1章, Ⅰ, 1-1, 1.2.3, ①, 一, 施策1-1 and others.
Nothing is said here about which numbering stands above which: documents differ (``outline``).
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

# One character for one character, so that places found in the folded line hold in the original.
_FOLD: dict[int, int | str] = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_FOLD |= {ord(blank): " " for blank in "\u3000\t\u00a0\u2002\u2003"}
_FOLD |= {ord(dash): "-" for dash in "\u2010\u2011\u2012\u2013\u2014\u2212"}

_KANJI = "〇一二三四五六七八九"
_KATAKANA = (
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
)
_IROHA = "イロハニホヘトチリヌルヲワカヨタレソツネナラムウ"
_ROMAN = {"I": 1, "V": 5, "X": 10}
_CIRCLED = "①-⑳㉑-㉟㊱-㊿"

# A line that goes on like this speaks of a number and is not headed by it: 「①及び②は…」,
# 「（1）の規定により」, 「第2章では、…」. A particle counts only before kanji or a comma: headings
# such as 「①のりばの改善」 or 「①がん検診」 begin with the same kana.
_GOES_ON = re.compile(
    rf"(?:及び|および|並びに|ならびに|又は|または|若しくは|から|まで|では|には|とは|への|における|により"
    rf"|[、。，・～〜~,/){_CIRCLED}]|[のにをはがとでも](?=[、一-龥]))"
)
# 「30 分以内」, 「3 年の間」: a quantity at the beginning of a wrapped line. Only where the unit is
# followed by what ends a quantity: 「1 人口の推移」 and 「3 点検と評価」 are headings. At a line's
# end it counts only if the unit is no word of its own, as in 「1 世帯」 and 「2 路線」.
_UNIT_ONLY = r"年|月|日|時|分|秒|人|名|件|通|回|円|千|万|億|割|倍|点|つ|%|km|kg|m|ha|㎡|㎞"
_UNIT_OR_WORD = (
    r"年度|か年|ヶ年|か月|ヶ月|週間?|日間|時間|分間"
    r"|か所|箇所|ヶ所|台|校|世帯|歳|期|次|号|便|本|枚|路線"
)
_QUANTITY = re.compile(
    rf"(?:{_UNIT_ONLY}|{_UNIT_OR_WORD})"
    r"(?:[のにをはがとでもへ、。，・)\s~〜/]|から|まで|以上|以下|以内|未満|程度|余り|弱|強)"
    rf"|(?:{_UNIT_ONLY})$"
)
_SENTENCE_CHARS = 60  # a heading longer than one and a half printed lines is a sentence


@dataclass(frozen=True)
class Numbering:
    """A line's number: ``style`` and ``value`` for the outline, ``mark`` as it was written.

    ``rest`` is what follows. ``weak``: the same characters often begin an ordinary line, so that
    the number must also fit its predecessors. ``value`` is 0 where it says nothing about order.
    """

    style: str
    value: int
    mark: str
    rest: str
    weak: bool = False

    @property
    def is_sentence(self) -> bool:
        """A numbered sentence (an item of a list) rather than a heading."""
        rest = self.rest
        return "。" in rest or rest.endswith(("、", "，")) or len(rest) > _SENTENCE_CHARS


def fold(line: str) -> str:
    """Make full-width ASCII, blanks and dashes half-width, keeping every position."""
    return line.translate(_FOLD)


def read_number(line: str, *, previous: Callable[[str], int] = lambda _: 0) -> Numbering | None:
    """Read the number at the beginning of a line, or return None.

    ``previous(style)`` gives the value that was last read in a style: it decides whether 「C.」
    follows 「B.」 or is a Roman hundred, and 「ハ」 follows 「ロ」 or is the 26th kana.
    """
    indent = len(line) - len(line.lstrip())
    stripped = line.strip()
    if wide := _WIDE_LETTER.match(stripped):
        value = _letter_value(fold(stripped[0]))
        return Numbering("a", value, stripped[0], stripped[wide.end() :].strip(), weak=True)
    folded = fold(stripped)
    for read in _READERS:
        found = read(folded, previous)
        if found is None:
            continue
        style, value, end, weak = found
        mark = stripped[:end].rstrip(" \u3000\t")
        rest = stripped[end:].strip()
        if rest or not weak:
            return Numbering(style, value, line[indent : indent + len(mark)], rest, weak)
    return None


_Found = tuple[str, int, int, bool]  # style, value, where the mark ends, weak
_Previous = Callable[[str], int]

_UNIT = re.compile(
    r"第 ?(?P<n>[0-9]{1,4}|[〇一二三四五六七八九十百千]{1,7}) ?(?P<unit>[編部章節款目条項])"
    r"(?:の(?P<sub>[0-9]{1,2}|[一二三四五六七八九十]{1,3}))?"
)
_OUTER_CHAPTER = re.compile(r"(?:序|終|補|結) ?(?P<unit>[編章])(?=[ :.(「『【]|$)")
_UNIT_MAY_TOUCH = "編章節"  # 「第1章計画の概要」; but 「第2部会」, 「第3目標」 are words


def _unit(line: str, _: _Previous) -> _Found | None:
    if outer := _OUTER_CHAPTER.match(line):
        return (f"第{outer['unit']}", 0, outer.end(), False)
    found = _UNIT.match(line)
    if found is None:
        return None
    unit, rest = found["unit"], line[found.end() :]
    apart = not rest or rest[0] in " :.(「『【"
    if not apart and (unit not in _UNIT_MAY_TOUCH or _GOES_ON.match(rest)):
        return None
    # An article is a sentence on its own line (「第1条　この計画は、…」); a chapter never is.
    if unit not in "条項" and ("。" in rest or len(rest) > _SENTENCE_CHARS):
        return None
    end = found.end() + (rest[:1] in (":", "."))
    return (f"第{unit}", _value(found["n"]), end, False)


_LABEL = re.compile(
    r"(?:基本(?:目標|方針|施策|方向|理念)|個別施策|重点(?:施策|プロジェクト)|施策|目標|方針|事業|取組|"
    r"プロジェクト|戦略|課題|柱|視点) ?(?P<n>[0-9]{1,2})(?P<more>(?:-[0-9]{1,2}){0,3})(?=[ :])[ :]"
)


def _label(line: str, _: _Previous) -> _Found | None:
    found = _LABEL.match(line)
    if found is None:
        return None
    word = line[: found.start("n")].strip()
    depth = found["more"].count("-")
    value = int(found["more"].rpartition("-")[2] or found["n"])
    return (f"{word}{depth}", value, found.end(), False)


_ROMAN_SIGNS = re.compile(r"(?P<n>[Ⅰ-Ⅻ]{1,3})(?:[.、] ?|(?= |$))")
_ROMAN_LETTERS = re.compile(r"(?P<n>[IVX]{1,6})\.(?=[ ]|[^\x00-\x7f]|$)")


def _roman(line: str, previous: _Previous) -> _Found | None:
    if found := _ROMAN_SIGNS.match(line):
        return ("Ⅰ", _roman_value(unicodedata.normalize("NFKC", found["n"])), found.end(), False)
    found = _ROMAN_LETTERS.match(line)
    if found is None or _follows_letter(found["n"], previous("A.")):
        return None
    value = _roman_value(found["n"])
    return ("Ⅰ", value, found.end(), False) if value else None


_DECIMAL = re.compile(r"(?P<n>[0-9]{1,2}(?:[-ー.][0-9]{1,2}){1,5})[.]?(?P<gap> ?)(?P<rest>.*)")


def _decimal(line: str, _: _Previous) -> _Found | None:
    found = _DECIMAL.fullmatch(line)
    if found is None or _QUANTITY.match(found["rest"]):
        return None
    parts = re.split(r"[-ー.]", found["n"])
    # 「1.5倍」, 「1-2月」 have no blank, a heading 「1-2 目標」 has; three parts are a heading's.
    if not found["gap"] and (len(parts) < 3 or re.match(r"[0-9A-Za-z]", found["rest"])):
        return None
    return (f"1-{len(parts)}", int(parts[-1]), found.start("rest"), True)


_PAREN = re.compile(
    r"\( ?(?:(?P<n>[0-9]{1,3})|(?P<kanji>[一二三四五六七八九十]{1,3})"
    r"|(?P<kana>[ア-ン])|(?P<letter>[a-zA-Z])) ?\)"
)
_PAREN_SIGN = re.compile(r"[⑴-⒇]")
_CIRCLED_SIGN = re.compile(rf"(?P<n>[{_CIRCLED}])|(?P<black>[❶-❿⓫-⓴])|(?P<kana>[㋐-㋾])")


def _enclosed(line: str, previous: _Previous) -> _Found | None:
    """(1), （一）, (ア), (a), ⑴, ①, ❶, ㋐."""
    if found := _PAREN.match(line):
        style, value = _paren_value(found, previous)
    elif found := _PAREN_SIGN.match(line):
        style, value = "(1)", ord(found[0]) - ord("⑴") + 1
    elif found := _CIRCLED_SIGN.match(line):
        style, value = _circled_value(found)
    else:
        return None
    return None if _GOES_ON.match(line, found.end()) else (style, value, found.end(), False)


def _paren_value(found: re.Match[str], previous: _Previous) -> tuple[str, int]:
    if found["n"]:
        return "(1)", int(found["n"])
    if found["kanji"]:
        return "(一)", _value(found["kanji"])
    if found["kana"]:
        return "(ア)", _kana_value(found["kana"], previous("(ア)"))
    style = "(a)" if found["letter"].islower() else "(A)"
    return style, _letter_value(found["letter"])


def _circled_value(found: re.Match[str]) -> tuple[str, int]:
    if found["n"]:
        return "①", int(unicodedata.numeric(found["n"]))
    if found["black"]:
        return "❶", int(unicodedata.numeric(found["black"]))
    return "㋐", ord(found["kana"]) - ord("㋐") + 1


_RIGHT_PAREN = re.compile(r"(?:(?P<n>[0-9]{1,2})|(?P<kana>[ア-ン])|(?P<letter>[a-zA-Z]))\)")
_KANA = re.compile(r"(?P<kana>[ア-ン])(?:[.、] ?| )")


def _half_enclosed(line: str, previous: _Previous) -> _Found | None:
    """1), ア), a)."""
    found = _RIGHT_PAREN.match(line)
    if found is None or _GOES_ON.match(line, found.end()):
        return None
    if found["n"]:
        return ("1)", int(found["n"]), found.end(), False)
    if found["kana"]:
        return ("ア)", _kana_value(found["kana"], previous("ア)")), found.end(), False)
    return ("a)", _letter_value(found["letter"]), found.end(), False)


def _kana(line: str, previous: _Previous) -> _Found | None:
    """ア, イ, ウ (or イ, ロ, ハ) with a blank or a point."""
    found = _KANA.match(line)
    if found is None:
        return None
    return ("ア", _kana_value(found["kana"], previous("ア")), found.end(), True)


_ARABIC_POINT = re.compile(r"(?P<n>[0-9]{1,2})(?:[.](?![0-9.])|、(?![0-9一二三四五六七八九十])) ?")
_ARABIC = re.compile(r"(?P<n>[0-9]{1,2}) (?P<rest>.*)")
_KANJI_NUMBER = re.compile(
    r"(?P<n>[一二三四五六七八九十]{1,3})(?:[.、](?![0-9一二三四五六七八九十]) ?| )"
)
# 「ａ　哺乳類」: a letter set like kanji is a number; 「a bus」 is not.
_WIDE_LETTER = re.compile(r"(?:[ａ-ｚＡ-Ｚ][ \u3000]|[a-z]\u3000)(?=.*\S)")
_LETTER = re.compile(r"(?P<letter>[A-Za-z])\.(?=[ ]|[^\x00-\x7f])")


def _plain_number(line: str, _: _Previous) -> _Found | None:
    """1. and 1 and 一: numbers that begin ordinary lines too."""
    if found := _ARABIC_POINT.match(line):
        return ("1.", int(found["n"]), found.end(), True)
    if found := _ARABIC.match(line):
        if _QUANTITY.match(found["rest"].lstrip()):
            return None
        return ("1", int(found["n"]), found.start("rest"), True)
    if found := _KANJI_NUMBER.match(line):
        return ("一", _value(found["n"]), found.end(), True)
    return None


def _letter(line: str, _: _Previous) -> _Found | None:
    found = _LETTER.match(line)
    if found is None:
        return None
    style = "a." if found["letter"].islower() else "A."
    return (style, _letter_value(found["letter"]), found.end(), True)


_READERS: tuple[Callable[[str, _Previous], _Found | None], ...] = (
    _unit,
    _label,
    _roman,
    _decimal,
    _enclosed,
    _half_enclosed,
    _kana,
    _plain_number,
    _letter,
)


def _value(digits: str) -> int:
    """Read 12, 十二, 百二, 一二 (= 12)."""
    if digits.isascii():
        return int(digits)
    if not re.search("[十百千]", digits):
        return int("".join(str(_KANJI.index(sign)) for sign in digits))
    total = 0
    rest = digits
    for sign, weight in (("千", 1000), ("百", 100), ("十", 10)):
        if sign in rest:
            before, _, rest = rest.partition(sign)
            total += (_value(before) if before else 1) * weight
    return total + (_value(rest) if rest else 0)


def _roman_value(letters: str) -> int:
    """Read a Roman number up to 89, or return 0 if the letters are none."""
    total = 0
    for letter, following in zip(letters, [*letters[1:], ""], strict=True):
        worth = _ROMAN[letter]
        total += -worth if following and _ROMAN[following] > worth else worth
    return total if _to_roman(total) == letters else 0


def _to_roman(number: int) -> str:
    letters = ""
    for worth, sign in ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        count, number = divmod(number, worth)
        letters += sign * count
    return letters


def _letter_value(letter: str) -> int:
    return ord(letter.lower()) - ord("a") + 1


def _follows_letter(letter: str, last: int) -> bool:
    return len(letter) == 1 and last > 0 and _letter_value(letter) == last + 1


def _kana_value(kana: str, last: int) -> int:
    """Place in ア・イ・ウ, or in イ・ロ・ハ when the list began with イ."""
    if kana == "イ" and last != 1:
        return 1
    if kana in _IROHA[1:] and _IROHA.index(kana) == last:
        return last + 1
    return _KATAKANA.index(kana) + 1 if kana in _KATAKANA else 0
