"""The charts of days: a shape for each kind, counts for a sentence, and no verdict."""

import dataclasses
import gzip
import re
from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.look_back.charts import KINDS, Chart, Counts, Strip, Year, count, strip, year

TEMPLATES = Path(__file__).parents[2] / "templates"
LAST = date(2026, 11, 22)
kinds = st.sampled_from(["good", "between", "hard", None])
fortnights = st.lists(kinds, min_size=14, max_size=14)


def fortnight(marks: list[str | None], rtl: bool = False) -> Strip:
    days = [LAST - timedelta(days=13 - i) for i in range(14)]
    return strip(list(zip(days, marks, strict=True)), rtl)


def full(number: int) -> dict[date, str]:
    days = (date(number, 1, 1) + timedelta(days=i) for i in range(366))
    return {day: KINDS[day.toordinal() * 7919 % 97 % 3] for day in days if day.year == number}


def whole(number: int, days: dict[date, str] | None = None, rtl: bool = False) -> Year:
    return year(full(number) if days is None else days, number, rtl, until=date(number, 12, 31))


def boxes(path: str) -> list[tuple[float, float, float, float]]:
    """left, top, right, bottom of each shape; a reading of its own of the few letters that we
    use."""
    found: list[tuple[float, float, float, float]] = []
    x = y = 0
    for dx, dy, outline in re.findall(r"m(-?\d+) (-?\d+)([^m]+)z", path):
        x, y = x + int(dx), y + int(dy)
        if bar := re.fullmatch(r"h(\d+)v(\d+)h-\d+", outline):
            found.append((x, y, x + int(bar[1]), y + int(bar[2])))
        else:
            r = int(re.match(r"a(\d+)", outline)[1])  # type: ignore[index]
            found.append((x, y - r, x + 2 * r, y + (r if outline.count("a") == 2 else 0)))
    return found


def middles(chart: Chart) -> list[tuple[str, float]]:
    return sorted(
        (kind, (b[0] + b[2]) / 2) for kind, path in chart.paths.items() for b in boxes(path)
    )


def show(name: str, chart: Chart) -> str:
    env = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined
    )
    env.globals["_"] = lambda text, **values: text.format(**values) if values else text
    env.globals["ngettext"] = lambda one, many, n: (one if n == 1 else many).format(n=n)
    env.filters |= {"dato": date.isoformat, "maaned": lambda day: f"måned {day.month}"}
    macro = f'{{% from "look_back/_{name}.html" import {name} %}}{{{{ {name}(chart, "c") }}}}'
    return env.from_string(macro).render(chart=chart)


def desc(html: str) -> str:
    return ElementTree.fromstring(html).findtext(".//desc") or ""


@settings(deadline=None)  # time is measured by the bench
@given(fortnights)
def test_every_day_of_the_strip_is_drawn_once(marks: list[str | None]) -> None:
    drawn = [kind for kind, _ in middles(fortnight(marks))]
    assert drawn == sorted(mark or "none" for mark in marks)


@settings(deadline=None)  # time is measured by the bench
@given(fortnights)
def test_the_counts_are_the_days(marks: list[str | None]) -> None:
    counts = fortnight(marks).counts
    assert dataclasses.astuple(counts) == (*(marks.count(k) for k in KINDS[:3]), marks.count(None))
    assert counts == count(marks)


def test_four_kinds_have_four_shapes() -> None:
    swatches = fortnight(["good"] * 14).swatches
    sizes = {
        kind: (b[2] - b[0], b[3] - b[1]) for kind, path in swatches.items() for b in boxes(path)
    }
    assert sizes["good"] == (16, 16)
    assert sizes["between"] == (16, 8)
    assert sizes["hard"][0] == 16 and sizes["hard"][1] < 6
    assert sizes["none"][0] == sizes["none"][1] < 8


@settings(deadline=None)  # time is measured by the bench
@given(fortnights)
def test_right_to_left_is_the_mirror_image(marks: list[str | None]) -> None:
    there, back = fortnight(marks), fortnight(marks, rtl=True)
    assert middles(back) == sorted((kind, there.width - x) for kind, x in middles(there))
    assert [label.x for label in back.labels] == [there.width - label.x for label in there.labels]


def test_the_last_day_bears_its_date_and_reading_begins_with_the_first() -> None:
    chart = fortnight(["good", *[None] * 13])
    assert chart.labels[-1].day == LAST
    assert [label.x for label in chart.labels] == sorted(label.x for label in chart.labels)
    assert boxes(chart.paths["good"])[0][0] < 20


@pytest.mark.parametrize(("number", "cells"), [(2026, 365), (2028, 366), (2100, 365)])
def test_a_leap_year_has_a_day_more(number: int, cells: int) -> None:
    chart = whole(number)
    assert sum(len(boxes(path)) for path in chart.paths.values()) == cells
    assert sum(dataclasses.astuple(chart.counts)) == cells


