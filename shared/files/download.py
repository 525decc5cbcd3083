"""How a file is handed out: to be kept, never to be opened inside a page of ours."""

from urllib.parse import quote

from shared.files.store import KeptFile


def download_headers(file: KeptFile) -> dict[str, str]:
    """Return the headers of a download (RFC 6266; the name in UTF-8 beside a plain one)."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "_" for c in file.name)
    named = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file.name)}"
    return {
        "Content-Type": file.kind.value,
        "Content-Length": str(file.size),
        "Content-Disposition": named,
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
