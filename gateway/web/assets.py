"""Where the built styles and scripts are. Without a build the pages work, plainly."""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

STATIC_FOLDER = Path(__file__).parent / "static"
BUILD_FOLDER = STATIC_FOLDER / "build"
MANIFEST = BUILD_FOLDER / ".vite" / "manifest.json"


@dataclass(frozen=True)
class Assets:
    """Addresses of built files by the name of their source."""

    files: dict[str, str]

    def url(self, source: str) -> str | None:
        """Return a built file's address, or None when the front end was not built."""
        file = self.files.get(source)
        return f"/static/build/{file}" if file else None

    def file(self, source: str) -> Path | None:
        """Return where a built file lies, or None when the front end was not built."""
        file = self.files.get(source)
        return BUILD_FOLDER / file if file else None


def assets() -> Assets:
    """Return what is built now; a new build shows without a restart."""
    try:
        changed = MANIFEST.stat().st_mtime_ns
    except FileNotFoundError:
        return Assets({})
    return _read(changed)


@lru_cache(maxsize=1)
def _read(changed: int) -> Assets:
    manifest: dict[str, dict[str, Any]] = json.loads(MANIFEST.read_text("utf-8"))
    return Assets({source: str(entry["file"]) for source, entry in manifest.items()})
