"""Somebody who was invited twice by the same person: each bond has its own things, its own end, its
own lines and its own pace."""

from uuid import UUID

import pytest
from sqlalchemy import select

from app.circle.shared_views import READ
from app.foundation import clock, ids
from app.foundation.errors import NotFound
from app.hard_days import day_words
from app.hopes import kept as hopes
from app.sharing import ITEM, facts, grants, log, view
from app.sharing.models import bonds as bond_rows
from tests.sharing.bonded import bond, grant, person
from tests.world import World

HOPES = READ["hopes"][0]


class Twice:
    """Anna has lost track and invites Mette again. A hope is shared on each bond, for a month and
    for three."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.on = [bond(world, "Anna", "Mette", label) for label in ("Mette", "Mette fra kommunen")]
        self.hopes = [
            self.write(hopes.keep, ids.new(), hopes.Words(words)) for words in ("et", "to")
        ]
        for on, hope, length in zip(self.on, self.hopes, ("1", "3"), strict=True):
            grant(world, on, "hopes", ITEM, hope, length)

    def write(self, fn: object, *args: object) -> UUID:
        made: UUID = self.world.write(fn, person(self.world, "Anna"), *args)  # type: ignore[arg-type]
        return made

    def see(self, which: int) -> view.Seen[list[hopes.Hope]]:
        seen: view.Seen[list[hopes.Hope]] = self.world.write(
            view.see, self.world.keys, person(self.world, "Mette"), self.on[which], "hopes", HOPES
        )
        return seen


@pytest.fixture
def twice(world: World) -> Twice:
    return Twice(world)


def test_each_bond_shows_what_was_shared_on_it_and_until_when(twice: Twice) -> None:
    anna = person(twice.world, "Anna")
    lasts = [
        grants.last_day(anna, each)
        for each in grants.lengths("guide", ITEM).values()
        if each.code in ("1", "3")
    ]
    for which in (0, 1):
        seen = twice.see(which)
        assert [hope.id for hope in seen.content] == [twice.hopes[which]] and seen.until == lasts[
            which
        ]
        wish = grants.Wish(twice.on[which], "hopes", ITEM, ("1", "3")[which], twice.hopes[which])
        assert [
            hope.id for hope in twice.world.read(view.foresee, anna, [wish], HOPES).content
        ] == [twice.hopes[which]]


def test_each_line_names_what_was_shown_and_the_bond_on_which_it_was(twice: Twice) -> None:
    paces = select(bond_rows.c.pace).where(bond_rows.c.id == twice.on[0])
    before = twice.world.read(lambda db: db.execute(paces).scalar())
    twice.see(1)
    line = twice.world.read(log.lines, person(twice.world, "Anna").box, most=1)[0].event
    assert (line.who, line.items) == ("Mette fra kommunen", (str(twice.hopes[1]),))
    assert twice.world.read(lambda db: db.execute(paces).scalar()) == before


def test_what_is_put_away_on_one_is_not_filled_up_from_the_other(twice: Twice) -> None:
    """It was, and promised until 1970."""
    twice.write(hopes.remove, twice.hopes[1])
    with pytest.raises(NotFound):
        twice.see(1)
    mette = twice.world.signed_in("Mette")
    assert mette.ask("GET", f"/kreds/{twice.on[1]}/haab").status_code == 404
    assert "1970" not in mette.get("/kreds").main + mette.get(f"/kreds/{twice.on[0]}/haab").main


def test_nobody_answers_on_one_bond_what_was_said_on_the_other(twice: Twice) -> None:
    world, anna, mette = twice.world, person(twice.world, "Anna"), person(twice.world, "Mette")
    words = [twice.write(_said) for _ in twice.on]
    for on, word in zip(twice.on, words, strict=True):
        world.write(
            grants.give, world.keys, anna, ids.new(), grants.Wish(on, "word", ITEM, "i-dag", word)
        )
    for on, word, other in ((twice.on[0], words[0], words[1]), (twice.on[1], words[1], words[0])):
        assert world.read(day_words.told_to, mette, on, word) is False
        with pytest.raises(NotFound):
            world.read(day_words.told_to, mette, on, other)
        with pytest.raises(NotFound):
            world.write(day_words.cannot, world.keys, mette, on, other)


def _said(db: object, me: object) -> UUID:
    from app.hard_days.models import day_words as rows
    from app.sharing import keeping

    word, ends = day_words.Word("call"), clock.minute() + 60
    return keeping.keep(db, me, rows, ids.new(), word, ends_minute=ends)  # type: ignore[arg-type]


def test_an_end_that_nobody_knows_is_none() -> None:
    """Never a date: what reaches nothing promises nothing."""
    single = facts.Grant(ids.new(), ids.new(), "hopes", ITEM, 1, 9, ids.new())
    assert facts.last_minute([], None, ()) is None
    assert facts.last_minute([single], 3, {ids.new()}) is None
