"""The word about a new device cannot be made to go away with a stolen password, and «Det var ikke
mig» leaves nobody in. R38."""

import re

import pytest

from app.people import unknown_devices
from app.people.browsers import Kind
from app.people.unknown_devices import MOST
from app.sign_in import logins
from tests.authenticator import Authenticator, add, asked
from tests.cast import PASSWORD
from tests.phone import Phone
from tests.world import World

NEW = "Nogen loggede ind på en ny enhed"
NEW_PASSWORD = "to-blå-døre-i-regnvejr"


def coming(
    world: World, phone: Phone | None = None, name: str = "stille-skov-471", **more: str
) -> Phone:
    phone = phone or world.phone()
    answer = phone.send("/log-ind", {"navn": name, "adgangskode": PASSWORD, **more})
    assert answer.status_code == 303, answer.text[:300]
    return phone


def with_device_of(world: World, other: Phone) -> Phone:
    """Another browser with the same device cookie: whoever signs in twice and keeps both logins."""
    phone = world.phone()
    phone.client.cookies.set(
        logins.DEVICE, other.client.cookies[logins.DEVICE], domain="fodfaeste.test", path="/"
    )
    return phone


def told(phone: Phone) -> bool:
    return NEW in phone.get("/").main


def inside(phone: Phone) -> bool:
    return phone.ask("GET", "/dagbog").status_code == 200


def answers(phone: Phone, said: str) -> None:
    page = phone.get("/")
    assert (
        phone.send(
            "/konto/ny-enhed", [*phone.typed(page, "/konto/ny-enhed"), ("svar", said)]
        ).status_code
        == 303
    )


def opens(world: World, key: Authenticator) -> bool:
    phone = world.phone()
    question = asked(phone, "/log-ind/noegle")
    fields = {
        "spoergsmaal": question["id"],
        "noeglens_svar": key.sign(question["options"]),
        "til": "/dagbog",
    }
    return phone.send("/log-ind/noegle", fields).status_code == 303


def test_a_new_password_takes_readable_codes_also_where_there_is_no_word(world: World) -> None:
    """Whoever knew the password could read them on a phone that the account knows, and nobody was
    told of them there."""
    owner = world.signed_in()
    codes = makes_codes(owner)
    page = owner.fill("/konto/adgangskode", "/konto/adgangskode", nu=PASSWORD, ny=NEW_PASSWORD)
    assert "Dine koder på papir virker ikke mere. Du kan lave nye her." in page.said
    assert not any(opens_with_code(world, code) for code in codes[:2])
    assert "Du har ingen. Du kan lave ti nye her." in page.main


def test_a_new_password_says_what_still_opens_the_account(world: World) -> None:
    owner = world.signed_in()
    codes = makes_codes(owner)
    owner.fill("/konto/koder", "/konto/koder/gemt")
    add(owner, Authenticator())
    page = owner.fill("/konto/adgangskode", "/konto/adgangskode", nu=PASSWORD, ny=NEW_PASSWORD)
    assert (
        "Se dine adgangsnøgler igennem. Fjern dem du ikke kender." in page.said
        and "papir" not in page.said
    )
    assert opens_with_code(world, codes[0]), "what was on paper before stays"


def test_whoever_says_that_it_was_not_them_is_led_to_what_is_shared(
    world: World, owner: Phone
) -> None:
    coming(world)
    page = owner.post(
        "/konto/ny-enhed", [*owner.typed(owner.get("/"), "/konto/ny-enhed"), ("svar", "ikke")]
    )
    assert page.h1 == "Skift adgangskode" and "Se bagefter under Deling" in page.said


def insists(world: World, phone: Phone, said: str) -> None:
    """Answers whether or not it was asked, up to as far as it likes."""
    fields = {"konto": world.person().mark, "svar": said, "set": "999999999"}
    assert phone.send("/konto/ny-enhed", fields).status_code == 303


@pytest.fixture
def owner(world: World) -> Phone:
    """Anna on her own phone, which her account knows from before anybody else came."""
    first = world.signed_in()
    phone = coming(world)
    answers(first, "mig")
    first.fill("/", "/log-ud")
    assert not told(phone)
    return phone


