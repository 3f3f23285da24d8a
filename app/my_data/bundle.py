"""«Hent mine ting»: one zip with a page to read and a file for machines. Names of files say nothing."""

import io
import json
import zipfile
from typing import Any

from app.foundation import clock

VERSION = 1


def file_name() -> str:
    return f"fodfaeste-{clock.now():%Y-%m-%d}.zip"


def packed(things: dict[str, Any], page: str) -> bytes:
    """The bytes of the zip: `mine-ting.html` and `mine-ting.json`."""
    made = {"format": "fodfaeste", "version": VERSION, "made": clock.now().isoformat(timespec="minutes"), **things}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr("mine-ting.html", page)
        bundle.writestr("mine-ting.json", json.dumps(made, ensure_ascii=False, indent=1))
    return buffer.getvalue()
