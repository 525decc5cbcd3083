"""A short chaos in every test run: a process killed, one frozen, one restarted, under load."""

import secrets

import pytest

from tests.chaos.faults import KINDS, plan
from tests.chaos.run import Options, is_sound, run
from tests.support import run as test_run

FAULTS, SEED = 4, 31


@pytest.mark.alone
@pytest.mark.timeout(600)
async def test_nothing_is_lost_doubled_or_out_of_order() -> None:
    assert {fault.kind for fault in plan(FAULTS, SEED)} == set(KINDS), "choose another seed"

    result = await run(Options(FAULTS, SEED, rate=15), test_run.folder() / secrets.token_hex(4))

    assert is_sound(result), result
    assert result["found"] == result["accepted"] > 0
    assert result["unanswered"] == 0