def test_whoever_signs_in_twice_on_one_device_cannot_answer_for_themselves(
    world: World, owner: Phone
) -> None:
    first = coming(world)
    second = coming(world, with_device_of(world, first))
    for intruder in (first, second):
        assert not told(intruder)
        insists(world, intruder, "mig")
        insists(world, intruder, "ikke")
    assert told(owner)
    answers(owner, "ikke")
    assert [inside(each) for each in (owner, first, second)] == [True, False, False]


def test_two_devices_of_the_same_intruder_cannot_answer_for_each_other(
    world: World, owner: Phone
) -> None:
    """Whichever says what about which, in whichever order: the owner is told, and none of them
    stays in."""
    for moves in (
        "1mig 2ikke",
        "2mig 1mig",
        "2ikke",
        "1ikke",
        "2mig 1ikke",
        "1mig 2mig 2ikke 1mig",
        "1mig 2ikke 2mig",
    ):
        intruders = [coming(world), coming(world)]
        for move in moves.split():
            insists(world, intruders[int(move[0]) - 1], move[1:])
        assert told(owner), moves
        answers(owner, "ikke")
        assert not any(map(inside, intruders)) and inside(owner), moves
        assert not told(owner), moves


def makes_codes(phone: Phone) -> list[str]:
    page = phone.fill("/konto/koder/nye", "/konto/koder/nye")
    codes = re.findall(r"[a-z2-9]{4}(?:-[a-z2-9]{4}){3}", page.main)
    assert len(codes) == 10
    return codes


def opens_with_code(world: World, code: str) -> bool:
    fields = {"navn": "stille-skov-471", "kode": code, "ny": "tre-gule-stole-i-haven"}
    return world.phone().send("/log-ind/kode", fields).status_code == 303


@pytest.mark.parametrize("way", ["not me", "new password"])
def test_what_an_intruder_made_to_come_in_with_goes_with_them(
    world: World, owner: Phone, way: str
) -> None:
    """A passkey and codes on paper outlive a login and a password. The owner's own passkeys, made
    before or here, stay."""
    mine, here, theirs = Authenticator(), Authenticator(), Authenticator()
    add(owner, mine)
    intruder = coming(world)
    add(intruder, theirs)
    codes = makes_codes(intruder)
    back = coming(world, owner)
    add(back, here)
    assert told(back)
    if way == "not me":
        answers(back, "ikke")
    else:
        page = back.fill("/konto/adgangskode", "/konto/adgangskode", nu=PASSWORD, ny=NEW_PASSWORD)
        assert "Din nye adgangskode er gemt" in page.said
    assert not opens(world, theirs) and not opens_with_code(world, codes[0])
    assert opens(world, mine) and opens(world, here)
    assert "Du har ingen. Du kan lave ti nye her." in back.get("/konto").main


def saves_codes(phone: Phone) -> None:
    fields = phone.get("/konto/koder").form("/konto/koder/gemt").fields
    assert phone.send("/konto/koder/gemt", dict(fields)).status_code == 303


def ends(world: World, phone: Phone, way: str, code: str = "") -> str:
    """What an owner can do about somebody else, on a phone of hers or with a code from paper.
    Returns what she is told of codes."""
    if way == "paper":
        fields = {"navn": "stille-skov-471", "kode": code, "ny": NEW_PASSWORD}
        return world.phone().post("/log-ind/kode", fields).said
    if way == "not me":
        answers(phone, "ikke")
    else:
        phone.fill("/konto/adgangskode", "/konto/adgangskode", nu=PASSWORD, ny=NEW_PASSWORD)
    return phone.get("/konto").main


GONE = {
    "not me": "Du har ingen. Du kan lave ti nye her.",
    "new password": "Du har ingen. Du kan lave ti nye her.",
    "paper": "Dine koder på papir virker måske ikke mere. Du kan lave nye under Konto.",
}  # fmt: skip


