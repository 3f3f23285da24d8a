"""Every route has exactly one door, and what stands behind each is as it should be."""

import ast
import json
from pathlib import Path
from typing import Any

from litestar.handlers import HTTPRouteHandler

from app.foundation.web.guards import anyone
from app.sign_in.guards import (
    anybody,
    anybody_proved,
    arriving,
    at_work,
    coordinator,
    coordinator_proved,
    first_codes,
    first_codes_proved,
    going,
    in_full,
    keeps_places,
    leaving,
    perhaps,
    proved,
    reader,
    signed_in,
)
from tests.world import World

DOORS = {
    anybody, anybody_proved, anyone, arriving, at_work, coordinator, coordinator_proved,
    first_codes, first_codes_proved, going, in_full, keeps_places, leaving, perhaps,
    proved, reader, signed_in,
}  # fmt: skip
OPEN = {
    "/kreds/kom", "/", "/log-ind", "/log-ind/kode", "/laas", "/hjaelp-nu",
    "/hjaelp-nu/{municipality}", "/om", "/was", "/paaroerende", "/luk", "/paa-telefonen",
    "/telefon/hvem", "/sw.js", "/app.webmanifest", "/sync", "/skjul", "/indkoeb", "/del",
    "/velkommen", "/velkommen/{place}", "/kig-dig-omkring", "/konto/ny", "/konto/ny/navn",
    "/indstillinger", "/robots.txt", "/favicon.ico", "/csp", "/.well-known/change-password",
    "/personale/kom", "/personale/kom/ny", "/log-ind/noegle", "/log-ind/noegle/spoerg", "/log-ud",
    "/api/hsds/v3", "/api/hsds/v3/openapi.json",
    "/api/hsds/v3/services", "/api/hsds/v3/services/{service_id}",
    "/api/hsds/v3/organizations", "/api/hsds/v3/organizations/{organization_id}",
    "/api/hsds/v3/service_at_locations", "/api/hsds/v3/service_at_locations/{at_id}",
    "/api/hsds/v3/taxonomies", "/api/hsds/v3/taxonomies/{taxonomy_id}",
    "/api/hsds/v3/taxonomy_terms", "/api/hsds/v3/taxonomy_terms/{term_id}",
    "/steder", "/steder/{place_id}", "/steder/{place_id}/kalender", "/steder/{place_id}/sig-til",
    "/steder/aktivitet/{activity_id}/kalender", "/steder/hent", "/sitemap.xml",
}  # fmt: skip
"""Everything else needs a login. Adding to this list is a decision about people's privacy."""


def handlers(world: World) -> list[tuple[str, HTTPRouteHandler]]:
    app: Any = world.app._app
    return [
        (route.path_format, handler) for route in app.routes for handler in route.route_handlers
    ]


def own(found: list[tuple[str, HTTPRouteHandler]]) -> list[tuple[str, HTTPRouteHandler]]:
    return [(path, handler) for path, handler in found if "OPTIONS" not in handler.http_methods]


def test_every_route_has_exactly_one_door(world: World) -> None:
    for path, handler in own(handlers(world)):
        doors = [guard for guard in handler.resolve_guards() if guard in DOORS]
        assert len(doors) == 1, (
            f"{sorted(handler.http_methods)} {path} has {len(doors)} doors: give it one of "
            f"{[d.__name__ for d in DOORS]}"
        )


def test_only_listed_routes_are_open(world: World) -> None:
    opened = {
        path
        for path, handler in own(handlers(world))
        if {anyone, arriving, going, perhaps} & set(handler.resolve_guards())
    }
    assert opened == OPEN


