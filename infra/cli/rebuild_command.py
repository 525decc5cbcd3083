"""``kyodo rebuild``: a service's read model made anew from the events, while the system runs."""

import asyncio
from typing import Any

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from infra.cli.config import load_settings, need_service_key
from infra.cli.patience import patiently
from infra.cli.screen import err, note, say
from infra.cli.services import ServiceHttp

_LOOK_EVERY_S = 0.5
_GIVE_UP_AFTER_S = 120.0


async def rebuild(service: str) -> int:
    """Start the rebuilding (or join one that runs) and watch it to its end; returns 0.

    Raises:
        CliError: the service cannot be reached, or refuses.
    """
    settings = load_settings()
    url, key = settings.service_url(service), need_service_key(settings)
    async with ServiceHttp(url, service, key) as http:
        before = await _patient_get(http)
        if before["state"] == "idle":
            await http.post("/rebuild")
        else:
            note("作り直しはもう始まっています。進み具合を表示します。", "already running")
        generation = await _watch(http, before["generation"])
    say(
        f"{service} の集計を作り直し、新しい世代（{generation}）に切り替えました。",
        f"{service}: rebuilt; generation {generation} is in use",
    )
    return 0


async def _watch(http: ServiceHttp, generation_before: int) -> int:
    columns = (TextColumn("作り直し"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err) as bar:
        task = bar.add_task("rebuild", total=None)
        while True:
            now = await _patient_get(http)
            if now["total"]:
                bar.update(task, completed=now["done"], total=now["total"])
            if now["state"] == "idle" and now["generation"] != generation_before:
                total = max(bar.tasks[0].total or 0, 1)  # an idle service tells none
                bar.update(task, completed=total, total=total)
                return int(now["generation"])
            await asyncio.sleep(_LOOK_EVERY_S)


async def _patient_get(http: ServiceHttp) -> dict[str, Any]:
    def waiting(seconds: float, error: Exception) -> None:
        note(f"応答を待っています（{seconds:.0f}秒, {error}）", "waiting for the service")

    return await patiently(
        lambda: http.get("/rebuild"), give_up_after_s=_GIVE_UP_AFTER_S, on_wait=waiting
    )
