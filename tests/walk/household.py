"""Whom the walk visits: somebody for every state a page can be in, all on one site."""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from msgspec.structs import replace
from sqlalchemy import Connection, insert, update

from app import (
    appointments,
    days,
    flower,
    goals,
    good_things,
    hard_days,
    hopes,
    intake,
    journal,
    network,
    plan,
    reminders,
)
from app.demo import person as demo
from app.demo import story
from app.flower.kept import Flower
from app.foundation import clock, ids
from app.municipality import EDITOR, GUIDE, colleagues, invitations
from app.people import Keyring, Person, browsers, erasure, people
from app.people.people import CITIZEN, Profile
from app.reminders.choices import Waiting
from app.reminders.chosen import Wish
from app.reminders.models import phones as phone_rows
from app.reminders.phones import Typed
from app.sharing import grants
from app.sign_in import devices, logins, recovery, second_factor
from app.sign_in.models import passkeys as passkey_rows
from tests.browser import Site
from tests.places import full as places_to_go
from tests.push_service import Browser
from tests.sharing import bonded
from tests.world import World

DAYS = {"Gry": "good", "Mia": "between", "Bo": "both", "Sven": "hard", "Ulla": "hard"}


@dataclass
class Household:
    """`who` are people by name; `ids` are the things whose pages are walked, as they stand in a
    page's address."""

    who: dict[str, UUID] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    written: list[str] = field(default_factory=list)


def settle(site: Site) -> Household:
    """Anna has a year, Ida too (visitors look at her); Tom has nothing, Nina is new, Vera is
    leaving, Else shows less; see DAYS."""
    house = site.world.write(_settle, site.world.keys)
    site.world.write(_at_work, site.world, house)
    site.world.write(_shares, site.world, house)
    site.world.write(_places, site.world, house)
    return house


def _places(db: Connection, world: World, house: Household) -> None:
    """Where one can go in Karen's and Ellen's municipality, and what Anna has saved of it."""
    here = colleagues.of(db, house.who["Ellen"])
    assert here is not None
    house.ids |= places_to_go.everything(db, here.municipality)
    house.ids |= places_to_go.saved(db, _person(db, world.keys, house.who["Anna"]), house.ids)


def _shares(db: Connection, world: World, house: Household) -> None:
    """Anna shares with Mette and with a sister, who is rung; Sven holds a pause; Tom has invited
    nobody."""
    house.who["Sister"] = world.cast["Gry"].id
    anna, sister, sven = (
        _person(db, world.keys, house.who[name]) for name in ("Anna", "Sister", "Sven")
    )
    house.ids |= bonded.everything(db, world.keys, anna, bonded.person(world, "Mette"), sister)
    grants.pause(db, world.keys, sven)
    with_her = UUID(house.ids["with_relative"])
    reminders.consents.allow(db, sister, with_her, at_night=True)
    _phones(db, world.keys, sister)


def _settle(db: Connection, keys: Keyring) -> Household:
    house = Household()
    for name in ("Anna", "Tom", "Nina", "Vera", "Else", "Rie", "Rolf", "Sif", *DAYS):
        profile = Profile(nickname=name, sign_in_name=f"rolig-bakke-{len(house.who) + 101}")
        house.who[name] = people.create(
            db, keys, ids.new(), profile, kind=CITIZEN, password=None
        ).id
    ida = people.open_to_visitors(db)
    assert ida is not None
    house.who["Ida"] = ida
    person = {name: _person(db, keys, each) for name, each in house.who.items()}
    for name in ("Anna", "Ida"):
        demo.fill(db, person[name])
    _anna(db, person["Anna"], house)
    for name, kind in DAYS.items():
        mark = days.marks.chosen(kind)
        assert mark is not None
        intake.acts.mark_day(db, person[name], person[name].today, mark)
    _a_step(db, person["Gry"])
    _what_helped(db, person["Sven"])
    _many_around(db, person["Sven"])
    _what_helped(db, person["Else"])
    _reminded(db, keys, person, house)
    house.ids["away"] = str(_put_away(db, person["Tom"]))
    hard_days.low_energy.begin(db, person["Else"])
    recovery.make(db, keys, person["Nina"])
    _somebody_came(db, keys, person["Nina"])
    erasure.ask(db, person["Vera"], 40_000_000)
    house.written = _written()
    return house


