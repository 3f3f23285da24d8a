"""What a guide and a relative see: only what was chosen, and every look is written down before it
happens."""

from functools import partial

import pytest

from app.sharing import view
from tests.sharing.bonded import bond, grant
from tests.world import World


def hopes(world: World) -> None:
    anna = world.signed_in()
    anna.fill("/haab", "/haab", tekst="Et kolonihavehus")
    anna.fill("/haab", "/haab", tekst="At sove hele natten")


def test_the_whole_walk(world: World) -> None:
    """Invite, say yes, choose, see it first, share, read, be seen reading, stop, gone."""
    hopes(world)
    anna, mette = world.signed_in(), world.signed_in("Mette")
    assert "Du deler ikke noget" in anna.get("/deling").main
    made = anna.fill("/deling/inviter", "/deling/inviter", navn="Mette fra kommunen", rolle="guide")
    code = next(text for text in made.texts("code") if "#" not in text)
    assert len(code) == 24, code
    asked = mette.fill("/kreds/kom", "/kreds/kom", kode=code)
    assert "Anna inviterer dig." in asked.main
    assert "Nu er I forbundet" in mette.post("/kreds/kom", asked.form("/kreds/kom").fields).said
    assert "kan ikke se noget" in anna.get("/deling").main
    who = next(link for link in anna.get("/deling").links if "hvem=" in link).partition("hvem=")[2]
    what = anna.get(f"/deling/ny?hvem={who}")
    assert what.h1 == "Hvad vil du dele?"
    assert anna.get(f"/deling/ny?hvem={who}&hvad=haab").h1 == "Hvor længe?"
    first = anna.get(f"/deling/ny/se?hvem={who}&hvad=haab&laenge=1")
    assert "Et kolonihavehus" in first.main
    anna.fill(f"/deling/ny/se?hvem={who}&hvad=haab&laenge=1", "/deling/ny")
    link = next(link for link in mette.get("/kreds").links if link.endswith("/haab"))
    read = mette.get(link)
    assert "Et kolonihavehus" in read.main
    assert read.inner == first.inner, "what one sees first is what the other gets"
    assert "Mette fra kommunen så dine håb." in anna.get("/deling/set").main
    anna.fill("/deling", anna.get("/deling").action("/stop"))
    assert mette.ask("GET", link).status_code == 404
    assert (
        "Du stoppede delingen af dine håb med Mette fra kommunen." in anna.get("/deling/set").main
    )


def test_a_page_that_leaves_older_things_out_says_so(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And so does the look beforehand, word for word."""
    monkeypatch.setattr(view, "View", partial(view.View, most=2))
    hopes(world)
    on = bond(world)
    first = f"/deling/ny/se?hvem={on}&hvad=haab&laenge=1"
    assert CUT not in world.signed_in().get(first).main
    world.signed_in().fill("/haab", "/haab", tekst="Det nyeste")
    before = world.signed_in().get(first)
    grant(world, on, "hopes", "now")
    after = world.signed_in("Mette").get(f"/kreds/{on}/haab")
    assert CUT in after.main and "Det nyeste" in after.main and "Et kolonihavehus" not in after.main
    assert before.inner == after.inner


CUT = "Det der er ældre, kan I se sammen."
