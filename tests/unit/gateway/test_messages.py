"""Every code has words, in every language, that name only params that are there."""

import importlib
import pkgutil
from collections.abc import Iterator

import pytest

import gateway
import services
import shared
from gateway.messages import MESSAGES, message, params_named
from gateway.web.i18n import CATALOGUED, ENGLISH, JAPANESE, LANGUAGES, translate
from shared import errors
from shared.errors import KyodoError

# Raised only between the services themselves, never in answer to a person.
INTERNAL_ONLY = {"TOO_MANY_IDS", "SERVICE_TOKEN_REFUSED"}
TEXTS = sorted(set(MESSAGES.values()))


def _all_errors() -> Iterator[type[KyodoError]]:
    for package in (shared, services, gateway):
        for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            if not module.name.endswith(("__main__", ".main")):
                importlib.import_module(module.name)
    waiting = list(KyodoError.__subclasses__())
    while waiting:
        error = waiting.pop()
        waiting += error.__subclasses__()
        if error.__module__.startswith(("shared.", "services.", "gateway.")):
            yield error


def test_every_error_that_a_service_may_tell_has_words() -> None:
    codes = {error.code for error in _all_errors()} - INTERNAL_ONLY
    assert len(codes) > 30
    assert codes - MESSAGES.keys() == set()


def test_the_general_kinds_have_words_of_their_own() -> None:
    for name in ("InvalidInput", "NotFound", "Conflict", "Forbidden", "TooMany", "Unavailable"):
        assert getattr(errors, name).code in MESSAGES


@pytest.mark.parametrize("language", CATALOGUED)
@pytest.mark.parametrize("text", TEXTS)
def test_every_text_is_translated_with_the_same_params(text: str, language: str) -> None:
    translated = translate(language, text)
    assert translated != text
    assert params_named(translated) == params_named(text)


@pytest.mark.parametrize("text", TEXTS)
def test_japanese_is_polite_and_ends_with_a_full_stop(text: str) -> None:
    assert text.endswith(("。",))
    assert any(
        ending in text for ending in ("ください。", "です。", "ます。", "ません。", "ました。")
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", sorted(MESSAGES))
def test_a_code_whose_params_did_not_come_is_still_told(code: str, language: str) -> None:
    told = message(code, {}, language)
    assert told
    assert "{" not in told


def test_moments_are_told_in_japan_time() -> None:
    params = {"closes_at": "2026-11-30T08:00:00.000Z"}
    assert "11月30日" in message("CONSULTATION_CLOSED", params, JAPANESE)
    assert "17時00分00秒" in message("CONSULTATION_CLOSED", params, JAPANESE)
    assert "17:00:00" in message("CONSULTATION_CLOSED", params, ENGLISH)


def test_a_code_nobody_foresaw_is_told_in_general() -> None:
    assert message("SOMETHING_NEW", {"x": 1}, JAPANESE) == MESSAGES["INVALID_INPUT"]