def _reminded(db: Connection, keys: Keyring, person: dict[str, Person], house: Household) -> None:
    """Rie is reminded of everything there is, on a phone, and something did not ring; Rolf rests;
    Sif's have stopped."""
    rie, rolf, sif = (person[name] for name in ("Rie", "Rolf", "Sif"))
    goal = goals.kept.keep(db, rie, ids.new(), goals.kept.Words("Komme ud hver uge"))
    step = goals.small_steps.keep(db, rie, goal, ids.new(), goals.small_steps.Words("En tur"))
    to_come = (rie.today + timedelta(days=3)).isoformat()
    hello = ids.new()
    leads = f"/paamindelser/{hello}/hilsen"
    text = "Du har gjort det før. Vandet først, så støvlerne."
    for row, wish, about in (
        (ids.new(), Wish("day", "/", 10 * 60), None),
        (once := ids.new(), Wish("step", f"/maal/{goal}", 9 * 60 + 30, once=to_come), step),
        (hello, Wish("hello", leads, 21 * 60, (0, 2, 6), text=text), None),
    ):
        reminders.chosen.keep(db, rie, row, wish, about)
    waits = [Waiting(clock.minute() - 24 * 60, "day", "/"), Waiting(clock.minute(), "hello", leads)]
    reminders.choices.put(db, rie, lambda now: now.shows(*waits))
    _phones(db, keys, rie)
    people.set_email(db, keys, rie, "rie@sted.dk")
    reminders.confirming.done(db, rie, "rie@sted.dk")
    reminders.confirming.begin(db, rolf, "rolf@sted.dk", "da")
    for each in (rolf, sif):
        reminders.chosen.keep(db, each, ids.new(), Wish("day", "/", 10 * 60))
    gone = reminders.chosen.keep(db, rolf, ids.new(), Wish("day", "/", 12 * 60))
    reminders.chosen.remove(db, rolf, gone)
    reminders.showing.rest(db, rolf)
    reminders.choices.put(db, sif, lambda now: replace(now, stopped=True))
    ids_ = {"hello": hello, "once": once, "reminded": goal, "unreminded": gone}
    house.ids |= {name: str(each) for name, each in ids_.items()}


def _phones(db: Connection, keys: Keyring, me: Person) -> None:
    """One that has taken something, and one that nobody knows what is."""
    me.began = clock.minute()
    for kind in (browsers.Kind("Samsung Internet", "Android"), browsers.Kind()):
        me.login = logins.hashed(logins.begin(db, me.id, None, shared=False))
        there = Browser()
        typed = Typed(there.endpoint, there.p256dh, there.auth, 1)
        reminders.phones.keep(db, keys, me, typed, kind, "da")
    first = reminders.phones.of(db, me)[0]
    rang = replace(first.phone, delivered=clock.minute() - 60)
    sealed = me.box.seal("phones", first.id, rang)
    db.execute(update(phone_rows).where(phone_rows.c.id == first.id).values(sealed=sealed))


def _at_work(db: Connection, world: World, house: Household) -> None:
    """Karen has colleagues in every state and two links that wait; Mette has confirmed her code
    app, Ellen has not."""
    house.who |= {name: world.cast[name].id for name in ("Karen", "Mette", "Ellen")}
    mette = _person(db, world.keys, house.who["Mette"])
    mette.login, mette.onward = (
        logins.hashed(logins.begin(db, mette.id, None, shared=False)),
        "goes on",
    )
    step = int(clock.now().timestamp()) // second_factor.STEP
    second_factor.come_through(
        db, mette, second_factor.code(second_factor.begin(db, mette).key, step)
    )
    here = colleagues.of(db, mette.id)
    assert here is not None
    colleagues.close(db, here.municipality, world.cast["Vera"].id)
    invitations.make(db, here.municipality, EDITOR)
    house.ids |= {
        "link": invitations.make(db, here.municipality, GUIDE),
        "colleague": str(mette.id),
    }


def _somebody_came(db: Connection, keys: Keyring, me: Person) -> None:
    """A second phone that Nina has not answered for, and a passkey."""
    kind = browsers.Kind("Samsung Internet", "Android")
    devices.arrive(db, keys, me.id, devices.Coming(b"phone", kind, shared=False))
    values = {
        "id": b"key",
        "owner": me.id,
        "public_key": b"key",
        "sign_count": 0,
        "created_minute": clock.minute(),
    }
    db.execute(insert(passkey_rows).values(**values, sealed=me.box.seal("passkeys", b"key", kind)))


