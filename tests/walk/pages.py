"""Every page there is, in one table: its name, the route it stands for, whose it is, and how to
come to it.

A route that is not in the table makes the walk fail, so a new page cannot be forgotten. `NO_PAGES`
answer with something else.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import Connection

from app.foundation.words import stretched
from app.places import shelf
from app.places.typed import replaced
from app.sharing import BY_PATH
from tests.browser import Window

NO_PAGES = {
    "/api/hsds/v3",
    "/api/hsds/v3/openapi.json",
    "/api/hsds/v3/services",
    "/api/hsds/v3/services/{service_id:str}",
    "/api/hsds/v3/organizations",
    "/api/hsds/v3/organizations/{organization_id:str}",
    "/api/hsds/v3/service_at_locations",
    "/api/hsds/v3/service_at_locations/{at_id:str}",
    "/api/hsds/v3/taxonomies",
    "/api/hsds/v3/taxonomies/{taxonomy_id:str}",
    "/api/hsds/v3/taxonomy_terms",
    "/api/hsds/v3/taxonomy_terms/{term_id:str}",
    "/.well-known/change-password",
    "/favicon.ico",
    "/jeg-er-her",
    "/kreds/{bond_id:uuid}/{kind:str}/endnu",
    "/kreds/{bond_id:uuid}/{kind:str}/her",
    "/mine-ting/hent/fil",
    "/paamindelser/{reminder_id:uuid}/kalender",
    "/sw.js",
    "/telefon/hvem",
    "/telefon/med",
    "/app.webmanifest",
    "/robots.txt",
    "/sitemap.xml",
    "/steder/hent",
    "/steder/{place_id:uuid}/kalender",
    "/steder/aktivitet/{activity_id:uuid}/kalender",
}


@dataclass(frozen=True)
class Case:
    """`path` may name things of the household in braces. `then` goes on from there, to pages that
    only a form leads to."""

    name: str
    route: str
    path: str
    who: str | None = "Anna"
    then: Callable[[Window], None] | None = None
    status: int = 200
    second: bool = True

    def __str__(self) -> str:
        return self.name


def _names(window: Window) -> None:
    window.page.fill("#kaldenavn", "Rosa")
    window.page.click("main button.primary")
    window.page.wait_for_selector("#navn input")


def _no_name(window: Window) -> None:
    """A password that is too short: the form again, with its error."""
    _names(window)
    window.page.fill("#adgangskode", "kort")
    _sent_again(window)


def _too_long_a_name(window: Window) -> None:
    window.page.fill("#kaldenavn", "o" * 70)
    _sent_again(window)


def _nothing(window: Window) -> None:
    _sent_again(window)


def _many_things(window: Window) -> None:
    """Two things at once: no words, and a day that has not been."""
    window.page.click("main details summary")
    window.page.fill("#dato", "2031-01-01")
    _sent_again(window)


def _another_day(window: Window) -> None:
    window.page.fill("#dato", "2031-01-01")
    window.allow("status of 422")
    window.page.click("main button.day-good")
    window.page.wait_for_selector(".problem")


def _sent_again(window: Window) -> None:
    window.allow("status of 422")
    window.page.click("main form button.primary >> nth=0")
    window.page.wait_for_selector(".problem")


def _asks_along(window: Window) -> None:
    window.page.locator("main input[name=hvem]").first.check()
    window.page.fill("#dato", "2026-03-20")
    window.page.click("main button.primary")
    window.page.wait_for_selector("main article.entry")


def _proposes(window: Window) -> None:
    window.page.fill("#tekst", "Gåtur langs åen")
    window.page.fill("#linje", "Vi går en time i roligt tempo.")
    window.page.fill("#vaerter", "Anna og Bo")
    window.page.check("input[name=aftalt]")
    window.page.fill("#dato", "2026-03-20")
    window.page.click("main button.primary")
    window.page.wait_for_selector("main article.entry")


def _asks(window: Window) -> None:
    """Whom, and then as they will see it."""
    window.page.check("#hvem input >> nth=0")
    window.page.click("main form button.primary")
    window.page.wait_for_selector("input[name=ja]", state="attached")


def _wrong(window: Window) -> None:
    window.page.fill("#navn", "ingen-her-999")
    window.page.fill("#adgangskode", "noget andet")
    _sent_again(window)


def _found(window: Window, word: str = "te") -> None:
    window.page.fill("#ord", word)
    window.page.locator("form.search").evaluate("form => form.submit()")
    window.page.wait_for_url("**/dagbog/find")


def _not_found(window: Window) -> None:
    _found(window, "xyzzy")


def _one_shown(window: Window) -> None:
    window.page.click("#one a.primary")
    window.page.wait_for_selector("#one article")


def _did(window: Window) -> None:
    """Everything folded out."""
    window.page.evaluate(
        "for (const each of document.querySelectorAll('main details')) each.open = true"
    )


def _looked(window: Window) -> None:
    """A visitor who tries to write."""
    window.allow("status of 403")
    window.page.fill("#tekst", "Prøver")
    window.page.click("main form button.primary >> nth=0")
    window.page.wait_for_selector("main .drawing")


def _locked(window: Window) -> None:
    """The login is gone while somebody writes."""
    window.allow("status of 401")
    window.page.fill("#tekst", "Det her er ikke gemt endnu")
    window.context.clear_cookies(name="__Host-session")
    window.page.click("main form button.primary >> nth=0")
    window.page.wait_for_selector("#adgangskode")


def _no_day(window: Window) -> None:
    """No weekday, and a day that has been."""
    window.page.evaluate(
        "for (const each of document.getElementsByName('dag')) each.checked = false"
    )
    _sent_again(window)


def _no_first_day(window: Window) -> None:
    """It goes on, and nobody says from when."""
    window.page.fill("#dato", "")
    _sent_again(window)


def _no_words(window: Window) -> None:
    window.page.fill("#tekst", " ")
    _sent_again(window)


def _no_hour(window: Window) -> None:
    window.page.fill("#tid", "")
    _sent_again(window)


def _a_day_gone(window: Window) -> None:
    _did(window)
    window.page.evaluate("document.querySelector('#dato').removeAttribute('min')")
    window.page.fill("#dato", "2020-01-01")
    window.page.fill("#tid", "")
    _sent_again(window)


def _no_time(window: Window) -> None:
    window.page.fill("#fra", "")
    window.page.fill("#til", "")
    _sent_again(window)


def _with_mail(window: Window) -> None:
    """As where the operator has a mail server."""
    state = window.site.world.state
    without = state["settings"]
    state["settings"] = replace(without, smtp="smtp://127.0.0.1:1")
    window.page.reload()
    state["settings"] = without
    window.page.get_by_text("Når der ikke kan ringes").or_(
        window.page.get_by_text(stretched("Når der ikke kan ringes"))
    ).wait_for()


def _wrong_code(window: Window) -> None:
    window.page.fill("#kode", "intet")
    _sent_again(window)


def _by_link(window: Window) -> None:
    """The secret has gone from the address into the form."""
    window.page.wait_for_function(
        "document.querySelector('#kode').value.length === 43 && !location.hash"
    )
    window.page.click("main button.primary")
    window.page.wait_for_selector("#fornavn")


def _by_link_without_a_name(window: Window) -> None:
    _by_link(window)
    _sent_again(window)


def _invited(window: Window) -> None:
    window.page.click("main .choice >> nth=0")
    window.page.click("main button.primary")
    window.page.wait_for_selector("main .key")


def _asked_in(window: Window) -> None:
    window.page.fill("#navn", "Min bror")
    window.page.click("main .choice >> nth=1")
    window.page.click("main button.primary")
    window.page.wait_for_selector("main .key")


def _opened(window: Window) -> None:
    window.page.wait_for_function(
        "document.querySelector('#kode').value.length === 24 && !location.hash"
    )
    window.page.click("main button.primary")
    window.page.wait_for_selector("input[name=ja]", state="attached")


def _lives_in_randers(window: Window) -> None:
    window.page.select_option("#kommune", "randers")
    window.page.click("main form button")
    window.page.wait_for_url("**besked=valgt")


def _nothing_chosen(window: Window) -> None:
    """What is wrong is not chosen, and something is written."""
    window.page.fill("#siger", "De lukker klokken tre")
    _sent_again(window)


def _not_kept(window: Window) -> None:
    """A place without a name, a price that is none, a number with too few digits."""
    _did(window)
    for field, typed in (("navn", ""), ("pris", "billigt"), ("telefon", "12")):
        if field in ("pris", "navn", "telefon") and window.page.locator(f"#{field}").count():
            window.page.fill(f"#{field}", typed)
    if window.page.locator("#hvornaar").count():
        window.page.fill("#hvornaar", "altid")
    _writes(window)
    window.page.wait_for_selector(".problem")


def _writes(window: Window) -> None:
    window.allow("status of 422")
    window.page.click("main form[data-behaviour=keeps-draft] .button.primary")


def _somebody_was_quicker(window: Window) -> None:
    """Another editor has written in the same place meanwhile."""
    window.page.fill("#linje", "Kaffe, snak og musik.")
    place = UUID(window.path.split("/")[2])

    def quicker(db: Connection) -> None:
        before, lines = shelf.find(db, place), ("Kaffe og snak.", "Kaffe og kage.")
        line = next(each for each in lines if each != before.place.line)
        shelf.change(db, before, how=shelf.EDITED, place=replaced(before.place, line=line))

    window.site.world.write(quicker)
    _writes(window)
    window.page.wait_for_selector("main [role=alert]")


VISITOR = [
    Case("front", "/", "/", None),
    Case("welcome-1", "/velkommen", "/velkommen", None),
    Case("welcome-2", "/velkommen/{place:int}", "/velkommen/2", None, _did),
    Case("welcome-3", "/velkommen/{place:int}", "/velkommen/3", None),
    Case("welcome-4", "/velkommen/{place:int}", "/velkommen/4", None),
    Case("nickname", "/konto/ny", "/konto/ny", None),
    Case("nickname-again", "/konto/ny", "/konto/ny", None, _too_long_a_name),
    Case("choose", "/konto/ny", "/konto/ny", None, _names),
    Case("choose-again", "/konto/ny", "/konto/ny", None, _no_name),
    Case("sign-in", "/log-ind", "/log-ind", None),
    Case("sign-in-again", "/log-ind", "/log-ind", None, _wrong),
    Case("sign-in-locked", "/log-ind", "/dagbog/skriv", "Anna", _locked),
    Case("paper-code", "/log-ind/kode", "/log-ind/kode", None),
    Case("paper-code-again", "/log-ind/kode", "/log-ind/kode", None, _nothing),
    Case("help-now", "/hjaelp-nu", "/hjaelp-nu", None),
    Case("help-now-chosen", "/hjaelp-nu", "/hjaelp-nu", None, _lives_in_randers),
    Case("help-now-in", "/hjaelp-nu/{municipality:str}", "/hjaelp-nu/ringkoebing-skjern", None),
    Case("help-now-elsewhere", "/hjaelp-nu/{municipality:str}", "/hjaelp-nu/andet-sted", None),
    Case("about", "/om", "/om", None),
    Case("accessibility", "/was", "/was", None),
    Case("on-the-phone", "/paa-telefonen", "/paa-telefonen", None),
    Case("phone", "/telefon", "/telefon"),
    Case("groceries", "/indkoeb", "/indkoeb", None),
    Case("for-relatives", "/paaroerende", "/paaroerende", None),
    Case("closed", "/luk", "/luk", None),
    Case("settings-visitor", "/indstillinger", "/indstillinger", None),
    Case("not-there", "/", "/findes-ikke", None, status=404),
]

TODAY = [
    Case("today", "/", "/"),
    Case("today-good", "/", "/", "Gry"),
    Case("today-between", "/", "/", "Mia"),
    Case("today-both", "/", "/", "Bo"),
    Case("today-hard", "/", "/", "Sven"),
    Case("today-hard-empty", "/", "/", "Ulla"),
    Case("today-less", "/", "/", "Else"),
    Case("today-undone", "/", "/?besked=fortrudt", "Tom"),
    Case("today-looking", "/", "/", "Ida"),
    Case("looking", "/haab", "/haab", "Ida", _looked),
    Case("today-waiting", "/", "/", "Rie"),
    Case("today-stopped", "/", "/", "Sif"),
    Case("mine", "/mit", "/mit"),
    Case("mine-low", "/mit", "/mit", "Sven"),
]

ROOMS = [
    Case("journal", "/dagbog", "/dagbog", then=_did),
    Case("journal-empty", "/dagbog", "/dagbog?besked=slettet&fortryd={away}", "Tom"),
    Case("journal-low", "/dagbog", "/dagbog", "Sven"),
    Case("journal-write", "/dagbog/skriv", "/dagbog/skriv", then=_did),
    Case("journal-again", "/dagbog/skriv", "/dagbog/skriv", then=_many_things),
    Case("journal-found", "/dagbog", "/dagbog", then=_found),
    Case("journal-not-found", "/dagbog", "/dagbog", then=_not_found),
    Case("entry", "/dagbog/{entry_id:uuid}", "/dagbog/{entry}"),
    Case("entry-edit", "/dagbog/{entry_id:uuid}/ret", "/dagbog/{entry}/ret"),
    Case("hopes", "/haab", "/haab", then=_did),
    Case("hopes-empty", "/haab", "/haab", "Tom"),
    Case("hopes-again", "/haab", "/haab", "Tom", _nothing),
    Case("hope", "/haab/{hope_id:uuid}", "/haab/{hope}"),
    Case("hope-again", "/haab/{hope_id:uuid}", "/haab/{hope}", then=_nothing),
    Case("hope-edit", "/haab/{hope_id:uuid}/ret", "/haab/{hope}/ret"),
    Case("goals", "/maal", "/maal", then=_did),
    Case("goals-empty", "/maal", "/maal", "Tom"),
    Case("goal", "/maal/{goal_id:uuid}", "/maal/{goal}"),
    Case("goal-reached", "/maal/{goal_id:uuid}", "/maal/{reached}"),
    Case("goal-new", "/maal/nyt", "/maal/nyt"),
    Case("goal-edit", "/maal/{goal_id:uuid}/ret", "/maal/{goal}/ret"),
    Case("step-new", "/maal/{goal_id:uuid}/skridt", "/maal/{goal}/skridt", then=_did),
    Case("step-again", "/maal/{goal_id:uuid}/skridt", "/maal/{goal}/skridt", then=_nothing),
    Case("step-edit", "/skridt/{step_id:uuid}/ret", "/skridt/{step}/ret"),
    Case("good-things", "/gode-ting", "/gode-ting"),
    Case("good-things-empty", "/gode-ting", "/gode-ting", "Tom"),
    Case("good-things-shown", "/gode-ting", "/gode-ting", then=_one_shown),
    Case("good-things-one", "/gode-ting/en", "/gode-ting/en"),
    Case("good-things-none", "/gode-ting/en", "/gode-ting/en", "Tom"),
    Case("good-things-all", "/gode-ting/alle", "/gode-ting/alle"),
    Case("good-things-edit", "/gode-ting/{thing_id:uuid}/ret", "/gode-ting/{thing}/ret"),
    Case("plan", "/plan", "/plan"),
    Case("plan-empty", "/plan", "/plan", "Tom"),
    Case("plan-parts", "/plan/skriv", "/plan/skriv"),
    Case("plan-write", "/plan/{place:int}", "/plan/1"),
    Case("plan-write-contact", "/plan/{place:int}", "/plan/4"),
    Case("plan-write-again", "/plan/{place:int}", "/plan/4", then=_nothing),
    Case("plan-edit", "/plan/linje/{line_id:uuid}/ret", "/plan/linje/{line}/ret"),
    Case("plan-read", "/plan/laes/{place:int}", "/plan/laes/2"),
    Case("plan-call", "/plan/laes/{place:int}", "/plan/laes/4"),
    Case("plan-paper", "/plan/papir", "/plan/papir"),
    Case("plan-write-examples", "/plan/{place:int}", "/plan/2", then=_did),
    Case("plan-order", "/plan/orden", "/plan/orden"),
    Case("plan-ready", "/plan/del", "/plan/del"),
    Case("plan-ready-empty", "/plan/del", "/plan/del", "Tom"),
    Case("plan-make-ready", "/plan/del/{own_bond_id:uuid}", "/plan/del/{with_relative}"),
    Case(
        "plan-make-ready-again",
        "/plan/del/{own_bond_id:uuid}",
        "/plan/del/{with_guide}",
        then=_nothing,
    ),
    Case("plan-ready-look", "/deling/klar/{ready_id:uuid}", "/deling/klar/{ready}"),
    Case("word", "/ord", "/ord"),
    Case("word-nobody", "/ord", "/ord", "Tom"),
    Case("word-whom", "/ord/hvem", "/ord/hvem"),
    Case("word-whom-nobody", "/ord/hvem", "/ord/hvem", "Tom"),
    Case("goings", "/foelges", "/foelges"),
    Case("goings-empty", "/foelges", "/foelges", "Tom"),
    Case("going-ask", "/foelges/ny", "/foelges/ny?sted={cafe}"),
    Case("going-ask-again", "/foelges/ny", "/foelges/ny?til=laege", then=_nothing),
    Case("going-ask-nobody", "/foelges/ny", "/foelges/ny?til=laege", "Tom"),
    Case("going-look", "/foelges/ny", "/foelges/ny?sted={cafe}", then=_asks_along),
    Case("asked", "/bedt", "/bedt"),
    Case("asked-empty", "/bedt", "/bedt", "Tom"),
    Case("ask", "/bedt/ny/{what:str}", "/bedt/ny/haab"),
    Case("ask-again", "/bedt/ny/{what:str}", "/bedt/ny/opkald", then=_nothing),
    Case("ask-nobody", "/bedt/ny/{what:str}", "/bedt/ny/opkald", "Tom"),
    Case("ask-look", "/bedt/ny/{what:str}", "/bedt/ny/haab", then=_asks),
    Case("ask-answer", "/bedt/{asking_id:uuid}", "/bedt/{answered}"),
    Case("network", "/netvaerk", "/netvaerk", then=_did),
    Case("network-empty", "/netvaerk", "/netvaerk", "Tom"),
    Case("network-many", "/netvaerk", "/netvaerk", "Sven"),
    Case("network-new", "/netvaerk/nyt", "/netvaerk/nyt"),
    Case("network-again", "/netvaerk/nyt", "/netvaerk/nyt", then=_nothing),
    Case("network-item", "/netvaerk/{around_id:uuid}", "/netvaerk/{around}"),
    Case("network-edit", "/netvaerk/{around_id:uuid}/ret", "/netvaerk/{around}/ret"),
    Case("flowers", "/blomst", "/blomst", then=_did),
    Case("flowers-empty", "/blomst", "/blomst", "Tom"),
    Case("statement", "/blomst/{flower_id:uuid}/{place:int}", "/blomst/{begun}/1"),
    Case("statement-4", "/blomst/{flower_id:uuid}/{place:int}", "/blomst/{begun}/4"),
    Case("flower", "/blomst/{flower_id:uuid}", "/blomst/{flower}", then=_did),
    Case(
        "flowers-beside",
        "/blomst/{flower_id:uuid}/ved-siden-af",
        "/blomst/{flower}/ved-siden-af?anden={newest}",
    ),
    Case("days", "/dag", "/dag", then=_did),
    Case("days-empty", "/dag", "/dag", "Tom"),
    Case("year", "/dag/aar/{year:int}", "/dag/aar/{year}", then=_did),
    Case("year-this", "/dag/aar/{year:int}", "/dag/aar/{this_year}"),
    Case("day-marked", "/dag/{day:str}", "/dag/{marked}"),
    Case("day-unmarked", "/dag/{day:str}", "/dag/{unmarked}"),
    Case("another-day", "/dag/anden", "/dag/anden"),
    Case("another-day-again", "/dag/anden", "/dag/anden", then=_another_day),
]

REMINDERS = [
    Case("reminders", "/paamindelser", "/paamindelser", "Rie"),
    Case("reminders-empty", "/paamindelser", "/paamindelser", "Tom"),
    Case("reminders-resting", "/paamindelser", "/paamindelser", "Rolf"),
    Case("reminders-stopped", "/paamindelser", "/paamindelser", "Sif"),
    Case("reminders-looking", "/paamindelser", "/paamindelser", "Ida"),
    Case(
        "reminders-undone",
        "/paamindelser",
        "/paamindelser?besked=slettet&fortryd={unreminded}",
        "Rolf",
    ),
    Case("reminder-new", "/paamindelser/ny", "/paamindelser/ny?om=dag", "Tom"),
    Case("reminder-no-day", "/paamindelser/ny", "/paamindelser/ny?om=dag", "Tom", _no_day),
    Case("reminder-day-gone", "/paamindelser/ny", "/paamindelser/ny?om=dag", "Tom", _a_day_gone),
    Case("reminder-greeting", "/paamindelser/ny", "/paamindelser/ny?om=hilsen", "Tom"),
    Case(
        "reminder-greeting-again", "/paamindelser/ny", "/paamindelser/ny?om=hilsen", "Tom", _nothing
    ),
    Case("reminder", "/paamindelser/{reminder_id:uuid}", "/paamindelser/{hello}", "Rie"),
    Case("reminder-once", "/paamindelser/{reminder_id:uuid}", "/paamindelser/{once}", "Rie"),
    Case(
        "greeting", "/paamindelser/{reminder_id:uuid}/hilsen", "/paamindelser/{hello}/hilsen", "Rie"
    ),
    Case("step-remind", "/skridt/{step_id:uuid}/mind-mig", "/skridt/{step}/mind-mig"),
    Case(
        "step-remind-again",
        "/skridt/{step_id:uuid}/mind-mig",
        "/skridt/{step}/mind-mig",
        then=_no_day,
    ),
    Case("step-reminded", "/maal/{goal_id:uuid}", "/maal/{reminded}", "Rie"),
    Case("quiet", "/paamindelser/stille", "/paamindelser/stille", "Rie"),
    Case("quiet-again", "/paamindelser/stille", "/paamindelser/stille", "Tom", _no_time),
    Case("quiet-mail", "/paamindelser/stille", "/paamindelser/stille", "Rie", _with_mail),
    Case("quiet-mail-waits", "/paamindelser/stille", "/paamindelser/stille", "Rolf", _with_mail),
    Case("quiet-mail-none", "/paamindelser/stille", "/paamindelser/stille", "Tom", _with_mail),
]

HOUSE = [
    Case("settings", "/indstillinger", "/indstillinger"),
    Case("account", "/konto", "/konto", "Nina"),
    Case("codes", "/konto/koder", "/konto/koder", "Nina"),
    Case("codes-new", "/konto/koder/nye", "/konto/koder/nye"),
    Case("password", "/konto/adgangskode", "/konto/adgangskode"),
    Case("email", "/konto/mail", "/konto/mail"),
    Case("email-confirm", "/konto/mail/bekraeft", "/konto/mail/bekraeft?kode=1-x", "Rie"),
    Case("email-confirm-none", "/konto/mail/bekraeft", "/konto/mail/bekraeft", "Tom"),
    Case("keys", "/konto/noegler", "/konto/noegler", "Nina"),
    Case("devices", "/konto/enheder", "/konto/enheder", "Nina"),
    Case("today-new-device", "/", "/", "Nina"),
    Case("is-it-you", "/er-det-dig", "/er-det-dig"),
    Case("my-things", "/mine-ting", "/mine-ting"),
    Case("take-along", "/mine-ting/hent", "/mine-ting/hent"),
    Case("take-along-looking", "/mine-ting/hent", "/mine-ting/hent", "Ida"),
    Case("erase", "/mine-ting/slet", "/mine-ting/slet"),
    Case("erased", "/mine-ting/slettet", "/mine-ting/slettet", "Vera"),
]

WORK = [
    Case("work-arrive", "/personale/kom", "/personale/kom", None),
    Case("work-arrive-again", "/personale/kom", "/personale/kom", None, _wrong_code),
    Case("work-join", "/personale/kom", "/personale/kom#{link}", None, _by_link),
    Case(
        "work-join-again", "/personale/kom", "/personale/kom#{link}", None, _by_link_without_a_name
    ),
    Case("work-set-up", "/personale/kode", "/personale/kode", "Ellen", second=False),
    Case(
        "work-set-up-again",
        "/personale/kode",
        "/personale/kode",
        "Ellen",
        _wrong_code,
        second=False,
    ),
    Case("work-code", "/personale/kode", "/personale/kode", "Mette", second=False),
    Case(
        "work-code-again", "/personale/kode", "/personale/kode", "Mette", _wrong_code, second=False
    ),
    Case("work-account", "/konto", "/konto", "Ellen"),
    Case("colleagues", "/personale", "/personale", "Karen"),
    Case("colleagues-closed", "/personale", "/personale?besked=lukket", "Karen"),
    Case("colleagues-invite", "/personale/inviter", "/personale/inviter", "Karen"),
    Case("colleagues-invite-again", "/personale/inviter", "/personale/inviter", "Karen", _nothing),
    Case("colleagues-link", "/personale/inviter", "/personale/inviter", "Karen", _invited),
    Case(
        "colleagues-close", "/personale/{person_id:uuid}/luk", "/personale/{colleague}/luk", "Karen"
    ),
]

PLACES = [
    Case("find", "/steder", "/steder", None, _did),
    Case("find-anna", "/steder", "/steder"),
    Case("find-more", "/steder", "/steder?lyst=moedes&by=Randers", None),
    Case("find-none", "/steder", "/steder?soeg=xyzzy", None),
    Case("place", "/steder/{place_id:uuid}", "/steder/{cafe}", None),
    Case("place-anna", "/steder/{place_id:uuid}", "/steder/{cafe}?besked=sagt-til"),
    Case("place-old", "/steder/{place_id:uuid}", "/steder/{old}", None),
    Case("place-unknown", "/steder/{place_id:uuid}", "/steder/{unknown}", None),
    Case("place-closed", "/steder/{place_id:uuid}", "/steder/{closed}", None, status=410),
    Case("place-wrong", "/steder/{place_id:uuid}/sig-til", "/steder/{cafe}/sig-til", None),
    Case(
        "place-wrong-again",
        "/steder/{place_id:uuid}/sig-til",
        "/steder/{cafe}/sig-til",
        None,
        _nothing_chosen,
    ),
    Case("saved-places", "/steder/gemte", "/steder/gemte"),
    Case("saved-places-empty", "/steder/gemte", "/steder/gemte", "Tom"),
    Case("saved-place", "/steder/gemte/{saved_id:uuid}", "/steder/gemte/{saved}"),
    Case("saved-place-closed", "/steder/gemte/{saved_id:uuid}", "/steder/gemte/{saved_closed}"),
    Case(
        "saved-place-remind",
        "/steder/gemte/{saved_id:uuid}/mind-mig",
        "/steder/gemte/{saved}/mind-mig",
    ),
    Case(
        "saved-place-remind-again",
        "/steder/gemte/{saved_id:uuid}/mind-mig",
        "/steder/gemte/{saved}/mind-mig",
        then=_no_day,
    ),
    Case("appointments", "/det-sker", "/det-sker"),
    Case("appointments-empty", "/det-sker", "/det-sker", "Tom"),
    Case("appointments-been", "/det-sker/foer", "/det-sker/foer"),
    Case("appointments-been-empty", "/det-sker/foer", "/det-sker/foer", "Tom"),
    Case("appointment", "/det-sker/{appointment_id:uuid}", "/det-sker/{appointed}"),
    Case("appointment-new", "/det-sker/ny", "/det-sker/ny"),
    Case("appointment-again", "/det-sker/ny", "/det-sker/ny", then=_nothing),
    Case("appointment-edit", "/det-sker/{appointment_id:uuid}/ret", "/det-sker/{appointed}/ret"),
    Case(
        "appointment-edit-again",
        "/det-sker/{appointment_id:uuid}/ret",
        "/det-sker/{appointed}/ret",
        then=_no_first_day,
    ),
    Case(
        "appointment-remind",
        "/det-sker/{appointment_id:uuid}/mind-mig",
        "/det-sker/{appointed}/mind-mig",
    ),
    Case(
        "appointment-remind-again",
        "/det-sker/{appointment_id:uuid}/mind-mig",
        "/det-sker/{appointed}/mind-mig",
        then=_no_hour,
    ),
    Case("joint", "/faelles-plan", "/faelles-plan"),
    Case("joint-empty", "/faelles-plan", "/faelles-plan", "Tom"),
    Case("joint-new", "/faelles-plan/ny", "/faelles-plan/ny"),
    Case("joint-again", "/faelles-plan/ny", "/faelles-plan/ny", then=_nothing),
    Case("joint-line", "/faelles-plan/{joint_id:uuid}", "/faelles-plan/{joint}"),
    Case(
        "joint-line-again",
        "/faelles-plan/{joint_id:uuid}",
        "/faelles-plan/{joint}",
        then=_no_words,
    ),
    Case("joint-paper", "/faelles-plan/paa-papir", "/faelles-plan/paa-papir"),
    Case("contacts", "/det-sker/hvem", "/det-sker/hvem"),
    Case("contacts-empty", "/det-sker/hvem", "/det-sker/hvem", "Tom"),
    Case("contact-new", "/det-sker/hvem/ny", "/det-sker/hvem/ny"),
    Case("contact-again", "/det-sker/hvem/ny", "/det-sker/hvem/ny", then=_nothing),
    Case("contact", "/det-sker/hvem/{contact_id:uuid}", "/det-sker/hvem/{contact}"),
    Case(
        "contact-edit-again",
        "/det-sker/hvem/{contact_id:uuid}",
        "/det-sker/hvem/{contact}",
        then=_no_words,
    ),
    Case("initiatives", "/steder/forslag", "/steder/forslag"),
    Case("initiatives-empty", "/steder/forslag", "/steder/forslag", "Tom"),
    Case("propose", "/steder/{place_id:uuid}/foreslaa", "/steder/{cafe}/foreslaa"),
    Case(
        "propose-again",
        "/steder/{place_id:uuid}/foreslaa",
        "/steder/{cafe}/foreslaa",
        then=_nothing,
    ),
    Case(
        "propose-look",
        "/steder/{place_id:uuid}/foreslaa",
        "/steder/{cafe}/foreslaa",
        then=_proposes,
    ),
    Case("places-overview", "/steder/overblik", "/steder/overblik", "Ellen", _did),
    Case("places-overview-coordinator", "/steder/overblik", "/steder/overblik", "Karen"),
    Case("place-new", "/steder/nyt", "/steder/nyt", "Ellen", _did),
    Case("place-new-again", "/steder/nyt", "/steder/nyt", "Ellen", _not_kept),
    Case("place-edit", "/steder/{place_id:uuid}/ret", "/steder/{cafe}/ret?besked=venter", "Ellen"),
    Case("place-edit-closed", "/steder/{place_id:uuid}/ret", "/steder/{closed}/ret", "Ellen"),
    Case(
        "place-edit-again", "/steder/{place_id:uuid}/ret", "/steder/{cafe}/ret", "Ellen", _not_kept
    ),
    Case(
        "place-edit-both",
        "/steder/{place_id:uuid}/ret",
        "/steder/{cafe}/ret",
        "Ellen",
        _somebody_was_quicker,
    ),
    Case(
        "place-happens-new",
        "/steder/{place_id:uuid}/aktivitet",
        "/steder/{cafe}/aktivitet",
        "Ellen",
        _did,
    ),
    Case(
        "place-happens-again",
        "/steder/{place_id:uuid}/aktivitet",
        "/steder/{cafe}/aktivitet",
        "Ellen",
        _not_kept,
    ),
    Case(
        "place-happens",
        "/steder/{place_id:uuid}/aktivitet/{activity_id:uuid}",
        "/steder/{cafe}/aktivitet/{happens}",
        "Ellen",
    ),
    Case("place-history", "/steder/{place_id:uuid}/historik", "/steder/{cafe}/historik", "Ellen"),
    Case("places-list", "/steder/indlaes", "/steder/indlaes", "Karen"),
    Case("places-list-again", "/steder/indlaes", "/steder/indlaes", "Karen", _nothing),
    *(
        Case(
            f"places-list-{name}",
            "/steder/indlaes/{import_id:uuid}",
            f"/steder/indlaes/{{{name}}}",
            "Karen",
        )
        for name in ("list", "trial", "going", "died")
    ),
]

SHARED = [
    Case("sharing", "/deling", "/deling"),
    Case("sharing-empty", "/deling", "/deling", "Tom"),
    Case("sharing-paused", "/deling", "/deling?besked=pause", "Sven"),
    Case("sharing-invite", "/deling/inviter", "/deling/inviter"),
    Case("sharing-invite-again", "/deling/inviter", "/deling/inviter", then=_nothing),
    Case("sharing-invited", "/deling/inviter", "/deling/inviter", "Tom", _asked_in),
    Case(
        "sharing-end", "/deling/person/{own_bond_id:uuid}/slut", "/deling/person/{with_guide}/slut"
    ),
    Case("sharing-thing", "/deling/ting/{kind:str}/{item_id:uuid}", "/deling/ting/haab/{hope}"),
    Case("sharing-seen", "/deling/set", "/deling/set"),
    Case("sharing-seen-empty", "/deling/set", "/deling/set", "Tom"),
    Case("share-what", "/deling/ny", "/deling/ny?hvem={with_guide}"),
    Case("share-whom", "/deling/ny", "/deling/ny?hvad=haab"),
    Case("share-nobody", "/deling/ny", "/deling/ny?hvad=haab", "Tom"),
    Case("share-how-long", "/deling/ny", "/deling/ny?hvad=haab&hvem={with_guide}"),
    Case(
        "share-see-first",
        "/deling/ny/se",
        "/deling/ny/se?hvad=haab&hvem={with_relative}&laenge=1&omfang=coming",
    ),
    Case(
        "share-see-first-goals",
        "/deling/ny/se",
        "/deling/ny/se?hvad=maal&hvem={with_guide}&laenge=6",
    ),
    Case("circle-guide", "/kreds", "/kreds", "Mette"),
    Case("circle-relative", "/kreds", "/kreds", "Sister"),
    Case("circle-empty", "/kreds", "/kreds", "Tom"),
    Case("ring-guide", "/kreds/ring", "/kreds/ring", "Mette"),
    Case("ring-relative", "/kreds/ring", "/kreds/ring", "Sister"),
    Case("ring-nobody", "/kreds/ring", "/kreds/ring", "Tom"),
    *(
        Case(
            f"read-{kind}",
            "/kreds/{bond_id:uuid}/{kind:str}",
            f"/kreds/{{with_guide}}/{kind}",
            "Mette",
        )
        for kind in BY_PATH
    ),
    Case(
        "going-answer",
        "/kreds/{bond_id:uuid}/foelges-svar/{going_id:uuid}",
        "/kreds/{with_guide}/foelges-svar/{along}",
        "Mette",
    ),
    Case(
        "going-answered",
        "/kreds/{bond_id:uuid}/foelges-svar/{going_id:uuid}",
        "/kreds/{with_relative}/foelges-svar/{along_yes}",
        "Sister",
    ),
    Case(
        "cannot",
        "/kreds/{bond_id:uuid}/kan-ikke/{word_id:uuid}",
        "/kreds/{with_guide}/kan-ikke/{word}",
        "Mette",
    ),
    Case(
        "answering",
        "/kreds/{bond_id:uuid}/svar/{question_id:uuid}",
        "/kreds/{with_guide}/svar/{asked}",
        "Mette",
    ),
    Case(
        "read-relative",
        "/kreds/{bond_id:uuid}/{kind:str}",
        "/kreds/{with_relative}/dagbog",
        "Sister",
    ),
    Case("invitation-visitor", "/kreds/kom", "/kreds/kom", None),
    Case("invitation", "/kreds/kom", "/kreds/kom", "Tom"),
    Case("invitation-again", "/kreds/kom", "/kreds/kom", "Tom", _wrong_code),
    Case("invitation-opened", "/kreds/kom", "/kreds/kom#{code}", "Tom", _opened),
]

CASES = [*VISITOR, *TODAY, *ROOMS, *REMINDERS, *HOUSE, *WORK, *PLACES, *SHARED]
