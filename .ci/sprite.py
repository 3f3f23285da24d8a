"""Build static/icons.svg from an unpacked `lucide-static` package: python .ci/sprite.py
PACKAGE_FOLDER.

Run by hand when an icon is added; the sprite itself is kept in the repository, so no build needs
the package.
"""

import re
import sys
from pathlib import Path

ICONS = """
sun cloud-sun umbrella life-buoy users sprout sunrise fingerprint compass ship-wheel lock phone
arrow-left
circle-check circle-alert pencil trash-2 undo-2 plus search settings flower-2 target footprints
smartphone sparkles book-open
calendar-days download printer key-round languages log-out moon eye eye-off leaf message-circle
archive
user-round trees paw-print shapes waypoints
bell mail calendar-check list-checks
""".split()


def symbol(folder: Path, name: str) -> str:
    svg = (folder / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    inner = re.search(r"<svg[^>]*>(.*)</svg>", svg, re.S)
    if inner is None:
        raise SystemExit(f"{name}.svg is not the drawing this script expects")
    body = re.sub(r">\s+<", "><", inner.group(1).strip())
    return f'<symbol id="{name}" viewBox="0 0 24 24">{body}</symbol>'


def main() -> None:
    folder = Path(sys.argv[1])
    drawn = "".join(symbol(folder, name) for name in sorted(set(ICONS)))
    text = (
        '<svg xmlns="http://www.w3.org/2000/svg" fill="none" stroke="currentColor" '
        'stroke-width="2" '
        f'stroke-linecap="round" stroke-linejoin="round">{drawn}</svg>\n'
    )
    (Path(__file__).parent.parent / "static" / "icons.svg").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
