"""Which comments are one text that was passed on (a campaign), so that it is read once.

A text belongs to another that is the same but for names, opening, closing, punctuation, width, the
order of sentences, or a few sentences more or less. A fold is known by its first text and by the
few that many send, never by all of them, so a chain of small changes cannot lead from one opinion
to another; and who turned the opinion around (賛成 into 反対, a negation) is not folded with it.
Nothing here weighs an opinion: folding is for reading, and every original stays.
"""

import hashlib
import re
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy
from datasketch import MinHash
from rapidfuzz import fuzz

# Less than this says too little to be known again: only the very same text is folded.
SHORT_LETTERS = 30
# How much of two texts must be the same, by letters.
ALIKE = 0.75
# Sentences this alike are one sentence, reworded; about these it matters that the sense is kept.
SAME_SENTENCE = 75.0
# Beyond this a text is compared in its first sentences only.
SENTENCES_MAX = 120

_RUN = 4
_BANDS, _ROWS = 24, 3
# Kept signatures stay comparable only while these stay as they are.
_SEED, _SCHEME = 20_150_301, "affine32"
_ENDS = re.compile(r"[。！？!?\n\r]+|(?<!\d)\.|\.(?!\d)")

# What turns an opinion around, longest first. A letter of a mark is counted once.
_SENSE = re.compile(
    "不必要|必要|不要|無用|賛成|反対|賛同|支持|推進|促進|進め|続け|継続|維持|存続|残し|残す|廃止|中止|中断|撤回|"
    "有償|無償|強化|緩和|導入|見送|引き上げ|引き下げ|上げる|下げる|開放|閉鎖|優先|後回し|"
    "やめ|止め|拡充|拡大|広げ|縮小|縮め|増や|増設|減ら|削減|認め|禁止|値上げ|値下げ|有料|無料|早め|延期|"
    "ない|ません|なかった|なく|ぬ|ざる|べきで|"
    # 不便, 非現実的, 未整備: a sign that turns the word behind it.
    "[不非未](?=[\u4e00-\u9fff])"
)
_STANCE = {
    "賛成": 1, "賛同": 1, "支持": 1, "反対": -1, "撤回": -1, "中止": -1, "廃止": -1,
}  # fmt: skip


@dataclass(frozen=True)
class Reading:
    """A text made comparable: its sentences, without what is only typography."""

    sentences: tuple[str, ...]

    @property
    def letters(self) -> int:
        """How much it says."""
        return sum(map(len, self.sentences))


@dataclass(frozen=True)
class Signature:
    """What a text is looked up by, and what it is compared by.

    Attributes:
        exact: of the text as it is; the same for exact copies only.
        bands: texts that have one in common may be alike; empty where only exact copies count.
            Numbers of 64 bits, as a database keeps and compares them with least effort.
        reading: the text made comparable.
    """

    exact: str
    bands: tuple[int, ...]
    reading: Reading


def signature(text: str) -> Signature:
    """Compute what a text is looked up by; the same in every process.

    Takes about a millisecond for a page: not for an event loop.
    """
    exact = hashlib.sha256(text.encode()).hexdigest()[:32]
    reading = read(text)
    if reading.letters < SHORT_LETTERS:
        return Signature(exact, (), reading)
    return Signature(exact, _bands(_runs(reading.sentences)), reading)


