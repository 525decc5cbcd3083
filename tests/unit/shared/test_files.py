"""What is taken of files that strangers hand in: failures first."""

import io
from pathlib import PurePath

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from shared.clock import now
from shared.files import (
    FileKind,
    FileKindNotAccepted,
    FileTooLarge,
    FileUnreadable,
    KeptFile,
    accept,
    download_headers,
)
from shared.files.accept import safe_name

MAX = 1_000_000
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
GPS, ORIENTATION, ARTIST = 0x8825, 0x0112, 0x013B


def picture(kind: str, mode: str = "RGB", *, orientation: int = 1) -> bytes:
    """A picture, red on the left, with a place and an artist in its EXIF."""
    image = Image.new(mode, (40, 20), "blue" if mode != "L" else 9)
    image.paste("red" if mode != "L" else 200, (0, 0, 20, 20))
    exif = Image.Exif()
    exif[ORIENTATION], exif[ARTIST] = orientation, "Yamada Taro"
    exif.get_ifd(GPS)[2] = (38.0, 16.0, 5.0)
    out = io.BytesIO()
    image.save(out, kind, exif=exif)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
async def test_what_a_photograph_tells_of_its_place_and_maker_is_removed(kind: str) -> None:
    given = picture(kind)
    assert b"Yamada Taro" in given

    taken = await accept("IMG_0001.JPG", given, max_bytes=MAX)

    assert taken.kind is FileKind[kind]
    assert b"Yamada" not in taken.content
    assert b"Exif" not in taken.content
    with Image.open(io.BytesIO(taken.content)) as kept:
        assert dict(kept.getexif()) == {}
        assert kept.size == (40, 20)
        assert kept.convert("RGB").getpixel((5, 10))[0] > 200  # type: ignore[index]
    assert taken.sha256 != taken.given_sha256


async def test_a_picture_is_turned_the_way_it_was_meant() -> None:
    taken = await accept("a.jpg", picture("JPEG", orientation=6), max_bytes=MAX)
    with Image.open(io.BytesIO(taken.content)) as kept:
        assert kept.size == (20, 40)
        assert kept.getpixel((10, 5))[0] > 200  # type: ignore[index]  # its left is now above


@pytest.mark.parametrize("mode", ["RGB", "L", "RGBA", "P", "1", "LA"])
async def test_every_kind_of_pixels_stays_as_it_looks(mode: str) -> None:
    image = Image.linear_gradient("L").convert(mode)
    out = io.BytesIO()
    image.save(out, "PNG")
    taken = await accept("a.png", out.getvalue(), max_bytes=MAX)
    with Image.open(io.BytesIO(taken.content)) as kept:
        assert kept.convert("RGBA").tobytes() == image.convert("RGBA").tobytes()


async def test_a_pdf_is_kept_byte_for_byte() -> None:
    taken = await accept("意見.pdf", PDF, max_bytes=MAX)
    assert (taken.content, taken.kind, taken.name) == (PDF, FileKind.PDF, "意見.pdf")
    assert taken.sha256 == taken.given_sha256


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b"<html><script>alert(1)</script></html>",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"MZ\x90\x00\x03" + b"\x00" * 100,
        b"PK\x03\x04" + b"\x00" * 100,
        b"GIF89a" + b"\x00" * 50,
        b"\n" * 10 + PDF,
    ],
)
async def test_what_it_is_counts_not_how_it_is_called(content: bytes) -> None:
    with pytest.raises(FileKindNotAccepted):
        await accept("photo.jpg", content, max_bytes=MAX)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
async def test_a_damaged_picture_is_refused(kind: str) -> None:
    with pytest.raises(FileUnreadable):
        await accept("a", picture(kind)[:60], max_bytes=MAX)


async def test_a_pdf_that_was_cut_off_is_refused() -> None:
    with pytest.raises(FileUnreadable):
        await accept("a.pdf", PDF[:-8], max_bytes=MAX)


async def test_only_the_kinds_that_are_asked_for_are_taken() -> None:
    with pytest.raises(FileKindNotAccepted) as refused:
        await accept("a.png", picture("PNG"), max_bytes=MAX, kinds={FileKind.PDF})
    assert refused.value.params == {"kinds": ["application/pdf"]}


async def test_too_many_bytes_are_refused() -> None:
    with pytest.raises(FileTooLarge):
        await accept("a.pdf", PDF, max_bytes=len(PDF) - 1)


async def test_a_small_file_with_a_giant_picture_is_refused() -> None:
    out = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(out, "PNG")
    assert len(out.getvalue()) < MAX
    with pytest.raises(FileTooLarge):
        await accept("a.png", out.getvalue(), max_bytes=MAX)


@given(st.text(max_size=300), st.sampled_from(FileKind))
def test_a_name_is_only_a_name(name: str, kind: FileKind) -> None:
    safe = safe_name(name, kind)
    assert PurePath(safe).name == safe
    assert 4 < len(safe) <= 120
    assert not set(safe) & set('/\\:*?"<>|\r\n\0\u202e')
    assert safe_name(safe, kind) == safe


def test_endings_follow_the_content() -> None:
    assert safe_name("../../etc/passwd", FileKind.PDF) == "passwd.pdf"
    assert safe_name("C:\\fakepath\\写真.exe", FileKind.JPEG) == "写真.jpg"
    assert safe_name("第1.2版の意見", FileKind.PDF) == "第1.2版の意見.pdf"
    assert safe_name("...", FileKind.PNG) == "file.png"


def test_it_is_handed_out_as_a_download_only() -> None:
    kept = KeptFile("f", '意見"; x=y.pdf', FileKind.PDF, 10, "0" * 64, now())
    headers = download_headers(kept)
    assert headers["Content-Disposition"].startswith(
        'attachment; filename="_____x_y.pdf"; filename*='
    )
    assert "sandbox" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    for value in headers.values():
        assert value.isascii()
