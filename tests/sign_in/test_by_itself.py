"""What a page or the worker asks by itself keeps no login awake: a phone that lies on a table locks
when its owner chose."""

import re
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

from app.foundation import clock
from app.sharing import BY_PATH
from tests.conftest import NOON
from tests.sharing.bonded import bond, grant
from tests.world import World

STATIC = Path(__file__).parents[2] / "static"
TEMPLATES = STATIC.parent / "templates"
BY_ITSELF = {
    "/sync": (
        "what waits on the phone is sent: also when a tap brought it there, for the page does "
        "not count that as one either"
    ),
    "/telefon/med": "the copy on the phone is made anew",
    "/telefon/ringer": "where this phone is rung is told anew; also when a tap asked for it",
    "/telefon/aabnet": "a tap on what rang, told by the worker; it opens nothing",
    "/telefon/hvem": "the worker asks who is in before it opens what lies on the phone",
    "/kreds/{bond_id}/{kind}/her": "whether an open page may still be shown",
    "/kreds/{bond_id}/{kind}/endnu": "the same, asked now and then",
}
ASKS = {
    'fetch("/sync"': "by itself",
    "fetch(`/telefon/med": "by itself",
    "fetch(node.dataset.source.replace(": "by itself",
    "new EventSource(node.dataset.source": "by itself",
    "location.replace(here": "by itself",  # it says so: ?selv
    "fetch(here": "by itself",  # the same
    'fetch("/telefon/hvem"': "by itself",
    'fetch("/telefon/ringer"': "by itself",
    'fetch("/telefon/aabnet"': "by itself",
    'fetch("/log-ind/kode"': "by itself, at a door that knows nobody",
    'fetch("/jeg-er-her"': "a tap",
    "fetch(`/jeg-er-her": "a tap",
    'fetch("/skjul"': "a tap",
    'fetch("/telefon/ryd"': "a tap",
    "fetch(dataset.ask": "a tap",
    "fetch(path": "a tap",
    "fetch(event.request": "the browser's own request, handed on",
    "fetch(what": "the browser's own request, handed on, or who is in",
    "fetch(request": "the browser's own request, handed on",
    "fetch(url": "pages that know nobody, laid on the phone",
    "location.replace(location.pathname": (
        "somebody comes back to the page, on another day; another tab has signed out"
    ),
    'location.replace("/indkoeb"': "a tap",
    'location.replace("/log-ind"': "nobody is signed in any more",
}
RELOADS = {
    "js/pages/uses-passkey.js": 1,  # after a tap
    "js/pages/opens-the-lock.js": 1,  # somebody comes back to the page
    "js/80-keeps-offline/50-begins.js": 1,  # somebody goes back to it
}
CALL = re.compile(
    r"(?:\bfetch|new EventSource|location\.replace|sendBeacon"
    r"|XMLHttpRequest)\((?:[`\"]/[a-z/-]*[`\"]?|[\w.]+\(?)"
)


def scripts() -> dict[str, str]:
    files = [*STATIC.glob("js/**/*.js"), *STATIC.glob("phone/*.js")]
    return {str(file.relative_to(STATIC)): file.read_text(encoding="utf-8") for file in files}


def test_all_that_a_script_asks_for_is_by_itself_or_a_persons_doing() -> None:
    found = {call for text in scripts().values() for call in CALL.findall(text)}
    assert found == set(ASKS), (
        f"{found ^ set(ASKS)}: say in ASKS who asks; by itself, its handler says by_itself as well"
    )


def test_no_page_loads_itself_anew_without_a_person() -> None:
    found = Counter({name: text.count("location.reload(") for name, text in scripts().items()})
    assert +found == Counter(RELOADS), (
        "a page that is made anew by itself says so in its address, as leaves-when-gone.js does"
    )
    for file in TEMPLATES.rglob("*.html"):
        assert not re.search("hx-trigger|http-equiv=.refresh", file.read_text(encoding="utf-8")), (
            file
        )


def test_the_handlers_say_which_they_are(world: World) -> None:
    app: Any = world.app._app
    routes = [
        (route.path_format, handler) for route in app.routes for handler in route.route_handlers
    ]
    assert {path for path, handler in routes if handler.opt.get("by_itself") is True} == set(
        BY_ITSELF
    )
    assert {path for path, handler in routes if handler.opt.get("by_itself") == "selv"} == {
        "/kreds/{bond_id}/{kind}",
        "/steder/indlaes/{import_id}",
    }


def test_what_is_sent_and_taken_along_keeps_no_login_awake(world: World) -> None:
    anna = world.signed_in()
    mark = dict(anna.get("/dagbog").form("/skjul").fields)["konto"]
    json = {"content-type": "application/json", "sec-fetch-site": "same-origin"}
    with clock.held(NOON + timedelta(minutes=10)):
        sent = anna.ask("POST", "/sync", json={"account": mark, "ops": []}, headers=json)
        taken = anna.ask("GET", f"/telefon/med?hvad=alt&konto={mark}")
        assert (sent.status_code, taken.status_code) == (200, 200), (
            "within its life the login does all of it"
        )
        assert "set-cookie" not in sent.headers and "set-cookie" not in taken.headers
        assert "set-cookie" in anna.ask("GET", "/jeg-er-her").headers, "a tap does"


def test_a_page_made_anew_by_itself_locks_when_it_would_have(world: World) -> None:
    on = bond(world)
    grant(world, on, "hopes", "now")
    mette = world.signed_in("Mette")
    kind = next(kind for kind in BY_PATH.values() if kind.code == "hopes")
    page = f"/kreds/{on}/{kind.path}"
    whole, rested = counts(mette.ask("GET", page).text)
    assert rested == 0
    with clock.held(NOON + timedelta(minutes=4)):
        anew = mette.ask("GET", f"{page}?selv=1")
        assert anew.status_code == 200 and "set-cookie" not in anew.headers
        assert counts(anew.text) == (whole, 4)
        assert counts(mette.ask("GET", page).text) == (whole, 0)


def counts(html: str) -> tuple[int, int]:
    """Minutes after which the page locks, and how many of them have gone."""
    found = re.search(r'data-minutes="(\d+)"\s+data-rested="(\d+)"', html)
    assert found is not None
    return int(found[1]), int(found[2])
