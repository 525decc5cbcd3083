"""Files with a comment, on the real database: kept first, named by the comment, else swept."""

import asyncio
import hashlib
import io
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image

from services.public_comment.domain import errors
from services.public_comment.domain.attachments import KEPT_UNNAMED, attachments_of
from services.public_comment.domain.commitment import commitment
from services.public_comment.handlers import attachments as attachments_module
from services.public_comment.handlers import make_handlers
from services.public_comment.handlers.personal_data import Purpose
from services.public_comment.handlers.submission import Receipt
from services.public_comment.store.attachments import AttachmentRows
from shared.caller import STRANGER, Caller, NotInCharge, Role, act_as
from shared.clock import now
from shared.errors import NotSignedIn, Unavailable
from shared.files import (
    FileInfected,
    FileKindNotAccepted,
    FileNotFound,
    FileTooLarge,
    FileUnreadable,
    Scanner,
)
from shared.idempotency import IdempotencyKeyReused
from shared.ids import new_id
from shared.mongo import Document, Mongo
from shared.private_data import PrivateDataErased
from shared.settings import Settings
from tests.integration.public_comment.test_use_cases import World, numbers
from tests.support.keys import KeysAtHand

PDF = b"%PDF-1.7\nTop secret of a citizen\n%%EOF\n"
IN_CHARGE, ELSEWHERE = (
    Caller("p-1", frozenset({Role.STAFF}), departments=frozenset({department}))
    for department in ("plan", "roads")
)


def picture(kind: str = "JPEG", **more: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, kind, **more)
    return out.getvalue()


class Sending(World):
    """The use cases, with keys at hand."""

    def __init__(self, mongo: Mongo, settings: Settings) -> None:
        super().__init__(mongo, settings)
        self.keys = KeysAtHand(settings)
        self.use = make_handlers(self.store, settings, self._revisions, self.keys, self, self)
        self.rows = AttachmentRows(self.store)

    async def attach(self, key: str, content: bytes = PDF) -> str:
        row = await self.use.attachments.attach(self.consultation["_id"], key, content)
        return str(row["_id"])

    async def send(self, *contents: bytes, **changes: Any) -> Receipt:
        key = new_id()
        ids = [await self.attach(key, content) for content in contents]
        return await self.submit(idempotency_key=key, attachments=tuple(ids), **changes)

    async def files(self) -> int:
        return await self.database["files.files"].count_documents({})

    async def parts(self) -> int:
        return await self.database["files.chunks"].count_documents({})

    async def age(self) -> None:
        """Let a day have passed since anything was kept."""
        old = now() - KEPT_UNNAMED - timedelta(minutes=1)
        await self.database["attachments"].update_many({}, {"$set": {"kept_at": old}})


@pytest.fixture
async def world(mongo: Mongo, settings: Settings) -> AsyncIterator[Sending]:
    act_as(IN_CHARGE)
    made = Sending(mongo, settings)
    await made.begin()
    await made.rows.create_indexes()
    made.consultation = await made.use.consultations.open(
        made.new_consultation(department_id="plan")
    )
    act_as(STRANGER)
    yield made
    act_as(STRANGER)


async def test_files_are_kept_sealed_named_and_proved(world: Sending) -> None:
    photo = picture()
    receipt = await world.send(PDF, photo)
    body, row = receipt.body(), await world.stored(receipt)
    assert [one["kind"] for one in body["attachments"]] == ["application/pdf", "image/jpeg"]
    hashes = [hashlib.sha256(content).hexdigest() for content in (PDF, photo)]
    assert [one["sha256"] for one in body["attachments"]] == hashes, "as they were handed in"
    salt = bytes.fromhex(body["salt"])
    statement = {
        "consultation_id": body["consultation_id"],
        "clause_id": body["clause_id"],
        "receipt_number": row["receipt_number"],
        "text": body["text"],
        "version": 1,
    }
    assert commitment(salt, **statement, attachments=hashes) == body["commitment"]
    assert commitment(salt, **statement) != body["commitment"]
    (event,) = row["pending_events"]
    assert event["data"]["attachments"] == 2
    assert not any(
        value in str(event) for value in [*hashes, *(one["id"] for one in body["attachments"])]
    )
    chunks = [bytes(part["data"]) async for part in world.database["files.chunks"].find({})]
    assert b"secret" not in b"".join(chunks)


async def test_a_comment_without_files_costs_no_more(world: Sending) -> None:
    receipt = await world.submit()
    assert world.keys.asked == []
    row = await world.stored(receipt)
    assert "attachments" not in row["versions"][0]
    assert receipt.body()["attachments"] == []


