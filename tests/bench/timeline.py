"""timeline_page and timeline_growth: Dagbog with thirty entries, opened and rendered."""

from datetime import timedelta

from tests import postgres
from tests.bench.figure import Figure, middle, spread
from tests.bench.house import A_DAY, furnished
from tests.bench.load import Plan, Result, fire
from tests.bench.served import GZIP, Served, serving

LEAST, LEAST_PG, MOST = 0.11, 0.06, 1.15
FEW, MANY = 100, 100_000


def timeline_page() -> Figure:
    """The page against the same server answering as many bytes that it has at hand; as browsers ask
    (gzip), and plain."""
    with furnished(anna=FEW) as house, serving(house, "tests.bench.server") as served:
        squeezed, plain = _against_constant(served, GZIP), _against_constant(served, "")
    ratio, told = squeezed
    return Figure(
        round(ratio, 4),
        "of a constant page",
        f"≥ {LEAST} (gzip)",
        ratio >= LEAST,
        f"gzip: {told}; plain: {plain[1]}",
    )


def pages_pg() -> Figure:
    """The same page where each of its readings goes to PostgreSQL and back."""
    with (
        postgres.start() as database,
        furnished(database, anna=FEW) as house,
        serving(house, "tests.bench.server") as served,
    ):
        ratio, told = _against_constant(served, GZIP)
    goal = f"≥ {LEAST_PG} (gzip)"
    return Figure(round(ratio, 4), "of a constant page", goal, ratio >= LEAST_PG, told)


def timeline_growth() -> Figure:
    """The page of somebody with 100,000 entries against somebody with 100, in turns, one asker at a
    time."""
    with furnished(anna=FEW, bente=MANY) as house, serving(house) as served:
        plans = [served.get("/dagbog", who, clients=1, seconds=1) for who in ("anna", "bente")]
        few, many = in_turns(plans, rounds=15)
        ratios = [b.p50 / a.p50 for a, b in zip(few, many, strict=True)]
        deep = fire(served.get(f"/dagbog?foer={_deep(served)}", "bente", clients=1, seconds=1))[0]
    ratio, errors = middle(ratios), sum(each.errors for each in (*few, *many, deep))
    detail = (
        f"median of 15 turns ({spread(ratios)}): {middle(r.p50 for r in many):.2f} ms with "
        f"{MANY:,} entries against "
        f"{middle(r.p50 for r in few):.2f} ms with {FEW}; half way down the long one "
        f"{deep.p50:.2f} ms; {errors} errors"
    )
    return Figure(
        round(ratio, 3), "× the short story", f"≤ {MOST}", ratio <= MOST and not errors, detail
    )


def in_turns(plans: list[Plan], rounds: int) -> list[list[Result]]:
    """ABAB…: the results of each plan, so that what the machine does meanwhile touches all
    alike."""
    results = fire(*(plan for _ in range(rounds) for plan in plans))
    return [results[turn :: len(plans)] for turn in range(len(plans))]


def _against_constant(served: Served, encoding: str, rounds: int = 5) -> tuple[float, str]:
    size = served.size("/dagbog", "anna", encoding)
    page = served.get("/dagbog", "anna", encoding, seconds=2)
    constant = served.get(f"/konstant?{size}", "", encoding, seconds=2)
    fire(page, constant)
    mine, floor = in_turns([page, constant], rounds)
    ratio = middle(_rates(mine, floor)) if not any(each.errors for each in (*mine, *floor)) else 0.0
    return ratio, f"{ratio:.3f}, {size / 1000:.1f} kB, {_told(mine, floor)}"


def _told(mine: list[Result], floor: list[Result]) -> str:
    worked, least = middle(a.cpu for a in mine), middle(b.cpu for b in floor)
    return (
        f"median of {len(mine)} turns ({spread(_rates(mine, floor), 3)}), "
        f"{middle(r.rate for r in mine):.0f} against "
        f"{middle(r.rate for r in floor):.0f} req/s at 16 clients, p50 "
        f"{middle(r.p50 for r in mine):.1f} and p99 "
        f"{middle(r.p99 for r in mine):.1f} ms, server {worked:.0f} against {least:.0f} µs "
        f"({least / max(1.0, worked):.3f}), "
        f"{sum(r.errors for r in (*mine, *floor))} errors, load process at most "
        f"{max(r.busy for r in floor):.0%} of a core"
    )


def _rates(mine: list[Result], floor: list[Result]) -> list[float]:
    return [a.rate / b.rate for a, b in zip(mine, floor, strict=True)]


def _deep(served: Served) -> str:
    """The key of a page in the middle of the long story."""

    me = served.house.citizens["bente"][0]
    return f"{me.today - timedelta(days=MANY // 2 // A_DAY):%Y%m%d}.{MANY // 2}"
