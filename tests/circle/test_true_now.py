"""What was said by a step is said again only while it is so: its address is opened again long
after."""

from uuid import UUID

from app import hopes, plan
from app.foundation import ids
from tests.sharing.bonded import bond, grant, person
from tests.world import World


def test_a_welcome_is_said_while_the_two_are_connected(world: World) -> None:
    on = bond(world, "Anna", "Gry")
    gry, mark = world.signed_in("Gry"), person(world, "Gry").mark
    led = f"/kreds?besked=velkommen&hvem={on}"
    assert gry.get(led).said == "Nu er I forbundet. Når noget er delt med dig, står det her."
    gry.post(f"/kreds/{on}/slut", {"konto": mark})
    bond(world, "Sam", "Gry")
    assert gry.get(led).said == "" and gry.get("/kreds?besked=velkommen").said == ""
    assert world.signed_in("Sam").get(led).said == "", "of their own bond only"


def kept(world: World, text: str = "Et kolonihavehus") -> UUID:
    made: UUID = world.write(
        hopes.kept.keep, person(world, "Anna"), ids.new(), hopes.kept.Words(text)
    )
    return made


def made_ready(world: World, on: UUID) -> str:
    """Returns the address of the tap that shares it."""
    row = world.write(plan.ready.keep, person(world, "Anna"), on, ["meet"], "")
    world.write(
        plan.ready.confirm_shown,
        person(world, "Anna"),
        row,
        world.read(plan.ready.find, person(world, "Anna"), row).words.mark,
    )
    return f"/deling/klar/{row}/del"


def test_shared_is_said_of_what_was_shared(world: World) -> None:
    on, item = bond(world), kept(world)
    grant(world, bond(world, "Anna", "Gry"), "flower", "now")
    anna, mark = world.signed_in(), {"konto": person(world, "Anna").mark}
    looked = (
        anna.get(f"/deling/ny/se?hvem={on}&hvad=haab&ting={item}&laenge=1")
        .form("/deling/ny")
        .fields
    )
    led = anna.send("/deling/ny", looked).headers["location"]
    assert anna.get(led).said == "Delt. Du kan stoppe det når som helst."
    assert anna.get("/deling?besked=delt").said == ""
    world.write(hopes.kept.remove, person(world, "Anna"), item)
    assert anna.get(led).said == "", "put away, nobody sees it"
    world.write(hopes.kept.bring_back, person(world, "Anna"), item)
    assert anna.get(led).said.startswith("Delt.")
    anna.post(f"/deling/person/{on}/stop/haab", mark)
    assert anna.get(led).said == ""


def test_a_tap_is_said_to_share_only_what_is_shared_by_it(world: World) -> None:
    world.write(
        plan.kept.keep, person(world, "Anna"), "meet", ids.new(), plan.kept.Words("Ved søen")
    )
    gry, mette = bond(world, "Anna", "Gry"), bond(world)
    taps = [made_ready(world, on) for on in (gry, mette)]
    anna, mark = world.signed_in(), {"konto": person(world, "Anna").mark}
    forms = [anna.get("/plan/del").form(tap).fields for tap in taps]
    for tap, form in zip(taps, forms, strict=True):
        assert anna.post(tap, form).said.startswith("Delt")
    anna.post(f"/deling/person/{gry}/stop/plan", mark)
    assert anna.post(taps[0], forms[0]).said == "", (
        "an old form sent again shares nothing, though Mette sees it still"
    )
    assert anna.post(taps[1], forms[1]).said.startswith("Delt")


def test_a_tap_claims_no_hours_where_it_is_shared_for_longer(world: World) -> None:
    world.write(
        plan.kept.keep, person(world, "Anna"), "meet", ids.new(), plan.kept.Words("Ved søen")
    )
    on = bond(world)
    tap = made_ready(world, on)
    anna = world.signed_in()
    form = anna.get("/plan/del").form(tap).fields
    grant(world, on, "plan", "coming", length="6")
    page = anna.post(tap, form)
    assert page.said == "Delt. Du kan stoppe det når som helst." and "14. september" in page.main