@pytest.mark.parametrize("way", GONE)
def test_new_codes_of_ones_own_stay_once_they_are_saved(
    world: World, owner: Phone, way: str
) -> None:
    codes = makes_codes(owner)
    saves_codes(owner)
    coming(world)
    assert GONE[way] not in ends(world, owner, way, codes[0])
    assert opens_with_code(world, codes[1])


@pytest.mark.parametrize("saved", ["never", "afterwards", "by the intruder"])
@pytest.mark.parametrize("way", GONE)
def test_codes_that_an_intruder_could_read_go_with_them(
    world: World, owner: Phone, way: str, saved: str
) -> None:
    """Until they are called saved they can be read by whoever is in. Calling them so does not make
    them unread."""
    codes = makes_codes(owner)
    intruder = coming(world)
    assert all(code in intruder.get("/konto/koder").main for code in codes)
    if saved != "never":
        saves_codes(owner if saved == "afterwards" else intruder)
    told_so = ends(world, owner, way, codes[0])
    assert not opens_with_code(world, codes[1])
    assert GONE[way] in told_so


@pytest.mark.parametrize("key", [True, False], ids=["with a passkey", "without"])
@pytest.mark.parametrize("stay", [True, False], ids=["from before", "from after"])
def test_after_not_me_she_is_told_what_still_opens_the_account(
    world: World, owner: Phone, stay: bool, key: bool
) -> None:
    """Her own codes on paper may go silently with somebody whom an older word is about: she must
    not rely on them."""
    if key:
        add(owner, Authenticator())
    if not stay:
        coming(world)
    codes = makes_codes(owner)
    saves_codes(owner)
    if stay:
        coming(world)
    answers(owner, "ikke")
    said = owner.get("/konto/adgangskode?besked=ikke-mig").said
    assert opens_with_code(world, codes[0]) == stay
    assert ("Dine koder på papir" in said) == stay and (
        "Ingen koder på papir virker nu." in said
    ) != stay
    assert ("adgangsnøgler" in said) == key


@pytest.mark.parametrize(("name", "shares"), [("Gry", True), ("Mette", False)])
def test_whoever_says_not_me_is_sent_to_the_deling_they_have(
    world: World, name: str, shares: bool
) -> None:
    """A relative shares too, or somebody did in their name: they have no tab that leads there. A
    colleague has no Deling."""
    phone = world.signed_in(name)
    konto = dict(phone.get("/konto/adgangskode").form("/konto/adgangskode").fields)["konto"]
    me = world.person(name)
    shown = unknown_devices.shown_since(me.box, me.id, _came(world, phone), ())
    page = phone.post("/konto/ny-enhed", {"konto": konto, "svar": "ikke", "fra": shown})
    what_stays = (
        "De nye er logget ud. Dine koder på papir virker stadig. Vælg en ny adgangskode nu."
    )
    look = " Se bagefter under Deling, om nogen kan se noget du ikke har delt."
    assert page.said == what_stays + (look if shares else "")
    assert ("/deling" in page.links) == shares


def test_a_code_from_paper_takes_readable_codes_also_where_there_is_no_word(
    world: World, owner: Phone
) -> None:
    """Somebody may have read them on a phone that was known."""
    codes = makes_codes(owner)
    told_so = ends(world, owner, "paper", codes[0])
    assert not opens_with_code(world, codes[1])
    assert GONE["paper"] in told_so


def test_a_new_phone_of_ones_own_costs_no_codes(world: World, owner: Phone) -> None:
    """The word about it was never answered, since the old phone is gone: a new password there is no
    sign of somebody else."""
    phone = coming(world)
    codes = makes_codes(phone)
    saves_codes(phone)
    assert GONE["new password"] not in ends(world, phone, "new password")
    assert opens_with_code(world, codes[0])


def test_codes_that_were_taken_away_are_not_called_saved(world: World, owner: Phone) -> None:
    """The page with them is still open when she says that somebody else was there: what was copied
    from it opens nothing."""
    makes_codes(owner)
    fields = dict(owner.get("/konto/koder").form("/konto/koder/gemt").fields)
    coming(world)
    answers(owner, "ikke")
    assert "Du har ingen. Du kan lave ti nye her." in owner.post("/konto/koder/gemt", fields).main


