"""What Konto says of what was just done."""

from sqlalchemy import Connection

from app.foundation.words import say
from app.identity import Person, passkeys, recovery

TOLD = {
    "adgangskode": say("Din nye adgangskode er gemt. Alle andre steder er du logget ud."),
    "adgangskode-koder": say(
        "Din nye adgangskode er gemt. Alle andre steder er du logget ud. Dine koder på papir virker ikke mere. Du kan lave nye her."
    ),
    "adgangskode-noegler": say(
        "Din nye adgangskode er gemt. Alle andre steder er du logget ud. Se dine adgangsnøgler igennem. Fjern dem du ikke kender."
    ),
    "adgangskode-begge": say(
        "Din nye adgangskode er gemt. Alle andre steder er du logget ud. Dine koder på papir virker ikke mere. "
        "Du kan lave nye her. Se også dine adgangsnøgler igennem. Fjern dem du ikke kender."
    ),
    "mail": say("Gemt. Alle andre steder er du logget ud."),
    "nyere-koder": say("Der er lavet nye koder siden. Dem du lige så, virker ikke mere. Du finder de nye her."),
    "nyere-gemt": say("Der er lavet nye koder siden. Dem du lige så, virker ikke mere."),
    "ude": say("Du er logget ud alle andre steder."),
    "ikke-mig": say(
        "De nye er logget ud. Vælg en ny adgangskode nu. Se bagefter under Deling, om nogen kan se noget du ikke har delt. "
        "Under Konto kan du se, om dine koder på papir stadig virker."
    ),
}
AFTER = {
    (False, False): "adgangskode",
    (True, False): "adgangskode-koder",
    (False, True): "adgangskode-noegler",
    (True, True): "adgangskode-begge",
}


def after_codes(db: Connection, me: Person) -> str:
    """Where somebody is led who called codes saved that are not there any more. None are left: Konto itself says so."""
    if not recovery.left(db, me):
        return "/konto"
    return "/konto?besked=" + ("nyere-koder" if recovery.shown(db, me) else "nyere-gemt")


def after_password(db: Connection, me: Person, had: int) -> str:
    """What to say after a new password: codes on paper that went with the old one, and passkeys that still open the account."""
    return AFTER[had > 0 and not recovery.left(db, me), passkeys.any_of(db, me)]
