"""The app's own server with one more address, `/konstant?<size>`: the framework answering bytes it
has at hand.

Nobody is asked to wait for having looked often: a figure looks at one person's page some thousand
times.
"""

import random
from dataclasses import replace
from functools import lru_cache
from unittest.mock import patch

from litestar import MediaType, Response, get

from app import cli
from app.foundation import logs, settings
from app.foundation.settings import Settings
from app.foundation.web.edge import Edge
from app.foundation.web.guards import anyone
from app.foundation.web.handler_types import Page, Request
from app.main import create_app
from app.sharing import pace


@lru_cache(maxsize=8)
def constant_bytes(size: int) -> bytes:
    return random.Random(size).randbytes(size)


@get("/konstant", guards=[anyone])
async def constant(request: Request) -> Page:
    """As large as a page is on the wire, already made."""
    return Response(
        constant_bytes(int(request.scope["query_string"])),
        status_code=200,
        media_type=MediaType.HTML,
    )


def with_constant(here: Settings, *, background: bool = False) -> Edge:
    edge = create_app(here, background=background)
    edge._app.register(constant)  # type: ignore[attr-defined]
    return edge


if __name__ == "__main__":
    logs.set_up()
    with patch.object(cli, "create_app", with_constant), patch.object(pace, "AT_ONCE", 10**9):
        here = settings.from_environment()
        # The PostgreSQL of the trials keeps nothing; what is measured there is read.
        cli.serve(replace(here, durable=here.sqlite))