def test_a_code_from_paper_takes_the_passkeys_of_whoever_nobody_answered_for(
    world: World, owner: Phone
) -> None:
    """Her own from before stay, and she is told to look through them; the codes that lay on paper
    all the time still work."""
    mine, theirs, later = Authenticator(), Authenticator(), Authenticator()
    add(owner, mine)
    intruder = coming(world)
    add(intruder, theirs)
    intruder.fill(
        "/konto/adgangskode", "/konto/adgangskode", nu=PASSWORD, ny="tre-gule-stole-i-haven"
    )
    add(coming(world, adgangskode="tre-gule-stole-i-haven"), later)
    codes = world.cast["Anna"].codes
    said = ends(world, owner, "paper", codes[0])
    assert [opens(world, key) for key in (mine, theirs, later)] == [True, False, False]
    assert opens_with_code(world, codes[1])
    assert (
        "Under Konto kan du se dine adgangsnøgler. Fjern dem du ikke kender." in said
        and GONE["paper"] not in said
    )


def test_where_there_is_no_word_a_code_from_paper_leaves_passkeys_and_says_where_they_are(
    world: World, owner: Phone
) -> None:
    key = Authenticator()
    add(owner, key)
    codes = makes_codes(owner)
    said = ends(world, owner, "paper", codes[0])
    assert (
        GONE["paper"] in said
        and "Der kan du også se dine adgangsnøgler. Fjern dem du ikke kender." in said
    )
    assert opens(world, key)


def test_a_flood_of_new_devices_hides_nobody(world: World, owner: Phone) -> None:
    flood = [coming(world) for _ in range(MOST + 3)]
    assert len(world.person().profile.unknown_devices) == MOST
    assert "og 3 til" in owner.get("/").main
    insists(world, flood[-1], "mig")
    insists(world, flood[-1], "ikke")
    assert inside(owner) and told(owner)
    flood[:] = [*flood, coming(world)]
    answers(owner, "ikke")
    assert not any(map(inside, flood)) and inside(owner)


def test_signing_out_elsewhere_keeps_the_word(world: World, owner: Phone) -> None:
    """It needs no password. The owner comes back, on a phone that is new by now, and is told all
    the same."""
    intruder = coming(world)
    intruder.fill("/konto", "/konto/log-ud-alle-andre")
    assert not inside(owner) and inside(intruder)
    coming(world, owner)
    assert told(owner)
    answers(owner, "ikke")
    assert inside(owner) and not inside(intruder)


def test_signing_the_owners_phone_out_from_the_list_keeps_the_word(
    world: World, owner: Phone
) -> None:
    intruder = coming(world)
    form = intruder.get("/konto/enheder").form("/konto/enheder/log-ud")
    intruder.post("/konto/enheder/log-ud", form.fields)
    assert not inside(owner)
    coming(world, owner)
    insists(world, intruder, "mig")
    assert told(owner)
    answers(owner, "ikke")
    assert inside(owner) and not inside(intruder)


@pytest.mark.parametrize("came", ["before", "after"])
def test_whoever_has_one_phone_that_is_itself_new_is_told(world: World, came: str) -> None:
    """After the cookies were cleared, or on a new phone: nobody answers for it, and it is told of
    others all the same."""
    anna = coming(world) if came == "before" else None
    intruder = coming(world)
    anna = anna or coming(world)
    assert told(anna)
    insists(world, intruder, "mig")
    assert told(anna)
    answers(anna, "ikke")
    assert inside(anna) and not inside(intruder)


def test_the_intruder_throws_her_out_and_she_comes_back_and_throws_him_out(world: World) -> None:
    """What «ikke mig» ends is what came later; nobody is kept from coming in again, and the word
    about him is there still."""
    phone = coming(world)
    intruder = coming(world)
    insists(world, intruder, "ikke")
    assert not inside(phone) and inside(intruder)
    coming(world, phone)
    assert told(phone)
    answers(phone, "ikke")
    assert inside(phone) and not inside(intruder)


