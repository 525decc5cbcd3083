"""The commands and the help that teaches them."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from infra.cli.backup_command import backup, restore
from infra.cli.checking import check_every_summary, reconcile_numbers
from infra.cli.doctor import examine
from infra.cli.import_command import ImportOptions, import_file
from infra.cli.keys_command import expire_keys, new_master_key, renew_keys
from infra.cli.open_data.command import make_open_data
from infra.cli.people_command import add_person, print_token
from infra.cli.rebuild_command import rebuild
from infra.cli.replay_command import replay_dead_letters
from infra.cli.screen import run

app = typer.Typer(
    name="kyodo",
    no_args_is_help=True,
    rich_markup_mode="rich",
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="""
    Kyodoを運用する人のためのコマンドです。  [dim]The operator's command line of Kyodo.[/dim]

    はじめに、動いているかを確かめます。  [dim]First see whether all is well:[/dim]

        [bold]kyodo doctor[/bold]

    意見のCSVを取り込みます。途中で止まっても、同じコマンドをもう一度実行すれば
    続きから進み、二重にはなりません。
    [dim]Bring in comments. If it stops, run it again: nothing is doubled.[/dim]

        [bold]kyodo import-comments --consultation ID 意見.csv[/bold]

    集計を作り直します。  [dim]Make a read model anew:[/dim]

        [bold]kyodo rebuild insight[/bold]

    すべてを保存します。鍵は別の場所へ。  [dim]Back everything up, the keys elsewhere:[/dim]

        [bold]kyodo backup /backup/2026-11-24 --keys /other-place/keys[/bold]

    処理できずに止まったイベントを見て、戻します。  [dim]Dead letters, seen and brought back:[/dim]

        [bold]kyodo replay insight --dry-run[/bold]

    設定は環境変数 KYODO_… から、なければ「make run」で動いているシステムから読みます。
    [dim]Settings come from the environment, else from the system that “make run” started.[/dim]

    終了コード: 0 完了、1 完了したが確認の要るものがある、2 使い方の誤り、3 ファイルを読めない、
    4 つながらない（もう一度実行できます）、5 権限がない、6 システムが受け付けない
    [dim]Exit codes: 0 done, 1 done but something needs a person, 2 wrong use, 3 unreadable file,
    4 unreachable (run it again), 5 not permitted, 6 refused.[/dim]
    """,
)


class ReadModel(StrEnum):
    """Services that keep a read model of events."""

    INSIGHT = "insight"
    PUBLIC_COMMENT = "public_comment"
    PEOPLE = "people"
    RESPONSES = "responses"
    ISSUE_PROPOSALS = "issue_proposals"
    FOLDING = "folding"
    COMMENT_SEARCH = "comment_search"
    INSIGHT_TOPICS = "insight_topics"


@app.command("import-comments")
def import_comments(
    file: Annotated[
        Path, typer.Argument(help="CSV（UTF-8・Shift_JIS・EUC-JP）", metavar="FILE.csv")
    ],
    consultation: Annotated[
        str, typer.Option("--consultation", "-c", help="意見募集のID  [dim]its id[/dim]")
    ],
    channel: Annotated[
        str,
        typer.Option(
            help="列「提出方法」がない行の提出方法（郵送・ファクス… または POST・FAX…）"
            "  [dim]channel of rows without one[/dim]"
        ),
    ] = "WEB",
    received_on: Annotated[
        str,
        typer.Option(
            help="列「受付日」がない行の受付日（例 2026-06-01）。省くと今日"
            "  [dim]date of receipt, today if left out[/dim]"
        ),
    ] = "",
    source: Annotated[
        str,
        typer.Option(
            help="番号の付け方が別のファイル（郵送分・ファクス分など）を分ける名前"
            "  [dim]tells apart files that number their rows on their own[/dim]"
        ),
    ] = "",
    encoding: Annotated[
        str, typer.Option(help="文字コード。省くと自動で判定  [dim]detected if left out[/dim]")
    ] = "",
    last_row_complete: Annotated[
        bool,
        typer.Option(
            "--last-row-complete",
            help="改行で終わらない最後の行も、途中で切れていないと確かめたので取り込む"
            "  [dim]the last row has no line end but is whole[/dim]",
        ),
    ] = False,
    give_up_after: Annotated[
        float,
        typer.Option(help="つながらないとき待つ秒数  [dim]seconds to wait for the gateway[/dim]"),
    ] = 300.0,
) -> None:
    """意見のCSVを取り込み、受付番号と確認番号を書き出します。  [dim]Bring in comments[/dim].

    1行目に列名が必要です: 番号（id）と意見（comment）。あれば使う列: 項目（clause）、
    引用（quote。項目の中の該当する言葉）、提出方法（channel）、受付日（received_on）、
    提出者（submitter）。
    [dim]The first row names the columns: id and comment; clause, quote (words of the clause),
    channel, received_on and submitter are used if they are there.[/dim]

    残るファイル（本人以外は読めません）:
    FILE.csv.receipts.csv は受付番号と確認番号。提出した人へ渡してください。
    FILE.csv.errors.csv は取り込めなかった行とその理由。直して、このファイルを取り込めます。
    [dim]Receipts to hand to the submitters; rows that were not imported, with the reason.[/dim]

    例  [dim]examples[/dim]

        kyodo import-comments -c 0190… 意見.csv

        kyodo import-comments -c 0190… --channel ファクス --source fax fax.csv

    次は: ダッシュボードで通数を確かめ、errors.csv の行を直して取り込みます。
    [dim]Next: compare the count with the dashboard, correct the rows in errors.csv.[/dim]
    """
    options = ImportOptions(
        consultation=consultation,
        file=file,
        channel=channel,
        received_on=received_on,
        source=source,
        encoding=encoding,
        last_row_complete=last_row_complete,
        give_up_after_s=give_up_after,
    )
    raise typer.Exit(run(lambda: import_file(options)))


@app.command("add-person")
def add(
    sign_in_name: Annotated[
        str,
        typer.Argument(help="サインインの名前（職員番号など）  [dim]as the provider has it[/dim]"),
    ],
    name: Annotated[str, typer.Option("--name", "-n", help="氏名  [dim]name[/dim]")],
    role: Annotated[
        list[str], typer.Option("--role", "-r", help="役割（何度でも）  [dim]may be repeated[/dim]")
    ],
) -> None:
    """サインインできる人を登録します。最初の管理者も。  [dim]Let somebody sign in[/dim].

    役割: STAFF 職員、ADMIN 管理者、RECORDS 文書・個人情報管理者、FACILITATOR 進行役、
    REVIEWER 選考委員、COORDINATOR コーディネーター

    例  [dim]example[/dim]

        kyodo add-person 012345 --name "山本 しずか" --role ADMIN

    次は: その人が画面でサインインし、課と担当を登録します。
    [dim]Next: that person signs in and enters departments and desks.[/dim]
    """
    raise typer.Exit(run(lambda: add_person(name, sign_in_name, role)))


@app.command("token")
def token(
    sign_in_name: Annotated[str, typer.Argument(help="例 demo-staff")],
    days: Annotated[int, typer.Option(min=0, max=366, help="有効な日数  [dim]days[/dim]")] = 1,
) -> None:
    """その人の権限で動くAPIトークンを作り、表示します。  [dim]Make an API token of a person[/dim].

    表示はこの一度だけです。環境変数 KYODO_TOKEN に入れて使います。
    [dim]It is shown this once; commands read it from KYODO_TOKEN.[/dim]

    例  [dim]example[/dim]

        export KYODO_TOKEN=$(kyodo token demo-staff)

    次は: kyodo import-comments などを実行します。  [dim]Next: kyodo import-comments …[/dim]
    """
    raise typer.Exit(run(lambda: print_token(sign_in_name, days)))


@app.command("new-master-key")
def master_key() -> None:
    """マスターキーの新しい設定値を表示します。まだ何も変わりません。  [dim]A new master key[/dim].

    手順  [dim]how to rotate[/dim]

        1. kyodo new-master-key の表示を KYODO_MASTER_KEYS に設定し、keys を起動し直す
        2. kyodo renew-keys を実行する
        3. 古いキー（2つめ以降）を設定から外し、keys を起動し直す

    [dim]Set it, restart keys, run renew-keys, then take the old ones out.[/dim]
    """
    raise typer.Exit(run(new_master_key))


@app.command("renew-keys")
def renew() -> None:
    """個人情報の鍵を、新しいマスターキーで掛け直します。  [dim]Rotate the master key[/dim].

    途中で止まっても、もう一度実行すれば続きから行います。個人情報そのものには触れません。
    [dim]It goes on where it stopped. Private data itself is not touched.[/dim]

    例  [dim]example[/dim]

        kyodo renew-keys
    """
    raise typer.Exit(run(renew_keys))


@app.command("expire-keys")
def expire(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="消さずに数えるだけ  [dim]only count[/dim]")
    ] = False,
) -> None:
    """保存年限が過ぎた個人情報を、鍵を消して読めなくします。  [dim]Erase by destroying keys[/dim].

    情報公開請求を受け付けているあいだは、その募集の鍵は残ります。元には戻せません。
    keys は1時間ごとに自分でも行います。
    [dim]Keys of a case with an open disclosure request stay. It cannot be undone.[/dim]

    例  [dim]example[/dim]

        kyodo expire-keys --dry-run
    """
    raise typer.Exit(run(lambda: expire_keys(dry_run=dry_run)))


@app.command("replay")
def replay(
    consumer: Annotated[str, typer.Argument(help="例 insight", metavar="CONSUMER")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="戻さずに一覧だけ  [dim]only list them[/dim]")
    ] = False,
) -> None:
    """処理できずに止まったイベントを、もう一度処理させます。  [dim]Try dead letters again[/dim].

    先に --dry-run で原因を見て、原因を直してから実行してください。何度実行しても二重には
    数えられません。
    [dim]See the causes with --dry-run, mend them, then run it. Repeating it is safe.[/dim]

    例  [dim]example[/dim]

        kyodo replay insight --dry-run

    次は: kyodo doctor で件数が減ったことを確かめます。
    [dim]Next: see with kyodo doctor that their number shrinks.[/dim]
    """
    raise typer.Exit(run(lambda: replay_dead_letters(consumer, dry_run=dry_run)))


@app.command("rebuild")
def rebuild_read_model(
    service: Annotated[ReadModel, typer.Argument(help="作り直す表のサービス")],
) -> None:
    """集計など、イベントから作る表を最初から作り直します。  [dim]Rebuild a read model[/dim].

    作り直しているあいだも、いまの表はそのまま使えます。終わると切り替わります。途中で
    このコマンドを止めても、作り直しは続きます。
    [dim]The present one serves until the new one is ready. Stopping this command does not stop
    the rebuilding.[/dim]

    例  [dim]example[/dim]

        kyodo rebuild insight

    次は: ダッシュボードの数を確かめます。  [dim]Next: look at the dashboard.[/dim]
    """
    raise typer.Exit(run(lambda: rebuild(service.value)))


@app.command("opendata")
def opendata() -> None:
    """いま公開しているものから、オープンデータの版を作ります。  [dim]Make open data[/dim].

    だれでも見られるものだけを読みます。前の版と同じなら、新しい版は作りません。古い版は残ります。
    公表への同意が取り消された文面のある版は、提供を終えます。
    [dim]It reads what anyone may see. What is the same makes no new version; old ones stay, but for
    those with a text whose consent was taken back.[/dim]

    毎晩動かすには、cron などに入れます。  [dim]Nightly, by cron:[/dim]

        30 3 * * *  cd /srv/kyodo && ./kyodo opendata

    次は: /opendata の画面で確かめます。  [dim]Next: look at /opendata.[/dim]
    """
    raise typer.Exit(run(make_open_data))


app.command("reconcile")(reconcile_numbers)
app.command("check-summaries")(check_every_summary)

Folder = Annotated[Path, typer.Argument(help="バックアップのフォルダー", metavar="FOLDER")]
KeysFolder = Annotated[
    Path, typer.Option("--keys", help="鍵の写しのフォルダー（別の場所）", metavar="FOLDER")
]


@app.command("backup")
def backup_all(folder: Folder, keys: KeysFolder) -> None:
    """動かしたまま、ある瞬間のすべてを保存します。  [dim]Back up while it runs[/dim].

    個人情報の鍵は、データとは別の場所に置きます。鍵の写しは新しいもの1つだけを残してください。
    古い写しがあると、保存年限で消した個人情報が読めてしまいます。
    [dim]Keep the keys apart, and only their newest copy: an old one would bring erased private
    data back.[/dim]

    例  [dim]example[/dim]

        kyodo backup /backup/2026-11-24 --keys /other-place/keys
    """
    raise typer.Exit(run(lambda: backup(folder, keys)))


@app.command("restore")
def restore_all(folder: Folder, keys: KeysFolder) -> None:
    """空のシステムに、保存したすべてを戻します。  [dim]Restore into an empty system[/dim].

    すでにデータがあれば何もしません。マスターキーなどの設定は、保存したときと同じものが
    必要です。集計はイベントから作り直されます。
    [dim]Does nothing where there is data. It needs the secrets of the system that was saved.
    Read models are rebuilt from the events.[/dim]

    例  [dim]example[/dim]

        make run DEMO=no
        kyodo restore /backup/2026-11-24 --keys /other-place/keys

    次は: kyodo doctor  [dim]Next: kyodo doctor[/dim]
    """
    raise typer.Exit(run(lambda: restore(folder, keys)))


@app.command("doctor")
def doctor() -> None:
    """全体の様子を1行ずつ調べ、問題があれば何をすればよいかを示します。  [dim]Health[/dim].

    調べるもの: 設定、Kafka、MongoDB、各サービス、処理の遅れ、止まったイベント。
    [dim]Settings, broker, database, services, lag, dead letters.[/dim]

    例  [dim]example[/dim]

        kyodo doctor

    終了コード 0 なら正常、1 なら問題があります。  [dim]Exit code 0: all is well.[/dim]
    """
    raise typer.Exit(run(examine))
