"""rss_mb: what the server holds in memory after the load of this bench."""

from tests.bench.durable import entries
from tests.bench.figure import Figure
from tests.bench.house import furnished
from tests.bench.load import fire
from tests.bench.served import serving

MOST = 150.0


def rss_mb() -> Figure:
    """Entries and pages at 16 and at 64 clients, beside a citizen with a very long story."""
    with furnished(anna=100, bente=100_000) as house, serving(house) as served:
        before = served.rss()
        pages = [
            served.get("/dagbog", who, clients=clients)
            for who in ("anna", "bente")
            for clients in (16, 64)
        ]
        results = fire(entries(served, 16, 5), *pages, entries(served, 64, 5))
        after = served.rss()
    answers, errors = sum(each.done for each in results), sum(each.errors for each in results)
    detail = f"{before:.0f} MB at start, {after:.0f} MB after {answers:,} answers ({errors} errors)"
    return Figure(round(after, 1), "MB", f"≤ {MOST:.0f}", after <= MOST and not errors, detail)
