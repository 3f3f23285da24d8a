"""Where one is signed in: the list, signing out from afar, and a word about a new device. R38."""

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import Connection, func, select

from app.foundation import clock, ids
from app.my_data import citizen_key_rotation
from app.people import one_at_a_time
from app.people.browsers import Kind, called, kind_of
from app.sign_in import devices, giving_way, logins
from app.sign_in.models import logins as login_rows
from tests.cast import PASSWORD
from tests.conftest import NOON
from tests.house.test_edge import contents
from tests.phone import Phone
from tests.sharing.test_grants import at_once
from tests.world import World

IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 "
    "Mobile/15E148 Safari/604.1"
)
WINDOWS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/130.0.0.0 Safari/537.36 Edg/130.0"
)
NEW = "Nogen loggede ind på en ny enhed"


def coming(world: World, agent: str = IPHONE, **more: str) -> Phone:
    phone = world.phone()
    phone.client.headers["user-agent"] = agent
    again(phone, **more)
    return phone


def again(phone: Phone, **more: str) -> None:
    fields = {"navn": "stille-skov-471", "adgangskode": PASSWORD, **more}
    assert phone.send("/log-ind", fields).status_code == 303


def test_the_list_says_what_since_when_and_which_one_this_is(world: World) -> None:
    here = coming(world)
    coming(world, WINDOWS, laant="1")
    main = here.get("/konto/enheder").main
    assert "Safari på iPhone" in main and "Edge på Windows" in main
    assert main.count("Denne her.") == 1 and main.count("Det er ikke din telefon.") == 1
    assert "14. marts 2026" in main


def test_signing_out_from_afar_ends_only_that_one(world: World) -> None:
    """R38: the other is signed out at its next request, and its device is not known any more."""
    here, there, third = coming(world), coming(world, WINDOWS), world.signed_in()
    page = here.get("/konto/enheder")
    assert page.main.index("Denne her.") < page.main.rindex("Edge på Windows")
    listed = [form for form in page.forms if form.action == "/konto/enheder/log-ud"]
    assert len(listed) == 2
    for form in listed:
        assert (
            there.ask("GET", "/dagbog").status_code == 200
            or third.ask("GET", "/dagbog").status_code == 200
        )
        assert (
            "Her står kun de steder, hvor du er logget ind nu."
            in here.post("/konto/enheder/log-ud", form.fields).said
        )
    assert there.ask("GET", "/dagbog").status_code == third.ask("GET", "/dagbog").status_code == 303
    assert here.ask("GET", "/dagbog").status_code == 200
    device = there.client.cookies[logins.DEVICE]
    assert not world.read(logins.known, world.cast["Anna"].id, logins.hashed(device))
    again = here.post("/konto/enheder/log-ud", listed[0].fields)
    assert "Her står kun de steder, hvor du er logget ind nu." in again.said, (
        "asked once more, it is still so"
    )


def test_a_list_opened_before_still_means_the_same_device(world: World) -> None:
    """The other says «it is me» twice over, and signs out elsewhere, after the list was opened: it
    is signed out all the same."""
    here, there, third = coming(world), coming(world, WINDOWS), world.signed_in()
    listed = [
        form for form in here.get("/konto/enheder").forms if form.action == "/konto/enheder/log-ud"
    ]
    for _ in range(2):
        there.fill("/er-det-dig", "/er-det-dig", adgangskode=PASSWORD)
    third.fill("/er-det-dig", "/er-det-dig", adgangskode=PASSWORD)
    again = [
        form for form in here.get("/konto/enheder").forms if form.action == "/konto/enheder/log-ud"
    ]
    assert sorted(str(form.fields) for form in again) == sorted(str(form.fields) for form in listed)
    for form in listed:
        assert (
            "Her står kun de steder, hvor du er logget ind nu."
            in here.post("/konto/enheder/log-ud", form.fields).said
        )
    assert there.ask("GET", "/dagbog").status_code == third.ask("GET", "/dagbog").status_code == 303
    assert here.ask("GET", "/dagbog").status_code == 200


def test_the_list_never_signs_out_the_one_who_asks_and_does_not_say_so(world: World) -> None:
    """A list copied from another device: what it calls another is this one here, also once this one
    has a new id."""
    here, there = coming(world), coming(world, WINDOWS)
    form = there.get("/konto/enheder").form("/konto/enheder/log-ud")
    here.fill("/er-det-dig", "/er-det-dig", adgangskode=PASSWORD)
    page = here.post("/konto/enheder/log-ud", form.fields)
    assert page.h1 == "Her er du logget ind" and "logget ud" not in page.said
    assert {each.ask("GET", "/dagbog").status_code for each in (here, there)} == {200}


def test_nobody_signs_another_person_out(world: World) -> None:
    anna, sam = coming(world), world.signed_in("Sam")
    coming(world, WINDOWS)
    enhed = dict(anna.get("/konto/enheder").form("/konto/enheder/log-ud").fields)["enhed"]
    konto = dict(sam.get("/konto").form("/log-ud").fields)["konto"]
    before = world.read(contents)
    assert sam.send("/konto/enheder/log-ud", {"konto": konto, "enhed": enhed}).status_code == 303
    assert world.read(contents) == before