def read(text: str) -> Reading:
    """Make a text comparable: width, case, blanks and punctuation are gone."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    parts = ("".join(filter(_says_something, part)) for part in _ENDS.split(plain))
    return Reading(tuple(part for part in parts if part)[:SENTENCES_MAX])


def alike(one: Reading, other: Reading) -> float:
    """Return how much of two texts is the same, 0 to 1; 0 where the sense was turned around."""
    if one == other:
        return 1.0
    same, mine, others = _apart(one.sentences, other.sentences)
    pairs, left, right = _paired(mine, others)
    if _turned_around(pairs, left, right, one, other):
        return 0.0
    shared = 2.0 * same + sum((len(a) + len(b)) * score / 100 for a, b, score in pairs)
    return shared / (one.letters + other.letters)


def opposes(one: Reading, other: Reading) -> bool:
    """Say whether two texts take different sides in what they both speak of."""
    _, mine, others = _apart(one.sentences, other.sentences)
    return _turned_around(*_paired(mine, others), one, other)


def belongs(reading: Reading, first: Reading) -> bool:
    """Say whether a text is the one that a fold is known by."""
    return min(reading.letters, first.letters) >= SHORT_LETTERS and alike(reading, first) >= ALIKE


def _says_something(char: str) -> bool:
    return char.isalnum() or char == "ー"


def _runs(sentences: Iterable[str]) -> list[bytes]:
    # Sentence by sentence, so that their order does not matter.
    return sorted(
        {
            sentence[at : at + _RUN].encode()
            for sentence in sentences
            for at in range(max(1, len(sentence) - _RUN + 1))
        }
    )


def _bands(runs: Sequence[bytes]) -> tuple[int, ...]:
    minima = MinHash(
        num_perm=_BANDS * _ROWS,
        seed=_SEED,
        hashfunc=zlib.crc32,
        permutations=_permutations(),
        scheme=_SCHEME,
    )
    minima.update_batch(runs)
    rows = minima.hashvalues.reshape(_BANDS, _ROWS).astype("<u8")
    return tuple(
        int.from_bytes(
            hashlib.blake2b(bytes([band]) + row.tobytes(), digest_size=8).digest(), signed=True
        )
        for band, row in enumerate(rows)
    )


@lru_cache
def _permutations() -> numpy.ndarray:
    """Drawing them anew for each text would take longer than using them."""
    drawn: numpy.ndarray = MinHash(num_perm=_BANDS * _ROWS, seed=_SEED, scheme=_SCHEME).permutations
    return drawn


def _apart(one: Sequence[str], other: Sequence[str]) -> tuple[int, list[str], list[str]]:
    """Return the letters of sentences that both have, and what each has besides."""
    left, right = Counter(one), Counter(other)
    same = sum(len(sentence) * count for sentence, count in (left & right).items())
    return same, list((left - right).elements()), list((right - left).elements())


def _paired(
    one: Sequence[str], other: Sequence[str]
) -> tuple[list[tuple[str, str, float]], list[str], list[str]]:
    """Pair sentences that are one reworded, the closest first; return those and what is left."""
    scored = sorted(
        (
            (score, at, to)
            for at, mine in enumerate(one)
            for to, others in enumerate(other)
            if (score := fuzz.ratio(mine, others, score_cutoff=SAME_SENTENCE))
        ),
        key=lambda found: (-found[0], found[1], found[2]),
    )
    taken_one: set[int] = set()
    taken_other: set[int] = set()
    pairs: list[tuple[str, str, float]] = []
    for score, at, to in scored:
        if at not in taken_one and to not in taken_other:
            taken_one.add(at)
            taken_other.add(to)
            pairs.append((one[at], other[to], score))
    left = [sentence for at, sentence in enumerate(one) if at not in taken_one]
    right = [sentence for to, sentence in enumerate(other) if to not in taken_other]
    return pairs, left, right


def _turned_around(
    pairs: Sequence[tuple[str, str, float]],
    left: Sequence[str],
    right: Sequence[str],
    one: Reading,
    other: Reading,
) -> bool:
    return any(_sense(a) != _sense(b) for a, b, _ in pairs) or _turned(left, right, one, other)


def _sense(sentence: str) -> Counter[str]:
    return Counter(_SENSE.findall(sentence))


def _turned(left: Sequence[str], right: Sequence[str], one: Reading, other: Reading) -> bool:
    """Say whether what only one of them has takes the other side of the matter."""
    if not any(mark in sentence for sentence in (*left, *right) for mark in _STANCE):
        return False
    sides = [
        {_STANCE[mark] for sentence in text.sentences for mark in _SENSE.findall(sentence)
         if mark in _STANCE}
        for text in (one, other)
    ]  # fmt: skip
    return bool(sides[0] and sides[1] and sides[0] != sides[1])
