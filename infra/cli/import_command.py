"""``kyodo import-comments``: what the operator sees of an import."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from infra.cli.config import load_settings, need_token
from infra.cli.errors import CliError, UnreadableFile, WrongUse
from infra.cli.gateway import Gateway
from infra.cli.importer import Plan, Summary, Watcher, import_rows
from infra.cli.outputs import Outputs
from infra.cli.screen import err, note, say
from shared.clock import today_jst
from shared.tables.columns import CHANNELS, read_channel, read_date
from shared.tables.encoding import Encoding, detect_encoding, named_encoding
from shared.tables.errors import TableUnreadable
from shared.tables.rows import count_lines, read_rows


@dataclass(frozen=True)
class ImportOptions:
    """The command line's options as they were typed."""

    consultation: str
    file: Path
    channel: str
    received_on: str
    source: str
    encoding: str
    last_row_complete: bool
    give_up_after_s: float


async def import_file(options: ImportOptions) -> int:
    """Bring the file in and say what came of it; returns 0, or 1 if rows need a person.

    Raises:
        CliError: it could not be done, or not to the end.
    """
    try:
        return await _import(options)
    except TableUnreadable as error:
        raise UnreadableFile(error.ja, error.en) from error


async def _import(options: ImportOptions) -> int:
    settings = load_settings()
    token = need_token(settings)
    plan = _plan(options)
    if not await asyncio.to_thread(options.file.is_file):
        raise UnreadableFile(f"ファイルがありません: {options.file}", f"No file {options.file}")
    encoding = await asyncio.to_thread(_encoding, options)
    lines = await asyncio.to_thread(count_lines, options.file)
    outputs = Outputs(options.file)
    readings = read_rows(options.file, encoding, last_row_complete=options.last_row_complete)
    outputs.open()
    try:
        with _progress() as bar:
            async with Gateway(settings.gateway_url, token) as gateway:
                summary = await import_rows(plan, readings, gateway, outputs, _watcher(bar, lines))
    except BaseException as error:
        _tell_unfinished(outputs, error)
        raise
    outputs.receipts.finish()
    outputs.errors.finish()
    _tell_summary(summary, outputs)
    return 1 if summary.bad else 0


def _plan(options: ImportOptions) -> Plan:
    channel = read_channel(options.channel)
    if channel is None:
        words = "、".join(f"{code}（{name}）" for code, name in CHANNELS.items())
        raise WrongUse(
            f"--channel は次のどれかです: {words}", f"--channel is one of {', '.join(CHANNELS)}"
        )
    received_on = read_date(options.received_on) if options.received_on else None
    if options.received_on and received_on is None:
        raise WrongUse(
            "--received-on は 2026-06-01 のように書いてください。", "Write a date like 2026-06-01."
        )
    return Plan(
        options.consultation,
        options.source,
        channel,
        received_on or today_jst().isoformat(),
        options.give_up_after_s,
    )


def _encoding(options: ImportOptions) -> Encoding:
    if options.encoding:
        return named_encoding(options.encoding)
    encoding = detect_encoding(options.file)
    if encoding.proven:
        note(f"文字コード: {encoding.name}", f"encoding: {encoding.codec}")
    else:
        note(
            f"文字コード: {encoding.name} と推定しました。読めない文字のある行は取り込みません。",
            f"encoding: {encoding.codec} (a guess; rows with unreadable characters are set aside)",
        )
    return encoding


def _progress() -> Progress:
    return Progress(
        TextColumn("取り込み"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("行"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[counts]}"),
        console=err,
        transient=False,
    )


def _watcher(bar: Progress, lines: int) -> Watcher:
    task = bar.add_task("import", total=max(lines, 1), counts="")

    def at_line(line: int, summary: Summary) -> None:
        counts = f"受付 {summary.accepted:,}  受付済み {summary.repeated:,}  要確認 {summary.bad:,}"
        bar.update(task, completed=min(line, lines), counts=counts)

    return Watcher(at_line, _waiting(bar))


def _waiting(bar: Progress) -> Callable[[float, Exception], None]:
    def waiting(seconds: float, error: Exception) -> None:
        bar.console.print(
            f"つながりません（{error}）。{seconds:.0f}秒たちました。待ってやり直します。"
            "  [dim]no answer, trying again[/dim]",
            soft_wrap=True,
        )

    return waiting


def _tell_unfinished(outputs: Outputs, error: BaseException) -> None:
    outputs.errors.leave_unfinished()
    left = outputs.receipts.leave_unfinished()
    if left is not None and isinstance(
        error, CliError | TableUnreadable | OSError | asyncio.CancelledError
    ):
        note(f"ここまでの受付番号: {left}", "receipts so far; run the same command again to go on")


def _tell_summary(summary: Summary, outputs: Outputs) -> None:
    say(f"新しく受け付けた意見: {summary.accepted:,}通", f"accepted: {summary.accepted}")
    say(f"前に受付済みの意見: {summary.repeated:,}通", f"accepted before: {summary.repeated}")
    if summary.same_rows:
        say(
            f"同じ番号・同じ内容の重複行（1通として数えました）: {summary.same_rows:,}行",
            f"rows repeated word for word: {summary.same_rows}",
        )
    if summary.late:
        say(f"うち受付期間後: {summary.late:,}通", f"after the period: {summary.late}")
    say(f"取り込めなかった行: {summary.bad:,}行", f"rows not imported: {summary.bad}")
    for code, count in sorted(summary.causes.items()):
        say(f"  {code}: {count:,}行")
    if outputs.receipts.rows:
        say(
            f"受付番号と確認番号: {outputs.receipts.path}",
            "give each submitter their two numbers; keep the file private",
        )
    if summary.bad:
        say(
            f"理由の一覧: {outputs.errors.path}",
            "correct those rows there and import that file with the same --source",
        )