async def test_a_photograph_tells_no_place(world: Sending) -> None:
    exif = Image.Exif()
    exif[0x010E] = "at the citizen's home"
    receipt = await world.send(picture(exif=exif))
    act_as(IN_CHARGE)
    (one,) = attachments_of(receipt.comment["versions"][0])
    _, content = await world.use.opened_attachments.read(
        receipt.comment["_id"], one["id"], Purpose.ANSWER
    )
    assert b"home" not in content
    assert Image.open(io.BytesIO(content)).size == (8, 8)


async def test_those_in_charge_open_it_and_that_is_recorded_first(world: Sending) -> None:
    receipt = await world.send(PDF)
    other = await world.send(picture())
    (one,), (foreign,) = (attachments_of(r.comment["versions"][0]) for r in (receipt, other))
    id_ = receipt.comment["_id"]
    read = world.use.opened_attachments.read
    for caller, refusal in ((STRANGER, NotSignedIn), (ELSEWHERE, NotInCharge)):
        act_as(caller)
        with pytest.raises(refusal):
            await read(id_, one["id"], Purpose.ANSWER)
    act_as(IN_CHARGE)
    with pytest.raises(FileNotFound):
        await read(id_, foreign["id"], Purpose.ANSWER)
    assert await world.database["accesses"].count_documents({}) == 0
    about, content = await read(id_, one["id"], Purpose.ANSWER)
    assert content == PDF
    assert about.name == f"attachment-{receipt.comment['receipt_number']}-1.pdf"
    access = await world.database["accesses"].find_one({})
    assert access is not None
    assert (access["by"], access["purpose"], access["comment_ids"]) == ("p-1", "ANSWER", [id_])
    world.keys.destroy()
    with pytest.raises(PrivateDataErased):
        await read(id_, one["id"], Purpose.ANSWER)


async def test_the_submitter_sees_them_and_a_correction_keeps_them(world: Sending) -> None:
    receipt = await world.send(PDF)
    corrected = await world.use.receipts.correct(*numbers(receipt), "直しました。")
    last = corrected["versions"][-1]
    assert attachments_of(last) == receipt.body()["attachments"]
    again = commitment(
        last["salt"],
        consultation_id=corrected["consultation_id"],
        clause_id=last["clause_id"],
        receipt_number=corrected["receipt_number"],
        text=last["text"],
        version=2,
        attachments=[hashlib.sha256(PDF).hexdigest()],
    )
    assert again == last["commitment"]


# Again, at once, and with another's


async def test_retries_at_once_make_one_comment_with_its_files(world: Sending) -> None:
    key = new_id()
    ids = await asyncio.gather(*(world.attach(key) for _ in range(5)))
    assert len(set(ids)) == 1
    assert await world.files() == 1
    new = world.comment(idempotency_key=key, attachments=(ids[0],))
    receipts = await asyncio.gather(*(world.use.comments.submit(new) for _ in range(8)))
    again = await world.use.comments.submit(new)
    assert len({numbers(one) for one in [*receipts, again]}) == 1
    assert await world.store.comments.collection.count_documents({}) == 1
    assert await world.attach(key) == ids[0], "a retry sends the file again, too"
    assert (await world.use.comments.submit(new)).repeated
    with pytest.raises(IdempotencyKeyReused):
        await world.use.comments.submit(replace(new, attachments=()))


async def test_a_retry_after_the_close_still_comes_to_its_receipt(world: Sending) -> None:
    key = new_id()
    new = world.comment(idempotency_key=key, attachments=(await world.attach(key),))
    first = await world.use.comments.submit(new)
    await world.close()
    await world.attach(key)
    assert numbers(await world.use.comments.submit(new)) == numbers(first)
    with pytest.raises(errors.ConsultationClosed):
        await world.attach(new_id())


async def test_nobody_names_a_file_of_another_key(world: Sending) -> None:
    stolen = await world.attach(new_id())
    for ids in ((stolen,), ("no-such",), (stolen, "no-such")):
        with pytest.raises(errors.AttachmentGone):
            await world.submit(attachments=ids)
    assert await world.store.comments.collection.count_documents({}) == 0


async def test_no_more_than_three(world: Sending) -> None:
    contents = [PDF + bytes([n]) * 3 + b"%%EOF" for n in range(4)]
    with pytest.raises(errors.TooManyAttachments) as refused:
        await world.send(*contents)
    assert refused.value.params == {"max": 3}
    assert await world.store.comments.collection.count_documents({}) == 0
    assert len(attachments_of((await world.send(*contents[:3])).comment["versions"][0])) == 3