def test_an_older_phone_stays_in_whatever_a_newcomer_says(world: World, owner: Phone) -> None:
    laptop = coming(world)
    intruder = coming(world)
    insists(world, intruder, "ikke")
    assert inside(owner) and not inside(laptop)
    assert told(owner)


def test_a_phone_that_was_signed_out_meanwhile_is_told_when_it_comes_back(
    world: World, owner: Phone
) -> None:
    owner.fill("/", "/log-ud")
    intruder = coming(world)
    coming(world, owner)
    assert told(owner) and not world.person().profile.unknown_devices[1:]
    answers(owner, "mig")
    assert not told(owner) and inside(intruder)
    assert world.person().profile.unknown_devices == ()


def test_an_answer_is_about_what_the_page_showed(world: World, owner: Phone) -> None:
    mine = coming(world)
    page = owner.get("/")
    intruder = coming(world)
    owner.send("/konto/ny-enhed", [*owner.typed(page, "/konto/ny-enhed"), ("svar", "mig")])
    assert told(owner), "the other one came after the page was made"
    answers(owner, "ikke")
    assert not inside(intruder) and inside(mine)


def not_me(phone: Phone, fields: list[tuple[str, str]]) -> str:
    return phone.post("/konto/ny-enhed", [*fields, ("svar", "ikke")]).said


def test_whoever_changes_their_mind_on_an_open_page_has_the_intruder_out(
    world: World, owner: Phone
) -> None:
    """«Det var mig» by mistake, then Back and the other button: the page showed who is meant, also
    when no word is left."""
    intruder, key = coming(world), Authenticator()
    add(intruder, key)
    coming(world, owner)
    page = owner.get("/")
    answers(owner, "mig")
    assert "De nye er logget ud." in not_me(owner, owner.typed(page, "/konto/ny-enhed"))
    assert not inside(intruder) and inside(owner) and not opens(world, key)


@pytest.mark.parametrize(
    "older", [True, False], ids=["answered by an older one", "answered by a newer one"]
)
def test_what_another_phone_of_mine_answered_meanwhile_keeps_nobody_in(
    world: World, owner: Phone, older: bool
) -> None:
    tablet = coming(world)
    answers(owner, "mig")
    intruder = coming(world)
    asking, answering = (tablet, owner) if older else (owner, tablet)
    page = asking.get("/")
    answers(answering, "mig")
    assert "De nye er logget ud." in not_me(asking, asking.typed(page, "/konto/ny-enhed"))
    assert not inside(intruder) and inside(asking) and inside(owner)


def test_where_nobody_was_to_be_signed_out_it_is_not_said(world: World, owner: Phone) -> None:
    said = not_me(owner, [("konto", world.person().mark)])
    assert "logget ud." not in said.replace("Så er du logget ud alle andre steder.", "")
    assert said.startswith("Der er ingen nye at logge ud.")


def test_no_form_names_a_number_that_was_not_shown_on_this_phone(
    world: World, owner: Phone
) -> None:
    """A number of their own would end an older phone, and take passkeys and codes that were the
    owner's before anybody came."""
    key, mark = Authenticator(), ("konto", world.person().mark)
    add(owner, key)
    intruder = coming(world)
    shown = dict(owner.typed(owner.get("/"), "/konto/ny-enhed"))["fra"]
    coming(world, name="blid-hare-222")
    sam = coming(world, name="blid-hare-222")
    anothers = dict(sam.typed(sam.get("/"), "/konto/ny-enhed"))["fra"]
    for made_up in (shown, anothers, shown[:-4] + "AAAA", "0", "1", "å", ""):
        not_me(intruder, [mark, ("set", "999999999"), ("fra", made_up)])
        assert inside(owner) and inside(intruder) and opens(world, key), made_up


def test_a_new_device_is_told_of_the_old_ones_once(world: World) -> None:
    """Nobody older is there to answer for the phone; the computer says that it knows of it, and is
    not asked again."""
    phone = coming(world)
    laptop = coming(world)
    assert told(phone) and told(laptop)
    answers(laptop, "mig")
    laptop.fill("/", "/log-ud")
    coming(world, laptop)
    assert not told(laptop)
    answers(phone, "mig")
    assert not told(phone) and inside(laptop)


