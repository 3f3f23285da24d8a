"""Who may see what: bonds, grants, the one rule, and the log of who saw what."""

from app.sharing import bonds, grants, log, view
from app.sharing.grants import Wish
from app.sharing.kinds import BY_PATH, COMING, GUIDE, ITEM, KINDS, NOW, RELATIVE, Kind
from app.sharing.take_along import erase, export, reseal, sweep
from app.sharing.told import as_sentence, sentence
from app.sharing.view import View

__all__ = [
    "BY_PATH",
    "COMING",
    "GUIDE",
    "ITEM",
    "KINDS",
    "NOW",
    "RELATIVE",
    "Kind",
    "View",
    "Wish",
    "as_sentence",
    "bonds",
    "erase",
    "export",
    "grants",
    "log",
    "reseal",
    "sentence",
    "sweep",
    "view",
]
