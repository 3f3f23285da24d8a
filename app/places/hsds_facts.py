"""What Open Referral's objects say, as fields of ours: each read once, and refused with its reason
when it cannot be so."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from app.foundation.words import say
from app.places import hsds, hsds_schedules, hsds_terms, towns, typed
from app.places.hsds_terms import FACT, FIRST, MORE, TERMS, WORDS, Said
from app.places.listing import First, Words
from app.places.typed import Unclear

Json = dict[str, Any]
Unknown = dict[str, None]
"""Words that nobody here knows, each once, in their order."""
SHORT = 160
"""Characters up to which a description that stands on one line is the short of it."""
YES_OR_NO = {
    code: (name, value)
    for name, told in hsds_terms.SAID.items()
    for (code, _), value in zip(told, (True, False), strict=True)
}
FIRSTS = {code: name for name, (code, _) in hsds_terms.FIRSTS.items()}
MORES = {code: name for name, (code, _) in hsds_terms.MORES.items()}
TRANSLATED = {code: name for name, (code, _) in hsds_terms.TRANSLATED.items()}
SEVERAL = {hsds_terms.WISH: "wishes", hsds_terms.AUDIENCE: "audience", hsds_terms.FIVE: "five"}


def said(thing: Json, unknown: Unknown) -> list[Said]:
    """The words of ours that are said of something."""
    found = []
    for each in list_of(thing, "attributes"):
        term = object_of(each, "taxonomy_term")
        row = uuid_of(text_of(each, "taxonomy_term_id") or text_of(term, "id"))
        if row and row in TERMS:
            found.append(Said(TERMS[row], text_of(each, "value"), text_of(each, "language")))
        else:
            name = text_of(term, "name") or text_of(term, "code") or str(row or "")
            unknown[typed.line(name[:60])] = None
    return found


def of_ours(told: list[Said]) -> dict[str, Any]:
    """What they say, as fields."""
    facts: dict[str, Any] = {}
    first: dict[str, str] = {}
    words: dict[str, dict[str, str]] = {}
    for each in told:
        taxonomy, code = each.term.taxonomy, each.term.code
        if taxonomy in SEVERAL:
            name = SEVERAL[taxonomy]
            facts[name] = tuple(dict.fromkeys((*facts.get(name, ()), code)))
        elif taxonomy == hsds_terms.KIND:
            facts["kind"] = code
        elif taxonomy == FACT:
            name, value = YES_OR_NO.get(code, ("course", True))
            facts[name] = value
        elif taxonomy == FIRST:
            first[FIRSTS[code]] = typed.text(each.value, typed.SHORT)
        elif taxonomy == WORDS and _codes([each.language]):
            words.setdefault(each.language, {})[TRANSLATED[code]] = _translated(code, each.value)
        elif taxonomy == MORE:
            facts |= _more(MORES[code], each.value, facts)
    facts |= {"first": First(**first)} if first else {}
    return facts | ({"words": {k: Words(**v) for k, v in words.items()}} if words else {})


def _more(name: str, value: str, before: Mapping[str, Any]) -> dict[str, Any]:
    if name == "languages":
        return {name: (*before.get(name, ()), *_codes([value]))}
    reads: dict[str, Callable[[str], Any]] = {"price": typed.kroner, "postcode": typed.postcode}
    return {name: reads.get(name, typed.line)(value)}


def _translated(code: str, value: str) -> str:
    if TRANSLATED[code] == "about":
        return typed.text(value, typed.ABOUT)
    return typed.line(value, typed.NAME if TRANSLATED[code] == "name" else typed.LINE)


def name_of(*things: Json) -> str:
    """What the first that has a name is called."""
    found = next(filter(None, (typed.line(text_of(each, "name")) for each in things)), "")
    if not found:
        raise Unclear(say("Der er ikke noget navn."))
    return typed.line(found, typed.NAME)


def described(thing: Json, line: str, *, own: bool) -> dict[str, str]:
    """The short and the whole. Of others' words what stands on one line is the short."""
    whole = typed.text(text_of(thing, "description"), typed.ABOUT + typed.LINE)
    if own or line:
        return {"line": line, "about": typed.text(whole.removeprefix(line), typed.ABOUT)}
    if len(whole) <= SHORT and "\n" not in whole:
        return {"line": typed.line(whole), "about": ""}
    return {"line": "", "about": typed.text(whole, typed.ABOUT)}


