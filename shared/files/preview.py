"""A picture as a small one, for a page that shows many."""

import asyncio
import io

from PIL import Image

PREVIEW_PIXELS = 640
_QUALITY = 80


async def preview(content: bytes) -> bytes:
    """Return an accepted picture as a JPEG of at most 640 pixels a side, in a thread of its own."""
    return await asyncio.to_thread(_preview, content)


def _preview(content: bytes) -> bytes:
    with Image.open(io.BytesIO(content)) as picture:
        small = picture.convert("RGB")
    small.thumbnail((PREVIEW_PIXELS, PREVIEW_PIXELS))
    out = io.BytesIO()
    small.save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()
