"""HTTP in and out of keys. Internal: only services that own private data may ask."""

import base64
from datetime import date
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Request, Response
from pydantic import Field

from services.keys.handlers import Keys
from shared.errors import Forbidden
from shared.json_routes import In

router = APIRouter()


async def _keys(request: Request) -> Keys:
    keys: Keys = request.app.state.keys
    return keys


UseCases = Annotated[Keys, Depends(_keys)]
# Who owns private data. The gateway and the operator never hold a key.
OWNERS = frozenset(
    {
        *("public_comment", "people", "responses", "workshops", "issue_proposals"),
        "committee_recruitment",
    }
)


class KeyIn(In):
    """A key to be made."""

    id: str = Field(min_length=16, max_length=128)
    case_id: str = Field(max_length=128)
    retain_until: date


class KeysIn(In):
    """Keys to be handed out."""

    ids: list[str] = Field(max_length=1_000)


class ExpiryIn(In):
    """Only count, or destroy."""

    dry_run: bool = False


class DisclosureIn(In):
    """A disclosure request on a case, by its number in the city's register."""

    case_id: str = Field(max_length=128)
    number: str = Field(min_length=1, max_length=60)


@router.post("/keys")
async def make_key(body: KeyIn, request: Request, use: UseCases) -> Response:
    """The key of this id, made if there is none yet."""
    key = await use.make(body.id, _owner(request), body.case_id, body.retain_until)
    return _json({"key": base64.b64encode(key).decode()}, 201)


@router.post("/keys/read")
async def hand_out_keys(body: KeysIn, request: Request, use: UseCases) -> Response:
    """Keys by ids; null where one was destroyed."""
    _owner(request)
    keys = await use.hand_out(body.ids)
    shown = {id_: base64.b64encode(key).decode() if key else None for id_, key in keys.items()}
    return _json({"keys": shown})


@router.post("/renew")
async def renew(use: UseCases) -> Response:
    """Lock every key by the newest master key."""
    return _json({"renewed": await use.renew()})


@router.post("/expire")
async def expire(body: ExpiryIn, use: UseCases) -> Response:
    """Destroy every key whose time is over."""
    return _json({"destroyed": await use.expire(dry_run=body.dry_run)})


@router.post("/disclosures")
async def open_disclosure(body: DisclosureIn, use: UseCases) -> Response:
    """Hold the keys of a case."""
    await use.open_disclosure(body.case_id, body.number)
    return _json({}, 201)


@router.post("/disclosures/close")
async def close_disclosure(body: DisclosureIn, use: UseCases) -> Response:
    """Hold them no longer for this request."""
    await use.close_disclosure(body.case_id, body.number)
    return _json({})


@router.get("/disclosures")
async def list_disclosures(case_id: str, use: UseCases) -> Response:
    """The disclosure requests of a case."""
    return _json({"items": await use.disclosures(case_id)})


def _owner(request: Request) -> str:
    issuer = str(request.scope["issuer"])
    if issuer not in OWNERS:
        raise Forbidden
    return issuer


def _json(body: Any, status: int = 200) -> Response:
    headers = {"Cache-Control": "no-store"}
    return Response(orjson.dumps(body), status, headers, "application/json")
