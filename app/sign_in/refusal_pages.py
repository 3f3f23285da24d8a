"""What a guard says when it does not open, as a page: what was being written waits in it, or is
shown."""

from typing import Any
from urllib.parse import quote

from app.foundation.web.answers import onwards, page, within
from app.foundation.web.edge import NOBODY
from app.foundation.web.forms import Form
from app.foundation.web.handler_types import Page, Request
from app.people import people
from app.sign_in import logins
from app.sign_in.cookies import site_here
from app.sign_in.interrupted_form import borrowed, carry, carry_on, not_kept, refused, sign_in_page
from app.sign_in.refusals import AskedToErase, LookingOnly, ProveIt, SecondFirst, SignInFirst


def sign_in_first(request: Request, error: SignInFirst) -> Page:
    """Where nobody is signed in. What was typed comes along, sealed, and only its owner gets it
    back."""
    state = request.scope["state"]
    state["me"] = None
    if request.method == "GET":
        return onwards(
            request,
            f"/log-ind?til={_here(request)}"
            + ("&besked=laast" if error.owner else "")
            + ("&laant=1" if borrowed(request) else ""),
        )
    form: Form = state["typed"]
    keys = request.app.state["keys"]
    mark = form.get("konto") or (people.mark(keys, error.owner) if error.owner else "")
    carried = carry(request, request.scope["path"], form, mark)
    said = "laast" if state.get("login", NOBODY) == NOBODY else "anden"
    return refused(
        sign_in_page(
            request,
            status_code=401,
            carried=carried,
            said=said,
            shared=form.get("laant") == "1" or None,
        )
    )


def ended(request: Request, error: logins.Ended) -> Page:
    """Ended while it was asked for something: as when nobody is signed in. No cookie is taken: it
    may be a newcomer's by now."""
    state = request.scope["state"]
    state |= {"login": NOBODY, "borrowed": state["me"] is not None and state["me"].shared}
    return sign_in_first(request, SignInFirst(logins.Expired(error.owner)))


def looking_only(request: Request, error: LookingOnly) -> Page:
    kept = not_kept(request, error.me)
    closes: dict[str, Any] = (
        {"whose": error.me.mark, "closes_after": error.me.locks_after} if kept else {}
    )
    return page(
        request,
        "sign_in/looking.html",
        status_code=403,
        kept=kept,
        written=request.app.state["written"],
        **closes,
    )


def prove_it(request: Request, error: ProveIt) -> Page:
    """What was written waits in the page that asks. Otherwise back to where the form came from,
    when it says so: then nothing that was chosen is lost."""
    form: Form | None = request.scope["state"].get("typed")
    if carried := carry_on(request, request.scope["state"]["me"]):
        key = error.key and site_here(request) is not None
        return refused(
            page(
                request,
                "sign_in/prove.html",
                status_code=401,
                tab="mine",
                til="/",
                problems={},
                carried=carried,
                key=key,
            )
        )
    back = within(form.get("igen"), "") if form is not None else ""
    return onwards(request, f"/er-det-dig?til={quote(back, safe='/') or _page_here(request)}")


def second_first(request: Request, error: SecondFirst) -> Page:
    if carried := carry_on(request, request.scope["state"]["me"]):
        return refused(
            page(
                request,
                "personnel/code.html",
                status_code=401,
                til="/",
                problems={},
                carried=carried,
            )
        )
    return onwards(request, f"/personale/kode?til={_page_here(request)}")


def asked_to_erase(request: Request, error: AskedToErase) -> Page:
    """What was written somewhere else meanwhile is not kept, and not lost without a word."""
    kept = not_kept(request, error.me)
    if not kept:
        return onwards(request, "/mine-ting/slettet")
    # It is hidden, and locks itself, as every page with words does.
    request.scope["state"]["me"] = error.me
    return refused(
        page(
            request,
            "sign_in/erasing.html",
            status_code=409,
            kept=kept,
            written=request.app.state["written"],
        )
    )


REFUSALS: dict[int | type[Exception], Any] = {
    SignInFirst: sign_in_first,
    logins.Ended: ended,
    LookingOnly: looking_only,
    ProveIt: prove_it,
    SecondFirst: second_first,
    AskedToErase: asked_to_erase,
}


def _here(request: Request) -> str:
    """Where somebody was going, with its codes and dates, to come back to; safe to put in an
    address."""
    query = request.scope["query_string"].decode("latin-1")
    return quote(within(request.scope["path"] + (f"?{query}" if query else "")), safe="/")


def _page_here(request: Request) -> str:
    """The same, and the front page for a form that was posted to where there is no page."""
    route = request.scope.get("path_template")
    pages = {each.path_format for each in request.app.routes if "GET" in each.methods}
    return _here(request) if request.method == "GET" or route in pages else "/"
