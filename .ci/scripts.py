"""Lays out the scripts and looks them through; `--check` only says what is wrong.

No Node is needed: both tools come as wheels. Files of one behaviour are looked at as one, as the
browser has them."""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
STATIC = ROOT / "static"


def run(tool: str, *given: object) -> bool:
    """Whether the tool has nothing to say."""
    return (
        subprocess.run([str(BIN / tool), *map(str, given)], cwd=ROOT, check=False).returncode == 0
    )


def scripts() -> list[Path]:
    """Our own; what others made lies under `vendor`."""
    return sorted([*STATIC.glob("js/**/*.js"), *STATIC.glob("phone/*.js")])


def looked_through(to: Path) -> list[Path]:
    """What is looked through: a folder of `js` but `pages` is one behaviour in several files."""
    whole = [each for each in (STATIC / "js").iterdir() if each.is_dir() and each.name != "pages"]
    found = [each for each in scripts() if each.parent not in whole]
    for folder in whole:
        joined = to / f"{folder.name}.js"
        texts = (each.read_text(encoding="utf-8") for each in sorted(folder.glob("*.js")))
        joined.write_text("\n".join(texts), encoding="utf-8")
        found.append(joined)
    return found


def main() -> int:
    laid_out = run(
        "oxfmt", "-c", ".oxfmtrc.json", *(["--check"] if "--check" in sys.argv else []), *scripts()
    )
    with TemporaryDirectory(dir=ROOT) as folder:
        sound = run(
            "oxlint",
            "-c",
            ".oxlintrc.json",
            "--deny-warnings",
            "--no-ignore",
            *looked_through(Path(folder)),
        )
    return 0 if laid_out and sound else 1


if __name__ == "__main__":
    raise SystemExit(main())
