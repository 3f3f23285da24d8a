"""The sign-in page, and the words somebody was writing when nobody was signed in any more: they
wait behind it, sealed."""

import msgspec

from app.foundation.errors import TooMany
from app.foundation.letters import empty
from app.foundation.web import writing
from app.foundation.web.answers import onwards, page, within
from app.foundation.web.forms import Form
from app.foundation.web.handler_types import Page, Request
from app.foundation.words import Say, say
from app.people import Person, people
from app.sign_in.cookies import site_here, told_of
from app.sign_in.doorway import Door
from app.sign_in.signing_in import Came

WAIT = say("Der er prøvet mange gange. Vent lidt, og prøv igen. Det du skrev, er her stadig.")


class Carried(msgspec.Struct, frozen=True):
    """What was typed when nobody was signed in any more. `mark` says whose form it was."""

    path: str
    fields: list[tuple[str, str]]
    mark: str


SAID = {
    "laast": say("Vi har låst. Andre kan ikke læse med. Det du har gemt, er her stadig."),
    "lukket": say("Siden er lukket. Det du har gemt, er her stadig."),
    "anden": say(
        "Siden er lukket. En anden konto er logget ind her. Det du har gemt, er her stadig."
    ),
    "ny-adgangskode": say("Din nye adgangskode er gemt. Log ind med den."),
    "ny-adgangskode-noegler": say(
        "Din nye adgangskode er gemt. Log ind med den. Under Konto kan du se dine "
        "adgangsnøgler. Fjern dem du ikke kender."
    ),
    "ny-adgangskode-koder": say(
        "Din nye adgangskode er gemt. Log ind med den. Dine koder på papir virker måske ikke "
        "mere. Du kan lave nye under Konto."
    ),
    "ny-adgangskode-begge": say(
        "Din nye adgangskode er gemt. Log ind med den. Dine koder på papir virker måske ikke "
        "mere. Du kan lave nye under Konto. "
        "Der kan du også se dine adgangsnøgler. Fjern dem du ikke kender."
    ),
    "konto": say("Det der var skrevet, hører til en anden konto. Det er ikke gemt her."),
}
LOST = say("Det du var ved at skrive, kunne vi ikke gemme. Det er ikke din skyld.")
SEE_HERE = say(
    "Det du var ved at skrive, kunne vi ikke tage imod. Se, om det står der, når du åbner siden "
    "igen."
)
"""What closed itself and could not be read. One's own phone may have a draft of it; on another's
nothing is kept."""
AFTER = {
    (False, True): "ny-adgangskode",
    (True, True): "ny-adgangskode-noegler",
    (False, False): "ny-adgangskode-koder",
    (True, False): "ny-adgangskode-begge",
}
"""What is said after a code from paper: whether passkeys still open the account, and whether codes
still do."""


def sign_in_page(
    request: Request,
    *,
    status_code: int = 200,
    name: str = "",
    til: str = "/",
    carried: str = "",
    said: str = "",
    ask_code: bool = False,
    shared: bool | None = None,
    problem: Say | None = None,
    lost: Say | None = None,
) -> Page:
    """`shared` is what somebody chose; where they were not asked, a phone that was another's still
    is."""
    if shared is None:
        shared = borrowed(request)
    gone = request.scope["state"].get("me") is None  # whoever is in is not told that they are not
    return page(
        request,
        "sign_in/sign_in.html",
        status_code=status_code,
        name=name,
        til=til,
        carried=carried,
        status=SAID.get(said) if gone else None,
        ask_code=ask_code,
        shared=shared,
        problem=problem,
        lost=lost,
        key=site_here(request) is not None,
    )


def borrowed(request: Request) -> bool:
    """Whether whoever was in until now said that it is not their phone, in a login that has run
    out."""
    return bool(request.scope["state"].get("borrowed"))


def wait_here(request: Request, form: Form, wait: TooMany) -> Page:
    """Too many tries just now. What was written waits on the page meanwhile."""
    response = sign_in_page(
        request,
        status_code=429,
        name=form.get("navn"),
        til=within(form.get("til", "/")),
        carried=form.get("baaret"),
        problem=WAIT,
        shared=form.get("laant") == "1",
    )
    response.headers["retry-after"] = str(wait.seconds)
    return response


