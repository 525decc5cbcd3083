"""A language model that is asked about a topic: over HTTP, well behaved and badly."""

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from services.insight.topics.domain.errors import (
    NoLanguageModel,
    StatementsChanged,
    SuggestionUnreadable,
)
from services.insight.topics.handlers.language_model import LanguageModel
from services.insight.topics.handlers.suggesting import Suggesting
from shared.caller import Caller, NotInCharge, Role, act_as
from shared.errors import Unavailable
from shared.settings import Settings
from tests.bench.insight.labelled import statements
from tests.integration.insight_topics.city import CASE, City, department_of
from tests.support.language_model import KEY, NAME, Model, honest, language_model

STAFF = Caller("p1", frozenset({Role.STAFF}), frozenset({"desk"}), frozenset({"dept"}))
OTHER = replace(STAFF, departments=frozenset({"another"}))


@pytest.fixture
def model() -> Iterator[Model]:
    with language_model() as made:
        yield made


@pytest.fixture
def suggesting(settings: Settings, city: City, model: Model) -> Suggesting:
    return _suggesting(settings, city, model.url)


def _suggesting(settings: Settings, city: City, url: str, key: str = KEY) -> Suggesting:
    told = {"url": url, "key": key, "name": NAME}
    given = {f"language_model_{name}": value for name, value in told.items()}

    return Suggesting(LanguageModel(settings.model_copy(update=given)), city.read, department_of)


async def _topic(city: City) -> str:
    for number, one in enumerate(statements()[:60]):
        await city.place(city.say(f"c{number}", one.text))
    await city.remaking.run_once()
    return (await city.reading.overview(CASE)).topics[0].id


async def test_what_it_suggests_is_shown_with_citations_that_hold(
    city: City, suggesting: Suggesting, model: Model
) -> None:
    topic = await _topic(city)
    act_as(STAFF)
    found = await suggesting.suggest(city.reading, topic)
    assert found.model == NAME
    assert found.name is not None
    assert len(found.sentences) == 1
    assert found.refused == 1
    texts = {one.id: one.text for said in city.comments.values() for one in said.statements}
    for proposed in (found.name, *found.sentences):
        for cited in proposed.citations:
            assert cited.quote in texts[cited.statement_id]
    # Neither who said it nor which comment it is: words alone.
    told = json.dumps(model.asked, ensure_ascii=False)
    assert "comment" not in told
    assert not any(f'"{id_}"' in told for id_ in texts)


async def test_only_staff_in_charge_may_ask(
    city: City, suggesting: Suggesting, model: Model
) -> None:
    topic = await _topic(city)
    act_as(OTHER)
    with pytest.raises(NotInCharge):
        await suggesting.suggest(city.reading, topic)
    assert model.asked == []


async def test_without_a_model_nothing_is_asked(city: City, settings: Settings) -> None:
    topic = await _topic(city)
    act_as(STAFF)
    with pytest.raises(NoLanguageModel):
        await _suggesting(settings, city, "").suggest(city.reading, topic)


async def test_what_was_withdrawn_while_it_thought_is_shown_to_nobody(
    city: City, suggesting: Suggesting, model: Model
) -> None:
    topic = await _topic(city)

    def slow(said: list[str]) -> tuple[int, str]:
        for id_, comment in list(city.comments.items()):
            if any(one.text == said[0] for one in comment.statements):
                city.say(id_)
        return honest(said)

    model.reply = slow
    act_as(STAFF)
    with pytest.raises(StatementsChanged):
        await suggesting.suggest(city.reading, topic)


@pytest.mark.parametrize("status", [301, 400, 401, 429, 500])
async def test_a_model_that_refuses_is_away(
    city: City, suggesting: Suggesting, model: Model, status: int
) -> None:
    topic = await _topic(city)
    model.reply = lambda said: (status, honest(said)[1])
    act_as(STAFF)
    with pytest.raises(Unavailable):
        await suggesting.suggest(city.reading, topic)


async def test_a_model_that_cannot_be_reached_or_wants_another_key_is_away(
    city: City, settings: Settings, model: Model
) -> None:
    topic = await _topic(city)
    act_as(STAFF)
    for url, key in (("http://127.0.0.1:9/v1", KEY), (model.url, "another key")):
        with pytest.raises(Unavailable):
            await _suggesting(settings, city, url, key).suggest(city.reading, topic)
    assert model.asked == []


async def test_a_model_that_says_something_else_or_far_too_much_is_said_so(
    city: City, suggesting: Suggesting, model: Model
) -> None:
    topic = await _topic(city)
    model.reply = lambda _said: (200, "お手伝いできません。")
    act_as(STAFF)
    with pytest.raises(SuggestionUnreadable):
        await suggesting.suggest(city.reading, topic)
    model.reply = lambda _said: (200, "長" * 500_000)
    with pytest.raises(Unavailable):
        await suggesting.suggest(city.reading, topic)
