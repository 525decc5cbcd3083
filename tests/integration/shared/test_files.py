"""Kept files in the real database, and a scanner that speaks clamd's protocol."""

import asyncio
import os
import struct
from collections.abc import AsyncIterator

import pytest

from shared.errors import Unavailable
from shared.files import AcceptedFile, FileInfected, FileKind, Files, Scanner
from shared.files.store import FileNotFound
from shared.mongo import Database, Mongo


def a_file(content: bytes, name: str = "意見.pdf") -> AcceptedFile:
    return AcceptedFile(name, FileKind.PDF, content, "a" * 64, "b" * 64)


@pytest.fixture
async def database(mongo: Mongo) -> Database:
    return mongo.database("public_comment")


@pytest.fixture
async def files(database: Database) -> Files:
    made = Files(database)
    await made.create_indexes()
    return made


async def whole(files: Files, id_: str) -> bytes:
    return b"".join([part async for part in files.read(id_)])


async def test_a_file_of_many_parts_comes_back_as_it_was(files: Files) -> None:
    content = os.urandom(1_000_003)
    kept = await files.keep("f-1", a_file(content))
    assert (kept.size, kept.name) == (len(content), "意見.pdf")
    assert await whole(files, "f-1") == content


async def test_the_same_sent_again_keeps_one(files: Files, database: Database) -> None:
    content = os.urandom(600_000)
    await asyncio.gather(*(files.keep("f-1", a_file(content)) for _ in range(5)))
    await files.keep("f-1", a_file(b"another"))

    assert await whole(files, "f-1") == content
    assert await database["files.files"].count_documents({}) == 1
    assert await database["files.chunks"].count_documents({}) == 3


async def test_what_was_broken_off_can_be_sent_again(files: Files, database: Database) -> None:
    # As a process leaves it that died before the last write.
    await files.keep("f-1", a_file(b"x" * 300_000))
    await database["files.files"].delete_many({})
    with pytest.raises(FileNotFound):
        await files.about("f-1")
    with pytest.raises(FileNotFound):
        await whole(files, "f-1")

    await files.keep("f-1", a_file(b"y" * 300_000))
    assert await whole(files, "f-1") == b"y" * 300_000


@pytest.fixture
async def clamd() -> AsyncIterator[str]:
    """A stand-in for clamd that knows one harmful word; its protocol is clamd's."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert await reader.readexactly(10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack("!I", await reader.readexactly(4))[0]:
            content += await reader.readexactly(size)
        found = b"Eicar FOUND" if b"EICAR" in content else b"OK"
        if b"TOO LONG" in content:
            found = b"INSTREAM size limit exceeded. ERROR"
        writer.write(b"stream: " + found + b"\0")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    server.close()


async def test_a_scanner_lets_clean_files_pass_and_no_others(clamd: str) -> None:
    scanner = Scanner(clamd)
    await scanner.check(os.urandom(200_000))
    with pytest.raises(FileInfected):
        await scanner.check(b"x" * 70_000 + b"EICAR")
    with pytest.raises(Unavailable):
        await scanner.check(b"TOO LONG")


async def test_a_scanner_that_is_away_lets_nothing_pass() -> None:
    with pytest.raises(Unavailable):
        await Scanner("127.0.0.1:1").check(b"anything")
    await Scanner("").check(b"no scanner is set up")