def asked_again(request: Request, form: Form, why: Say) -> Page:
    """By a page that lets nobody in any more. What waits in it goes on waiting."""
    return sign_in_page(
        request,
        status_code=422,
        name=form.get("navn"),
        til=within(form.get("til", "/")),
        carried=form.get("baaret"),
        problem=why,
        shared=form.get("laant") == "1",
    )


def carry(request: Request, path: str, form: Form, mark: str) -> str:
    """What was written, sealed and bound to the account whose form it was; empty when there are no
    words to carry.

    Only the forms in which somebody writes are carried: nothing that erases, signs out, shares,
    stops or changes a password waits behind a sign-in, and nothing that merely looks like one of
    ours. What waited in the form already, in a page that asks who one is, goes on waiting for the
    account it is bound to: also while the keys are away, when nothing else can be sealed.
    """
    if request.app.state["keys"] is None:
        return form.get("baaret")
    fields = writing.waits(request.app.state["writing"], path, form.pairs) if mark else []
    if fields:
        return str(request.app.state["keys"].root.hide("carried", Carried(path, fields, mark)))
    return form.get("baaret") if _carried(request, form) else ""


def not_carried(request: Request, path: str, form: Form, *, own: bool) -> Say | None:
    """What is said of words that a page closed over and that do not wait, where there were or may
    have been any."""
    wrote = writing.waits(request.app.state["writing"], path, form.pairs) or any(
        not empty(form.get(name)) for name in request.app.state["written"]
    )
    if not form.unread and not wrote:
        return None
    return SEE_HERE if own or form.get("egen") == "1" else LOST


def for_whoever_rested(request: Request, path: str, form: Form) -> Page | None:
    """The sign-in page with what is handed to somebody whose login has run out; None where nobody's
    has."""
    owner = request.scope["state"].get("rested")
    if owner is None:
        return None
    carried = carry(request, path, form, people.mark(request.app.state["keys"], owner))
    return sign_in_page(request, carried=carried, said="laast", til=path)


def carry_on(request: Request, me: Person) -> str:
    """What was written in the form that was just refused to `me`, who is to say something first;
    empty when nothing was."""
    form: Form | None = request.scope["state"].get("typed")
    return carry(request, request.scope["path"], form, me.mark) if form is not None else ""


def not_kept(request: Request, me: Person) -> list[tuple[str, str]]:
    """What somebody wrote where nothing of theirs is kept: it is shown once more, to be copied."""
    form: Form | None = request.scope["state"].get("typed")
    if form is None or form.get("konto") != me.mark:
        return []
    waited = _carried(request, form)
    if waited is not None:
        return waited.fields if waited.mark == me.mark else []
    return writing.waits(request.app.state["writing"], request.scope["path"], form.pairs)


def refused(response: Page) -> Page:
    """The whole page takes the place of the one with the form, whatever part of it the form was to
    change."""
    response.headers["hx-retarget"] = "body"
    return response


async def go_on(request: Request, door: Door, came: Came, form: Form) -> Page:
    """Onwards to where they were going, or to the text that was being written."""
    if _carried(request, form) is None:
        return onwards(request, within(form.get("til", "/")))
    person = await door.db.read(people.get, door.keys, came.person)
    if (
        person is not None
    ):  # a guest's page says that it is one: nothing of it is kept on another's phone
        person.shared = form.get("laant") == "1"
    request.scope["state"] |= {"me": person, "login": told_of(person)}
    return said_who(request, people.mark(door.keys, came.person), form)


def said_who(request: Request, mark: str, form: Form) -> Page:
    """The same for whoever was in all the time, and has said once more who they are."""
    carried = _carried(request, form)
    if carried is None:
        return onwards(request, within(form.get("til", "/")))
    if carried.mark != mark:
        return onwards(request, "/?besked=anden-konto")
    shown = [(name, value) for name, value in carried.fields if name not in ("konto", "id")]
    return page(request, "sign_in/carried.html", carried=carried, shown=shown)


def _carried(request: Request, form: Form) -> Carried | None:
    """What waits in a form, as long as it is one of ours in which somebody writes."""
    text: str = form.get("baaret")
    carried: Carried | None = (
        request.app.state["keys"].root.reveal("carried", text, Carried) if text else None
    )
    return (
        carried
        if carried and writing.of(request.app.state["writing"], carried.path) is not None
        else None
    )