def address(location: Json, told: Mapping[str, Any]) -> dict[str, str]:
    """Where it is; `told` is what words of ours say of it."""
    there = list_of(location, "addresses")
    if not there:
        return {name: told.get(name, "") for name in ("address", "postcode", "town")}
    physical = (each for each in there if text_of(each, "address_type") == hsds.PHYSICAL)
    found = next(physical, there[0])
    if text_of(found, "country").upper() not in ("", hsds.COUNTRY):
        raise Unclear(say("Stedet ligger ikke i Danmark."))
    lines = (typed.line(text_of(found, name)) for name in ("address_1", "address_2"))
    return {
        "address": typed.line(", ".join(filter(None, lines))),
        "postcode": typed.postcode(text_of(found, "postal_code")),
        "town": typed.line(text_of(found, "city"), 60),
    }


def municipality(location: Json, told: list[Said]) -> str:
    """In which it is, as somebody has said."""
    code = hsds_terms.MORES["municipality"][0]
    for each in told:
        if (each.term.taxonomy, each.term.code) == (MORE, code):
            return typed.line(each.value, 100)
    for there in list_of(location, "addresses"):
        name = typed.line(text_of(there, "state_province")).removesuffix(" Kommune")
        if name in towns.municipalities():
            return name
    return ""


def point(location: Json) -> tuple[float | None, float | None]:
    found = typed.point(_degrees(location, "latitude"), _degrees(location, "longitude"))
    return found or (None, None)


def _degrees(location: Json, name: str) -> str:
    value = location.get(name)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return repr(value)
    return text_of(location, name)


def phone(*things: Json) -> tuple[str, str]:
    """The first number, as it is written and as it is called."""
    for thing in things:
        for each in list_of(thing, "phones"):
            if number := text_of(each, "number").strip(" \"'"):
                return typed.phone(number)
    return "", ""


def languages(thing: Json) -> tuple[str, ...]:
    return _codes([text_of(each, "code") for each in list_of(thing, "languages")])


def _codes(told: list[str]) -> tuple[str, ...]:
    """Those that are codes of languages, each once."""
    plain = (each.strip().lower() for each in told)
    return tuple(
        dict.fromkeys(p for p in plain if p.isascii() and p.isalpha() and len(p) in (2, 3))
    )


def price(service: Json) -> dict[str, Any]:
    """In kroner when it is one price for all, else in words."""
    says = typed.line(text_of(service, "fees_description"))
    costs = list_of(service, "cost_options")
    if not costs:
        return {"price": None, "price_says": says}
    amounts = [hsds_schedules.whole(each.get("amount"), None) for each in costs]
    currencies = {text_of(each, "currency").upper() or hsds.CURRENCY for each in costs}
    conditions = any(text_of(each, "option") for each in costs)
    one = len(costs) == 1 and amounts[0] is not None and not conditions
    if one and currencies == {hsds.CURRENCY}:
        return {"price": typed.kroner(str(amounts[0])), "price_says": says}
    told = ", ".join(filter(None, map(_cost, costs)))
    return {"price": None, "price_says": says or typed.line(told[: typed.LINE])}


def _cost(cost: Json) -> str:
    amount = cost.get("amount")
    shown = f"{amount} {text_of(cost, 'currency')}" if isinstance(amount, int | float) else ""
    parts = (text_of(cost, "option"), shown.strip(), text_of(cost, "amount_description"))
    return " ".join(filter(None, parts))


def text_of(thing: Json, name: str) -> str:
    value = thing.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Unclear(say("{name} skal være tekst.", name=name))
    return value


def list_of(thing: Json, name: str) -> list[Json]:
    value = thing.get(name)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise Unclear(say("{name} skal være en liste.", name=name))
    return value


def object_of(thing: Json, name: str) -> Json:
    value = thing.get(name)
    return value if isinstance(value, dict) else {}


def uuid_of(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
