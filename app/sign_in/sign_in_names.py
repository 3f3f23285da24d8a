"""Sign-in names the app makes, so that no name tells who somebody is and none can be guessed from a
person."""

import secrets

from app.foundation.letters import folded

FIRST = """
blid klar lun mild rolig stille varm glad fin god lille stor ny gammel let rund blank frisk fri
modig munter kvik sund
tapper venlig trofast mosgrøn himmelblå gylden sølvgrå lysegrøn solgul havblå rødbrun sandfarvet
nøgtern vågen solid
smidig snild sagte sjov skrå snart tidlig sen nordlig sydlig østlig vestlig daglig ivrig lydhør
langsom myg nær åben
""".split()
SECOND = """
skov eng strand bakke sti bro havn fjord vig ø klit mark have gren rod kvist blad birk bøg eg pil
ask lind hyld
lærke svale solsort spurv stork hejre rødhals mejse krage ugle ræv hare grævling pindsvin egern
odder sæl torsk
sild muslinger kogle agern kastanje brombær hindbær blåbær kirsebær pære æble ribs stikkelsbær
kløver lyng mos bregne
vind sky regn bølge sten sand lygte lampe kop kande brød ovn bænk dør vindue gynge cykel båd åre
sejl tov
""".split()
LONGEST = 200
"""Characters looked at: every name the app makes is far shorter."""
_PLAIN = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})


def suggest() -> str:
    """Two words and a number, in letters that every keyboard has: «stille-skov-47»."""
    return plain(f"{secrets.choice(FIRST)}-{secrets.choice(SECOND)}-{secrets.randbelow(900) + 100}")


def plain(typed: str) -> str:
    """The name as it is looked up: however it was spelled with capitals, spaces or Danish letters.
    Nobody's when it is too long."""
    if len(typed) > LONGEST:
        return ""
    return "-".join(folded(typed).translate(_PLAIN).replace("-", " ").split())


LONGEST_EMAIL = 200


def may_be_email(typed: str) -> bool:
    """Whether it looks like an address somebody could have written out whole: name@place.dk."""
    if len(typed) > LONGEST_EMAIL or any(map(str.isspace, typed)):
        return False
    name, _, place = typed.partition("@")
    start, _, end = place.rpartition(".")
    return 0 < len(name) <= 64 and bool(start) and len(end) > 1 and "@" not in place
