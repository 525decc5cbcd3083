"""``kyodo backup`` and ``kyodo restore``."""

import asyncio
import sqlite3
from pathlib import Path

from infra.backup.folder import MANIFEST, Manifest, NotThisBackup
from infra.backup.keys import KeysNotEmpty, bring_keys_back, copy_keys, require_no_keys
from infra.backup.make import make_backup
from infra.backup.restore import NotEmpty, restore_backup
from infra.cli.config import load_system_settings
from infra.cli.errors import Refused, Unreachable, UnreadableFile, WrongUse
from infra.cli.screen import note, say
from shared.kafka import KafkaError
from shared.mongo import PyMongoError


async def backup(folder: Path, keys: Path) -> int:
    """Write a backup; returns 0.

    Raises:
        CliError: it could not be made; the folder then has no manifest and is no backup.
    """
    settings = load_system_settings()
    _require_two_places(folder, keys)
    try:
        manifest = await make_backup(settings, folder, _told)
    except (PyMongoError, KafkaError) as error:
        raise _unreachable(error) from error
    try:
        count = await asyncio.to_thread(copy_keys, Path(settings.keys_file), keys)
    except sqlite3.Error as error:
        await asyncio.to_thread((folder / MANIFEST).unlink)
        raise UnreadableFile(
            f"鍵のファイル {settings.keys_file} を読めません: {error}",
            f"The file of keys {settings.keys_file} cannot be read: {error}",
        ) from error
    say(f"{_sum(manifest)}を {folder} に、鍵{count:,}件を {keys} に保存しました。", "saved")
    return 0


def _require_two_places(folder: Path, keys: Path) -> None:
    if folder.resolve() == keys.resolve() or folder.resolve() in keys.resolve().parents:
        raise WrongUse(
            "鍵のフォルダーは、データのフォルダーとは別の場所にしてください。"
            "両方を手に入れた人だけが個人情報を読めるようにするためです。",
            "Put the keys somewhere else than the data: only who has both can read anything.",
        )
    if folder.exists() and any(folder.iterdir()):
        raise WrongUse(
            f"{folder} は空ではありません。新しいフォルダーを指定してください。",
            f"{folder} is not empty; name a new folder.",
        )


async def restore(folder: Path, keys: Path) -> int:
    """Bring a backup back into an empty system; returns 0.

    Raises:
        CliError: it could not be done.
    """
    settings = load_system_settings()
    try:
        require_no_keys(Path(settings.keys_file))
        manifest = await restore_backup(settings, folder, _told)
        count = bring_keys_back(keys, Path(settings.keys_file))
    except NotThisBackup as error:
        raise UnreadableFile(
            f"バックアップではないか、壊れています: {folder / str(error)}",
            f"This is no backup, or it was changed: {folder / str(error)}",
        ) from error
    except sqlite3.Error as error:
        raise UnreadableFile(
            f"鍵の写し {keys} を読めません: {error}", f"The copy of keys cannot be read: {error}"
        ) from error
    except (NotEmpty, KeysNotEmpty) as error:
        raise Refused(
            f"ここにはすでにデータがあります（{error or settings.keys_file}）。上書きはしません。"
            "空のシステムに戻してください（make run DEMO=no）。",
            f"There is data already ({error or settings.keys_file}); nothing is overwritten. "
            "Restore into an empty system (make run DEMO=no).",
        ) from error
    except (PyMongoError, KafkaError) as error:
        raise _unreachable(error) from error
    say(f"{_sum(manifest)}と、鍵{count:,}件を戻しました。", "brought back")
    say("集計はイベントから作り直されます。「kyodo doctor」で追い付いたことを確かめてください。")
    return 0


def _told(name: str, count: int) -> None:
    note(f"  ✓ {name} {count:,}件")


def _sum(manifest: Manifest) -> str:
    documents = sum(part.count for part in manifest.documents.values())
    events = sum(part.count for part in manifest.events.values())
    return f"{manifest.at} の文書{documents:,}件とイベント{events:,}件"


def _unreachable(error: Exception) -> Unreachable:
    return Unreachable(
        f"KafkaかMongoDBにつながらず、終えられませんでした: {type(error).__name__}",
        f"Kafka or MongoDB failed, so it could not be finished: {type(error).__name__}",
    )
