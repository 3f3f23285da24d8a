"""What a coordinator can do, what nobody at work can do, and that a closed account is closed at
once."""

import asyncio
import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import pytest
from litestar.handlers import HTTPRouteHandler
from sqlalchemy import Connection, update

from app.foundation import clock, ids
from app.municipality import COORDINATOR, EDITOR, GUIDE, colleagues, invitations, team
from app.municipality.models import staff
from app.people.people import STAFF, Profile, create, mark
from app.sign_in import Passwords, coordinator, coordinator_proved, reader, recovery, signing_in
from tests.cast import CAST, PASSWORD, Member
from tests.circle import crowd
from tests.conftest import NOON
from tests.house.test_edge import contents
from tests.phone import Phone
from tests.world import World

NOWHERE = UUID(int=4)


def handlers(world: World, *doors: Any) -> list[tuple[str, HTTPRouteHandler]]:
    app: Any = world.app._app
    found = [
        (route.path_format, handler) for route in app.routes for handler in route.route_handlers
    ]
    return [
        (path, handler) for path, handler in found if set(doors) & set(handler.resolve_guards())
    ]


def filled(path: str) -> str:
    return "/".join(str(NOWHERE) if part.startswith("{") else part for part in path.split("/"))


def knock(phone: Phone, world: World, name: str, path: str, handler: HTTPRouteHandler) -> Any:
    if "GET" in handler.http_methods:
        return phone.ask("GET", filled(path))
    return phone.send(filled(path), {"konto": world.person(name).mark})


@pytest.mark.parametrize("name", ["Mette", "Vera", "Otto", "Karen", "Ellen"])
def test_without_the_second_factor_not_one_byte(world: World, name: str) -> None:
    """R34: at every door to what is shared, and to colleagues, staff first meet the code page;
    another role finds nothing."""
    phone = world.signed_in(name, second=False)
    found = handlers(world, reader, coordinator, coordinator_proved)
    assert len(found) >= 6
    met = 0
    for path, handler in found:
        response = knock(phone, world, name, path, handler)
        met += response.status_code == 303
        assert response.status_code in (303, 404), path
        if response.status_code == 303:
            assert response.headers["location"].startswith("/personale/kode?til="), path
            assert response.text == ""
        for member, sign_in_name, _ in CAST:
            assert member == name or (
                member not in response.text and sign_in_name not in response.text
            )
    assert (met > 1) is (name != "Ellen"), (
        "the code page is met at one's own doors; an editor has none of these"
    )


def test_there_is_no_way_round_the_code(world: World) -> None:
    """R34: after the password alone every page there is shows the code page, the account's own
    pages, or nothing."""
    phone = world.phone()
    phone.send("/log-ind", {"navn": "god-ager-777", "adgangskode": PASSWORD})
    assert phone.get("/").h1 == "En kode fra din telefon"
    for path in ("/personale", "/personale/inviter", f"/personale/{world.cast['Mette'].id}/luk"):
        assert phone.ask("GET", path).headers["location"] == f"/personale/kode?til={path}"
    for path in ("/konto/noegler", "/konto/koder/nye"):
        assert phone.ask("GET", path).headers["location"] == f"/personale/kode?til={path}", (
            "a password alone makes no new way in"
        )
    for path in ("/dagbog", "/haab", "/mit", "/mine-ting"):
        assert phone.ask("GET", path).status_code == 404


@pytest.mark.parametrize("name", ["Anna", "Gry", "Mette", "Ellen"])
def test_colleagues_are_nobody_elses_business(world: World, name: str) -> None:
    """R7: for citizens, relatives, guides and editors the coordinator's pages are not there."""
    phone = world.signed_in(name)
    found = handlers(world, coordinator, coordinator_proved)
    assert len(found) > 4
    for path, handler in found:
        assert knock(phone, world, name, path, handler).status_code == 404, path
    if name in ("Anna", "Gry"):
        assert phone.ask("GET", "/personale/kode").status_code == 404


