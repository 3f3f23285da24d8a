"""Everything that pages of places can show, all at once: for whoever walks through them."""

import time
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from uuid import UUID

from sqlalchemy import Connection, update

from app.foundation import ids
from app.initiatives import kept as initiatives
from app.people import Person
from app.places import csv_in, importing, imports, offers, proposals, reports, shelf, typed
from app.places.importing import Bringer
from app.places.listing import First, Place, Words
from app.places.models import place_imports, place_offers
from app.saved_places import kept
from tests.places.conftest import LOOKED, activity

OLD = date(2024, 5, 1)
TABLE = "\n".join(
    (
        "id;navn;linje;telefon;hjemmeside;postnummer;aktivitet;hvornaar;pris",
        "banko;Banko på biblioteket;Spil med.;86 11 22 33;https://bog.example;8900;Banko;"
        "tirsdag 13-15;20",
        "kor;Koret;Alle kan synge med.;;;8900;Kor;hver anden onsdag 19-21 fra 2026-01-07;0",
        "skak;Skakklubben;;;ftp://skak.example;8900;Skak;mandag 19-22;",
        "have;Haven;;;;0000;Haven;lørdag 10-12;",
        "cykel;Cykelværkstedet;;;;8900;Værksted;når vi er der;",
        "kage;Kagefredag;;;;8900;Kage;fredag 25-26;",
        "tur;;;;;8900;Tur;søndag 10-12;",
        ";Uden id;;;;8900;;;",
        "aften;Aftenholdet;;12;;8900;Aften;torsdag 19-21;",
        "pris;Dyrt sted;;;;8900;Ting;torsdag 19-21;meget",
    )
)
"""Two rows that are well and eight that are not."""


def cafe() -> Place:
    """Of which everything is said that can be."""
    times = "torsdag 14-16 | sidste fredag 17:30-19:00"
    return Place(
        name="Café Åen",
        line="Kaffe, snak og plads til at sidde stille.",
        about="Man kan bare komme.\nNogle læser avis. Andre spiller kort.",
        address="Storegade 1",
        postcode="8900",
        town="Randers C",
        lat=56.4607,
        lon=10.0364,
        phone="86 42 00 00",
        calls="86420000",
        email="hej@cafe.example",
        url="https://cafe.example/om-os",
        source="Caféen selv",
        wishes=("moedes", "spise"),
        five=("together",),
        languages=("da", "ar"),
        price=0,
        open_to_all=True,
        sign_up=False,
        staff=True,
        quiet=True,
        come_and_go=True,
        wheelchair=True,
        toilet=False,
        companion=True,
        first=First(
            "Lone står ved døren. Hun har en gul trøje.",
            "Du får kaffe. Så kan du sidde ned.",
            "Seks eller syv",
            "Der er stille. Radioen er slukket.",
            "Den grønne dør i gården",
            "Du kan bare gå. Ingen spørger.",
        ),
        words={"en": Words("Café by the river", "Coffee and talk.")},
        activities=(
            activity("Strikkeklub", times, line="Garn ligger på bordet.", wishes=("haender",)),
            activity("Fællesspisning", "2026-03-20 17-19", price=35, about="Vi laver mad sammen."),
            activity(
                "Kursus i at sige nej", "", course=True, sign_up=True, price_says="Efter evne"
            ),
        ),
    )


def everything(db: Connection, here: UUID, name: str = "Vestby") -> dict[str, str]:
    """The ids by what they are: a place of which everything is said, old ones, one that has closed,
    more than a page of others, and lists that were read in."""
    full = _put(db, here, cafe())
    found = {
        "cafe": full.id,
        "happens": full.place.activities[0].id,
        "old": _put(
            db, here, Place(name="Værkstedet", phone="86 00 00 00", calls="86000000"), OLD
        ).id,
        "unknown": _put(db, here, Place(name="Klubben i kælderen"), None).id,
        "closed": _put(db, here, Place(name="Det gamle hus", line="Her var vi før.")).id,
    }
    for number in range(30):
        at = activity(f"Gåtur {number}", "onsdag 10-11")
        _put(db, here, Place(name=f"Gågruppe {number}", town="Randers", activities=(at,)))
    shelf.close(db, shelf.find(db, found["closed"]), None)
    wanted = typed.replaced(cafe(), phone="20 20 20 20", calls="20202020", url="")
    proposals.put(db, shelf.find(db, full.id), wanted, None)
    changed = typed.replaced(cafe(), line="Kaffe og snak.")
    shelf.change(db, shelf.find(db, full.id), how=shelf.EDITED, place=changed)
    shelf.change(db, shelf.find(db, full.id), how=shelf.BROUGHT_BACK, place=cafe())
    reports.put(db, ids.new(), full.id, "tid", "De lukker klokken tre om torsdagen.")
    reports.put(db, ids.new(), found["old"], "lukket", "")
    return {each: str(row) for each, row in (found | dict(_lists(db, here, name))).items()}


def saved(db: Connection, me: Person, found: dict[str, str]) -> dict[str, str]:
    """One that is open, with something said of it, and one that has closed."""
    rows = {}
    for name in ("cafe", "closed"):
        rows[name] = kept.keep(db, me, ids.new(), UUID(found[name]))
    kept.say_afterwards(db, me, rows["cafe"], "igen")
    propose(db, me, found)
    return {"saved": str(rows["cafe"]), "saved_closed": str(rows["closed"])}


def propose(db: Connection, me: Person, found: dict[str, str]) -> None:
    """One that waits, one the place said no to, one it shows no more, and one taken back."""
    told = (
        ("asked", "Gåtur langs åen"),
        ("no", "Bordtennis"),
        ("ended", "Strik og snak"),
        ("back", "Skak"),
    )
    for state, name in told:
        where = UUID(found["cafe"])
        day = (me.today + timedelta(days=5)).isoformat()
        words = initiatives.Words(
            name, "Vi tager os god tid.", "Anna og Bo", day, 630, "uge", where.hex, "Café Åen"
        )
        row = initiatives.propose(db, me, ids.new(), words)
        this = update(place_offers).where(place_offers.c.initiative == row)
        if state == "back":
            initiatives.take_back(db, me, row)
        elif state != "asked":
            said = offers.YES if state == "ended" else offers.NO
            db.execute(this.values(state=said))


def _put(db: Connection, here: UUID, place: Place, checked: date | None = LOOKED) -> shelf.Listed:
    fresh = shelf.new(here, place, source="test", checked_on=checked)
    shelf.add(db, [fresh], shelf.IMPORTED)
    return fresh


def _lists(db: Connection, here: UUID, name: str) -> Iterator[tuple[str, UUID]]:
    """Read in with rows that were refused, tried only, on its way, and stopped on its way."""
    by = Bringer(f"{here}/kulturhuset"[:60], here, name)
    for which, dry in (("list", False), ("trial", True), ("going", False), ("died", False)):
        row, read = ids.new(), csv_in.read(TABLE.encode(), by.source)
        imports.begin(db, row, by, read, dry=dry)
        if which in ("list", "trial"):
            for piece in importing.pieces(read):
                imports._step(db, row, partial(importing.keep, by=by, told=piece, dry=dry))
        if which in ("going", "died"):
            last = int(time.time()) + 24 * 60 * 60 if which == "going" else 0
            db.execute(update(place_imports).where(place_imports.c.id == row).values(seen=last))
        yield which, row
