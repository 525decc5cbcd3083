"""Photographs: sealed, without the place where they were taken, public as part of a version."""

import asyncio
import io
import random
from dataclasses import replace

import pytest
from PIL import Image

from services.issue_proposals.domain.errors import (
    IssueNumberNotFitting,
    PhotographUnknown,
    TooManyPhotographs,
)
from services.issue_proposals.domain.issue import PHOTOGRAPHS_MAX, Shown
from shared.caller import STRANGER, NotInCharge, act_as
from shared.errors import NotSignedIn
from shared.files import FileKindNotAccepted, FileTooLarge
from shared.two_numbers import Numbers
from tests.integration.issue_proposals.conftest import COORDINATOR, OTHER, WORDS, Town

GPS = 0x8825


def picture(colour: int = 0, side: int = 900) -> bytes:
    """A photograph that tells where it was taken."""
    exif, out = Image.Exif(), io.BytesIO()
    exif.get_ifd(GPS)[2] = (38.0, 16.0, 5.0)
    Image.new("RGB", (side, side), (colour, 120, 90)).save(out, "JPEG", exif=exif)
    return out.getvalue()


async def test_it_is_private_until_a_version_that_shows_it_is_public(town: Town) -> None:
    issue, numbers = await town.public()
    act_as(STRANGER)
    made = await town.use.photographs.attach(issue.id, numbers, picture())
    (kept,) = made.photographs
    with pytest.raises(NotSignedIn):
        await town.use.photographs.read(issue.id, kept.id)
    act_as(OTHER)
    with pytest.raises(NotInCharge):
        await town.use.photographs.read(issue.id, kept.id)
    act_as(COORDINATOR)
    _, content = await town.use.photographs.read(issue.id, kept.id)
    with Image.open(io.BytesIO(content)) as image:
        assert dict(image.getexif()) == {}
    assert await town.store.accesses.collection.count_documents({"issue_id": issue.id}) == 1
    shown = [Shown(kept.id, "凍った坂道")]
    await town.use.opening.shape(issue.id, WORDS, 1, Numbers(), None, shown)
    await town.use.opening.approve(issue.id, 2, Numbers())
    act_as(STRANGER)
    with pytest.raises(NotSignedIn):
        await town.use.photographs.read(issue.id, kept.id)
    await town.use.opening.approve(issue.id, 2, numbers)
    about, public = await town.use.photographs.read(issue.id, kept.id)
    assert public == content
    assert about.name == "photograph.jpg"


async def test_what_lies_in_the_database_shows_nothing(town: Town) -> None:
    made = await town.brought()
    numbers = Numbers(made.issue.number, made.confirmation_number)
    issue = await town.use.photographs.attach(made.issue.id, numbers, picture())
    stored = b"".join([part async for part in town.store.files.read(issue.photographs[0].id)])
    assert b"JFIF" not in stored
    ((id_, small),) = await town.use.photographs.previews(issue.id, numbers)
    assert id_ == issue.photographs[0].id
    with Image.open(io.BytesIO(small)) as image:
        assert max(image.size) == 640


async def test_the_same_one_is_one_however_often_and_at_once(town: Town) -> None:
    made = await town.brought()
    numbers = Numbers(made.issue.number, made.confirmation_number)
    attach = town.use.photographs.attach
    same = picture()
    await asyncio.gather(*(attach(made.issue.id, numbers, same) for _ in range(4)))
    others = [picture(colour) for colour in (40, 80)]
    await asyncio.gather(*(attach(made.issue.id, numbers, one) for one in others))
    issue = await town.store.issue(made.issue.id)
    assert len({one.id for one in issue.photographs}) == len(issue.photographs) == 3


async def test_too_big_too_many_and_no_picture_are_refused(town: Town) -> None:
    made = await town.brought()
    numbers = Numbers(made.issue.number, made.confirmation_number)
    attach = town.use.photographs.attach
    noise = random.Random(1).randbytes(6_000_000)
    with pytest.raises(FileTooLarge):
        await attach(made.issue.id, numbers, picture() + noise)
    for content in (b"%PDF-1.7\n", b"<svg/>", b""):
        with pytest.raises(FileKindNotAccepted):
            await attach(made.issue.id, numbers, content)
    for colour in range(PHOTOGRAPHS_MAX):
        await attach(made.issue.id, numbers, picture(colour * 20))
    with pytest.raises(TooManyPhotographs):
        await attach(made.issue.id, numbers, picture(250))
    somebody = await town.brought()
    wrong = replace(numbers, confirmation_number=somebody.confirmation_number)
    with pytest.raises(IssueNumberNotFitting):
        await attach(made.issue.id, wrong, picture())


async def test_a_version_shows_only_its_own_issues_photographs(town: Town) -> None:
    issue, _ = await town.public()
    other, numbers = await town.public()
    made = await town.use.photographs.attach(other.id, numbers, picture())
    act_as(COORDINATOR)
    shown = [Shown(made.photographs[0].id, "")]
    with pytest.raises(PhotographUnknown):
        await town.use.opening.shape(issue.id, WORDS, 1, Numbers(), None, shown)
