"""Which encoding a Japanese text file is in.

Files that cities exchange are UTF-8 (with or without a mark), Shift_JIS as Windows writes it
(CP932), now and then EUC-JP. Strict decoding of the whole file comes first, because it is the
only proof; a statistical guess is asked only where every strict reading fails, so that one
damaged row does not keep the others out.
"""

import codecs
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from charset_normalizer import from_bytes

from shared.tables.errors import EncodingUnknown, TableIsWorkbook

_CHUNK = 1 << 20
_SAMPLE = 1 << 18
_TOLERATED_DAMAGE = 0.01  # share of bytes that cannot be read before we rather ask
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_JAPANESE = ("cp932", "euc_jp", "euc_jis_2004")
_NAMES = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8（BOM付き）",
    "utf-16": "UTF-16",
    "cp932": "Shift_JIS（CP932）",
    "euc_jp": "EUC-JP",
    "euc_jis_2004": "EUC-JP",
    "iso2022_jp_2004": "ISO-2022-JP",
}
_LIKELY = re.compile("[\u3000-\u30ff\u4e00-\u9fff\uff01-\uff5e]")
_UNLIKELY = re.compile("[\x80-\xa0\uff61-\uff9f\ue000-\uf8ff]")


# A file, or what it holds.
Source = Path | bytes


@dataclass(frozen=True)
class Encoding:
    """How to read the file: a Python codec, its name for people, and whether it is proven."""

    codec: str
    proven: bool

    @property
    def name(self) -> str:
        """The name that people know it by."""
        return _NAMES.get(self.codec, self.codec)


def named_encoding(name: str) -> Encoding:
    """The encoding that the operator gave, such as ``Shift_JIS``; read as Windows writes it.

    Raises:
        EncodingUnknown: there is no such encoding.
    """
    try:
        codec = codecs.lookup(name).name
    except LookupError as error:
        raise EncodingUnknown(
            f"文字コード「{name}」は分かりません。"
            "utf-8、shift_jis、euc-jp などを指定してください。",
            f"There is no encoding named {name!r}. Give utf-8, shift_jis or euc-jp.",
        ) from error
    # What calls itself Shift_JIS holds ① and ～ of CP932 more often than not.
    return Encoding({"shift_jis": "cp932", "utf_8_sig": "utf-8-sig"}.get(codec, codec), proven=True)


def detect_encoding(source: Source) -> Encoding:
    """Find the encoding of a file, reading it in pieces. Blocks: call it in a thread.

    Raises:
        TableIsWorkbook, EncodingUnknown: another binary file, or no encoding fits.
        OSError: the file cannot be opened.
    """
    head = _head(source)
    if head.startswith(b"PK\x03\x04") or head.startswith(b"\xd0\xcf\x11\xe0"):
        raise TableIsWorkbook(
            "Excelのブックのようです。Excelで「CSV UTF-8」として保存し直してください。",
            "This is a workbook, not a CSV. Save it from Excel as “CSV UTF-8”.",
        )
    for mark, codec in _MARKS:
        if head.startswith(mark):
            return Encoding(codec, proven=True)
    if b"\x1b$" in head or b"\x1b(" in head:
        return Encoding("iso2022_jp_2004", proven=True)
    if _reads(source, "utf-8"):
        return Encoding("utf-8", proven=True)
    readable = [codec for codec in _JAPANESE if _reads(source, codec)]
    if readable:
        # EUC-JP bytes often pass as CP932 half-width kana: the more Japanese reading wins.
        sample = _sample(source)
        return Encoding(max(readable, key=lambda codec: _japaneseness(sample, codec)), proven=True)
    return _guess(source)


def opened(source: Source) -> BinaryIO:
    """Open a file, or what it holds."""
    return source.open("rb") if isinstance(source, Path) else io.BytesIO(source)


def _guess(source: Source) -> Encoding:
    sample = _sample(source)
    candidates = ["utf-8", *_JAPANESE]
    best = from_bytes(sample, cp_isolation=["utf_8", "cp932", "euc_jp"]).best()
    if best is not None:
        guessed = best.encoding.replace("utf_8", "utf-8")
        candidates.sort(key=lambda codec: codec != guessed)
    damage = {codec: _damage(source, codec) for codec in candidates}
    codec = min(candidates, key=lambda each: damage[each])
    if damage[codec] > _TOLERATED_DAMAGE:
        raise EncodingUnknown(
            "文字コードが分かりません。--encoding で指定するか、"
            "Excelなどで「CSV UTF-8」として保存し直してください。",
            "The encoding cannot be told. Give it with --encoding, or save as “CSV UTF-8”.",
        )
    return Encoding(codec, proven=False)


def _reads(source: Source, codec: str) -> bool:
    """Whether every byte can be read; a character cut off at the file's end is forgiven."""
    decoder = codecs.getincrementaldecoder(codec)("strict")
    try:
        for chunk in _chunks(source):
            decoder.decode(chunk)
    except UnicodeDecodeError:
        return False
    return True


def _damage(source: Source, codec: str) -> float:
    decoder = codecs.getincrementaldecoder(codec)("surrogateescape")
    lost = total = 0
    for chunk in _chunks(source):
        total += len(chunk)
        lost += sum(1 for char in decoder.decode(chunk) if "\udc80" <= char <= "\udcff")
    return lost / max(total, 1)


def _japaneseness(sample: bytes, codec: str) -> int:
    text = sample.decode(codec, "replace")
    return len(_LIKELY.findall(text)) - 2 * len(_UNLIKELY.findall(text))


def _sample(source: Source) -> bytes:
    with opened(source) as file:
        return file.read(_SAMPLE)


def _head(source: Source) -> bytes:
    with opened(source) as file:
        return file.read(4096)


def _chunks(source: Source) -> Iterator[bytes]:
    with opened(source) as file:
        while chunk := file.read(_CHUNK):
            yield chunk
