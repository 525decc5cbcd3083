"""``kyodo opendata``: versions of all datasets, made of what is public at this moment."""

from http import HTTPStatus
from typing import Any

import orjson

from infra.cli.config import load_settings, need_service_key
from infra.cli.errors import Unreachable
from infra.cli.gateway import Gateway
from infra.cli.open_data.reading import read_tables
from infra.cli.open_data.rows import Row
from infra.cli.patience import Transient, patiently
from infra.cli.screen import note, say
from infra.cli.services import ServiceHttp
from shared.ids import new_id

SERVICE = "open_data"
# A part is far below what a service takes as a body (2 MB).
PART_ROWS, PART_BYTES = 200, 500_000
GIVE_UP_AFTER_S = 120.0
MADE_WITHIN_S = 600.0
TRIES = 5


async def make_open_data() -> int:
    """Read, have versions made where something is new, and say so; returns 0.

    Raises:
        CliError: it could not be done; says why. What was made before stays.
    """
    settings = load_settings()
    key = need_service_key(settings)
    async with Gateway(settings.gateway_url, "") as gateway:
        tables = await read_tables(
            lambda query, variables: patiently(
                lambda: gateway.read(query, variables),
                give_up_after_s=GIVE_UP_AFTER_S,
                on_wait=_waiting,
            )
        )
    url = settings.service_url(SERVICE)
    async with ServiceHttp(url, SERVICE, key, within_s=MADE_WITHIN_S) as service:
        try:
            for id_ in (await service.post("/sweep"))["retired"]:
                say(f"{id_}: 公表をやめた文面があるため、提供を終えました", f"{id_}: retired")
            for name, rows in tables.items():
                await _make(service, name, rows)
        except Transient as error:
            raise Unreachable(
                f"open_data につながりません（{error}）。もう一度同じコマンドを実行してください。",
                f"No answer of open_data ({error}). Run the same command again.",
            ) from error
    return 0


async def _make(service: ServiceHttp, name: str, rows: list[Row]) -> None:
    path = f"/datasets/{name}/drafts/{new_id()}"
    parts = in_parts(rows)
    for number, part in enumerate(parts):
        await service.post(f"{path}/parts", {"number": number, "rows": part})
    made = await _made(service, f"{path}/version", len(parts))
    version = made["version"]["version"]
    if made["is_new"]:
        say(f"{name}: 新しい版 {version}（{len(rows)}行）", f"new version, {len(rows)} rows")
    else:
        say(f"{name}: 変わりありません（{version}）", "nothing new")


async def _made(service: ServiceHttp, path: str, parts: int) -> dict[str, Any]:
    """Have a version made; who makes one of the same dataset at this moment goes first."""
    ok = frozenset({HTTPStatus.OK, HTTPStatus.CONFLICT})
    for _ in range(TRIES):
        status, made = await service.call("POST", path, {"parts": parts}, ok=ok)
        if status == HTTPStatus.OK:
            return made
    raise Transient("MADE_BY_ANOTHER")


def in_parts(rows: list[Row]) -> list[list[Row]]:
    """Cut rows into parts that a service takes; none of no rows."""
    parts: list[list[Row]] = []
    room = 0
    for row in rows:
        size = len(orjson.dumps(row))
        if not parts or size > room or len(parts[-1]) == PART_ROWS:
            parts.append([])
            room = PART_BYTES
        parts[-1].append(row)
        room -= size
    return parts


def _waiting(seconds: float, error: Exception) -> None:
    note(f"応答を待っています（{seconds:.0f}秒, {error}）", "waiting for the gateway")
