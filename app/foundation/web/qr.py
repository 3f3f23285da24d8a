"""A key or a link as a square that a telephone reads (QR). Drawn in the page itself: no picture is
fetched or kept."""

import segno
from markupsafe import Markup


def square(address: str) -> Markup:
    """Black on white also in the dark, with the white edge that telephones need. What it says
    stands beside it as text."""
    drawn = segno.make(address, error="m", micro=False).svg_inline(
        border=4, omitsize=True, dark="#000", light="#fff"
    )
    # segno's own drawing; the address is only dots in it
    return Markup(drawn.replace("<svg ", '<svg aria-hidden="true" ', 1))  # noqa: S704
