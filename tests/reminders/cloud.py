"""Google's cloud as far as a browser needs it to be pushed to: it checks in, registers, and keeps a
line open (check-in, registration and MCS as Chromium speaks them); on this machine alone."""

import asyncio
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs
from uuid import uuid4

from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

VERSION = 41
LOGGED_IN, MESSAGE = 3, 8
"""Tags of what the server says (mcs.proto)."""


def varint(value: int) -> bytes:
    out = bytearray()
    while True:
        value, low = value >> 7, value & 127
        out.append(low | (128 if value else 0))
        if not value:
            return bytes(out)


def number(at: int, value: int) -> bytes:
    return varint(at << 3) + varint(value)


def fixed(at: int, value: int) -> bytes:
    return varint(at << 3 | 1) + value.to_bytes(8, "little")


def text(at: int, value: str | bytes) -> bytes:
    raw = value.encode() if isinstance(value, str) else value
    return varint(at << 3 | 2) + varint(len(raw)) + raw


@dataclass
class Cloud:
    """`apps` by token: what registered, and with which key of ours."""

    http: int = 0
    mcs: int = 0
    apps: dict[str, tuple[str, str]] = field(default_factory=dict)
    lines: list[asyncio.StreamWriter] = field(default_factory=list)
    loop: asyncio.AbstractEventLoop | None = None

    @property
    def switches(self) -> list[str]:
        return [
            f"--gcm-checkin-url=http://127.0.0.1:{self.http}/checkin",
            f"--gcm-registration-url=http://127.0.0.1:{self.http}/register",
            f"--gcm-mcs-endpoint=https://127.0.0.1:{self.mcs}",
            "--ignore-certificate-errors",
        ]

    def relay(self, token: str, body: bytes) -> None:
        """What a push service does with a message: on to the browser, as it came."""
        assert self.loop is not None
        self.loop.call_soon_threadsafe(self._say, token, body)

    def _say(self, token: str, body: bytes) -> None:
        app, sender = self.apps[token]
        stanza = (
            text(3, sender)
            + text(5, app)
            + text(7, text(1, "subtype") + text(2, app))
            + text(7, text(1, "content-encoding") + text(2, "aes128gcm"))
            + text(9, uuid4().hex)
            + number(17, 60)
            + text(21, body)
        )
        for line in self.lines:
            line.write(bytes([MESSAGE]) + varint(len(stanza)) + stanza)

    async def checkin(self, request: web.Request) -> web.Response:
        body = number(1, 1) + number(3, 1) + fixed(7, 1234567) + fixed(8, 7654321)
        return web.Response(body=body, content_type="application/x-protobuffer")

    async def register(self, request: web.Request) -> web.Response:
        form = {name: values[0] for name, values in parse_qs(await request.text()).items()}
        token = f"trial{uuid4().hex}"
        self.apps[token] = (form.get("X-subtype") or form["app"], form.get("sender", ""))
        return web.Response(text=f"token={token}")

    async def line(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readexactly(2)  # the version, and that it wants to log in
            writer.write(bytes([VERSION, LOGGED_IN]))
            said = text(1, "chrome-1")
            writer.write(varint(len(said)) + said)
            self.lines.append(writer)
            while await reader.read(4096):
                pass
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            self.lines = [each for each in self.lines if each is not writer]
            writer.close()


def certificate(folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = folder / "cloud.pem"
    pem.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context


@contextmanager
def cloud(folder: Path) -> Iterator[Cloud]:
    made, ready, loop = Cloud(), threading.Event(), asyncio.new_event_loop()

    async def begin() -> tuple[web.AppRunner, asyncio.Server]:
        app = web.Application()
        app.router.add_post("/checkin", made.checkin)
        app.router.add_post("/register", made.register)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        made.http = runner.addresses[0][1]
        server = await asyncio.start_server(made.line, "127.0.0.1", 0, ssl=certificate(folder))
        made.mcs = server.sockets[0].getsockname()[1]
        made.loop = loop
        ready.set()
        return runner, server

    def run() -> None:
        asyncio.set_event_loop(loop)
        runner, server = loop.run_until_complete(begin())
        loop.run_forever()
        server.close()
        loop.run_until_complete(runner.cleanup())
        loop.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield made
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
