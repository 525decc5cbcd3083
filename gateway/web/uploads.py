"""Forms with files: read with a limit, in memory only, for what is in them may be private."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from gateway.web.forms import LARGEST_FORM_BYTES, MOST_FIELDS, FormMalformed, text_of
from gateway.web.staff import checked_fields
from shared.errors import BodyTooLarge
from shared.settings import settings

# More than a comment may have: one too many is told on the form, with what was typed.
MOST_FILES = 6


@dataclass(frozen=True)
class FormWithFile:
    """The fields as typed, and the file's content; empty where none was chosen."""

    typed: dict[str, str]
    file: bytes


class _InMemory(MultiPartParser):
    # Parts of a file on this machine's disk would be copies of private data.
    spool_max_size = 1 << 30
    max_file_size = 1 << 30


async def form_with_file(request: Request, file: str, *names: str) -> FormWithFile:
    """Return a form's fields and its one file, sent from a page of this session.

    Raises:
        BodyTooLarge: over ``upload_max_bytes`` and a form. FormMalformed. FormNotOurs.
    """
    most = settings().upload_max_bytes + LARGEST_FORM_BYTES
    parser = _InMemory(
        request.headers,
        _limited(request, most),
        max_files=1,
        max_fields=MOST_FIELDS,
        max_part_size=LARGEST_FORM_BYTES,
    )
    try:
        form = await parser.parse()
    except (MultiPartException, KeyError) as error:
        raise FormMalformed from error
    texts = {
        name: value.replace("\r\n", "\n").replace("\r", "\n")
        for name, value in form.items()
        if isinstance(value, str)
    }
    typed = checked_fields(request, {name: texts.get(name, "") for name in ("csrf", *names)})
    given = form.get(file)
    content = await given.read() if isinstance(given, UploadFile) else b""
    await form.close()
    return FormWithFile(typed, content)


@dataclass(frozen=True)
class FormWithFiles:
    """The fields as typed, and the content of each file that was chosen, in their order.

    None stands for one that is larger than a file may be: what was typed beside it is not lost.
    """

    typed: dict[str, str]
    files: list[bytes | None]


class _Bounded(_InMemory):
    """Reads a file that is too large to its end, and keeps no more of it than shows that it is."""

    def __init__(self, *args: Any, largest_file: int, **more: Any) -> None:
        super().__init__(*args, **more)
        self._largest_file = largest_file
        self._size = 0

    def on_part_begin(self) -> None:
        """See the library."""
        super().on_part_begin()
        self._size = 0

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        """See the library."""
        if self._current_part.file is not None:
            room = max(0, self._largest_file + 1 - self._size)
            self._size += end - start
            end = min(end, start + room)
        super().on_part_data(data, start, end)


async def form_with_files(request: Request, files: str, *names: str) -> FormWithFiles:
    """Return a citizen's form and its files (``attachment_max_bytes`` each).

    Raises:
        BodyTooLarge: far over what the files of a form may have. FormMalformed.
    """
    largest = settings().attachment_max_bytes
    parser = _Bounded(
        request.headers,
        _limited(request, MOST_FILES * largest + LARGEST_FORM_BYTES),
        max_files=MOST_FILES,
        max_fields=MOST_FIELDS,
        max_part_size=LARGEST_FORM_BYTES,
        largest_file=largest,
    )
    try:
        form = await parser.parse()
    except (MultiPartException, KeyError) as error:
        raise FormMalformed from error
    if any(name != files and isinstance(one, UploadFile) for name, one in form.multi_items()):
        raise FormMalformed
    typed = {name: text_of(form.get(name)) for name in names}
    # A field without a chosen file comes as an empty file without a name.
    given = [one for one in form.getlist(files) if isinstance(one, UploadFile) and one.size]
    contents = [await one.read() for one in given]
    await form.close()
    return FormWithFiles(typed, [one if len(one) <= largest else None for one in contents])


async def _limited(request: Request, most: int) -> AsyncGenerator[bytes, None]:
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > most:
        raise BodyTooLarge(max_bytes=most)
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > most:
            raise BodyTooLarge(max_bytes=most)
        yield chunk
