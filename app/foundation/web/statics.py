"""Static files: read once at start, named by their content, compressed beforehand, cached for ever.

The stylesheet and the behaviours are many small files on disk and one file each on the wire. What
one page alone needs of JavaScript (`js/pages`) is a file of its own there, and does nothing where
what all pages carry is broken or blocked.
"""

import base64
import gzip
import hashlib
import re
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import brotli
from rjsmin import jsmin

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".woff2": "font/woff2",
    ".ico": "image/x-icon",
}
FOR_EVER = b"public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Asset:
    """One file as it is served: its hashed address, its bytes plain and compressed, its integrity
    value. Pressing it goes on beside the rest of a start."""

    url: str
    kind: str
    etag: str
    integrity: str
    plain: bytes
    pressed: "Future[tuple[bytes, bytes]] | None"

    @property
    def gzip(self) -> bytes | None:
        return None if self.pressed is None else self.pressed.result()[0]

    @property
    def brotli(self) -> bytes | None:
        return None if self.pressed is None else self.pressed.result()[1]

    def best(self, accept: bytes) -> tuple[bytes, bytes]:
        """The smallest body the browser takes, and its encoding. As it is until it is pressed: in
        the first moments of a server nobody waits for that."""
        there = self.pressed is not None and self.pressed.done() and not self.pressed.exception()
        if there and self.brotli is not None and b"br" in accept:
            return self.brotli, b"br"
        if there and self.gzip is not None and b"gzip" in accept:
            return self.gzip, b"gzip"
        return self.plain, b""


class Statics:
    def __init__(self, folder: Path) -> None:
        self._by_name: dict[str, Asset] = {}
        self.by_url: dict[str, Asset] = {}
        self._press = ThreadPoolExecutor(1, thread_name_prefix="press")
        for name in (
            "icons.svg",
            *_names(folder, "vendor", {".js", ".woff2"}),
            *_names(folder, "look", set(TYPES)),
        ):
            self._add(name, (folder / name).read_bytes())
        for name in _names(folder, "phone", {".js"}):
            self._add(name, _tight((folder / name).read_text(encoding="utf-8")).encode())
        self._add("app.css", self._own_addresses(joined(stylesheets(folder))))
        self._add(
            "app.js", joined([*behaviours(folder), folder / "phone" / "outbox.js"], wrap=True)
        )
        for file in sorted((folder / "js" / "pages").glob("*.js")):
            self._add(f"pages/{file.name}", b"if(window.behaviour)" + joined([file], wrap=True))
        self._press.shutdown(wait=False)

    def url(self, name: str) -> str:
        return self._by_name[name].url

    def integrity(self, name: str) -> str:
        return self._by_name[name].integrity

    def asset(self, name: str) -> Asset:
        return self._by_name[name]

    def _add(self, name: str, plain: bytes) -> None:
        digest = hashlib.sha256(plain)
        stem, dot, ending = name.rpartition(".")
        url = f"/static/{stem}.{digest.hexdigest()[:12]}.{ending}"
        squeezed = dot + ending in {".css", ".js", ".svg"}
        asset = Asset(
            url=url,
            kind=TYPES[dot + ending],
            etag=f'"{digest.hexdigest()[:16]}"',
            integrity="sha256-" + base64.b64encode(digest.digest()).decode(),
            plain=plain,
            pressed=self._press.submit(_pressed, plain) if squeezed else None,
        )
        self._by_name[name] = self.by_url[url] = asset

    def _own_addresses(self, css: bytes) -> bytes:
        """Point url(/static/…) in the stylesheet to the hashed names."""
        return re.sub(
            rb'url\("?/static/([^")]+)"?\)',
            lambda m: f'url("{self.url(m[1].decode())}")'.encode(),
            css,
        )


def _pressed(plain: bytes) -> tuple[bytes, bytes]:
    return gzip.compress(plain, 9, mtime=0), brotli.compress(plain, quality=11)


def stylesheets(folder: Path) -> list[Path]:
    """The style sheet's parts in the order they count."""
    css = folder / "css"
    tops = sorted(css.glob("[0-8]*.css"))
    return [
        *tops,
        *sorted((css / "parts").glob("*.css")),
        *sorted((css / "rooms").glob("*.css")),
        *sorted(css.glob("9*.css")),
    ]


def behaviours(folder: Path) -> list[Path]:
    """What every page does, in its order. A folder is one behaviour in several files."""
    return sorted(each for each in (folder / "js").iterdir() if each.name[0].isdigit())


def joined(files: Iterable[Path], *, wrap: bool = False) -> bytes:
    """Files after one another, each behaviour in a scope of its own; comments and spaces stay
    behind."""
    lean = _tight if wrap else _lean
    texts = (lean(_text(file)) for file in files)
    return "\n".join(f"{{{text}}}" if wrap else text for text in texts).encode()


def _text(path: Path) -> str:
    files = sorted(path.glob("*.js")) if path.is_dir() else [path]
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def _tight(script: str) -> str:
    return str(jsmin(script))


def _lean(text: str) -> str:
    without = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    lines = (line.strip() for line in without.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


def _names(folder: Path, under: str, endings: set[str]) -> list[str]:
    files = (folder / under).rglob("*") if (folder / under).exists() else ()
    return sorted(str(file.relative_to(folder)) for file in files if file.suffix in endings)