# What is refused


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", FileKindNotAccepted),
        (b"MZ\x90\x00 a program that is called plan.pdf", FileKindNotAccepted),
        (b"<html><script>alert(1)</script>", FileKindNotAccepted),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', FileKindNotAccepted),
        (b"GIF89a/*\x00" + b"\x00" * 50, FileKindNotAccepted),
        (b"PK\x03\x04 an archive", FileKindNotAccepted),
        (b"<script>alert(1)</script>" + PDF, FileKindNotAccepted),
        (b"%PDF-1.7 cut off", FileUnreadable),
        (picture()[:-200], FileUnreadable),
        (PDF * 200_000, FileTooLarge),
    ],
)
async def test_what_it_is_not_keeps_nothing(
    world: Sending, content: bytes, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        await world.attach(new_id(), content)
    assert await world.files() == 0
    assert world.keys.asked == []


async def test_of_a_picture_that_is_a_page_as_well_the_picture_is_kept(world: Sending) -> None:
    receipt = await world.send(picture() + b"<script>alert(1)</script>PK\x03\x04")
    act_as(IN_CHARGE)
    (one,) = attachments_of(receipt.comment["versions"][0])
    _, content = await world.use.opened_attachments.read(
        receipt.comment["_id"], one["id"], Purpose.ANSWER
    )
    assert b"script" not in content and b"PK" not in content[-20:]


async def test_what_the_scanner_knows_is_refused(
    world: Sending, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def answer(_: Scanner, content: bytes) -> str:
        return "stream: Eicar FOUND" if b"secret" in content else "stream: OK"

    world.use.attachments.settings = world.use.attachments.settings.model_copy(
        update={"clamav": "127.0.0.1:9"}
    )
    with pytest.raises(Unavailable):
        await world.attach(new_id())
    monkeypatch.setattr(Scanner, "_ask", answer)
    with pytest.raises(FileInfected):
        await world.attach(new_id())
    assert await world.files() == 0
    await world.attach(new_id(), picture())


async def test_without_the_keys_nothing_is_kept(world: Sending) -> None:
    world.keys.away = True
    with pytest.raises(Unavailable):
        await world.attach(new_id())
    assert await world.files() == 0


# What no comment names


async def test_what_no_comment_names_goes_after_a_day(world: Sending) -> None:
    receipt = await world.send(PDF)
    key = new_id()
    lost = await world.attach(key, picture())
    assert await world.use.attachments.sweep() == 0
    await world.age()
    assert await world.use.attachments.sweep() == 1
    assert (await world.files(), await world.parts()) == (1, 1)
    with pytest.raises(errors.AttachmentGone):
        await world.submit(idempotency_key=key, attachments=(lost,))
    assert await world.attach(key, picture()) == lost, "it may be sent again"
    await world.submit(idempotency_key=key, attachments=(lost,))
    act_as(IN_CHARGE)
    (one,) = attachments_of(receipt.comment["versions"][0])
    _, content = await world.use.opened_attachments.read(
        receipt.comment["_id"], one["id"], Purpose.ANSWER
    )
    assert content == PDF


async def test_a_sweep_that_dies_is_gone_on_with(
    world: Sending, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.attach(new_id())
    await world.age()

    async def die(_: str) -> None:
        raise RuntimeError("died before the file was taken away")

    with monkeypatch.context() as dying:
        dying.setattr(world.store.files, "remove", die)
        with pytest.raises(RuntimeError):
            await world.use.attachments.sweep()
    assert await world.use.attachments.sweep() == 1
    assert await world.files() == 0


async def test_a_comment_and_the_sweep_at_once_never_lose_a_named_file(world: Sending) -> None:
    for _ in range(10):
        key = new_id()
        id_ = await world.attach(key)
        await world.age()
        new = world.comment(idempotency_key=key, attachments=(id_,))
        outcome, _ = await asyncio.gather(
            world.use.comments.submit(new), world.use.attachments.sweep(), return_exceptions=True
        )
        kept = await world.store.files.among([id_])
        if isinstance(outcome, Receipt):
            assert kept == {id_}
        else:
            assert isinstance(outcome, errors.AttachmentGone)
            assert await _comment_of(world, key) is None


async def _comment_of(world: Sending, key: str) -> Document | None:
    hashed = world.use.attachments.secrets.idempotency_hash(f"citizen:{key}")
    return (await world.store.comments_by_key([hashed])).get(hashed)


async def test_a_crash_while_naming_leaves_neither_half(
    world: Sending, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = new_id()
    new = world.comment(idempotency_key=key, attachments=(await world.attach(key),))

    async def die(*_: Any) -> None:
        raise RuntimeError("crash between the two")

    with monkeypatch.context() as dying:
        dying.setattr(world.use.comments.attachments.rows, "name", die)
        with pytest.raises(RuntimeError):
            await world.use.comments.submit(new)
    assert await _comment_of(world, key) is None
    assert not (await world.use.comments.submit(new)).repeated


async def test_what_waits_is_bounded(world: Sending, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachments_module, "UNNAMED_MAX", 2)
    for _ in range(2):
        await world.send(PDF)
        await world.attach(new_id())
    with pytest.raises(errors.TooManyAttachmentsWait):
        await world.attach(new_id())
    await world.submit()
