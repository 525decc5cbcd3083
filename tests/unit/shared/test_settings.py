"""Settings: secrets from files, and no demo in production."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

from shared.settings import Settings

SECRETS = {"service_key": "k" * 32, "secret_key": "s" * 32}


@pytest.mark.parametrize("issuer", ["http://127.0.0.1:8110", "http://sign-in.example"])
def test_the_demo_sign_in_is_refused_in_production(issuer: str) -> None:
    Settings.model_validate({**SECRETS, "oidc_issuer": issuer})
    with pytest.raises(ValidationError, match="https only"):
        Settings.model_validate({**SECRETS, "oidc_issuer": issuer, "environment": "production"})
    https = {"oidc_issuer": "https://sign-in.example", "environment": "production"}
    assert Settings.model_validate({**SECRETS, **https}).oidc_issuer


def test_the_demo_sign_in_itself_refuses_production() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "infra.local.demo_sign_in"],
        env={**os.environ, "KYODO_ENVIRONMENT": "production"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert "never in production" in done.stderr


def test_secrets_come_from_files_too(tmp_path: Path) -> None:
    for name, value in SECRETS.items():
        (tmp_path / f"kyodo_{name}").write_text(value + "\n", encoding="utf-8")
    ask = "from shared.settings import settings; print(settings().secret_key)"
    bare = {name: value for name, value in os.environ.items() if not name.startswith("KYODO_")}
    done = subprocess.run(
        [sys.executable, "-c", ask],
        env={**bare, "KYODO_SECRETS_FOLDER": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout.strip() == SECRETS["secret_key"], done.stderr
