"""What a file is by its content, whatever its name says, and what of it is kept.

Photographs tell where and by whom they were taken (EXIF, XMP, IPTC): all of that is removed, after
the picture was turned the way it was meant to be seen. The picture itself is not scaled.
"""

import asyncio
import hashlib
import io
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

import puremagic
from PIL import Image, ImageOps, UnidentifiedImageError

from shared.errors import InvalidInput

NAME_MAX = 120
# A photograph of a telephone has 12 to 50 million pixels; each takes four bytes here.
PIXELS_MAX = 64_000_000
_JPEG_QUALITY = 92
_NO_NAME = re.compile(r'[\x00-\x1f\x7f-\x9f/\\:*?"<>|\u202a-\u202e\u2066-\u2069]')


class FileKind(StrEnum):
    """What is taken, by its media type."""

    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"


ALL_KINDS = frozenset(FileKind)
_ENDINGS = {
    FileKind.PDF: ".pdf",
    FileKind.JPEG: ".jpg",
    FileKind.PNG: ".png",
    FileKind.WEBP: ".webp",
}


class FileTooLarge(InvalidInput):
    """It has more bytes than ``max_bytes``, or more pixels than ``max_pixels``."""

    status = 413


class FileKindNotAccepted(InvalidInput):
    """By its content it is none of ``kinds``."""


class FileUnreadable(InvalidInput):
    """It begins like a picture or a PDF and is damaged."""


@dataclass(frozen=True, slots=True)
class AcceptedFile:
    """What is kept; ``sha256`` is that of ``content``, ``given_sha256`` of what was handed in."""

    name: str
    kind: FileKind
    content: bytes
    sha256: str
    given_sha256: str


async def accept(
    name: str, content: bytes, *, max_bytes: int, kinds: Collection[FileKind] = ALL_KINDS
) -> AcceptedFile:
    """Judge a file in a thread of its own; return what of it is kept.

    Raises:
        FileTooLarge, FileKindNotAccepted, FileUnreadable.
    """
    if len(content) > max_bytes:
        raise FileTooLarge("file", max_bytes=max_bytes)
    return await asyncio.to_thread(_accept, name, content, frozenset(kinds))


def _accept(name: str, content: bytes, kinds: frozenset[FileKind]) -> AcceptedFile:
    kind = _kind_of(content)
    if kind is None or kind not in kinds:
        raise FileKindNotAccepted("file", kinds=sorted(kinds))
    kept = _whole_pdf(content) if kind is FileKind.PDF else _bare_picture(content, kind)
    return AcceptedFile(
        name=safe_name(name, kind),
        kind=kind,
        content=kept,
        sha256=hashlib.sha256(kept).hexdigest(),
        given_sha256=hashlib.sha256(content).hexdigest(),
    )


def _kind_of(content: bytes) -> FileKind | None:
    try:
        found = {match.mime_type for match in puremagic.magic_string(content[:4_096])}
    except (puremagic.PureError, ValueError):
        return None
    # A signature of a few bytes fits many kinds: only one that stands at the very beginning counts.
    named = {kind for kind in FileKind if kind.value in found and _begins_like(content, kind)}
    return named.pop() if len(named) == 1 else None


def _begins_like(content: bytes, kind: FileKind) -> bool:
    match kind:
        case FileKind.PDF:
            return content.startswith(b"%PDF-")
        case FileKind.JPEG:
            return content.startswith(b"\xff\xd8\xff")
        case FileKind.PNG:
            return content.startswith(b"\x89PNG\r\n\x1a\n")
        case FileKind.WEBP:
            return content[:4] == b"RIFF" and content[8:12] == b"WEBP"


def _whole_pdf(content: bytes) -> bytes:
    if b"%%EOF" not in content[-2_048:]:
        raise FileUnreadable("file")
    return content


def _bare_picture(content: bytes, kind: FileKind) -> bytes:
    try:
        # The kind is fixed: Pillow must not try its other readers on what a stranger sent.
        with Image.open(io.BytesIO(content), formats=[kind.name]) as picture:
            if picture.width * picture.height > PIXELS_MAX:
                raise FileTooLarge("file", max_pixels=PIXELS_MAX)
            return _saved(picture, kind)
    except Image.DecompressionBombError as error:
        raise FileTooLarge("file", max_pixels=PIXELS_MAX) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise FileUnreadable("file") from error


def _saved(picture: Image.Image, kind: FileKind) -> bytes:
    colours = picture.info.get("icc_profile")
    upright = ImageOps.exif_transpose(picture)
    bare = Image.new(upright.mode, upright.size)
    if upright.mode == "P" and (palette := upright.getpalette()) is not None:
        bare.putpalette(palette)
    bare.paste(upright)
    out = io.BytesIO()
    more = {"transparency": picture.info["transparency"]} if "transparency" in picture.info else {}
    match kind:
        case FileKind.JPEG:
            bare.save(out, "JPEG", quality=_JPEG_QUALITY, icc_profile=colours)
        case FileKind.WEBP:
            bare.save(out, "WEBP", quality=_JPEG_QUALITY, icc_profile=colours)
        case _:
            bare.save(out, "PNG", icc_profile=colours, **more)
    return out.getvalue()


def safe_name(name: str, kind: FileKind) -> str:
    """Return a name that is one, with the ending of what the file is."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    stem = _NO_NAME.sub("", last).strip(" .")
    ending = _ENDINGS[kind]
    before, dot, after = stem.rpartition(".")
    if dot and re.fullmatch(r"[A-Za-z0-9]{1,5}", after):
        stem = before.strip(" .")
    return (stem[: NAME_MAX - len(ending)] or "file") + ending
