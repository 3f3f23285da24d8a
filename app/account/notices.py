"""What Konto says of what was just done."""

from sqlalchemy import Connection

from app.foundation.web.answers import claim
from app.foundation.words import Say, say
from app.people import STAFF, Person
from app.sign_in import passkeys, recovery

ELSEWHERE = {
    "adgangskode": say("Din nye adgangskode er gemt. Alle andre steder er du logget ud."),
    "adgangskode-koder": say(
        "Din nye adgangskode er gemt. Alle andre steder er du logget ud. Dine koder på papir "
        "virker ikke mere. Du kan lave nye her."
    ),
    "adgangskode-noegler": say(
        "Din nye adgangskode er gemt. Alle andre steder er du logget ud. Se dine adgangsnøgler "
        "igennem. Fjern dem du ikke kender."
    ),
    "adgangskode-begge": say(
        "Din nye adgangskode er gemt. Alle andre steder er du logget ud. Dine koder på papir "
        "virker ikke mere. "
        "Du kan lave nye her. Se også dine adgangsnøgler igennem. Fjern dem du ikke kender."
    ),
    "mail": say("Gemt. Alle andre steder er du logget ud."),
    "ude": say("Du er logget ud alle andre steder."),
}
"""What is so only while one is signed in nowhere else."""
NOTICES = {
    "ingen-nye": say(
        "Der er ingen nye at logge ud. Er du i tvivl, så vælg en ny adgangskode nu. Så er du "
        "logget ud alle andre steder."
    ),
    "nyere-koder": say("Der er lavet nye koder siden. Kun de nyeste virker. Du finder de nye her."),
    "nyere-gemt": say("Der er lavet nye koder siden. Kun de nyeste virker."),
} | {code: claim(says) for code, says in ELSEWHERE.items()}
MAIL = {
    "sendt": say(
        "Der er en mail på vej til dig. Åbn den, og tryk på linket. Alle andre steder er du "
        "logget ud."
    ),
}
NOTICES |= {
    "mail-din": say("Tak. Adressen er din."),
    "mail-ikke": say("Linket passer ikke. Skriv adressen igen, så kommer der en ny mail."),
}
NOT_ME = {
    (True, False): say(
        "De nye er logget ud. Dine koder på papir virker stadig. Vælg en ny adgangskode nu. "
        "Se bagefter under Deling, om nogen kan se noget du ikke har delt."
    ),
    (False, False): say(
        "De nye er logget ud. Ingen koder på papir virker nu. Du kan lave nye under Konto. Vælg "
        "en ny adgangskode nu. "
        "Se bagefter under Deling, om nogen kan se noget du ikke har delt."
    ),
    (True, True): say(
        "De nye er logget ud. Dine koder på papir og dine adgangsnøgler virker stadig. Vælg en "
        "ny adgangskode nu. "
        "Se bagefter dine adgangsnøgler igennem. Se også under Deling, om nogen kan se noget du "
        "ikke har delt."
    ),
    (False, True): say(
        "De nye er logget ud. Ingen koder på papir virker nu. Du kan lave nye under Konto. Dine "
        "adgangsnøgler virker stadig. "
        "Vælg en ny adgangskode nu. Se bagefter dine adgangsnøgler igennem. "
        "Se også under Deling, om nogen kan se noget du ikke har delt."
    ),
}
NOT_ME_ELSEWHERE = {
    (True, False): say(
        "De nye er logget ud. Dine koder på papir virker stadig. Vælg en ny adgangskode nu."
    ),
    (False, False): say(
        "De nye er logget ud. Ingen koder på papir virker nu. Du kan lave nye under Konto. Vælg "
        "en ny adgangskode nu."
    ),
    (True, True): say(
        "De nye er logget ud. Dine koder på papir og dine adgangsnøgler virker stadig. Vælg en "
        "ny adgangskode nu. "
        "Se bagefter dine adgangsnøgler igennem."
    ),
    (False, True): say(
        "De nye er logget ud. Ingen koder på papir virker nu. Du kan lave nye under Konto. Dine "
        "adgangsnøgler virker stadig. "
        "Vælg en ny adgangskode nu. Se bagefter dine adgangsnøgler igennem."
    ),
}
"""The same for colleagues, who share nothing themselves. A relative may have shared something, or
somebody in their name."""
AFTER = {
    (False, False): "adgangskode",
    (True, False): "adgangskode-koder",
    (False, True): "adgangskode-noegler",
    (True, True): "adgangskode-begge",
}


def after_codes(db: Connection, me: Person) -> str:
    """Where somebody is led who called codes saved that are not there any more. None are left:
    Konto itself says so."""
    if not recovery.left(db, me):
        return "/konto"
    return "/konto?besked=" + ("nyere-koder" if recovery.shown(db, me) else "nyere-gemt")


def after_password(db: Connection, me: Person, had: int) -> str:
    """What to say after a new password: codes on paper that went with the old one, and passkeys
    that still open the account."""
    return AFTER[had > 0 and not recovery.left(db, me), passkeys.any_of(db, me)]


def after_not_me(db: Connection, me: Person) -> Say | None:
    """What still opens the account once the new ones are out: codes called saved since they came
    have gone with them, and nobody may rely on paper that opens nothing. Nothing while there are
    new ones."""
    if me.unknown_devices:
        return None
    return (NOT_ME if shares(me) else NOT_ME_ELSEWHERE)[
        recovery.left(db, me) > 0, passkeys.any_of(db, me)
    ]


def shares(me: Person) -> bool:
    """Whether somebody could share anything at all, and so has a Deling to look at."""
    return me.kind != STAFF
