"""What was said by a step is said again only while it is so: its address is opened again long after."""

from tests.sharing.bonded import bond, person
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