def test_a_new_password_answers_for_all_but_whoever_chose_it(world: World, owner: Phone) -> None:
    """Chosen by the intruder, the word about the intruder stays; chosen by the owner on the old
    phone, nothing is left to say."""
    coming(world)
    intruder = coming(world)
    intruder.fill("/konto/adgangskode", "/konto/adgangskode", nu=PASSWORD, ny=NEW_PASSWORD)
    assert [each.came for each in world.person().profile.unknown_devices] == [
        _came(world, intruder)
    ]
    came = coming(world, world.phone(), adgangskode=NEW_PASSWORD)
    assert told(came)
    answers(came, "ikke")
    assert not inside(intruder)


def test_the_owners_new_password_leaves_no_word(world: World, owner: Phone) -> None:
    intruder = coming(world)
    owner.fill("/konto/adgangskode", "/konto/adgangskode", nu=PASSWORD, ny=NEW_PASSWORD)
    assert world.person().profile.unknown_devices == () and not inside(intruder)


def test_a_code_from_paper_begins_anew(world: World) -> None:
    intruder = coming(world)
    code = world.cast["Anna"].codes[0]
    world.phone().send(
        "/log-ind/kode", {"navn": "stille-skov-471", "kode": code, "ny": NEW_PASSWORD}
    )
    anna = coming(world, adgangskode=NEW_PASSWORD)
    assert not inside(intruder) and not told(anna)


def test_a_word_from_before_there_were_numbers_is_still_told(world: World) -> None:
    line = unknown_devices.UnknownDevice(Kind("Edge", "Windows"), 1)
    assert unknown_devices.shown_to((line,), 0) == unknown_devices.shown_to((line,), 7) == (line,)
    assert unknown_devices.shown_to(unknown_devices.it_was((line,), 7, 7), 7) == ()


def _came(world: World, phone: Phone) -> int:
    shown = logins.presented(world.keys, phone.client.cookies[logins.SESSION])
    assert shown is not None
    me = world.read(logins.find, world.keys, shown)
    assert me is not None
    return me.came


# --- Two people, one phone ------------------------------------------------------------------------


def test_two_people_on_one_phone_do_not_push_each_other_out(world: World) -> None:
    """R37: the phone is known to both, so each is told of it once, and neither of the other."""
    phone = world.phone()
    for name in (
        "stille-skov-471",
        "blid-hare-222",
        "stille-skov-471",
        "blid-hare-222",
        "stille-skov-471",
    ):
        coming(world, phone, name)
    assert [len(world.person(name).profile.unknown_devices) for name in ("Anna", "Sam")] == [1, 1]
    device = logins.hashed(phone.client.cookies[logins.DEVICE])
    for name in ("Anna", "Sam"):
        assert world.read(logins.known, world.cast[name].id, device)
    assert phone.get("/konto/enheder").main.count("En anden browser") == 1, (
        "the one that is in now: those before ended here"
    )


def test_a_phone_that_another_knows_is_still_new_to_the_one_who_comes(
    world: World, owner: Phone
) -> None:
    phone = coming(world, name="blid-hare-222")
    coming(world, phone)
    assert told(owner)
    answers(owner, "ikke")
    assert not inside(phone)
    assert world.read(
        logins.known, world.cast["Sam"].id, logins.hashed(phone.client.cookies[logins.DEVICE])
    )


@pytest.mark.parametrize("brought", ["x" * 43, "", "sams"])
def test_a_device_that_nobody_knows_is_never_adopted(world: World, brought: str) -> None:
    phone = world.phone()
    phone.client.cookies.set(logins.DEVICE, brought, domain="fodfaeste.test", path="/")
    coming(world, phone)
    given = {each.value for each in phone.client.cookies.jar if each.name == logins.DEVICE}
    assert len(given) == 1 and given != {brought}
    assert not world.read(logins.known, world.cast["Anna"].id, logins.hashed(brought))
