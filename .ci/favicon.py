"""Draw static/look/favicon.ico from icon.svg with a Chromium that is there. Run by hand when the
icon changes."""

import struct
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

LOOK = Path(__file__).parent.parent / "static" / "look"


def png(size: int) -> bytes:
    with sync_playwright() as p:
        browser = p.chromium.launch(
            executable_path=sys.argv[1] if len(sys.argv) > 1 else "/usr/bin/chromium",
            args=["--no-sandbox"],
        )
        page = browser.new_page(viewport={"width": size, "height": size})
        page.set_content(f"<style>body{{margin:0}}</style>{(LOOK / 'icon.svg').read_text()}")
        picture = page.screenshot(omit_background=True)
        browser.close()
    return picture


def main() -> None:
    picture = png(32)
    head = struct.pack("<HHHBBBBHHII", 0, 1, 1, 32, 32, 0, 0, 1, 32, len(picture), 22)
    (LOOK / "favicon.ico").write_bytes(head + picture)


if __name__ == "__main__":
    main()
