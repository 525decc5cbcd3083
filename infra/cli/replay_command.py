"""``kyodo replay``: dead letters of a consumer, shown and brought back."""

from collections import Counter

from rich.table import Table

from infra.cli.config import load_system_settings
from infra.cli.errors import Unreachable
from infra.cli.screen import out, say
from shared.kafka import KafkaError
from shared.kafka.dead_letters import DeadLetter, replay, waiting_dead_letters


async def replay_dead_letters(consumer: str, *, dry_run: bool) -> int:
    """Copy the waiting dead letters to the consumer's retry topic, or only list them; returns 0.

    Raises:
        Unreachable: the broker does not answer; nothing is lost.
        WrongUse: settings are missing.
    """
    settings = load_system_settings()
    try:
        if dry_run:
            letters = [each async for each in waiting_dead_letters(settings, consumer)]
        else:
            letters = await replay(settings, consumer)
    except KafkaError as error:
        raise Unreachable(
            f"Kafka（{settings.kafka_bootstrap}）につながりません: {error!r}",
            f"Kafka ({settings.kafka_bootstrap}) cannot be reached: {error!r}",
        ) from error
    _show(letters, each_one=dry_run)
    _tell(consumer, len(letters), dry_run=dry_run)
    return 0


def _show(letters: list[DeadLetter], *, each_one: bool) -> None:
    if not letters:
        return
    causes = Table("原因 cause", "件数 count", "最初 first", "最後 last")
    for cause, count in Counter(letter.cause for letter in letters).most_common():
        times = sorted(letter.at for letter in letters if letter.cause == cause)
        causes.add_row(cause, str(count), times[0], times[-1])
    out.print(causes)
    if each_one:
        places = Table("場所 topic/partition/offset", "原因 cause", "時刻 at")
        for letter in letters:
            places.add_row(letter.origin, letter.cause, letter.at)
        out.print(places)


def _tell(consumer: str, count: int, *, dry_run: bool) -> None:
    if not count:
        say(f"{consumer} には止まっているイベントがありません。", "no dead letters")
    elif dry_run:
        say(
            f"{count:,}件が止まっています。戻すには: kyodo replay {consumer}",
            f"{count} wait; without --dry-run they are tried again",
        )
    else:
        say(
            f"{count:,}件を戻しました。「kyodo doctor」で減ったことを確かめてください。",
            f"{count} are tried again now; see “kyodo doctor”",
        )
