"""Dage: the last fortnight, a year at a glance, and any day filled in afterwards."""

from datetime import date, timedelta

from litestar import get

from app import days
from app.days import Mark
from app.foundation import clock
from app.foundation.errors import NotFound
from app.foundation.web.answers import claim, flash, language, page
from app.foundation.web.handler_types import Db, Page, PathDay, PathNumber, Request
from app.foundation.words import say
from app.look_back import charts
from app.sign_in import Me, signed_in

FORTNIGHT = 14
NOTICES = {
    "gemt": claim(say("Dagen er gemt. Ingen andre i appen kan se det."), "days", "days_words"),
    "fortrudt": say("Fortrudt."),
    "fjernet": claim(say("Mærket er taget væk. Dagen er der stadig.")),
}


@get("/dag", guards=[signed_in])
async def days_page(request: Request, me: Me, db: Db) -> Page:
    first = me.today - timedelta(days=FORTNIGHT - 1)
    marks = await db.read(days.marks.between, me, first, me.today)
    shown = [
        (first + timedelta(n), _kind(marks.get(first + timedelta(n)))) for n in range(FORTNIGHT)
    ]
    return page(
        request,
        "look_back/days.html",
        tab="mine",
        strip=charts.strip(shown, rtl=_rtl(request)),
        days=shown[::-1],
        years=await db.read(days.marks.years, me),
        status=flash(request, NOTICES),
        kinds=days.KINDS,
    )


@get("/dag/aar/{year:int}", guards=[signed_in])
async def year_page(request: Request, me: Me, db: Db, year: PathNumber) -> Page:
    if not clock.EARLIEST.year <= year <= me.today.year:
        raise NotFound
    marks = await db.read(days.marks.between, me, date(year, 1, 1), date(year, 12, 31))
    kinds = {day: mark.kind for day, mark in marks.items()}
    drawn = charts.year(kinds, year, rtl=_rtl(request), until=me.today)
    return page(
        request,
        "look_back/year.html",
        tab="mine",
        year=drawn,
        number=year,
        years=await db.read(days.marks.years, me),
    )


@get("/dag/anden", guards=[signed_in])
async def another(request: Request, me: Me) -> Page:
    return page(
        request,
        "look_back/another.html",
        tab="mine",
        typed_date=(me.today - timedelta(days=1)).isoformat(),
        problems={},
    )


@get("/dag/{day:str}", guards=[signed_in])
async def one_day(request: Request, me: Me, db: Db, day: PathDay) -> Page:
    found = clock.past_day(day, me.today)
    if found is None:
        raise NotFound
    mark = await db.read(days.marks.on, me, found)
    return page(
        request,
        "look_back/day.html",
        tab="mine",
        day=found,
        mark=mark,
        status=flash(request, NOTICES, {"fjernet": mark is None or not mark.kind}),
    )


HANDLERS = [days_page, year_page, another, one_day]


def _kind(mark: Mark | None) -> str | None:
    return mark.kind if mark else None


def _rtl(request: Request) -> bool:
    return language(request).dir == "rtl"
