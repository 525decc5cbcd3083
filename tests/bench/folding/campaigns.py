"""Texts with known origins: campaigns in many variants, and opinions of people by themselves.

What a label means: texts of one label are one text that was passed on, however it was dressed.
Who turned its opinion around (賛成 into 反対) wrote another one: it has a label of its own. So has
everybody who wrote by themselves, even on the same clause, with the same quotation or the same
opening. Of short answers (「特になし」) only the very same words are one.
"""

import random
import re
import tomllib
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

OPINIONS = Path(__file__).parent / "opinions.toml"

AREAS = (
    *("青葉野", "川前", "北ヶ丘", "南原", "東中田", "桜通", "栗生", "泉台", "高砂町", "荒浜"),
    *("若林", "八本松", "広瀬", "長町南", "鶴ケ谷", "中山台", "寺岡", "愛子東", "柳生", "岩切"),
)
NAMES = ("佐藤", "鈴木", "高橋", "田中", "伊藤", "渡辺", "山本", "中村", "小林", "加藤", "吉田")
WORK = ("美容室", "農家", "看護師", "会社員", "大工", "学習塾", "食堂", "介護の仕事")

# By which means a text was changed; MIXED is two or three of the others.
EXACT, MIXED, ALONE, OPPOSITE, QUOTING, SHORT = (
    *("exact", "mixed", "alone", "opposite", "quoting", "short"),
)


@dataclass(frozen=True)
class Labelled:
    """A text, where it comes from, and how it was changed on the way."""

    text: str
    label: str
    kind: str


@dataclass(frozen=True)
class Draft:
    """A text in its parts."""

    opening: str
    sentences: tuple[str, ...]
    closing: str

    def written(self) -> str:
        """Write it as people paste it."""
        return "\n".join(
            part for part in (self.opening, "".join(self.sentences), self.closing) if part
        )


@lru_cache
def opinions() -> dict[str, Any]:
    """Read what people might say."""
    with OPINIONS.open("rb") as file:
        return tomllib.load(file)


def texts(seed: int, *, campaigns: int, variants: int, alone: int) -> list[Labelled]:
    """Make all texts of a consultation, in the order in which they come in.

    Args:
        seed: the same seed gives the same texts, in any process.
        campaigns: how many texts are passed on.
        variants: how often each of them is sent, changed or not.
        alone: how many opinions of people by themselves; a fifth quote the plan, a tenth are short.
    """
    dice = random.Random(f"folding-{seed}")
    made: list[Labelled] = []
    for number in range(campaigns):
        made += _campaign(dice, f"campaign-{number}", variants)
    for number in range(alone):
        made.append(_alone(dice, number))
    dice.shuffle(made)
    return made


def _campaign(dice: random.Random, label: str, variants: int) -> list[Labelled]:
    topic = dice.choice(opinions()["topics"])
    original, opposite = _draft(dice, topic, stance=True)
    made = [Labelled(original.written(), label, EXACT)]
    ways = tuple(CHANGES)
    while len(made) < variants:
        if dice.random() < 0.25:
            made.append(Labelled(original.written(), label, EXACT))
            continue
        kinds = [dice.choice(ways)]
        if dice.random() < 0.25:
            kinds = dice.sample(ways, dice.randint(2, 3))
        text = _changed(dice, original, kinds)
        made.append(Labelled(text, label, kinds[0] if len(kinds) == 1 else MIXED))
    made.append(Labelled(opposite.written(), f"{label}-opposite", OPPOSITE))
    return made


def _draft(dice: random.Random, topic: dict[str, Any], *, stance: bool) -> tuple[Draft, Draft]:
    """Return a text of a topic and, with a stance, the same with the opposite one."""
    fill = _filler(dice)
    points = dice.sample(topic["points"], dice.randint(3, 6))
    body = [fill(point) for point in points]
    mine, others = list(body), list(body)
    if stance:
        at, which = dice.randint(0, 1) * len(body), dice.randrange(len(topic["for"]))
        sides = [topic["for"][which], topic["against"][which]]
        dice.shuffle(sides)
        mine.insert(at, sides[0])
        others.insert(at, sides[1])
    opening = fill(dice.choice(opinions()["openings"])) if dice.random() < 0.8 else ""
    closing = fill(dice.choice(opinions()["closings"])) if dice.random() < 0.8 else ""
    return Draft(opening, tuple(mine), closing), Draft(opening, tuple(others), closing)


def _alone(dice: random.Random, number: int) -> Labelled:
    chance = dice.random()
    if chance < 0.1:
        text = dice.choice(opinions()["short"])
        return Labelled(text, f"short-{text}", SHORT)
    topic = dice.choice(opinions()["topics"])
    draft, _ = _draft(dice, topic, stance=dice.random() < 0.5)
    aside = _filler(dice)(dice.choice(opinions()["asides"]))
    draft = replace(draft, sentences=(*draft.sentences, aside))
    kind = ALONE
    if chance < 0.3:
        kind = QUOTING
        quoted = dice.choice(opinions()["quotes"])
        draft = replace(draft, sentences=(quoted, *draft.sentences))
    return Labelled(draft.written(), f"{kind}-{number}", kind)


