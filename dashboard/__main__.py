"""Starts the dashboard: ``python -m dashboard [options of streamlit run]``.

Streamlit reads how people sign in from a file; it is written from the settings, for this process
alone, into a folder that only its owner may read and that goes when the process ends.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from shared.settings import Settings, settings

APP = Path(__file__).parent / "app.py"
DESCRIPTION = "/.well-known/openid-configuration"


def main() -> int:
    """Write the file and run Streamlit until it is stopped; return its exit status."""
    with tempfile.TemporaryDirectory(prefix="kyodo-dashboard-") as folder:
        secrets = Path(folder) / "secrets.toml"
        secrets.touch(mode=0o600)
        secrets.write_text(sign_in_section(settings()), encoding="utf-8")
        command = [sys.executable, "-m", "streamlit", "run", str(APP), *sys.argv[1:]]
        environment = {**os.environ, "STREAMLIT_SECRETS_FILES": str(secrets)}
        return _run([*command, "--secrets.files", str(secrets)], environment)


def sign_in_section(config: Settings) -> str:
    """Write Streamlit's ``[auth]`` section.

    ``expose_tokens``: each question to the gateway carries the reader's own token.
    """
    lines = {
        "redirect_uri": f"{config.dashboard_url.rstrip('/')}/oauth2callback",
        "cookie_secret": config.secret_key,
        "client_id": config.dashboard_client_id,
        "client_secret": config.oidc_client_secret,
        "server_metadata_url": config.oidc_issuer.rstrip("/") + DESCRIPTION,
        "expose_tokens": ["id"],
    }
    return "[auth]\n" + "".join(f"{name} = {json.dumps(value)}\n" for name, value in lines.items())


def _run(command: list[str], environment: dict[str, str]) -> int:
    """Run it, and pass on what asks us to end."""
    import signal

    with subprocess.Popen(command, env=environment) as streamlit:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda number, _: streamlit.send_signal(number))
        return streamlit.wait()


if __name__ == "__main__":
    sys.exit(main())
