"""The demo year has something of what each room keeps: a visitor sees all there is to keep."""

from app.demo.person import fill
from app.my_data import whole
from app.places import shipped
from app.rooms import CHAPTERS
from tests.world import World

LEFT_OUT = {
    "askings": "there is somebody to ask where she shares (demo/circle.py)",
    "ready_shares": "the same",
    "goings": "the same",
    "day_word": "a word is for today, and that is the visitor's",
}
"""Chapters of which the year has nothing, and why."""


def test_every_chapter_of_the_copy_has_something_in_the_year(world: World) -> None:
    me = world.person("Anna")
    world.write(shipped.bring)  # as the worker does when it begins
    world.write(fill, me)
    there = world.read(whole.everything, me)
    empty = {each.code for each in CHAPTERS if not there[each.code]}
    assert empty == set(LEFT_OUT), "live it in app/demo/person.py, or say here why it is left out"
