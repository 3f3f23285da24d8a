"""«Hent mine ting»: one zip with a page to read and a file for machines. Names of files say nothing."""

import io
import json
import zipfile
from datetime import date
from typing import Any

from app.foundation import clock

VERSION = 1


def file_name(today: date) -> str:
    return f"fodfaeste-{today.isoformat()}.zip"


def packed(things: dict[str, Any], page: str, zone: str) -> bytes:
    """The bytes of the zip: `mine-ting.html` and `mine-ting.json`."""
    now = clock.here(clock.now(), zone).isoformat(timespec="minutes")
    made = {"format": "fodfaeste", "version": VERSION, "made": now, **things}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr("mine-ting.html", page)
        bundle.writestr("mine-ting.json", json.dumps(made, ensure_ascii=False, indent=1))
    return buffer.getvalue()
