"""Threads of their own for each kind of asking, so that none of them takes the others'."""

from app.foundation.engines import DOOR, GOING, HEARD, LONG, LOOK, PAGES, SEEN, SHOWN, THREADS
from app.foundation.lanes import Lane


class Threads:
    """One set for each database; `engines` says how many and what for."""

    def __init__(self) -> None:
        self.short, self.door, self.going = (
            Lane(THREADS, "database"),
            Lane(DOOR, "door"),
            Lane(GOING, "going"),
        )
        self.long, self.pages = Lane(LONG, "long"), Lane(PAGES, "pages", keeps=True)
        self.look, self.heard = Lane(LOOK, "look", rests=3), Lane(HEARD, "heard")
        self.shown, self.seen = Lane(SHOWN, "shown"), Lane(SEEN, "seen")

    def close(self) -> None:
        for lane in vars(self).values():
            lane.close()
