"""A form with one file: read with a limit, in memory only, for what is in it may be private."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from gateway.web.forms import LARGEST_FORM_BYTES, MOST_FIELDS, FormMalformed
from gateway.web.staff import checked_fields
from shared.errors import BodyTooLarge
from shared.settings import settings


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
