"""`python -m tests.bench [ONLY=<id> …]`: measures, prints a table, and writes build/bench.json.

A figure is a ratio between two things measured in the same run on the same machine, wherever that
can be; what is absolute stands in its detail. An id measured alone replaces its own entry in the
file and leaves the others.
"""

import json
import os
import sys
import time
from collections.abc import Callable

import msgspec

from tests.bench.durable import entry_durable
from tests.bench.figure import Figure
from tests.bench.first_visit import first_visit_kb
from tests.bench.house import BUILD
from tests.bench.lighthouse import lighthouse
from tests.bench.matrix import matrix_s
from tests.bench.memory import rss_mb
from tests.bench.offline import js_kb, outbox_200_s, precache_kb
from tests.bench.opening import cold_offline_ms, plan_cold_ms, submit_shown_ms
from tests.bench.places import place_found, place_growth, place_import, place_search
from tests.bench.push import due_growth, push_10k_s, push_delay_s, push_vs_loop, push_vs_npm
from tests.bench.shared import shared_page
from tests.bench.starting import start_s
from tests.bench.stopping import stop_under_reading
from tests.bench.timeline import pages_pg, timeline_growth, timeline_page

FIGURES: dict[str, Callable[[], Figure]] = {
    "entry_durable": entry_durable,
    "timeline_page": timeline_page,
    "timeline_growth": timeline_growth,
    "pages_pg": pages_pg,
    "start_s": start_s,
    "first_visit_kb": first_visit_kb,
    "lighthouse": lighthouse,
    "rss_mb": rss_mb,
    "shared_page": shared_page,
    "stop_under_reading": stop_under_reading,
    "matrix_s": matrix_s,
    "js_kb": js_kb,
    "precache_kb": precache_kb,
    "cold_offline_ms": cold_offline_ms,
    "plan_cold_ms": plan_cold_ms,
    "submit_shown_ms": submit_shown_ms,
    "outbox_200_s": outbox_200_s,
    "push_10k_s": push_10k_s,
    "push_vs_loop": push_vs_loop,
    "push_vs_npm": push_vs_npm,
    "push_delay_s": push_delay_s,
    "due_growth": due_growth,
    "place_search": place_search,
    "place_import": place_import,
    "place_growth": place_growth,
    "place_found": place_found,
}
FILE = BUILD / "bench.json"


def main(argv: list[str]) -> int:
    wanted = [name.removeprefix("ONLY=") for name in argv if name.removeprefix("ONLY=")] or list(
        FIGURES
    )
    if unknown := set(wanted) - set(FIGURES):
        print(
            f"No figure is called {', '.join(sorted(unknown))}. There are: {', '.join(FIGURES)}",
            file=sys.stderr,
        )
        return 2
    print(
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at {time.strftime('%H:%M')}\n",
        flush=True,
    )
    measured = {name: _show(name, _measured(FIGURES[name])) for name in wanted}
    _write(measured)
    return 0


def _measured(figure: Callable[[], Figure]) -> Figure:
    try:
        return figure()
    except (
        Exception
    ) as error:  # a figure that cannot be measured says why and leaves the others alone
        return Figure(None, "", "", False, f"{type(error).__name__}: {error}")


def _show(name: str, figure: Figure) -> Figure:
    value = "–" if figure.value is None else f"{figure.value:g}"
    print(
        f"{'✓' if figure.met else '✗'} {name:<16} {value:>7} {figure.unit:<18} goal {figure.goal}",
        flush=True,
    )
    print(f"  {figure.detail}\n", flush=True)
    return figure


def _write(measured: dict[str, Figure]) -> None:
    BUILD.mkdir(exist_ok=True)
    before = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    after = before | {name: msgspec.to_builtins(figure) for name, figure in measured.items()}
    kept = {name: after[name] for name in FIGURES if name in after}
    FILE.write_text(json.dumps(kept, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