def test_no_page_at_work_names_or_counts_a_citizen(world: World) -> None:
    """R7: also with both factors, a coordinator sees colleagues and nobody else."""
    karen = world.signed_in("Karen")
    for path in (
        "/personale",
        "/personale/inviter",
        f"/personale/{world.cast['Mette'].id}/luk",
        "/konto",
    ):
        shown = karen.get(path).text
        for citizen in (
            "Anna",
            "Sam",
            "Gry",
            "Otto",
            "stille-skov-471",
            str(world.cast["Anna"].id),
        ):
            assert citizen not in shown, path


def test_the_list_says_who_and_what_and_whether(world: World) -> None:
    shown = world.signed_in("Karen").get("/personale").main
    assert "Vestby" in shown
    assert [shown.index(name) for name in ("Ellen", "Karen", "Mette", "Vera")] == sorted(
        shown.index(name) for name in ("Ellen", "Karen", "Mette", "Vera")
    )
    assert "Redaktør af steder. Åben." in shown


def test_a_closed_account_is_signed_out_at_its_next_step_and_stays_out(world: World) -> None:
    """R39"""
    mette, karen = world.signed_in("Mette"), world.signed_in("Karen")
    assert mette.get("/konto").h1 == "Konto"
    path = f"/personale/{world.cast['Mette'].id}/luk"
    done = karen.fill(path, path)
    assert "Ved hvert navn står, om kontoen er åben eller lukket nu." in done.said
    assert "Vejleder. Lukket." in done.main
    assert mette.ask("GET", "/konto").headers["location"].startswith("/log-ind")
    back = world.phone().post(
        "/log-ind", {"navn": "rolig-eng-444", "adgangskode": PASSWORD}, expect=422
    )
    assert "passer ikke" in back.main
    assert world.signed_in("Mette").ask("GET", "/konto").headers["location"].startswith("/log-ind")
    again = karen.post(path, [("konto", world.person("Karen").mark)])
    assert again.h1 == "Kolleger"


@pytest.mark.parametrize("closed", ["Karen", "Mette"])
def test_a_coordinator_who_is_out_does_not_come_in_again_by_a_link_from_before(
    world: World, closed: str
) -> None:
    """Nobody knows whose making a link is that waits, so none is left of a coordinator's
    municipality; a guide makes none."""
    karen = world.signed_in("Karen")
    link = re.search(
        r"kom#([\w-]+)", karen.fill("/personale/inviter", "/personale/inviter", rolle="guide").text
    )
    assert link is not None

    def joins(db: Connection) -> UUID:
        me = create(
            db,
            world.keys,
            ids.new(),
            Profile(nickname="Lone", sign_in_name="x-y-1"),
            kind=STAFF,
            password="",
        )
        colleagues.employ(
            db,
            me.id,
            world.municipality(),
            COORDINATOR,
            team.sealed_name(world.keys.root, me.id, "Lone"),
        )
        return me.id

    other = world.write(joins)
    session, path = crowd.session_of(world, other), f"/personale/{world.cast[closed].id}/luk"
    assert ("Links til nye kolleger" in crowd.get(world, session, path).body.decode()) is (
        closed == "Karen"
    )
    assert crowd.post(world, session, path, {"konto": mark(world.keys, other)}).status == 303
    came = world.phone().send("/personale/kom", {"kode": link[1]})
    assert ("billet" in came.text) is (closed == "Mette")


def test_another_municipalitys_account_cannot_be_closed_and_looks_missing(world: World) -> None:
    world.write(_coordinator_of, world, "Østby")
    ester = world.signed_in("Ester")
    mark = [("konto", world.person("Ester").mark)]
    answers = []
    for person in (world.cast["Mette"].id, world.cast["Anna"].id, world.cast["Ester"].id, NOWHERE):
        for response in (
            ester.ask("GET", f"/personale/{person}/luk"),
            ester.send(f"/personale/{person}/luk", mark),
        ):
            assert response.status_code == 404
            answers.append(response.text.replace(str(person), ""))
    assert len(set(answers)) == 1
    found = world.read(colleagues.of, world.cast["Mette"].id)
    assert found is not None and found.open
    own = f"/personale/{world.cast['Otto'].id}/luk"
    assert ester.fill(own, own).h1 == "Kolleger"


