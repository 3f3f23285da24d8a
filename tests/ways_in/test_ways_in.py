"""Where one is signed in, and what a browser without passkeys is told; what the passkeys do stands
with identity."""

import pytest

from app.sign_in import logins
from tests.world import World

pytestmark = pytest.mark.both


def test_signing_out_elsewhere_ends_that_login_and_no_other(world: World) -> None:
    here, there, third = world.signed_in(), world.signed_in(), world.signed_in()
    forms = [
        form for form in here.get("/konto/enheder").forms if form.action == "/konto/enheder/log-ud"
    ]
    assert len(forms) == 2, "not the one in one's hand"
    assert (
        "Her står kun de steder, hvor du er logget ind nu."
        in here.post("/konto/enheder/log-ud", forms[0].fields).said
    )
    alive = [phone.ask("GET", "/mit").status_code for phone in (here, there, third)]
    assert alive[0] == 200 and sorted(alive[1:]) == [200, 303]


def test_anothers_login_is_simply_not_there(world: World) -> None:
    sam = world.signed_in("Sam")
    world.signed_in("Sam")
    fields = next(
        form.fields
        for form in sam.get("/konto/enheder").forms
        if form.action == "/konto/enheder/log-ud"
    )
    anna = world.signed_in()
    mark = dict(anna.typed(anna.get("/mit"), "/log-ud"))["konto"]
    assert anna.send("/konto/enheder/log-ud", {**dict(fields), "konto": mark}).status_code == 303
    assert sam.get("/mit").h1 == "Mit"


@pytest.mark.parametrize(
    "way", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_after_it_was_me_the_way_stays_in_the_app(world: World, way: str) -> None:
    anna = world.signed_in()
    mark = dict(anna.typed(anna.get("/mit"), "/log-ud"))["konto"]
    answer = anna.send("/konto/ny-enhed", {"konto": mark, "svar": "mig", "til": way})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    left = anna.send("/konto/ny-enhed", {"konto": mark, "svar": "nej", "til": way}).headers[
        "location"
    ]
    assert left == "/konto/adgangskode?besked=ingen-nye"


def test_a_passkey_that_was_never_asked_for_opens_nothing(world: World) -> None:
    visitor = world.phone()
    page = visitor.post(
        "/log-ind/noegle", {"spoergsmaal": "x", "noeglens_svar": "{}", "til": "/mit"}, expect=422
    )
    assert "Adgangsnøglen virkede ikke" in page.main
    assert logins.SESSION not in visitor.client.cookies


def test_whoever_looks_around_has_no_devices(world: World) -> None:
    visitor = world.phone()
    visitor.post("/kig-dig-omkring", {})
    assert visitor.ask("GET", "/konto/enheder").status_code == 404
