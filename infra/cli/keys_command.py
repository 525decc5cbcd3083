"""``kyodo renew-keys``, ``expire-keys``, ``new-master-key``: looking after the keys."""

import base64
import secrets

from infra.cli.config import load_settings, need_service_key
from infra.cli.screen import say
from infra.cli.services import ServiceHttp

MASTER_KEY_BYTES = 32


async def renew_keys() -> int:
    """Lock every key by the newest master key; returns 0.

    Raises:
        CliError: it could not be done; what was done stays done.
    """
    renewed = (await _post("/renew", {}))["renewed"]
    say(
        f"{renewed:,}件の鍵を、新しいマスターキーで掛け直しました。"
        "すべて済んだので、古いマスターキーは設定から外せます。",
        f"{renewed:,} keys are locked by the newest master key; the old one may go",
    )
    return 0


async def expire_keys(*, dry_run: bool) -> int:
    """Destroy the keys whose time is over, or count them; returns 0.

    Raises:
        CliError: it could not be done.
    """
    count = (await _post("/expire", {"dry_run": dry_run}))["destroyed"]
    if dry_run:
        say(f"保存年限が過ぎた鍵は{count:,}件です（まだ消していません）。", f"{count:,} are due")
    else:
        say(
            f"保存年限が過ぎた鍵を{count:,}件消しました。その個人情報は、もう読めません。",
            f"{count:,} keys destroyed; what they locked is gone",
        )
    return 0


async def new_master_key() -> int:
    """Print a new master key setting, the present ones behind it; returns 0."""
    known = load_settings().master_keys
    newest = max((int(part.partition(":")[0]) for part in known.split(",") if part), default=0)
    made = f"{newest + 1}:{base64.b64encode(secrets.token_bytes(MASTER_KEY_BYTES)).decode()}"
    print(",".join(part for part in (made, known) if part))
    return 0


async def _post(path: str, body: dict[str, bool]) -> dict[str, int]:
    settings = load_settings()
    key = need_service_key(settings)
    async with ServiceHttp(settings.service_url("keys"), "keys", key) as http:
        answer: dict[str, int] = await http.post(path, body)
        return answer
