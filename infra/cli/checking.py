"""The commands that check what the system tells, and the help that teaches them."""

from typing import Annotated

import typer

from infra.cli.check_summaries_command import check_summaries
from infra.cli.reconcile_command import reconcile
from infra.cli.screen import run


def reconcile_numbers(
    settle: Annotated[
        float,
        typer.Option(min=0, help="届いたばかりの意見を待つ秒数  [dim]seconds to settle[/dim]"),
    ] = 20.0,
    nightly: Annotated[
        bool,
        typer.Option("--nightly", help="記録用に1行のJSONで出す  [dim]one line of JSON[/dim]"),
    ] = False,
) -> None:
    """画面の数が、保存している意見と合うかを数え直して確かめます。  [dim]Do they agree[/dim].

    すべての意見募集について、提出者・提出意見・意見・取り下げを受付方法と日ごとに数え直し、
    集計・回答の進み具合・同じ文面のまとまり・検索と比べます。動かしたまま実行できます。
    [dim]Counts every consultation's comments again and compares insight, responses, folding and
    the search with them, while the system runs.[/dim]

    例  [dim]examples[/dim]

        kyodo reconcile

        毎晩（cron）: 15 3 * * *  cd /opt/kyodo && ./kyodo reconcile --nightly >> reconcile.log

        コンテナ: docker compose run --rm gateway -m infra.cli reconcile --nightly

    終了コード 0 ならすべて合っています。1 なら合わないものがあり、それを表示します。
    [dim]Exit code 1: some differ, and are named.[/dim]
    """
    raise typer.Exit(run(lambda: reconcile(settle, nightly=nightly)))


def check_every_summary(
    settle: Annotated[
        float,
        typer.Option(min=0, help="届いたばかりの意見を待つ秒数  [dim]seconds to settle[/dim]"),
    ] = 20.0,
) -> None:
    """段階のまとめの1文ずつを、元の意見から確かめます。  [dim]Check every sentence[/dim].

    すべての政策・段階のまとめについて、数は元の記録から数え直し、引用は元の意見と1文字ずつ
    比べ、文がその数と引用のとおりかを確かめます。KYODO_TOKEN の人に見えるまとめを確かめます。
    [dim]Counts each figure anew from the documents, compares quotations letter by letter, and
    makes the words anew, of all summaries as the person of KYODO_TOKEN sees them.[/dim]

    例  [dim]example[/dim]

        kyodo check-summaries

    終了コード 0 ならすべて正しく、1 なら誤りがあり、それを表示します。
    [dim]Exit code 1: some sentences are wrong, and are named.[/dim]
    """
    raise typer.Exit(run(lambda: check_summaries(settle)))
