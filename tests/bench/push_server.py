"""A push service that costs next to nothing: it takes any message, waits as it is told, answers
201, and remembers when each came. `python -m tests.bench.push_server PORT MILLISECONDS [PEM]`."""

import asyncio
import json
import ssl
import sys
import time
from typing import Any

import httptools
import uvloop

ANSWER = b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n"
CAME: list[float] = []
"""Seconds since 1970, of every message."""


class Line(asyncio.Protocol):
    """One connection, one request after another."""

    def __init__(self, wait: float) -> None:
        self._wait = wait
        self._loop = asyncio.get_running_loop()
        self._parser = httptools.HttpRequestParser(self)
        self._path = b""

    def connection_made(self, transport: Any) -> None:
        self._out = transport

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_url(self, url: bytes) -> None:
        self._path = url

    def on_message_complete(self) -> None:
        if self._path == b"/came":
            body = json.dumps(CAME).encode()
            head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n"
            self._out.write(head.encode() + body)
            CAME.clear()
            return
        CAME.append(time.time())
        if self._wait:
            self._loop.call_later(self._wait, self._out.write, ANSWER)
        else:
            self._out.write(ANSWER)


async def main(port: int, milliseconds: int, pem: str = "") -> None:
    context = None
    if pem:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: Line(milliseconds / 1000), "127.0.0.1", port, ssl=context, backlog=1024
    )
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:]))
