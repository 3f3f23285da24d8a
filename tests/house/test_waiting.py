"""What may wait behind a sign-in: every form in which somebody writes says so itself, and nothing
else ever does."""

import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from app.foundation.sealing import Box
from app.foundation.web import writing
from app.sign_in import Attempts, Passwords
from app.sign_in.interrupted_form import Carried
from tests.cast import PASSWORD
from tests.circle import crowd
from tests.house.test_who_may import EVERYWHERE, PARTS, TABLE, House, cells, furnish, traceless
from tests.world import Template, World

__all__ = ["traceless"]
FORMS = [row for row in TABLE if row.startswith("POST ")]
CANARY = "kanariefugl"
FORM = re.compile(r'<form\s+method="post"\s+action="([^"]+)"([^>]*)>(.*?)</form>', re.S)
HIDDEN = re.compile(r'<input\s+type="hidden"\s+name="([^"]+)"')
FIELD = re.compile(
    r'(?:line|area)\(\s*"(\w+)"|<(?:textarea|input\s+type="text")[^>]*\sname="(\w+)"'
)

DOES_NOT_WAIT = {
    "/deling/inviter": (
        "what one calls somebody who is invited: an invitation shares, and asks for the "
        "password first"
    ),
    "/plan/del/{own_bond_id:uuid}": "a number beside what is made ready to share",
    "/konto/mail": "how one signs in",
    "/konto/ny": "a new account; nobody is signed in before it",
    "/personale/kom/ny": "a new account; nobody is signed in before it",
}
"""Forms that keep something somebody typed, and why it does not wait behind a sign-in."""
OF_PLACES = {
    "POST /steder/nyt",
    "POST /steder/{place_id}/ret",
    "POST /steder/{place_id}/aktivitet",
}
"""What an editor writes of a public place is sealed nowhere, and waits all the same."""


@pytest.fixture
def house(sqlite_template: Template, tmp_path: Path) -> Iterator[House]:
    world = World(sqlite_template.copied(tmp_path / "data", "waiting"), sqlite_template.cast)
    yield furnish(world)
    world.close()


def fields_to_write_in() -> dict[str, str]:
    """Every field of every template in which something can be typed."""
    text = "".join(file.read_text() for file in Path("templates").rglob("*.html"))
    return dict.fromkeys(filter(None, (a or b for a, b in FIELD.findall(text))), CANARY)


def handlers(world: World) -> dict[str, Any]:
    """By method and address, as the table of who may has them."""
    app: Any = world.app._app
    found = [
        (route.path_format, handler) for route in app.routes for handler in route.route_handlers
    ]
    return {f"POST {path}": handler for path, handler in found if "POST" in handler.http_methods}


def keeps_words(
    house: House, monkeypatch: pytest.MonkeyPatch, rows: list[str], canary: str = CANARY
) -> dict[str, set[str]]:
    """Forms of which a field that somebody wrote in is sealed somewhere, and which fields those
    are."""
    found: dict[str, set[str]] = {}
    sealed: list[str] = []
    really = Box.seal

    def seal(self: Box, table: str, row: object, value: object, column: str = "sealed") -> bytes:
        sealed.append(str(value))
        return really(self, table, row, value, column)

    monkeypatch.setattr(Box, "seal", seal)
    typed = fields_to_write_in()
    for row in rows:
        for actor, sort, _, path, fields in cells(house, row):
            if (actor, sort) not in {("Anna", "own"), ("Gry", "shared"), ("Sam", "own")}:
                continue
            for name in typed:
                house.world.state["door"].attempts = Attempts()
                sealed.clear()
                crowd.post(
                    house.world, house.sessions[actor], path, fields | {"ja": "1", name: canary}
                )
                if any(canary in each or ascii(canary)[1:-1] in each for each in sealed):
                    found.setdefault(row.partition("?")[0], set()).add(name)
    return found


