"""A server process for a furnished house, and the requests a browser would send it."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus

from tests.bench.house import URLS, House
from tests.bench.load import Plan

GZIP = "gzip, deflate, br, zstd"
"""What a browser says it takes; pages answer gzip."""
BROWSER = (
    "User-Agent: Mozilla/5.0 (Linux; Android 14) Chrome/140 Mobile\r\n"
    "Accept: text/html,application/xhtml+xml\r\nAccept-Language: da\r\nSec-Fetch-Mode: "
    "navigate\r\nSec-Fetch-Dest: document\r\n"
)


@dataclass(frozen=True)
class Served:
    house: House
    port: int
    pid: int

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str, who: str = "", encoding: str = GZIP, **more: Any) -> Plan:
        return Plan(
            self.port, self._head("GET", path, who, "none", encoding) + "\r\n", pid=self.pid, **more
        )

    def post(self, path: str, who: str, fields: dict[str, str], **more: Any) -> Plan:
        """A form from our own page, with the fields every form carries."""
        marked = {"konto": self.house.mark(who), "id": "{id}", **fields}
        body = "&".join(f"{name}={quote_plus(value, safe='{}')}" for name, value in marked.items())
        head = self._head("POST", path, who, "same-origin", GZIP)
        length = len(body) - len("{id}") + 36
        kind = (
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n"
        )
        return Plan(self.port, head + kind + body, pid=self.pid, **more)

    def _head(self, method: str, path: str, who: str, site: str, encoding: str) -> str:
        cookie = f"Cookie: {self.house.cookie(who)}\r\n" if who else ""
        accept = f"Accept-Encoding: {encoding}\r\n" if encoding else ""
        return (
            f"{method} {path} HTTP/1.1\r\nHost: "
            f"127.0.0.1:{self.port}\r\n{BROWSER}Sec-Fetch-Site: {site}\r\n{accept}{cookie}"
        )

    def fetch(self, path: str, who: str = "", encoding: str = GZIP) -> tuple[dict[str, str], bytes]:
        """One answer: its headers, and its body as it came on the wire."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        headers = {"Accept-Language": "da"} | ({"Cookie": self.house.cookie(who)} if who else {})
        connection.request(
            "GET", path, headers=headers | {"Accept-Encoding": encoding or "identity"}
        )
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}")
        return {name.lower(): value for name, value in answer.getheaders()}, body

    def size(self, path: str, who: str = "", encoding: str = GZIP) -> int:
        return len(self.fetch(path, who, encoding)[1])

    def rss(self) -> float:
        """MB the process holds in memory now."""
        shown = subprocess.run(
            ["ps", "-o", "rss=", "-p", str(self.pid)], capture_output=True, text=True, check=True
        )
        return int(shown.stdout) * 1024 / 1e6


@contextmanager
def serving(house: House, *command: str, **more: str) -> Iterator[Served]:
    """`python -m app serve` (or another command) on a free port, stopped afterwards. Its log lies
    beside the data; `more` stands in its environment."""
    port, log = _free_port(), house.settings.data / "server.log"
    env = {name: value for name, value in os.environ.items() if not name.startswith("FODFAESTE_")}
    env |= {"FODFAESTE_DATA": str(house.settings.data), "FODFAESTE_PORT": str(port)} | more
    if not house.settings.sqlite:
        env |= {f"FODFAESTE_{name.upper()}": getattr(house.settings, name) for name in URLS}
    with log.open("wb") as out:
        server = subprocess.Popen(
            [sys.executable, "-m", *(command or ("app", "serve"))], env=env, stdout=out, stderr=out
        )
        try:
            _wait(server, port)
            yield Served(house, port, server.pid)
        finally:
            server.terminate()
            server.wait(timeout=30)


def _free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def _wait(server: "subprocess.Popen[bytes]", port: int, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until and server.poll() is None:
        with socket.socket() as sock:
            if sock.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("the server did not start")