def test_a_visitor_meets_the_sign_in_page_at_every_other_door(world: World) -> None:
    visitor = world.phone()
    for path, handler in own(handlers(world)):
        if path in OPEN:
            continue
        asked = (
            path.replace("{day}", "2026-03-01")
            .replace("{year}", "2026")
            .replace("{place}", "1")
            .replace("{kind}", "haab")
            .replace("{what}", "haab")
            .replace("{version}", "1")
        )
        for part in (
            "entry",
            "hope",
            "goal",
            "step",
            "thing",
            "line",
            "around",
            "flower",
            "person",
            "invitation",
            "bond",
            "own_bond",
            "item",
            "grant",
            "ready",
            "asking",
            "question",
            "word",
            "reminder",
            "phone",
            "place",
            "activity",
            "report",
            "import",
            "saved",
            "going",
            "initiative",
            "offer",
            "appointment",
            "contact",
            "joint",
        ):
            asked = asked.replace(f"{{{part}_id}}", "00000000-0000-4000-8000-000000000000")
        assert "{" not in asked, asked
        if "GET" in handler.http_methods:
            response = visitor.ask("GET", asked)
            assert response.status_code == 303, asked
            assert response.headers["location"].startswith("/log-ind?til="), asked
        else:
            assert visitor.send(asked, {"tekst": "x"}).status_code == 401, asked


def test_whoever_looks_around_can_change_nothing(world: World) -> None:
    ida = world.phone()
    ida.post("/kig-dig-omkring", {})
    assert "Du kigger hos" in ida.get("/").main
    forms = [path for path, handler in own(handlers(world)) if "POST" in handler.http_methods]
    tried = [path for path in forms if path not in OPEN and "{" not in path]
    assert len(tried) > 20
    for path in tried:
        assert ida.send(path, {"tekst": "x", "slags": "good"}).status_code == 403, path


APP = Path(__file__).parents[2] / "app"
GIVES = {"session_cookie", "leave"}
"""What gives a browser the cookie of a login, and what takes it away."""
STAYS = {
    anybody,
    anybody_proved,
    at_work,
    coordinator,
    coordinator_proved,
    first_codes,
    first_codes_proved,
    in_full,
    keeps_places,
    leaving,
    proved,
    reader,
    signed_in,
}
"""Doors that ask whose form it is: behind them only the one who is in goes on."""


def calls(files: list[Path]) -> dict[str, set[str]]:
    """For each function, by its bare name, what it calls. Two of one name count as one: that can
    only find too much."""
    found: dict[str, set[str]] = {}
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                called = [each.func for each in ast.walk(node) if isinstance(each, ast.Call)]
                names = {
                    each.id if isinstance(each, ast.Name) else each.attr
                    for each in called
                    if isinstance(each, ast.Name | ast.Attribute)
                }
                found.setdefault(node.name, set()).update(names)
    return found


def reached(all_calls: dict[str, set[str]], name: str) -> set[str]:
    seen: set[str] = set()
    ahead = {name}
    while ahead:
        each = ahead.pop()
        seen.add(each)
        ahead |= all_calls.get(each, set()) - seen
    return seen


def test_whoever_comes_in_or_goes_does_so_behind_a_door_that_the_phone_is_told_of(
    world: World,
) -> None:
    """Else the worker would go on keeping what is written with whoever was in before."""
    web = [APP / "sign_in" / f"{name}.py" for name in ("interrupted_form", "cookies")]
    for path, handler in own(handlers(world)):
        file = Path(handler.fn.__code__.co_filename)
        if not GIVES & reached(calls([file, *web]), handler.fn.__name__):
            continue
        doors = set(handler.resolve_guards())
        assert doors & (STAYS | {arriving, going}), (
            f"{path} signs somebody in or out: give it the door arriving or going"
        )


def test_the_phone_is_told_of_every_address_by_which_somebody_comes_or_goes(world: World) -> None:
    text = world.phone().ask("GET", "/sw.js").text
    told = {
        path: arriving in set(handler.resolve_guards())
        for path, handler in own(handlers(world))
        if {arriving, going} & set(handler.resolve_guards())
    }
    assert told == {
        "/kig-dig-omkring": True,
        "/konto/ny": True,
        "/laas": False,
        "/log-ind": True,
        "/log-ind/noegle": True,
        "/log-ud": False,
        "/personale/kom/ny": True,
        "/skjul": False,
    }
    assert f"const DOORS = {json.dumps(dict(sorted(told.items())), separators=(',', ':'))};" in text