def test_a_new_device_is_told_to_the_others_and_not_to_itself(world: World) -> None:
    here = world.signed_in()
    assert NEW not in here.get("/").main
    there = coming(world, WINDOWS)
    for path in ("/", "/konto", "/konto/enheder"):
        assert NEW in here.get(path).main and "Edge på Windows" in here.get(path).main
        assert NEW not in there.get(path).main
    there.get("/konto")
    konto = dict(there.get("/konto").form("/log-ud").fields)["konto"]
    there.send("/konto/ny-enhed", {"konto": konto, "svar": "mig"})
    assert NEW in here.get("/").main, "the new one cannot answer for itself"
    page = here.get("/")
    page = here.post("/konto/ny-enhed", [*here.typed(page, "/konto/ny-enhed"), ("svar", "mig")])
    assert NEW not in page.main and NEW not in here.get("/konto").main
    assert there.ask("GET", "/dagbog").status_code == 200


def test_coming_again_on_the_new_device_does_not_hide_it(world: World) -> None:
    here, there = world.signed_in(), coming(world, WINDOWS)
    there.fill("/", "/log-ud")
    again(there)
    assert NEW in here.get("/").main
    assert NEW not in there.get("/").main


def test_proving_it_on_the_new_device_does_not_hide_it(world: World) -> None:
    here, there = world.signed_in(), coming(world, WINDOWS)
    there.fill("/er-det-dig", "/er-det-dig", adgangskode=PASSWORD)
    assert NEW in here.get("/").main
    assert NEW not in there.get("/").main
    assert "Edge på Windows" in there.get("/konto/enheder").main


def test_it_was_not_me_signs_it_out_and_leads_to_a_new_password(world: World) -> None:
    here, there = coming(world), coming(world, WINDOWS)
    here.get("/konto")
    known = world.signed_in()
    page = known.get("/")
    page = known.post("/konto/ny-enhed", [*known.typed(page, "/konto/ny-enhed"), ("svar", "ikke")])
    assert page.h1 == "Skift adgangskode"
    assert there.ask("GET", "/dagbog").status_code == 303
    assert NEW not in known.get("/").main


def test_a_known_device_and_the_first_one_tell_nothing(world: World) -> None:
    here = coming(world)
    known = world.signed_in()
    page = known.get("/")
    known.post("/konto/ny-enhed", [*known.typed(page, "/konto/ny-enhed"), ("svar", "mig")])
    here.fill("/", "/log-ud")
    again(here)
    assert NEW not in known.get("/").main


def test_signing_out_elsewhere_does_not_say_who_one_is(world: World) -> None:
    """R13: it needs no password, so it must not count as one."""
    from datetime import timedelta

    from app.foundation import clock
    from tests.conftest import NOON

    anna = world.signed_in()
    with clock.held(NOON + timedelta(minutes=11)):
        anna.fill("/konto", "/konto/log-ud-alle-andre")
        assert anna.get("/konto/noegler").h1 == "Er det dig?"


def living(world: World, name: str = "Anna") -> int:
    mine = select(func.count()).where(login_rows.c.owner == world.cast[name].id)
    found: int = world.read(lambda db: db.execute(mine).scalar_one())
    return found