def _person(db: Connection, keys: Keyring, each: UUID) -> Person:
    found = people.get(db, keys, each)
    assert found is not None
    return found


def _anna(db: Connection, me: Person, house: Household) -> None:
    """The things of Anna's whose pages are walked: the fullest of each kind."""
    entries = journal.entries.timeline(db, me).entries
    entry = max(entries, key=lambda each: (bool(each.helped and each.dimensions), len(each.text)))
    mine = goals.kept.all_of(db, me)
    done = max(mine["reached"], key=lambda goal: len(goal.steps))
    active = max(mine["active"], key=lambda goal: len(goal.steps))
    grown = [each for each in flower.kept.all_of(db, me) if each.finished]
    begun = flower.kept.begin(db, me, ids.new())
    flower.kept.answer(db, me, begun, "together", 1)
    hope = next(each for each in hopes.kept.all_of(db, me) if each.dimension)
    repeated = next(each for each in appointments.kept.to_come(db, me) if each.often)
    fresh = replace(
        repeated.words, day=(me.today + timedelta(days=3)).isoformat(), where="Lokale 4"
    )
    appointments.kept.change(
        db, me, repeated.id, appointments.kept.bare(fresh), "", "Mette er syg."
    )
    house.ids = {
        "appointed": str(repeated.id),
        "joint": str(appointments.joint.all_of(db, me)[0].id),
        "contact": str(appointments.contacts.all_of(db, me)[0].id),
        "entry": str(entry.id),
        "hope": str(hope.id),
        "goal": str(active.id),
        "reached": str(done.id),
        "step": str(active.steps[0].id),
        "around": str(network.kept.all_of(db, me)[0].id),
        "line": str(plan.kept.of(db, me, "people")[0].id),
        "thing": str(good_things.kept.all_of(db, me)[0].id),
        "flower": str(_with_bud_and_outline(grown).id),
        "newest": str(grown[0].id),
        "begun": str(begun),
        "marked": (me.today - timedelta(days=1)).isoformat(),
        "unmarked": me.today.replace(year=me.today.year - 1, day=1, month=1).isoformat(),
        "year": str(me.today.year - 1),
        "this_year": str(me.today.year),
    }


def _with_bud_and_outline(grown: list[Flower]) -> Flower:
    return next(each for each in grown if {0, None} <= set(each.answers.values()))


def _a_step(db: Connection, me: Person) -> None:
    goal = goals.kept.keep(db, me, ids.new(), goals.kept.Words("Komme ud hver uge"))
    goals.small_steps.keep(db, me, goal, ids.new(), goals.small_steps.Words("Gå en tur om blokken"))


def _many_around(db: Connection, me: Person) -> None:
    """More than the picture has room for, with names longer than it can show, from both sides."""
    names = (
        "Foreningen for alle dem der godt kan lide gamle radioer",
        "صديقتي القديمة من المدرسة",
        "Bo",
        "Donaudampfschifffahrt",
    )
    for number in range(60):
        words = network.kept.Words(
            names[number % 4], near=("near", "some", "far", "")[number // 4 % 4], more=number == 7
        )
        network.kept.keep(db, me, ids.new(), words)


def _what_helped(db: Connection, me: Person) -> None:
    words = journal.entries.Words("En stille dag.", ("Varmt tæppe og te", "Ring til Sara"))
    journal.entries.keep(db, me, ids.new(), me.today - timedelta(days=3), words)
    good_things.kept.keep(db, me, ids.new(), good_things.kept.Words("Solen på altanen"))


def _put_away(db: Connection, me: Person) -> UUID:
    row = journal.entries.keep(
        db, me, ids.new(), me.today, journal.entries.Words("Det var alligevel ikke det.")
    )
    journal.entries.remove(db, me, row)
    return row


def _written() -> list[str]:
    """Sentences of the year that nobody but Anna could have written."""
    texts = (
        [entry.text for entry in story.ENTRIES]
        + [hope.text for hope in story.HOPES]
        + [good.text for good in story.GOOD_THINGS]
    )
    texts += [goal.text for goal in story.GOALS] + [
        step.text for goal in story.GOALS for step in goal.steps
    ]
    texts += [word for entry in story.ENTRIES for word in entry.helped]
    texts += [text for name, _, gives, _, _ in story.NETWORK for text in (name, gives)]
    return sorted(
        {line.strip() for text in texts for line in text.splitlines() if len(line.strip()) > 5}
    )
