"""Buckets that leak: how often something may be asked. In memory only, so no address is ever
stored."""

import math
import time
from collections import OrderedDict
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

MOST_KEYS = 50_000


class Bucket:
    """`burst` at once, then one every `every` seconds, for each key.

    When there are too many keys, the one with the least on it is forgotten: whoever wants another's
    count to be forgotten has to fill up that many others higher, and a count is only raised for
    what was really tried.
    """

    def __init__(self, burst: int, every: float) -> None:
        self.burst = burst
        self.every = every
        self._levels: dict[object, tuple[float, float]] = {}
        self._shelves: dict[int, OrderedDict[object, None]] = {}
        """Keys by how much was on them when they were last put, the longest ago first."""

    def take(self, key: object) -> int:
        """0 when allowed; otherwise the whole seconds until the next one is."""
        level, now = self._level(key), time.monotonic()
        if level + 1 > self.burst:
            return max(1, round((level + 1 - self.burst) * self.every))
        self._put(key, level + 1, now)
        return 0

    def give_back(self, key: object) -> None:
        if (level := self._level(key)) > 1:
            self._put(key, level - 1, time.monotonic())
        else:
            self.forget(key)

    def full(self, key: object) -> bool:
        return self._level(key) + 1 > self.burst

    def forget(self, key: object) -> None:
        if key in self._levels:
            shelf = self._shelf(self._levels.pop(key)[0])
            self._shelves[shelf].pop(key)
            if not self._shelves[shelf]:
                del self._shelves[shelf]

    def _level(self, key: object) -> float:
        level, at = self._levels.get(key, (0.0, 0.0))
        return max(0.0, level - (time.monotonic() - at) / self.every)

    def _put(self, key: object, level: float, now: float) -> None:
        self.forget(key)
        self._levels[key] = (level, now)
        self._shelves.setdefault(self._shelf(level), OrderedDict())[key] = None
        if len(self._levels) > MOST_KEYS:
            self.forget(min((next(iter(keys)) for keys in self._shelves.values()), key=self._level))

    @staticmethod
    def _shelf(level: float) -> int:
        return math.ceil(level)


@lru_cache(maxsize=1024)
def neighbourhood(address: str) -> str:
    """The /24 of an IPv4 address or the /48 of an IPv6 one: enough to slow a flood, not to point at
    a home. An IPv4 address written as an IPv6 one is the same place; what a proxy sends that is no
    address is one place too."""
    if (found := _read(address)) is None:
        return ""
    near = ip_network((found, 24 if found.version == 4 else 48), strict=False).network_address
    return str(near).removesuffix(".0") if near.version == 4 else str(near).rstrip(":")


@lru_cache(maxsize=1024)
def exact(address: str) -> str:
    """One IPv4 address, which a ward has many of; of IPv6 ones a single home has as many as it
    likes, so there it is the neighbourhood. Only to take turns by, as long as somebody waits."""
    found = _read(address)
    return str(found) if isinstance(found, IPv4Address) else neighbourhood(address)


def _read(address: str) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address(address.strip("[] ").partition("%")[0])
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found
