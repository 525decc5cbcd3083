"""What the browser tests need from the operating system: Chromium and Japanese fonts.

Standard library only.
"""

import os
import shutil
import subprocess

from infra.local.long_work import work_on
from infra.local.say import Failure

JAPANESE_FONT = "Noto Sans CJK JP"


def require_browser() -> None:
    """Install Chromium and fonts with apt where they are missing and that is possible.

    Raises:
        Failure: says what to install.
    """
    missing = _missing()
    if not missing:
        return
    wanted = " ".join(missing)
    if os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        ja, en = f"ブラウザのテストに必要なものを入れています: {wanted}", f"installing {wanted}"
        work_on(["apt-get", "update", "-q"], ja, en, environment=quiet)
        command = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *missing]
        work_on(command, ja, en, environment=quiet)
    if _missing():
        raise Failure(
            f"ブラウザのテストに {wanted} が必要です。"
            f"sudo apt install {wanted} を実行してください。",
            f"the browser tests need {wanted}; run sudo apt install {wanted}.",
        )


def _missing() -> list[str]:
    browser = shutil.which("chromium") is None
    return [
        *(["chromium"] if browser else []),
        *([] if _has_japanese_font() else ["fonts-noto-cjk"]),
        *([] if shutil.which("fc-list") else ["fontconfig"]),
    ]


def _has_japanese_font() -> bool:
    if shutil.which("fc-list") is None:
        return False
    asked = ["fc-list", f":family={JAPANESE_FONT}", "family"]
    return bool(subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip())