def test_another_municipalitys_link_cannot_be_withdrawn(world: World) -> None:
    secret = world.write(invitations.make, world.municipality("Østby"), GUIDE)
    found = world.read(invitations.find, secret)
    assert found is not None
    karen, mark = world.signed_in("Karen"), [("konto", world.person("Karen").mark)]
    for link in (found.id, NOWHERE):
        assert karen.send(f"/personale/invitation/{link}/tilbage", mark).status_code == 404
    assert world.read(invitations.find, secret) is not None


def test_a_link_is_made_shown_once_and_taken_back(world: World) -> None:
    karen = world.signed_in("Karen")
    made = karen.fill("/personale/inviter", "/personale/inviter", rolle=EDITOR)
    assert "https://fodfaeste.test/personale/kom#" in made.text
    listed = karen.get("/personale")
    assert "Virker til lørdag den 21. marts 2026" in listed.main
    assert "kom#" not in listed.text
    [waiting] = world.read(invitations.open_ones, world.municipality())
    path = f"/personale/invitation/{waiting.id}/tilbage"
    done = karen.post(path, karen.typed(listed, path))
    assert "Her står kun de links, der virker nu." in done.said
    assert "Virker til" not in done.main


@pytest.mark.parametrize("role", ["", COORDINATOR, "boss"])
def test_a_coordinator_invites_guides_and_editors_only(world: World, role: str) -> None:
    karen = world.signed_in("Karen")
    page = karen.fill("/personale/inviter", "/personale/inviter", rolle=role, expect=422)
    assert "Vælg hvad din kollega laver." in page.main
    assert world.read(invitations.open_ones, world.municipality()) == []


def test_ten_links_a_day_are_enough(world: World) -> None:
    for _ in range(10):
        world.write(invitations.make, world.municipality(), GUIDE)
    karen = world.signed_in("Karen")
    assert (
        "Prøv igen i morgen"
        in karen.fill("/personale/inviter", "/personale/inviter", rolle=GUIDE, expect=422).main
    )


def test_inviting_and_closing_ask_whether_it_is_you(world: World) -> None:
    karen = world.signed_in("Karen")
    with clock.held(NOON + timedelta(minutes=11)):
        for path in ("/personale/inviter", f"/personale/{world.cast['Mette'].id}/luk"):
            assert karen.get(path).h1 == "Er det dig?"
        asked = karen.get("/personale/inviter")
        assert (
            karen.post("/er-det-dig", karen.typed(asked, "/er-det-dig", adgangskode=PASSWORD)).h1
            == "Invitér en kollega"
        )


@pytest.mark.parametrize("between", [False, True])
def test_a_code_from_paper_does_not_fit_a_closed_account(
    world: World, monkeypatch: pytest.MonkeyPatch, between: bool
) -> None:
    """Nobody is told that their new password is kept and that they can sign in with it; also when
    it is closed at that moment."""
    mette, here = world.cast["Mette"], world.municipality()
    before = world.read(signing_in.password_of, mette.id)
    if between:
        really = Passwords.hash

        async def closes(self: Passwords, password: str) -> str:
            world.write(colleagues.close, here, mette.id)
            return await really(self, password)

        monkeypatch.setattr(Passwords, "hash", closes)
    else:
        world.write(colleagues.close, here, mette.id)
    fields = {"navn": mette.sign_in_name, "kode": mette.codes[0], "ny": "en-helt-anden-vej-hjem"}
    wrong = world.phone().post(
        "/log-ind/kode", fields | {"kode": "aaaa-aaaa-aaaa-aaaa"}, expect=422
    )
    closed = world.phone().post("/log-ind/kode", fields, expect=422)
    assert (
        "Navn eller kode passer ikke. Hver kode virker én gang." in closed.main
        and closed.main == wrong.main
    )
    assert world.read(signing_in.password_of, mette.id) == before
    assert world.read(recovery.valid, world.keys, mette.id, mette.codes[0]), (
        "it was not spent for nothing"
    )


def test_a_code_from_paper_does_not_fit_an_account_that_sleeps(world: World) -> None:
    mette = world.cast["Mette"]
    with clock.held(NOON + timedelta(days=61)):
        fields = {
            "navn": mette.sign_in_name,
            "kode": mette.codes[0],
            "ny": "en-helt-anden-vej-hjem",
        }
        assert (
            "Navn eller kode passer ikke."
            in world.phone().post("/log-ind/kode", fields, expect=422).main
        )