def test_every_form_that_keeps_words_says_whether_they_may_wait(
    house: House, traceless: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tried, not listed: each field of each form is written in, and what seals it must name that
    field beside its door."""

    async def no_hash(*_: object, **__: object) -> bool:
        return False

    monkeypatch.setattr(Passwords, "right", no_hash)
    known, wrong = handlers(house.world), []
    found = keeps_words(house, monkeypatch, FORMS)
    for row, names in found.items():
        (path,) = known[row].paths
        said = set(known[row].opt.get("words", ()))
        if path not in DOES_NOT_WAIT and not names <= said:
            wrong.append(
                f"{row} keeps what is written in {names - said}: say so beside its door, or "
                "here why not"
            )
    assert not wrong, "\n".join(wrong)
    assert len(found) >= 14
    says = {row for row, handler in known.items() if "words" in handler.opt}
    assert says <= set(found) | OF_PLACES | {"POST /kreds/{bond_id}/svar/{question_id}"}, (
        "a form that keeps no words has none to let wait"
    )
    assert not {
        path for row, handler in known.items() if "words" in handler.opt for path in handler.paths
    } & set(DOES_NOT_WAIT)


def only_carried(text: str, words: dict[str, set[str]]) -> list[str]:
    """Forms that hold words in a field nobody sees and do not say so. A name or an address that is
    filled in may be any."""
    found = []
    for action, said, inside in FORM.findall(text):
        to = re.compile(".+".join(map(re.escape, re.split(r"(?s){{.*?}}", action))))
        names = set().union(*(fields for path, fields in words.items() if to.fullmatch(path)))
        hidden = set(HIDDEN.findall(inside))
        if (
            names
            and (hidden & names or any("{{" in name for name in hidden))
            and "data-carries" not in said
        ):
            found.append(action)
    return found


def test_words_in_a_field_nobody_sees_wait_at_the_lock_too(house: House) -> None:
    """Nobody types there, so the page that locks itself is told that they are nowhere else."""
    words = {
        row.removeprefix("POST "): set(each.opt["words"])
        for row, each in handlers(house.world).items()
        if "words" in each.opt
    }
    found = {
        str(file): only_carried(file.read_text(), words)
        for file in Path("templates").rglob("*.html")
    }
    assert not any(found.values()), (
        f"{ {file: forms for file, forms in found.items() if forms} }: say data-carries in the form"
    )
    seeded = (
        '<form method="post" action="/bedt/ny/{{ x }}" class="y"><input type="hidden" '
        'name="tekst" value="z"></form>'
    )
    assert only_carried(seeded, words) == ["/bedt/ny/{{ x }}"]
    assert not only_carried(seeded.replace('"y"', '"y" data-carries'), words)
    assert not only_carried(seeded.replace("/bedt/ny", "/vis"), words)
    anything = (
        '<form method="post" action="{{ x }}"><input type="hidden" name="{{ name }}" '
        'value="z"></form>'
    )
    assert only_carried(anything, words) == ["{{ x }}"]


UNSEEN = "\u200b\u2060\u2800\ufeff \u3164\U000e0041"
"""One of each kind: were any of them something, all of it would be."""


def test_what_nobody_sees_is_nothing(
    house: House, traceless: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each field of each form holds only letters that are not drawn: nothing of it is kept, as if
    nothing had been typed."""

    async def no_hash(*_: object, **__: object) -> bool:
        return False

    monkeypatch.setattr(Passwords, "right", no_hash)
    assert keeps_words(house, monkeypatch, FORMS, UNSEEN) == {}


def test_nothing_but_a_form_in_which_somebody_writes_waits(house: House) -> None:
    """Every other form, and whatever looks like one of ours, sent to the lock with every field
    there is."""
    world = house.world
    written = {row for row, handler in handlers(world).items() if "words" in handler.opt}
    entry = house.ids["Anna"]["entry_id"]["own"]
    odd = [
        "/mine-ting/slet",
        "/dagbog/",
        "/dagbog?x=1",
        "/dagbog#x",
        "//dagbog",
        "/dagbog/../mine-ting/slet",
        "/DAGBOG",
        "/dagbog;x",
        "/%64agbog",
        f"/dagbog/{entry}/ret/",
        f"/dagbog/{entry}/slet",
        f"/dagbog/{entry.upper()}/ret",
        "/dagbog/x/ret",
        "/plan/1000",
        "/plan/1/op",
        "/plan/-1",
        f"/haab/{entry}/ret?/mine-ting/slet",
        "https://ondt.example/dagbog",
        "/bedt/ny/haab/",
        "/dagbog\n",
        "/plan/١",
        "",
    ]
    for row in FORMS:
        if row.partition("?")[0] not in written:
            odd += [
                path
                for actor, sort, _, path, _ in cells(house, row)
                if (actor, sort) == ("Anna", "own")
            ]
    phone = world.phone()
    for path in odd:
        page = phone.post(
            "/laas",
            {**EVERYWHERE, **fields_to_write_in(), "konto": house.marks["Anna"], "sti": path},
        )
        assert dict(page.form("/log-ind").fields)["baaret"] == "", path


def test_every_form_that_says_so_waits_at_the_lock_and_at_the_door(house: House) -> None:
    """And what would do more than keep words is said anew."""
    world = house.world
    tried = 0
    for row, handler in handlers(world).items():
        if "words" not in handler.opt:
            continue
        first = {part: next(iter(sorts.values())) for part, sorts in house.ids["Anna"].items()}
        path = row.partition(" ")[2].format_map(first | {"place": "2", "what": "haab"})
        assert not PARTS.findall(path)
        phone = world.phone()
        typed = {
            "konto": house.marks["Anna"],
            "id": first["hope_id"],
            "ja": "1",
            handler.opt["words"][0]: "Halvt skrevet",
        }
        for sent in (
            phone.post("/laas", {**typed, "sti": path}),
            phone.post(path, typed, expect=401),
        ):
            carried = world.keys.root.reveal(
                "carried", dict(sent.form("/log-ind").fields)["baaret"], Carried
            )
            assert carried is not None, row
            assert (carried.path, carried.mark) == (path, house.marks["Anna"])
            assert ("ja" in dict(carried.fields)) is ("ja" not in handler.opt.get("taps", ())), row
            tried += 1
    assert tried >= 34


def test_what_was_sealed_for_another_address_is_not_shown(world: World) -> None:
    """Sealed by us long ago, for what is no form of that kind any more: it leads nowhere."""
    mark = world.person().mark
    for path in ("/mine-ting/slet", "/deling/stop-alt", "/konto/log-ud-alle-andre"):
        hidden = world.keys.root.hide("carried", Carried(path, [("tekst", "Ord")], mark))
        answer = world.phone().send(
            "/log-ind", {"navn": "stille-skov-471", "adgangskode": PASSWORD, "baaret": hidden}
        )
        assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_an_address_is_read_as_a_whole() -> None:
    (form,) = writing.listed(
        [SimpleNamespace(paths={"/a.b/{row:uuid}/ret"}, opt={"words": ("tekst",)})]
    )
    row = "00000000-0000-4000-8000-000000000000"
    assert form.address.fullmatch(f"/a.b/{row}/ret")
    for path in (f"/axb/{row}/ret", f"/a.b/{row}/ret/", f"/a.b/{row}x/ret", f"/a.b/{row}/ret\n"):
        assert not form.address.fullmatch(path), path
