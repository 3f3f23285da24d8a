"""The picture: a place on a ring is what was chosen, every name can be read, and nothing is said by
colour alone."""

import re
from itertools import combinations, product
from uuid import UUID

import pytest

from app.foundation import ids
from app.network.drawing import (
    ABOVE,
    BELOW,
    BESIDE,
    CELL,
    ME,
    RADII,
    ROOM,
    WIDTH,
    Picture,
    Spot,
    broad,
    draw,
    fold,
)
from app.network.kept import Item, Words
from app.network.kinds import NEARNESS

Box = tuple[float, float, float, float]
LONG = "Foreningen for dem der kan lide radioer"


def item(name: str = LONG, near: str = "") -> Item:
    return Item(ids.new(), 0, Words(name, near=near))


def network(*many: int, name: str = LONG) -> list[Item]:
    """So many near, some way off, far away, and without a distance."""
    return [
        item(name, near)
        for near, number in zip((*NEARNESS, ""), many, strict=True)
        for _ in range(number)
    ]


def boxes(picture: Picture) -> list[Box]:
    """What each thing covers, its name too, and me."""
    found: list[Box] = [(-ME, -ME, ME, ME)]
    for spot in picture.spots:
        half = max(16.0, *(broad(line) / 2 for line in spot.lines))
        found.append((spot.x - half, spot.y - ABOVE, spot.x + half, spot.y + BELOW))
    return found


def meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def where(picture: Picture) -> dict[UUID, Spot]:
    return {spot.item.id: spot for spot in picture.spots}


@pytest.mark.parametrize("rtl", [False, True])
def test_nothing_lies_on_anything_else_and_nothing_sticks_out(rtl: bool) -> None:
    """However many there are on each ring, with names longer than there is room for."""
    for many in product(range(ROOM[0] + 1), range(ROOM[1] + 1), range(ROOM[2] + 1), (0, 1, 3, 8)):
        if not any(many):
            continue
        picture = draw(network(*many), rtl)
        covered = boxes(picture)
        assert not [pair for pair in combinations(covered, 2) if meet(*pair)], many
        end = picture.top + picture.height
        assert all(
            a >= -WIDTH / 2 and c <= WIDTH / 2 and picture.top <= b and d <= end
            for a, b, c, d in covered
        ), many


def test_two_things_on_one_another_are_noticed() -> None:
    picture = draw(network(2, 0, 0, 0))
    assert meet(boxes(picture)[1], boxes(picture)[1]) and not meet(
        boxes(picture)[1], boxes(picture)[2]
    )


def test_what_is_near_stands_inside_what_is_far() -> None:
    near, some, far = item("Sara", "near"), item("Mette", "some"), item("Mor", "far")
    there = where(draw([far, some, near]))
    away = [(there[each.id].x ** 2 + there[each.id].y ** 2) ** 0.5 for each in (near, some, far)]
    assert away == pytest.approx(RADII, abs=1)


def test_a_ring_is_drawn_only_as_far_out_as_somebody_stands() -> None:
    assert [
        len(draw(network(*many)).rings)
        for many in ((1, 0, 0, 0), (0, 1, 0, 2), (0, 0, 1, 0), (0, 0, 0, 5))
    ] == [1, 2, 3, 0]


def test_without_a_distance_nothing_is_claimed() -> None:
    """Nobody chose: they stand around me without rings. Somebody chose: the others stand under the
    rings."""
    alone = draw([item("Katten")])
    assert not alone.rings and not alone.beside
    mixed, cat = draw(found := [item("Katten"), item("Sara", "near")]), found[0]
    assert mixed.beside and where(mixed)[cat.id].y > RADII[0]


def test_the_first_keep_their_place_and_the_rest_is_in_the_list() -> None:
    crowd = network(50, 50, 50, 50)
    picture = draw(crowd)
    assert picture.more and len(picture.spots) == sum(ROOM) + BESIDE
    assert [spot.item for spot in picture.spots][: ROOM[0]] == crowd[: ROOM[0]]
    assert draw(network(0, 0, 0, 200)).more and len(draw(network(0, 0, 0, 200)).spots) == sum(ROOM)
    assert not draw(network(*ROOM, BESIDE)).more


def test_from_right_to_left_it_is_mirrored() -> None:
    crowd = network(5, 3, 2, 3)
    there, here = draw(crowd), draw(crowd, rtl=True)
    assert [(-spot.x, spot.y, spot.lines) for spot in there.spots] == [
        (spot.x, spot.y, spot.lines) for spot in here.spots
    ]
    assert there.box == here.box


def test_a_ring_stays_within_the_phone() -> None:
    for ring in draw(network(1, 1, 1, 0)).rings:
        ends = [abs(float(x)) for x in re.findall(r"[M ](-?[\d.]+) -?[\d.]+(?:A|$)", ring)]
        assert ends and max(ends) <= WIDTH / 2


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Grød", ("Grød",)),
        ("Bænken ved søen", ("Bænken", "ved søen")),
        ("Værkstedet", ("Værkste-", "det")),
        (LONG, ("Forenin-", "gen for…")),
        ("  Bo ", ("Bo",)),
        ("صديقتي", ("صديقتي",)),
        ("👨‍👩‍👧‍👦" * 3, ("👨‍👩‍👧‍👦" * 3,)),
        ("🇩🇰" * 12, ("🇩🇰" * 4, "🇩🇰" * 4 + "…")),
        ("👋🏽" * 7, ("👋🏽" * 4, "👋🏽" * 3)),
        ("ab" + "ê̄" * 9, ("ab" + "ê̄" * 6 + "-", "ê̄" * 3)),
    ],
)
def test_a_name_has_two_short_lines(name: str, lines: tuple[str, ...]) -> None:
    assert fold(name) == lines


@pytest.mark.parametrize(
    "name",
    [
        "x" * 200,
        "W" * 200,
        "😀" * 100,
        "صديقتي القديمة من المدرسة",
        "a " * 100,
        "語" * 60,
        "-",
        "á" * 50,
    ],
)
def test_no_line_is_broader_than_its_place(name: str) -> None:
    for span in (CELL, 148):
        assert 1 <= len(fold(name, span)) <= 2
        assert all(line.strip() and broad(line) <= span for line in fold(name, span))
