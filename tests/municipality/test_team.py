"""The coordinator's colleagues: in Danish order, and each name bound to its person."""

from app.foundation import ids
from app.foundation.letters import collated
from app.municipality import colleagues, team
from app.municipality.models import staff
from tests.world import World


def test_names_stand_in_danish_order(world: World) -> None:
    assert sorted(["Åse", "Ørn", "Zita", "Aage", "Ægir", "Bo", "anna"], key=collated) == [
        "anna",
        "Bo",
        "Zita",
        "Ægir",
        "Ørn",
        "Aage",
        "Åse",
    ]
    names = [each.name for each in world.read(team.of, world.keys.root, world.municipality())]
    assert names == ["Ellen", "Karen", "Mette", "Vera"]


def test_a_name_is_bound_to_its_person_and_always_as_long(world: World) -> None:
    root, one, other = world.keys.root, ids.new(), ids.new()
    sealed = team.sealed_name(root, one, "Bo")
    assert team.opened_name(root, one, sealed) == "Bo"
    assert team.opened_name(root, other, sealed) == ""
    assert team.opened_name(root, one, None) == ""
    assert {len(team.sealed_name(root, one, name)) for name in ("", "Bo", "Å" * 60, "😀" * 60)} == {
        len(sealed)
    }
    assert team.opened_name(root, one, team.sealed_name(root, one, "😀" * 60)) == "😀" * 60


def test_a_sleeping_account_is_not_woken(world: World) -> None:
    """R39: unused for sixty days is closed, also for whoever then comes with both factors."""
    mette = world.cast["Mette"].id
    world.write(
        lambda db: db.execute(staff.update().where(staff.c.person == mette).values(seen_minute=0))
    )
    world.write(colleagues.seen, mette)
    found = world.read(colleagues.of, mette)
    assert found is not None
    assert not found.open
