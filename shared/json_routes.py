"""What the HTTP of every service says and is told: JSON, and nothing that is not named."""

from typing import Any

import orjson
from fastapi import Response
from pydantic import BaseModel, ConfigDict


class In(BaseModel):
    """A body; what is not named is refused."""

    model_config = ConfigDict(extra="forbid")


def answer(body: Any, status: int = 200) -> Response:
    """Answer with JSON."""
    return Response(orjson.dumps(body), status, media_type="application/json")