def _filler(dice: random.Random) -> Callable[[str], str]:
    area, name = dice.choice(AREAS), dice.choice(NAMES)

    def fill(sentence: str) -> str:
        return re.sub(
            r"\{(\w+)\}",
            lambda found: {
                "area": area,
                "name": name,
                "work": dice.choice(WORK),
                "age": str(dice.choice((60, 70, 75, 80, 85, 90))),
                "number": str(dice.randint(2, 9)),
            }[found[1]],
            sentence,
        )

    return fill


# How a text that is passed on gets changed. Each takes a draft and returns one; those that change
# how it is written down return the text.


def _other_names(dice: random.Random, draft: Draft) -> Draft:
    area, name = dice.choice(AREAS), dice.choice(NAMES)

    def swapped(text: str) -> str:
        for known in AREAS:
            text = text.replace(known, area)
        for known in NAMES:
            text = text.replace(known, name)
        return text

    changed = Draft(
        swapped(draft.opening), tuple(map(swapped, draft.sentences)), swapped(draft.closing)
    )
    return changed if changed != draft else replace(draft, closing=f"{area}　{name}")


def _other_opening(dice: random.Random, draft: Draft) -> Draft:
    others = [one for one in opinions()["openings"] if one != draft.opening]
    return replace(draft, opening=_filler(dice)(dice.choice(others)))


def _other_closing(dice: random.Random, draft: Draft) -> Draft:
    others = [one for one in opinions()["closings"] if one != draft.closing]
    return replace(draft, closing=_filler(dice)(dice.choice(others)))


def _other_order(dice: random.Random, draft: Draft) -> Draft:
    sentences = list(draft.sentences)
    while sentences == list(draft.sentences):
        dice.shuffle(sentences)
    return replace(draft, sentences=tuple(sentences))


def _one_more(dice: random.Random, draft: Draft) -> Draft:
    sentences = list(draft.sentences)
    aside = _filler(dice)(dice.choice(opinions()["asides"]))
    sentences.insert(dice.randint(0, len(sentences)), aside)
    return replace(draft, sentences=tuple(sentences))


def _one_less(dice: random.Random, draft: Draft) -> Draft:
    sentences = list(draft.sentences)
    # What somebody thinks of it is what a campaign is about: that sentence stays.
    stances = {side for topic in opinions()["topics"] for side in topic["for"] + topic["against"]}
    sentences.remove(dice.choice([one for one in sentences if one not in stances]))
    return replace(draft, sentences=tuple(sentences))


def _other_marks(dice: random.Random, text: str) -> str:
    match dice.randrange(4):
        case 0:
            return text.replace("、", "，").replace("。", "．")
        case 1:
            return text.replace("、", "")
        case 2:
            return text.replace("。", "。\n").replace("\n\n", "\n")
        case _:
            return re.sub("。$", "！", text.replace("。\n", "！\n")).replace("\n", " ")


_FULL = {ord("!") + at: chr(0xFF01 + at) for at in range(94)}


def _other_width(dice: random.Random, text: str) -> str:
    half = "".join(_HALF.get(char, char) for char in text)
    full = text.translate(_FULL).replace("　", " ")
    return dice.choice([one for one in (half, full) if one != text] or [text])


def _half_kana() -> dict[str, str]:
    half = [chr(code) for code in range(0xFF61, 0xFF9E)]
    plain = {unicodedata.normalize("NFKC", char): char for char in half}
    voiced = {
        unicodedata.normalize("NFKC", char + mark): char + mark for char in half for mark in "ﾞﾟ"
    }
    return {full: written for full, written in {**voiced, **plain}.items() if len(full) == 1}


_HALF = _half_kana()

CHANGES: dict[str, Callable[[random.Random, Draft], Draft] | Callable[[random.Random, str], str]]
CHANGES = {
    "names": _other_names,
    "opening": _other_opening,
    "closing": _other_closing,
    "order": _other_order,
    "added": _one_more,
    "dropped": _one_less,
    "marks": _other_marks,
    "width": _other_width,
}
_OF_TEXT = ("marks", "width")


def _changed(dice: random.Random, draft: Draft, kinds: list[str]) -> str:
    changes: dict[str, Any] = CHANGES
    for kind in kinds:
        if kind not in _OF_TEXT:
            draft = changes[kind](dice, draft)
    text = draft.written()
    for kind in kinds:
        if kind in _OF_TEXT:
            text = changes[kind](dice, text)
    return text
