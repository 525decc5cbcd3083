"""What a subscription was sent is not kept."""

import gc
from collections.abc import AsyncGenerator

import strawberry
from graphql.execution.collect_fields import FieldDetails

from gateway.event_executor import EventExecutor


@strawberry.type
class Part:
    name: str


@strawberry.type
class Event:
    parts: list[Part]


@strawberry.type
class Query:
    one: int = 1


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def events(self) -> AsyncGenerator[Event, None]:
        for number in range(200):
            yield Event(parts=[Part(name=str(number))])


async def test_a_long_subscription_holds_no_more_than_its_last_event() -> None:
    schema = strawberry.Schema(
        Query, subscription=Subscription, execution_context_class=EventExecutor
    )
    stream = await schema.subscribe("subscription { events { parts { name } } }")
    assert not isinstance(stream, strawberry.types.ExecutionResult)
    held, said = [], []
    async for result in stream:
        assert result.data is not None
        said.append(result.data["events"]["parts"][0]["name"])
        if len(said) in (20, 180):
            held.append(sum(isinstance(one, FieldDetails) for one in gc.get_objects()))
    assert said == [str(number) for number in range(200)]
    assert held[1] <= held[0] + 5
