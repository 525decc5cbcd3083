"""What other services learn of published texts: whether each is still published, and no word."""

from hashlib import sha256

from services.public_comment.masks.domain.masks import Mask
from shared.caller import STRANGER, act_as
from shared.ids import new_id
from tests.integration.public_comment.test_masks import (
    NAME,
    PHONE,
    SHOWN_TEXT,
    STAFF,
    TEXT,
    Masking,
    world,
)

__all__ = ["world"]  # the fixture


def sealed(text: str) -> str:
    return sha256(text.encode()).hexdigest()


async def test_before_the_result_there_is_none(world: Masking) -> None:
    await world.mask(NAME, PHONE)
    assert await world.masks.seals([world.case, "no-such-consultation"]) == {world.case: []}


async def test_it_stands_for_the_text_as_it_is_masked_now(world: Masking) -> None:
    await world.mask(NAME, PHONE)
    await world.publish()
    assert await world.masks.seals([world.case]) == {world.case: [sealed(SHOWN_TEXT)]}
    assert sealed(TEXT) != sealed(SHOWN_TEXT)
    await world.mask(Mask(0, len(TEXT) - 1), on=(1, 1), key=new_id())
    (now,) = (await world.masks.seals([world.case]))[world.case]
    assert now != sealed(SHOWN_TEXT)


async def test_it_is_gone_with_the_agreement(world: Masking) -> None:
    await world.mask(NAME, PHONE)
    await world.publish()
    act_as(STRANGER)
    await world.say(world.receipt, agrees=False)
    assert await world.masks.seals([world.case]) == {world.case: []}


async def test_every_text_counts_also_one_that_is_the_same(world: Masking) -> None:
    await world.mask(NAME, PHONE)
    act_as(STRANGER)
    second = await world.submit(text=TEXT, agrees_to_publish=True)
    act_as(STAFF)
    await world.mask(NAME, PHONE, id_=second.comment["_id"])
    await world.publish()
    assert await world.masks.seals([world.case]) == {world.case: [sealed(SHOWN_TEXT)] * 2}
