"""What the app on the phone gets from the server, without a browser."""

import json
import re

import httpx
import pytest

from app.foundation import sealed_box
from app.foundation.keys import Root
from app.main import _statics
from app.offline import pages
from app.sign_in import logins
from tests.phone import Phone
from tests.world import World

IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
    "Gecko) "
)
BROWSERS = {
    IPHONE + "Version/19.0 Mobile/15E148 Safari/604.1": "Tryk på «Del»",
    IPHONE + "CriOS/156.0 Mobile/15E148 Safari/604.1": "På en iPhone sker det i Safari",
    IPHONE + "Mobile/15E148": "På en iPhone sker det i Safari",
    (
        "Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 Chrome/156.0 Mobile "
        "Safari/537.36"
    ): "menu med de tre prikker",
    "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/150.0": "adresselinjen eller i menuen",
}


@pytest.fixture
def anna(world: World) -> Phone:
    return world.signed_in("Anna")


def kept(anna: Phone) -> list[str]:
    """The entries that a phone is given."""
    return re.findall(r'<div\s+class="words"\s+dir="auto">(.*?)</div>', asked(anna).text, re.S)


def asked(anna: Phone, what: str = "alt") -> httpx.Response:
    mark = dict(anna.get("/dagbog").form("/skjul").fields)["konto"]
    return anna.ask("GET", f"/telefon/med?hvad={what}&konto={mark}")


def keep(anna: Phone, text: str) -> None:
    anna.post("/dagbog", anna.typed(anna.get("/dagbog/skriv"), "/dagbog", tekst=text))


@pytest.mark.parametrize(
    ("agent", "says"),
    BROWSERS.items(),
    ids=["Safari", "Chrome on iPhone", "in an app", "Android", "desktop"],
)
def test_how_to_install_it_is_told_for_this_browser(anna: Phone, agent: str, says: str) -> None:
    text = anna.ask("GET", "/telefon", headers={"user-agent": agent}).text
    assert says in text
    assert ("Safari" in text) == ("iPhone" in agent), "only where it helps"


def test_only_a_phone_of_ones_own_is_given_the_last_entries(world: World, anna: Phone) -> None:
    keep(anna, "Til min egen telefon")
    assert kept(anna) == ["Til min egen telefon"]
    assert asked(anna).headers["cache-control"] == "no-store"
    borrowed = world.signed_in("Anna", shared=True)
    assert asked(borrowed).text.strip() == ""
    assert "Derfor bliver intet liggende her" in borrowed.get("/telefon").main


def test_an_old_tab_is_not_given_what_is_the_newcomers(world: World, anna: Phone) -> None:
    """Sam has signed in since: his things would lie under Anna's key."""
    sam = world.signed_in("Sam")
    mark = dict(anna.get("/dagbog").form("/skjul").fields)["konto"]
    assert sam.ask("GET", f"/telefon/med?hvad=alt&konto={mark}").status_code == 404
    assert sam.ask("GET", "/telefon/med?hvad=alt").status_code == 404


@pytest.mark.both
def test_not_more_than_the_last_fourteen(anna: Phone) -> None:
    for number in range(17):
        keep(anna, f"Nummer {number}")
    assert kept(anna) == [f"Nummer {number}" for number in range(16, 2, -1)]


def test_the_plan_alone_or_with_the_entries(anna: Phone) -> None:
    keep(anna, "Et indlæg")
    anna.fill("/plan/4", "/plan/4", tekst="Ditte <3", nummer="20 00 00 01", hvem="min søster")
    alone = asked(anna, "plan").text
    assert 'href="tel:20000001"' in alone and "Ditte &lt;3" in alone and "Et indlæg" not in alone
    assert "Ditte" in asked(anna).text and kept(anna) == ["Et indlæg"]


@pytest.mark.both
def test_whoever_is_not_signed_in_any_more_is_told_so(world: World, anna: Phone) -> None:
    mine = anna.ask("GET", "/")
    assert f'name="account" content="{mine.headers["x-login"]}"' in mine.text
    visitor = world.phone()
    for path in ("/", "/log-ind", "/dagbog"):
        assert visitor.ask("GET", path).headers["x-login"] == "none", path