def test_sixty_days_unused_is_closed(world: World) -> None:
    """R39: on the last day it is open, and coming in with both factors starts the days again."""
    with clock.held(NOON + timedelta(days=60) - timedelta(minutes=1)):
        assert world.signed_in("Mette").get("/konto").h1 == "Konto"
    with clock.held(NOON + timedelta(days=61)):
        assert world.signed_in("Mette").get("/konto").h1 == "Konto"
        assert (
            world.signed_in("Vera").ask("GET", "/konto").headers["location"].startswith("/log-ind")
        )
        assert (
            "passer ikke" in world.phone().post("/log-ind", _knock("Vera", world), expect=422).main
        )
        world.write(lambda db: db.execute(_used_today(world.cast["Karen"].id)))
        assert "Lukket: ikke brugt i 60 dage." in world.signed_in("Karen").get("/personale").main


def test_everybody_at_work_begins_where_their_work_is(world: World) -> None:
    for name, where in (
        ("Mette", "/kreds"),
        ("Karen", "/personale"),
        ("Ellen", "/steder/overblik"),
        ("Gry", "/kreds"),
    ):
        assert world.signed_in(name).ask("GET", "/").headers["location"] == where
        if name != "Gry":
            assert (
                world.signed_in(name, second=False).ask("GET", "/").headers["location"]
                == "/personale/kode"
            )


def test_no_diary_is_offered_at_work(world: World) -> None:
    for name in ("Karen", "Ellen"):
        page = world.signed_in(name).get("/konto")
        assert not {"/mit", "/dagbog", "/mine-ting", "/haab"} & set(page.links)
        assert "/vis-mindre" not in [form.action for form in page.forms]
        assert "/konto" in page.links
        assert ("/personale" in page.links) is (name == "Karen")
        for link in page.links:
            if link.startswith("/") and not link.startswith("/static"):
                assert world.signed_in(name).ask("GET", link).status_code in (200, 303), link


def _coordinator_of(db: Connection, world: World, town: str) -> None:
    profile = Profile(nickname="Ester", sign_in_name="kvik-bro-999")
    me = create(db, world.keys, ids.new(), profile, kind=STAFF, password=None)
    name = team.sealed_name(world.keys.root, me.id, "Ester")
    colleagues.employ(db, me.id, world.municipality(town), COORDINATOR, name)
    world.cast = {**world.cast, "Ester": Member(me.id, "Ester", "kvik-bro-999", ())}


def _knock(name: str, world: World) -> dict[str, str]:
    return {"navn": world.cast[name].sign_in_name, "adgangskode": PASSWORD}


def _used_today(person: UUID) -> Any:
    return update(staff).where(staff.c.person == person).values(seen_minute=clock.minute())


def test_looking_changes_nothing(world: World) -> None:
    """R56, at work: every page there is, and not a row is different afterwards."""
    karen, ellen = world.signed_in("Karen"), world.signed_in("Ellen", second=False)
    before = world.read(contents)
    for path in (
        "/personale",
        "/personale/inviter",
        f"/personale/{world.cast['Mette'].id}/luk",
        "/personale/kom",
    ):
        karen.get(path)
    ellen.get("/personale/kode")
    assert world.read(contents) == before


def test_ten_links_a_day_however_many_are_asked_for_at_once(world: World) -> None:
    """R113."""
    karen = world.signed_in("Karen")
    fields = urlencode({"konto": world.person("Karen").mark, "rolle": GUIDE}).encode()
    headers = {"content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin"}

    async def at_once() -> list[int]:
        asked = [
            karen.client.post("/personale/inviter", content=fields, headers=headers)
            for _ in range(30)
        ]
        return [answer.status_code for answer in await asyncio.gather(*asked)]

    statuses = world.runner.run(at_once())
    assert sorted(statuses) == [200] * 10 + [422] * 20
    assert len(world.read(invitations.open_ones, world.municipality())) == 10
    assert (
        "Der er lavet ti links"
        in karen.post(
            "/personale/inviter", {"konto": world.person("Karen").mark, "rolle": GUIDE}, expect=422
        ).main
    )
