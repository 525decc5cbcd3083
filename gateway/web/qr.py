"""QR codes as SVG elements."""

import segno


def qr_of(text: str) -> str:
    """Return a QR code without size or style of its own."""
    code = segno.make(text, error="m", micro=False)
    return code.svg_inline(border=4, omitsize=True, svgclass="qr", lineclass=None)
