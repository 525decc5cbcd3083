"""The master keys: they open what they locked, and nothing else."""

import base64

import pytest

from services.keys.domain.errors import MasterKeysMalformed
from services.keys.domain.master import MasterKeyMissing, MasterKeys

ONE, TWO = (base64.b64encode(bytes([n]) * 32).decode() for n in (1, 2))
KEY = b"k" * 32


def test_what_was_locked_before_a_renewal_opens_after_it() -> None:
    before = MasterKeys.of(f"1:{ONE}")
    version, locked = before.lock("person-1", KEY)
    after = MasterKeys.of(f"2:{TWO},1:{ONE}")
    assert after.unlock("person-1", version, locked) == KEY
    assert after.lock("person-1", KEY)[0] == 2
    assert KEY not in locked


def test_a_locked_key_opens_in_its_own_place_only() -> None:
    master = MasterKeys.of(f"1:{ONE}")
    version, locked = master.lock("person-1", KEY)
    with pytest.raises(MasterKeyMissing):
        master.unlock("person-2", version, locked)
    with pytest.raises(MasterKeyMissing):
        MasterKeys.of(f"1:{TWO}").unlock("person-1", version, locked)
    with pytest.raises(MasterKeyMissing):
        MasterKeys.of(f"2:{ONE}").unlock("person-1", version, locked)


@pytest.mark.parametrize(
    "setting", ["", "1", "1:", "1:%%%", "1:c2hvcnQ=", f"x:{ONE}", f"1:{ONE},2:{TWO}", f"{ONE}"]
)
def test_a_malformed_setting_stops_the_start(setting: str) -> None:
    with pytest.raises(MasterKeysMalformed):
        MasterKeys.of(setting)
