"""The envelope of every event: CloudEvents 1.0 in JSON.

Extensions: ``sequence`` (1, 2, 3 … within the aggregate that ``subject`` names),
``traceparent`` (W3C Trace Context) and ``actor`` (the id of the person who signed in and did it,
absent for citizens, who have no account). Events carry ids, kinds, times and commitments, never a
citizen's text or personal data: a topic can neither mask nor forget.
"""

from datetime import datetime
from typing import Any, ClassVar, Literal, Self

import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shared.caller import current_caller
from shared.clock import iso, now
from shared.ids import new_id
from shared.trace import current_traceparent

_KINDS: dict[str, type["EventData"]] = {}


class UnreadableEvent(Exception):
    """The bytes are no event that this version can read; the message says why."""


class EventData(BaseModel):
    """Base of all event bodies.

    ``TYPE`` is ``<service>.<fact>.v<n>``; ``SUBJECT`` names the field that holds the aggregate's
    id.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    TYPE: ClassVar[str]
    SUBJECT: ClassVar[str]

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        if "TYPE" in cls.__dict__:
            _KINDS[f"kyodo.{cls.TYPE}"] = cls

    @property
    def subject(self) -> str:
        """The aggregate's id."""
        return str(getattr(self, self.SUBJECT))


class Envelope(BaseModel):
    """One event as it lies in a topic and in ``pending_events``."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    specversion: Literal["1.0"] = "1.0"
    id: str
    source: str
    type: str
    subject: str
    time: datetime
    datacontenttype: Literal["application/json"] = "application/json"
    sequence: int = Field(ge=1)
    traceparent: str | None = None
    actor: str | None = None
    data: dict[str, Any]

    @property
    def body(self) -> EventData | None:
        """The typed body, or None for a type that this version does not know.

        Raises:
            UnreadableEvent: the type is known and the body does not fit it.
        """
        kind = _KINDS.get(self.type)
        if kind is None:
            return None
        try:
            return kind.model_validate(self.data)
        except ValidationError as error:
            raise UnreadableEvent(_without_values(error)) from error

    @classmethod
    def read(cls, raw: bytes) -> Self:
        """Read one message of a topic.

        Raises:
            UnreadableEvent: no JSON, or not this envelope.
        """
        try:
            return cls.model_validate(orjson.loads(raw))
        except orjson.JSONDecodeError as error:
            raise UnreadableEvent("not JSON") from error
        except ValidationError as error:
            raise UnreadableEvent(_without_values(error)) from error


def envelop(data: EventData, sequence: int) -> dict[str, Any]:
    """Wrap a body for ``pending_events``: a plain dict of JSON values, ready to be sent."""
    service = data.TYPE.partition(".")[0]
    return {
        "specversion": "1.0",
        "id": new_id(),
        "source": f"/kyodo/{service}",
        "type": full_type(type(data)),
        "subject": data.subject,
        "time": iso(now()),
        "datacontenttype": "application/json",
        "sequence": sequence,
        "traceparent": current_traceparent(),
        "actor": current_caller().person_id,
        "data": data.model_dump(mode="json"),
    }


def full_type(kind: type[EventData]) -> str:
    """Return a type as envelopes name it."""
    return f"kyodo.{kind.TYPE}"


def event_kinds() -> dict[str, type[EventData]]:
    """All known event types by their full name."""
    return dict(sorted(_KINDS.items()))


def _without_values(error: ValidationError) -> str:
    return "; ".join(
        f"{'.'.join(str(part) for part in item['loc'])}: {item['type']}"
        for item in error.errors(include_input=False, include_url=False)
    )
