"""Tokens between services: made for one audience, from known issuers, for a short time."""

import time

import pytest

from shared import auth
from shared.auth import GATEWAY, OPERATOR, ServiceTokens, TokenReader, service_token
from shared.caller import OPERATOR_CALLER, STRANGER, Caller, Role
from shared.errors import ServiceTokenRefused

KEY = "a key of at least thirty-two characters"
OFFICER = Caller("p1", frozenset({Role.STAFF}), frozenset({"d1"}), frozenset({"dep1"}))


def reader() -> TokenReader:
    return TokenReader(KEY, "policies", (GATEWAY, OPERATOR))


def test_it_brings_who_acts() -> None:
    header = ServiceTokens(KEY, GATEWAY).header("policies", OFFICER)
    assert reader().read(header) == (GATEWAY, OFFICER)


def test_a_stranger_stays_a_stranger() -> None:
    header = ServiceTokens(KEY, GATEWAY).header("policies", STRANGER)
    assert reader().read(header) == (GATEWAY, STRANGER)


def test_the_operator_is_nobody_of_a_department_whatever_the_token_says() -> None:
    header = ServiceTokens(KEY, OPERATOR).header("policies", OFFICER)
    assert reader().read(header) == (OPERATOR, OPERATOR_CALLER)
    assert OPERATOR_CALLER.departments == frozenset()


def test_it_is_made_once_a_minute_for_each_person() -> None:
    tokens = ServiceTokens(KEY, GATEWAY)
    assert tokens.header("policies", OFFICER) is tokens.header("policies", OFFICER)
    assert tokens.header("policies", OFFICER) != tokens.header("policies", STRANGER)
    assert tokens.header("insight", OFFICER) != tokens.header("policies", OFFICER)


@pytest.mark.parametrize(
    "token",
    [
        "",
        "wrong",
        "a.b.c",
        service_token("another key of thirty-two characters!", GATEWAY, "policies"),
        service_token(KEY, GATEWAY, "insight"),
        service_token(KEY, "insight", "policies"),
        service_token(KEY, GATEWAY, "policies")[:-2],
    ],
)
def test_nothing_else_passes(token: str) -> None:
    with pytest.raises(ServiceTokenRefused):
        reader().read(f"Bearer {token}")


def test_an_unsigned_one_is_none() -> None:
    _, claims, _ = service_token(KEY, GATEWAY, "policies", OFFICER).split(".")
    none = "eyJhbGciOiJub25lIn0"  # {"alg":"none"}
    with pytest.raises(ServiceTokenRefused):
        reader().read(f"Bearer {none}.{claims}.")


def test_it_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    known = reader()
    header = f"Bearer {service_token(KEY, GATEWAY, 'policies')}"
    known.read(header)
    later = time.time() + auth.TOKEN_LIVES_S + 1
    monkeypatch.setattr(time, "time", lambda: later)
    with pytest.raises(ServiceTokenRefused):
        known.read(header)  # remembered, and still out of date
    with pytest.raises(ServiceTokenRefused):
        reader().read(header)


def test_an_unknown_role_gives_no_right() -> None:
    claims = {**OFFICER.claims(), "roles": ["STAFF", "EMPEROR"]}
    assert Caller.of(claims).roles == {Role.STAFF}
