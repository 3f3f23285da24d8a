"""Asks a server on this machine the same thing over keep-alive connections, in a process of its
own, and stops by itself.

`python -m tests.bench.load` reads plans from standard input and writes results; `fire` does that
for the bench.
"""

import asyncio
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import cast
from uuid import uuid4

import msgspec
import uvloop

STALL = 2000.0
"""Milliseconds nobody should wait."""
PATIENCE = 15.0
"""Seconds an answer may take after the end before it counts as never given."""


class Plan(msgspec.Struct, frozen=True):
    """What to ask, how often, and what a right answer is. `{id}` in the request becomes a fresh
    uuid each time; `others` are asked in turn with it, so that nobody answers from memory."""

    port: int
    request: str
    others: tuple[str, ...] = ()
    clients: int = 16
    seconds: float = 3.0
    most: int = 1_000_000
    status: int = 200
    location: str = ""
    pid: int = 0


class Result(msgspec.Struct, frozen=True):
    """`done` right answers, `errors` wrong or missing ones; waits in ms; `busy` is this process's
    own share of a core.

    `cpu` is what the server process worked for each answer, in µs; it says less about who else uses
    the machine than `rate` does.
    """

    done: int
    errors: int
    seconds: float
    p50: float
    p99: float
    longest: float
    busy: float
    cpu: float = 0.0
    wrong: str = ""

    @property
    def rate(self) -> float:
        return self.done / self.seconds

    @property
    def tail(self) -> float:
        """How much longer the slowest hundredth waits than the middle."""
        return self.p99 / self.p50 if self.done else float("inf")


def fire(*plans: Plan) -> list[Result]:
    """Run the plans one after another in a process of their own, so that it has a core of its
    own."""
    command = [sys.executable, "-m", "tests.bench.load"]
    limit = sum(plan.seconds + PATIENCE for plan in plans) + 30
    done = subprocess.run(
        command, input=msgspec.json.encode(plans), capture_output=True, timeout=limit, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stderr.decode()[-400:])
    return msgspec.json.decode(done.stdout, type=list[Result])


class _Round:
    """One plan being carried out."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.raw = [each.encode() for each in (plan.request, *plan.others)]
        self.fresh = any(b"{id}" in each for each in self.raw)
        self.head = f"HTTP/1.1 {plan.status} ".encode()
        self.location = f"\r\nlocation: {plan.location}\r\n".encode()
        self.waits: list[float] = []
        self.errors, self.wrong, self.sent = 0, "", 0
        self.until = time.perf_counter() + plan.seconds

    def over(self) -> bool:
        return self.sent >= self.plan.most or time.perf_counter() >= self.until

    def request(self) -> bytes:
        raw = self.raw[self.sent % len(self.raw)]
        self.sent += 1
        return raw.replace(b"{id}", str(uuid4()).encode()) if self.fresh else raw

    def answered(self, head: bytes, wait: float) -> None:
        if head.startswith(self.head) and (
            not self.plan.location or self.location in head + b"\r\n"
        ):
            self.waits.append(wait * 1000)
        else:
            self.failed(head[:300].decode("latin-1"))

    def failed(self, why: str) -> None:
        self.errors += 1
        self.wrong = self.wrong or why

    def result(self, seconds: float, busy: float, worked: float) -> Result:
        waits = sorted(self.waits) or [0.0]
        p50, p99 = (waits[int((len(waits) - 1) * share)] for share in (0.5, 0.99))
        return Result(
            len(self.waits),
            self.errors,
            seconds,
            p50,
            p99,
            waits[-1],
            busy,
            1e6 * worked / len(waits),
            self.wrong,
        )


class _Client(asyncio.Protocol):
    """One connection: asks, reads to the end, asks again until the round is over."""

    def __init__(self, round_: _Round) -> None:
        self.round = round_
        self.gone: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.buffer = b""
        self.asked = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.ask()

    def ask(self) -> None:
        self.buffer, self.asked = b"", 0.0
        if self.round.over():
            return self.transport.close()
        raw = self.round.request()
        self.asked = time.perf_counter()
        self.transport.write(raw)

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        end = self.buffer.find(b"\r\n\r\n")
        if end < 0 or len(self.buffer) < end + 4 + _length(self.buffer[:end]):
            return
        self.round.answered(self.buffer[:end], time.perf_counter() - self.asked)
        self.ask()

    def connection_lost(self, exc: Exception | None) -> None:
        if self.asked:
            self.round.failed(f"the server closed the connection: {exc!r}")
        if not self.gone.done():
            self.gone.set_result(None)


def _worked(pid: int) -> float:
    """Seconds of processor a process has had, all its threads together; 0 where /proc cannot
    say."""
    stat = Path(f"/proc/{pid}/stat")
    if not stat.exists():
        return 0.0
    fields = stat.read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _length(head: bytes) -> int:
    _, _, rest = head.lower().partition(b"\r\ncontent-length:")
    return int(rest.split(b"\r\n", 1)[0] or 0)


async def _carry_out(plan: Plan) -> Result:
    loop, round_ = asyncio.get_running_loop(), _Round(plan)
    began, used, worked = time.perf_counter(), time.process_time(), _worked(plan.pid)
    made = [
        await loop.create_connection(lambda: _Client(round_), "127.0.0.1", plan.port)
        for _ in range(plan.clients)
    ]
    _, late = await asyncio.wait(
        [client.gone for _, client in made], timeout=plan.seconds + PATIENCE
    )
    for _ in late:
        round_.failed("no answer")
    took = time.perf_counter() - began
    return round_.result(took, (time.process_time() - used) / took, _worked(plan.pid) - worked)


def main() -> None:
    plans = msgspec.json.decode(sys.stdin.buffer.read(), type=list[Plan])
    results = [uvloop.run(_carry_out(plan)) for plan in plans]
    sys.stdout.buffer.write(msgspec.json.encode(results))


if __name__ == "__main__":
    main()
