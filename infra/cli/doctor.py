"""``kyodo doctor``: is every part there, does the work flow, and if not, what to do."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.backup.services import SERVICES
from infra.cli.config import CliSettings, load_settings, load_system_settings
from infra.cli.errors import CliError
from infra.cli.patience import Transient
from infra.cli.screen import say
from infra.cli.services import ServiceHttp
from shared.kafka import KafkaError, ensure_topics
from shared.mongo import Mongo, Outbox, PyMongoError
from shared.mongo.pending import PendingEvents
from shared.mongo.raw import RawDatabase
from shared.settings import Settings

_MADE_OF_EVENTS = ("insight", "folding", "comment_search", "insight_topics")
_READ_MODELS = ("public_comment", "people", "responses", "issue_proposals", *_MADE_OF_EVENTS)
_MUCH_LAG = 1_000
_LITTLE_SPACE_GB = 5.0
_MUCH_WAITS = 1_000
_AT_MOST_S = 10.0
_START = "「make run」で起動してください。起動中なら .local/log を見てください。"
_START_EN = "start it with “make run”; if it runs, see .local/log"


@dataclass(frozen=True)
class Finding:
    """One line: what was looked at, how it is, and what to do about it."""

    ok: bool
    what: str
    how: str
    advice: str = ""
    advice_en: str = ""


async def examine() -> int:
    """Look at everything and print a line for each; returns 0 if all is well, else 1."""
    bad = 0
    async for finding in findings():
        mark = "○" if finding.ok else "×"
        say(f"{mark} {finding.what}: {finding.how}")
        if not finding.ok:
            bad += 1
            say(f"    → {finding.advice}", finding.advice_en)
    if bad:
        say(f"{bad}か所に問題があります。", f"{bad} problem(s)")
    else:
        say("すべて正常です。", "all is well")
    return 1 if bad else 0


async def findings() -> AsyncIterator[Finding]:
    """All findings, in the order in which a cause comes before its consequences."""
    settings = load_settings()
    try:
        system = load_system_settings()
    except CliError as error:
        yield Finding(False, "設定 settings", "不足", error.ja, error.en)
    else:
        yield Finding(True, "設定 settings", "読み込みました")
        yield await _broker(system)
        yield await _database(system)
        yield await _waiting(system)
        yield _space(Path(system.keys_file).parent)
    for name, url in _addresses(settings):
        yield await _ready(name, url)
    if settings.service_key:
        for name in _READ_MODELS:
            yield await _lag(name, settings)


def _addresses(settings: CliSettings) -> list[tuple[str, str]]:
    return [
        (name, settings.service_url(name))
        for name in (*SERVICES, *_MADE_OF_EVENTS, "open_data", "keys", "gateway")
    ]


async def _broker(settings: Settings) -> Finding:
    what = f"Kafka {settings.kafka_bootstrap}"
    return await _reached(what, lambda: ensure_topics(settings, [], 1))


async def _database(settings: Settings) -> Finding:
    mongo = Mongo.connect(settings)
    try:
        return await _reached("MongoDB", mongo.ping)
    finally:
        mongo.close()


async def _waiting(settings: Settings) -> Finding:
    """Say how many aggregates have events that no broker has: the relays' work."""
    what, mongo = "Kafkaへの送信待ち relay", Mongo.connect(settings)
    try:
        async with asyncio.timeout(_AT_MOST_S):
            counts = [await _pending(mongo, service) for service in SERVICES]
    except (PyMongoError, OSError) as error:
        return Finding(False, what, f"分かりません（{type(error).__name__}）", _START, _START_EN)
    finally:
        mongo.close()
    return Finding(
        sum(counts) < _MUCH_WAITS,
        what,
        f"{sum(counts):,}件",
        "受け付けた意見は失われていません。数分たっても減らないときは、Kafkaと、-relay で終わる"
        "プロセスのログを見てください。",
        "nothing is lost; if it does not shrink, see the broker and the logs of the relays",
    )


async def _pending(mongo: Mongo, service: str) -> int:
    aggregates = await RawDatabase(mongo, service).aggregates()
    return await PendingEvents(mongo, Outbox(service, tuple(aggregates))).count()


def _space(folder: Path) -> Finding:
    """Say how much room the disk has that holds the data of this machine."""
    place = next(each for each in (folder.resolve(), *folder.resolve().parents) if each.exists())
    free = shutil.disk_usage(place).free / 1e9
    return Finding(
        free > _LITTLE_SPACE_GB,
        "ディスクの空き disk",
        f"{free:,.0f} GB",
        "空きを増やしてください。なくなると、意見を受け付けられなくなります。",
        "make room: without it nothing more can be accepted",
    )


async def _reached(what: str, call: Callable[[], Awaitable[None]]) -> Finding:
    try:
        async with asyncio.timeout(_AT_MOST_S):
            await call()
    except (KafkaError, PyMongoError, OSError) as error:
        cause = str(error).splitlines()[0][:160] if str(error) else type(error).__name__
        return Finding(False, what, f"つながりません（{cause}）", _START, _START_EN)
    return Finding(True, what, "つながりました")


async def _ready(name: str, url: str) -> Finding:
    what = f"{name} {url}"
    try:
        async with ServiceHttp(url) as http:
            status, body = await http.call("GET", "/readyz", ok=frozenset({200, 503}))
    except (Transient, CliError) as error:
        return Finding(False, what, f"応答がありません（{error}）", _START, _START_EN)
    if status == 200:
        return Finding(True, what, "動いています")
    return Finding(
        False,
        what,
        f"動いていますが、準備ができていません（{body}）",
        "上の行でKafkaかMongoDBが×なら、先にそちらを直してください。",
        "it waits for what it needs: mend the lines above first",
    )


async def _lag(service: str, settings: CliSettings) -> Finding:
    what = f"{service} の遅れ lag"
    try:
        async with ServiceHttp(
            settings.service_url(service), service, settings.service_key
        ) as http:
            lag: dict[str, Any] = await http.get("/lag")
    except (Transient, CliError) as error:
        return Finding(False, what, f"分かりません（{error}）", _START, _START_EN)
    how = f"未処理 {lag['total']:,}件、処理できず止めたイベント {lag['dead_letters']:,}件"
    if lag["dead_letters"]:
        return Finding(
            False,
            what,
            how,
            f"「kyodo replay {service} --dry-run」で原因を見て直し、「kyodo replay {service}」で"
            "戻してください。",
            "look at the causes, mend them, then replay",
        )
    if lag["total"] > _MUCH_LAG:
        return Finding(
            False,
            what,
            how,
            "数分たっても減らないときは、そのサービスのログを見てください。",
            "if it does not shrink within minutes, see the service's log",
        )
    return Finding(True, what, how)