def test_one_path_for_each_kind_that_occurs() -> None:
    assert set(whole(2026, {date(2026, 1, 1): "good"}).paths) == {"good", "none"}
    assert len(re.findall(r'<path class="k-', show("year", whole(2026)).split("</svg>")[0])) == 3


def test_days_to_come_are_neither_drawn_nor_counted() -> None:
    days = {date(2026, 11, 22): "good", date(2026, 11, 23): "hard"}
    chart = year(days, 2026, until=LAST)
    assert "hard" not in chart.paths
    assert chart.counts == Counts(good=1, between=0, hard=0, none=325)
    assert [month.first.month for month in chart.months] == list(range(1, 12))
    assert chart.months[-1].counts == Counts(1, 0, 0, 21)


def test_a_year_to_come_is_empty_and_a_year_gone_is_whole() -> None:
    assert year({}, 2027, until=LAST).paths == {}
    assert year({}, 2027, until=LAST).counts == Counts(0, 0, 0, 0)
    assert year({}, 2025, until=LAST).counts.none == 365


def test_days_of_other_years_do_not_slip_in() -> None:
    assert whole(2026, {date(2025, 5, 1): "good", date(2027, 5, 1): "hard"}).counts == Counts(
        0, 0, 0, 365
    )


def test_months_add_up_to_the_year() -> None:
    chart = whole(2028)
    for kind in KINDS:
        assert sum(getattr(month.counts, kind) for month in chart.months) == getattr(
            chart.counts, kind
        )


def test_a_day_lies_under_its_month_and_beside_its_number() -> None:
    chart = whole(2026, {date(2026, 3, 15): "good"})
    left, top, right, bottom = boxes(chart.paths["good"])[0]
    assert (left + right) / 2 == chart.heads[2].x
    row = next(label for label in chart.rows if label.day.day == 15)
    assert top < row.y - 4 < bottom


def test_the_year_is_mirrored_too() -> None:
    there, back = whole(2026), whole(2026, rtl=True)
    assert middles(back) == sorted((kind, there.width - x) for kind, x in middles(there))
    assert [h.x for h in back.heads] == [there.width - h.x for h in there.heads]


@pytest.mark.parametrize("rtl", [False, True])
def test_everything_stays_inside_and_apart(rtl: bool) -> None:
    for chart in (whole(2028, rtl=rtl), fortnight(["good"] * 14, rtl)):
        drawn = [box for path in chart.paths.values() for box in boxes(path)]
        assert all(
            b[0] >= 1 and b[1] >= 1 and b[2] <= chart.width - 1 and b[3] <= chart.height - 1
            for b in drawn
        )
        assert len({(b[0] + b[2], b[3] // 13) for b in drawn}) == len(drawn)


def test_charts_fit_the_narrowest_phone_at_full_size() -> None:
    assert whole(2028).width <= 288 and fortnight([None] * 14).width <= 288


def test_a_full_year_is_light() -> None:
    days = {day: kind for day, kind in full(2028).items() if day.toordinal() * 31 % 7}
    svg = show("year", whole(2028, days)).split("<figcaption>")[0]
    assert len(gzip.compress(svg.encode())) <= 1600


def test_the_sentence_leaves_out_what_did_not_happen() -> None:
    marks: list[str | None] = ["good"] * 2 + ["between"] * 5 + ["hard"] * 2 + [None] * 5
    told = desc(show("strip", fortnight(marks)))
    assert told == "2 gode dage, 5 midt imellem, 2 svære dage. 5 dage er uden mærke."
    assert desc(show("strip", fortnight(["hard"] * 14))) == "14 svære dage."
    assert desc(show("strip", fortnight(["good", "hard"] * 7))) == "7 gode dage, 7 svære dage."
    assert (
        desc(show("strip", fortnight([*[None] * 13, "good"])))
        == "1 god dag. 13 dage er uden mærke."
    )
    assert desc(show("strip", fortnight([None] * 14))) == "14 dage er uden mærke."


@pytest.mark.parametrize(
    ("name", "chart"), [("strip", fortnight([None, "hard"] * 7)), ("year", whole(2026))]
)
def test_the_markup_is_clean_and_has_a_table(name: str, chart: Chart) -> None:
    html = show(name, chart)
    root = ElementTree.fromstring(html)
    assert [e.get("id") for e in root.iter() if e.get("id")] == ["c-t", "c-d"]
    assert "style=" not in html and "<script" not in html and "data:" not in html
    assert len(list(root.iter("th"))) >= 12
    assert "%" not in html and "nan" not in html.lower().split("</svg>")[0]


def test_no_verdict_hides_in_the_data() -> None:
    names = {field.name for kind in (Strip, Year, Counts) for field in dataclasses.fields(kind)}
    assert not names & {
        "average",
        "trend",
        "streak",
        "total",
        "share",
        "percent",
        "score",
        "best",
        "worst",
    }
