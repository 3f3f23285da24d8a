"""What the operator decides, read once from the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from app.foundation.errors import CannotStart


@dataclass(frozen=True)
class Settings:
    """`origins` are the addresses people use, the first one the app's own; `keys` come from the environment.

    On PostgreSQL `migration_url` is the role that owns the tables; the server itself must be another.
    """

    data: Path
    database_url: str
    origins: tuple[str, ...]
    host: str = "127.0.0.1"
    port: int = 8000
    pseudo: bool = False
    demo: bool = False
    worker: bool = True
    durable: bool = True
    migration_url: str = field(default="", repr=False)
    keys: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def hosts(self) -> frozenset[str]:
        return frozenset(urlsplit(origin).netloc for origin in self.origins)

    @property
    def sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")


def from_environment(env: Mapping[str, str] = os.environ) -> Settings:
    """Read FODFAESTE_* and refuse what would be unsafe for the people who use it."""
    data = Path(env.get("FODFAESTE_DATA", "data")).resolve()
    port = int(env.get("FODFAESTE_PORT", "8000"))
    settings = Settings(
        data=data,
        database_url=env.get("FODFAESTE_DATABASE_URL", f"sqlite:///{data / 'app.db'}"),
        origins=tuple(env.get("FODFAESTE_ORIGIN", _loopback(port)).split()),
        host=env.get("FODFAESTE_HOST", "127.0.0.1"),
        port=port,
        migration_url=env.get("FODFAESTE_MIGRATION_URL", ""),
        pseudo=env.get("FODFAESTE_PSEUDO") == "1",
        demo=env.get("FODFAESTE_DEMO") == "1",
        worker=env.get("FODFAESTE_WORKER") != "0",
        keys={name: env[name] for name in ("FODFAESTE_MASTER_KEY", "FODFAESTE_ROOT_KEY") if env.get(name)},
    )
    _refuse_plain_http(settings)
    return settings


def _loopback(port: int) -> str:
    return f"http://127.0.0.1:{port} http://localhost:{port}"


def _refuse_plain_http(settings: Settings) -> None:
    for origin in settings.origins:
        parts = urlsplit(origin)
        if parts.scheme != "https" and parts.hostname not in {"127.0.0.1", "localhost", "::1"}:
            raise CannotStart(f"{origin}: people's words may only travel over https. Set FODFAESTE_ORIGIN to an https address.")
