"""Mit netværk: people, places, animals and whatever else is around somebody, in their own words;
never counted."""

from app.foundation.room import Chapter, Entry, Room
from app.foundation.words import say
from app.network import commands, kept, pages
from app.network.kinds import KINDS, NEARNESS
from app.network.lifecycle import export

__all__ = ["KINDS", "NEARNESS", "ROOM", "asks", "kept"]

NAMED = {"network_kinds": KINDS, "nearness": NEARNESS}
ROOM = Room(
    handlers=pages.HANDLERS,
    chapters=(Chapter("network", say("Mit netværk"), export, "network/_taken.html", NAMED),),
    forms={"/netvaerk": commands.keep},
    mine=(Entry(5, "/netvaerk", "waypoints", say("Mit netværk"), say("Mennesker, steder og dyr")),),
)
