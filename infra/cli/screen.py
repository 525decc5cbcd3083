"""What the operator sees: Japanese first, English beside it."""

import asyncio
import sys
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import typer
from rich.console import Console
from rich.markup import escape

from infra.cli.errors import CliError

T = TypeVar("T")
out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


def say(ja: str, en: str = "") -> None:
    """One line of result, on standard output."""
    out.print(escape(ja) + (f"  [dim]{escape(en)}[/dim]" if en else ""), soft_wrap=True)


def note(ja: str, en: str = "") -> None:
    """One line about what is going on, on standard error."""
    err.print(escape(ja) + (f"  [dim]{escape(en)}[/dim]" if en else ""), soft_wrap=True)


def run(command: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run a command; an expected failure becomes two sentences and its exit code.

    Raises:
        typer.Exit: always in place of a ``CliError``, an ``OSError`` or Ctrl-C.
    """
    try:
        return asyncio.run(command())
    except CliError as error:
        _fail(error.ja, error.en)
        raise typer.Exit(error.exit_code) from error
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        _fail(
            f"ファイルか接続を使えません: {where}{error.strerror or error}",
            f"A file or a connection failed: {where}{error.strerror or error}",
        )
        raise typer.Exit(3) from error
    except KeyboardInterrupt:
        _fail(
            "中断しました。同じコマンドをもう一度実行すると続きから進みます。",
            "Interrupted. Run the same command again to go on.",
        )
        raise typer.Exit(130) from None


def _fail(ja: str, en: str) -> None:
    err.print(f"[bold red]✗[/bold red] {escape(ja)}", soft_wrap=True)
    err.print(f"  [dim]{escape(en)}[/dim]", soft_wrap=True)
    sys.stderr.flush()