def test_of_very_many_logins_the_one_proved_longest_ago_gives_way(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever comes is let in and stays. What is over on another's phone goes first; the phone
    itself is still known."""
    monkeypatch.setattr(giving_way, "LOGINS", 3)
    with clock.held(NOON - timedelta(days=3)):
        first, second = coming(world), coming(world, WINDOWS)
    with clock.held(NOON - timedelta(days=2)):
        borrowed = coming(world, laant="1")
    with clock.held(NOON - timedelta(days=1)):
        first.fill("/er-det-dig", "/er-det-dig", adgangskode=PASSWORD)
    third = coming(world)
    assert (
        living(world) == 3
        and [each.ask("GET", "/dagbog").status_code for each in (first, second, third)] == [200] * 3
    )
    assert borrowed.ask("GET", "/dagbog").status_code == 303
    fourth = coming(world)
    assert living(world) == 3 and second.ask("GET", "/dagbog").status_code == 303
    assert [each.ask("GET", "/dagbog").status_code for each in (first, third, fourth)] == [200] * 3
    assert world.read(
        logins.known, world.cast["Anna"].id, logins.hashed(second.client.cookies[logins.DEVICE])
    )


def test_many_more_from_before_give_way_with_the_next(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(giving_way, "LOGINS", 100)
    others = [world.signed_in("Sam"), *(coming(world) for _ in range(5))]
    monkeypatch.setattr(giving_way, "LOGINS", 2)
    last = coming(world)
    assert living(world) == 2 and last.ask("GET", "/dagbog").status_code == 200
    assert others[0].ask("GET", "/dagbog").status_code == 200, "another's are not counted"


def test_a_browser_on_which_nobody_is_signed_in_is_forgotten_first(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(giving_way, "BROWSERS", 2)
    here, left = coming(world), coming(world, WINDOWS)
    known = partial(world.read, logins.known, world.cast["Anna"].id)
    device = {
        name: logins.hashed(each.client.cookies[logins.DEVICE])
        for name, each in (("here", here), ("left", left))
    }
    left.fill("/", "/log-ud")
    assert known(device["here"]) and known(device["left"])
    for _ in range(2):
        now = coming(world)
        now.fill("/", "/log-ud")
        assert known(logins.hashed(now.client.cookies[logins.DEVICE]))
    assert known(device["here"]) and not known(device["left"])


def test_two_who_come_at_once_are_both_let_in(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(giving_way, "LOGINS", 2)
    anna = world.cast["Anna"].id
    came: list[str] = []

    def arrives(db: Connection) -> None:
        one_at_a_time(db, anna)
        came.append(
            devices.arrive(db, world.keys, anna, devices.Coming(ids.new().bytes, Kind(), False))
        )

    for _ in range(5):
        came.clear()
        assert at_once(*[partial(world.write, arrives)] * 2) == []
        assert living(world) == 2
        there = select(func.count()).where(login_rows.c.id.in_(map(logins.hashed, came)))
        assert world.read(lambda db, there=there: db.execute(there).scalar_one()) == 2


def test_those_who_look_around_never_give_way(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They share a login, one for each few hours, and an earlier one is somebody's still."""
    monkeypatch.setattr(giving_way, "LOGINS", 1)
    with clock.held(NOON - timedelta(hours=5)):
        before = world.phone()
        before.post("/kig-dig-omkring", {})
        before_cookie = before.client.cookies[logins.SESSION]
    now = world.phone()
    now.post("/kig-dig-omkring", {})
    assert now.client.cookies[logins.SESSION] != before_cookie
    with clock.held(NOON - timedelta(hours=5) + timedelta(minutes=1)):
        assert (
            before.ask("GET", "/dagbog").status_code == now.ask("GET", "/dagbog").status_code == 200
        )


def test_whoever_looks_around_sees_no_list(world: World) -> None:
    ida = world.phone()
    ida.post("/kig-dig-omkring", {})
    assert ida.ask("GET", "/konto/enheder").status_code == 404


def test_staff_have_the_same_list(world: World) -> None:
    mette = world.signed_in("Mette")
    assert mette.get("/konto/enheder").h1 == "Her er du logget ind"
    assert mette.get("/konto").h1 == "Konto"
    assert mette.get("/konto/adgangskode").h1 == "Skift adgangskode"


def test_labels_are_sealed_anew_with_a_new_key(world: World) -> None:
    here = coming(world)
    citizen_key_rotation.of(world.db, world.keys, world.cast["Anna"].id)
    assert "Safari på iPhone" in here.get("/konto/enheder").main


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (IPHONE, ("Safari", "iPhone")),
        (WINDOWS, ("Edge", "Windows")),
        (
            "Mozilla/5.0 (Android 14; Mobile; rv:131.0) Gecko/131.0 Firefox/131.0",
            ("Firefox", "Android"),
        ),
        (
            "Mozilla/5.0 (Linux; Android 14; SM-S921B) Chrome/121.0 SamsungBrowser/26.0 "
            "Safari/537.36",
            ("Samsung Internet", "Android"),
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) CriOS/130.0 Mobile "
            "Safari/604.1",
            ("Chrome", "iPhone"),
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.1 Safari/605.1.15",
            ("Safari", "Mac"),
        ),
    ],
)
def test_what_a_browser_is_called(agent: str, words: tuple[str, str]) -> None:
    assert kind_of(agent) == Kind(*words)


def test_a_browser_nobody_knows_is_another_one() -> None:
    assert called(kind_of("curl/8.0 <script>")).text == "En anden browser"


@pytest.mark.parametrize(
    "path",
    [
        "/konto?besked=ude",
        "/konto?besked=mail",
        "/konto?besked=adgangskode",
        "/konto/noegler?besked=fjernet",
        "/konto/noegler?besked=ny-noegle",
    ],
)
def test_it_is_said_that_one_is_out_elsewhere_only_while_one_is(world: World, path: str) -> None:
    phone = world.signed_in()
    phone.send(
        "/er-det-dig", phone.typed(phone.get("/er-det-dig"), "/er-det-dig", adgangskode=PASSWORD)
    )
    assert "logget ud" in phone.get(path).said
    other = world.signed_in()
    assert "logget ud" not in phone.get(path).said
    other.send("/log-ud", other.typed(other.get("/mit"), "/log-ud"))
    assert "logget ud" in phone.get(path).said


@pytest.mark.parametrize(
    "path", ["/log-ind?besked=laast", "/log-ind?besked=ny-adgangskode", "/?besked=logget-ud"]
)
def test_whoever_is_in_is_not_told_that_they_are_out(world: World, path: str) -> None:
    """An address that lies behind Back, opened once more."""
    assert world.phone().get(path).said
    assert not world.signed_in().get(path).said