@pytest.mark.both
def test_a_database_in_trouble_is_no_sign_out(anna: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    """The copy on the phone is needed most when the server has fallen over."""

    def breaks(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(logins, "find", breaks)
    answer = anna.ask("GET", "/dagbog")
    assert answer.status_code == 500 and "x-login" not in answer.headers


@pytest.mark.both
def test_hiding_ends_the_login(anna: Phone) -> None:
    mark = dict(anna.get("/dagbog").form("/skjul").fields)["konto"]
    answer = anna.send("/skjul", {"konto": mark})
    assert answer.status_code == 303 and answer.headers["location"] == "/indkoeb"
    assert anna.ask("GET", "/dagbog").status_code == 303


def test_hiding_from_an_old_tab_leads_away_and_ends_nothing(anna: Phone) -> None:
    answer = anna.send("/skjul", {"konto": "somebody"})
    assert answer.status_code == 303 and answer.headers["location"] == "/indkoeb"
    assert anna.ask("GET", "/dagbog").status_code == 200


def test_what_another_app_hands_over_is_not_kept_before_its_reader_says_so(anna: Phone) -> None:
    """Where there is no worker. The system posts it from no site; another site may not."""
    handed = {"title": "En sang", "text": "som jeg holder af", "url": "https://sang.example/1"}
    answer = anna.send("/del", handed, **{"sec-fetch-site": "none"})
    assert (
        answer.status_code == 200
        and "En sang\nsom jeg holder af\nhttps://sang.example/1" in answer.text
    )
    assert kept(anna) == []
    assert anna.send("/del", handed, **{"sec-fetch-site": "cross-site"}).status_code == 403
    assert anna.send("/dagbog", {"tekst": "x"}, **{"sec-fetch-site": "none"}).status_code == 403


TWICE = [
    (
        {
            "title": "En sang",
            "text": "En sang https://sang.example/1",
            "url": "https://sang.example/1",
        },
        "En sang https://sang.example/1",
    ),
    (
        {"title": "", "text": "https://sang.example/1", "url": "https://sang.example/1"},
        "https://sang.example/1",
    ),
    ({"title": "En sang, jeg holder af", "text": "En sang", "url": " "}, "En sang, jeg holder af"),
    ({"title": "En sang", "text": "\u200b", "url": "En sang"}, "En sang"),
    (
        {"title": "Sang", "text": "To linjer\nog en til", "url": "https://sang.example/1"},
        "Sang\nTo linjer\nog en til\nhttps://sang.example/1",
    ),
]


@pytest.mark.parametrize(("handed", "stands"), TWICE)
def test_a_part_that_stands_in_another_is_not_written_twice(
    anna: Phone, handed: dict[str, str], stands: str
) -> None:
    page = anna.examine(anna.send("/del", handed, **{"sec-fetch-site": "none"}), 200)
    assert dict(page.form("/dagbog").fields)["tekst"] == stands


def test_what_is_handed_over_to_nobody_is_dropped(world: World) -> None:
    assert (
        world.phone().send("/del", {"text": "x"}, **{"sec-fetch-site": "none"}).status_code == 303
    )


@pytest.mark.parametrize(("language", "hard"), [("da", "Svær dag"), ("en", "Hard day")])
def test_the_manifest_speaks_the_readers_language_and_takes_what_is_shared(
    world: World, language: str, hard: str
) -> None:
    told = world.phone(language).ask("GET", "/app.webmanifest").json()
    assert (told["lang"], told["name"]) == (language, "Fodfæste")
    assert [each["url"] for each in told["shortcuts"]] == ["/?kilde=svaer", "/plan", "/hjaelp-nu"]
    assert told["shortcuts"][0]["name"] == hard
    assert (told["share_target"]["action"], told["share_target"]["method"]) == ("/del", "POST"), (
        "never as words in an address"
    )
    assert any(icon["purpose"] == "maskable" for icon in told["icons"])


def test_the_shortcut_for_a_hard_day_opens_one_button_and_writes_nothing(anna: Phone) -> None:
    page = anna.get("/?kilde=svaer")
    [form] = [each for each in page.forms if each.action == "/dag"]
    assert form.buttons == [("slags", "hard")]
    assert len([each for each in anna.get("/").forms if each.action == "/dag"]) == 2, (
        "nothing is marked yet"
    )
    anna.post("/dag", [*form.fields, *form.buttons])
    assert "Dagen er gemt" in anna.get("/?kilde=svaer").main


def test_the_worker_keeps_what_is_nobodys_and_no_more(world: World) -> None:
    """Its list, and that each of it can be fetched by anybody and says nothing of a person."""
    text = world.phone().ask("GET", "/sw.js").text
    files = json.loads(text.split("const FILES = ")[1].split(";\n")[0])
    assert sorted(files) == sorted([*pages.PAGES, *(_statics().url(name) for name in pages.ASSETS)])
    anna = world.signed_in("Anna")
    for path in files:
        mine, anybodys = anna.ask("GET", path), world.phone().ask("GET", path)
        assert anybodys.status_code == 200
        assert _without_ids(mine.text) == _without_ids(anybodys.text), path


def _without_ids(text: str) -> str:
    return re.sub(r'name="id"\s+value="[^"]*"', "", text)


def test_the_worker_runs_under_the_policy_of_every_page(world: World) -> None:
    answer = world.phone().ask("GET", "/sw.js")
    assert answer.headers["cache-control"] == "no-cache"
    policy = answer.headers["content-security-policy"]
    assert (
        "worker-src 'self'" in policy
        and "connect-src 'self'" in policy
        and "default-src 'none'" in policy
    )


# The box


def test_a_box_opens_only_for_its_place_and_its_server() -> None:
    ours, other = Root(b"1" * 32), Root(b"2" * 32)
    box = bytes.fromhex(BOX)
    assert sealed_box.public_key(ours).hex() == PUBLIC, "the key is the same after every start"
    assert (
        sealed_box.opened(ours, "server|konto|op", box)
        == '{"path":"/dagbog","ord":"æble"}'.encode()
    )
    assert sealed_box.opened(ours, "server|konto|anden", box) is None
    assert sealed_box.opened(other, "server|konto|op", box) is None
    for spoilt in (
        b"",
        box[:64],
        box[:-1],
        bytes(65) + box[65:],
        box[:70] + bytes([box[70] ^ 1]) + box[71:],
    ):
        assert sealed_box.opened(ours, "server|konto|op", spoilt) is None


PUBLIC = (
    "04ad32953be73cd2a4ff8c9374c5a096ee5acf197cad31f18ea161cf3e48cfa761828a600d66f4501d8ae6afc46"
    "ca3a534e30a247a770a"
    "25821d2e186bdd12aa02"
)
BOX = (
    "04bec81e1796312c595141670b1b29289b903855570c2ba5841b1e75b16afe7dca1de975f453cf5c3f713429542"
    "976816335830057192d"
    "197953f43d96df85fac7660474d9b20998819d49ca06ca012233189c43624de0f4033cba267cd1e154ec8700d10"
    "fbb8cb4ce55be44557e"
    "e3acb4"
)
"""Made once by a browser's own cryptography, so that both sides are held to one form for as long as
phones lie in drawers."""
