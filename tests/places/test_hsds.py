"""Places for other programs: what every answer of the exchange holds is what Open Referral's own
schemas ask for, and what is asked for is what comes."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import Connection

from app.foundation import clock
from app.places import hsds, hsds_openapi, hsds_pages, hsds_terms, shelf, shipped
from app.places.hsds_asked import MOST
from app.places.listing import Place
from app.places.shelf import IMPORTED, Listed
from tests.places import hsds_official as official
from tests.places import rich
from tests.world import World

BASE = "/api/hsds/v3"
LISTS = {
    "services": "service",
    "organizations": "organization",
    "service_at_locations": "service_at_location",
    "taxonomies": "taxonomy",
    "taxonomy_terms": "taxonomy_term",
}
SCHEMAS = {name: f"{name}_list" for name in ("service", "organization", "service_at_location")}
OURS = {"language", "modified_date"}
"""Words for which Open Referral has none: the language of a translation, and what its description
of `minimal` asks for."""


def ask(world: World, path: str, **query: Any) -> httpx.Response:
    return world.phone().ask("GET", f"{BASE}{path}", params=query)


def told(world: World, path: str, **query: Any) -> dict[str, Any]:
    response = ask(world, path, **query)
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


def contents(world: World, path: str, **query: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = told(world, path, **query)["contents"]
    return found


def names(world: World, path: str = "/services", **query: Any) -> set[str]:
    return {each["name"] for each in contents(world, path, **query)}


def keep(world: World, *places: Place, **changes: Any) -> list[Listed]:
    """Places in the tables."""
    here = world.municipality()
    fresh = [replace(shelf.new(here, place, source="test"), **changes) for place in places]
    world.write(shelf.add, fresh, IMPORTED)
    return world.read(_named, [each.id for each in fresh])


def _named(db: Connection, rows: list[UUID]) -> list[Listed]:
    return [shelf.find(db, row) for row in rows]


def term(taxonomy: str, code: str) -> str:
    return str(hsds_terms.BY_CODE[taxonomy, code].id)


def breaches_of(world: World) -> Iterator[str]:
    """What any answer of any address breaks of the official schemas."""
    for path, schema in LISTS.items():
        short = SCHEMAS.get(schema, schema)
        yield from _broken(short, contents(world, f"/{path}", per_page=MOST))
        if schema in SCHEMAS:
            yield from _broken(schema, contents(world, f"/{path}", per_page=MOST, full="true"))
        for each in contents(world, f"/{path}", per_page=MOST):
            yield from _broken(schema, [told(world, f"/{path}/{each['id']}")])
    yield from _broken("service_list", contents(world, "/services", minimal="true"))
    yield from _broken("organization", contents(world, "/organizations", full_service="true"))


def _broken(schema: str, things: Iterable[dict[str, Any]]) -> Iterator[str]:
    for thing in things:
        yield from official.breaches(schema, thing)
        yield from _strange(thing, official.known_words(schema))


def _strange(thing: Any, known: dict[str, Any], at: str = "") -> Iterator[str]:
    """Words that Open Referral does not know."""
    for name, value in thing.items():
        if name not in known:
            yield from () if name in OURS else (f"{at}/{name}",)
            continue
        below = known[name].get("items", known[name]).get("properties")
        if below is None:
            continue
        for each in value if isinstance(value, list) else [value]:
            yield from _strange(each, below, f"{at}/{name}")


# What is served


def test_the_schemas_are_those_that_were_published() -> None:
    found = list(official.sums())
    assert len(found) == 18
    assert [name for name, said, is_ in found if said != is_] == []


def test_every_answer_over_the_places_that_come_with_the_app_is_valid(world: World) -> None:
    world.write(shipped.bring)
    assert told(world, "/services")["total_items"] == len(shipped.content())
    assert list(breaches_of(world)) == []


def test_every_answer_over_places_of_which_much_is_said_is_valid(world: World) -> None:
    keep(world, rich.cafe(), rich.cafe(), rich.with_script(), Place(name="Kun et navn"))
    assert list(breaches_of(world)) == []


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(rich.places())
def test_whatever_is_said_of_a_place_is_told_validly(place: Place) -> None:
    listed = rich.listed(place)
    assert list(_broken("organization", [hsds.full_organization(listed)])) == []
    for activity in hsds.offered(place):
        assert list(_broken("service", [hsds.full_service(listed, activity)])) == []


def test_what_is_not_valid_is_noticed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seeded: a status that there is not, an id that is none, a word of our own where there is one
    of theirs."""
    monkeypatch.setattr(hsds, "ACTIVE", "open")
    keep(world, Place(name="Et sted"))
    assert any("'open' is not one of" in each for each in breaches_of(world))
    whole = hsds.full_service(rich.listed(rich.cafe()), None)
    assert official.breaches("service", whole | {"status": "active", "id": "7"}) == [
        f"{version} id: '7' is not a 'uuid'" for version in official.VERSIONS
    ]
    assert "/kvarter" in list(_broken("service", [whole | {"kvarter": "Midtbyen"}]))


def test_a_place_says_what_is_known_and_nothing_else(world: World) -> None:
    [bare, cafe] = keep(world, Place(name="Kun et navn"), rich.cafe())
    [plain] = contents(world, "/services", organization_id=str(bare.id))
    assert plain["organization"] == {"id": str(bare.id), "name": "Kun et navn", "description": ""}
    whole = told(world, f"/services/{plain['id']}")
    assert not {"schedules", "cost_options", "languages", "phones", "url"} & set(whole)
    assert "service_at_locations" not in whole, "nobody has said where it is"
    knitting = told(world, f"/services/{cafe.place.activities[0].id}")
    assert knitting["cost_options"][0]["amount"] == 0, "as its place has it"
    assert [each["code"] for each in knitting["languages"]] == ["da", "ar"]
    [where] = [each["location"] for each in knitting["service_at_locations"]]
    assert where["addresses"][0] | {"id": "", "location_id": ""} == {
        "id": "", "location_id": "", "address_1": "Storegade 1", "city": "Randers C",
        "state_province": "Vestby", "postal_code": "8900", "country": "DK",
        "address_type": "physical",
    }  # fmt: skip
    assert where["accessibility"][0]["description"] == "Plads til kørestol"
    said = {each["taxonomy_term"]["code"] for each in knitting["attributes"]}
    assert {"haender", "stille", "koerestol", "together", "sted"} <= said
    assert "moedes" not in said, "it has wishes of its own"


def test_an_address_of_which_a_part_is_missing_is_left_out(world: World) -> None:
    keep(world, Place(name="Huset", town="Auning", address="Torvet"))
    [service] = contents(world, "/services", full="true")
    [at] = service["service_at_locations"]
    assert "addresses" not in at["location"] and at["location"]["name"] == "Huset"
    told_of = {each["taxonomy_term"]["code"]: each.get("value")
               for each in service["organization"]["attributes"]}  # fmt: skip
    assert (told_of["by"], told_of["adresse"]) == ("Auning", "Torvet")


def test_times_are_told_as_a_calendar_tells_them(world: World) -> None:
    [cafe] = keep(world, rich.cafe())
    knitting, eating = (told(world, f"/services/{each.id}") for each in cafe.place.activities)
    [weekly] = knitting["schedules"]
    assert {name: weekly[name] for name in ("freq", "interval", "byday", "dtstart")} == {
        "freq": "WEEKLY", "interval": 1, "byday": "TH", "dtstart": "2026-01-08",
    }  # fmt: skip
    assert (weekly["opens_at"], weekly["closes_at"]) == ("14:00+01:00", "16:00+01:00")
    [monthly] = eating["schedules"]
    assert (monthly["freq"], monthly["byday"]) == ("MONTHLY", "-1FR")
    assert "closes_at" not in monthly, "nobody has said when it ends"


def test_a_closed_place_is_no_more_and_says_so(world: World) -> None:
    [cafe, other] = keep(world, rich.cafe(), Place(name="Et andet café"))
    before = told(world, "/services")["total_items"]
    world.write(lambda db: shelf.close(db, shelf.find(db, cafe.id), None))
    world.runner.run(world.state["places"].look(world.db, now=True))
    for activity in cafe.place.activities:
        assert told(world, f"/services/{activity.id}")["status"] == "defunct"
    assert told(world, "/services")["total_items"] == before, "whoever has copied it learns it"
    assert names(world, search="café") == {other.place.name}
    fresh = World(world.settings, world.cast)
    try:
        assert told(fresh, "/services") == told(world, "/services"), "also after a new start"
    finally:
        fresh.close()
    assert list(breaches_of(world)) == []


def test_script_in_every_field_is_only_letters(world: World) -> None:
    [listed] = keep(world, rich.with_script())
    for path in ("/services", "/organizations", "/service_at_locations"):
        response = ask(world, path, full="true")
        assert response.headers["content-type"] == "application/json"
        assert response.headers["x-content-type-options"] == "nosniff"
        json.loads(response.text)
    whole = told(world, f"/services/{listed.place.activities[0].id}")
    assert whole["name"] == rich.SCRIPT
    assert not {"url", "email"} & set(whole), "what is no link and no address is not told as one"


# What is asked for


def test_filters_must_all_hold(world: World) -> None:
    with clock.held(datetime(2026, 3, 1, 12, tzinfo=UTC)):
        [cafe] = keep(world, rich.cafe())
    with clock.held(datetime(2026, 3, 9, 12, tzinfo=UTC)):
        [other] = keep(world, rich.cafe())
    quiet, eats = term("godt-at-vide", "stille"), term("lyst", "spise")
    not_quiet = term("godt-at-vide", "ikke-stille")
    fives = str(hsds_terms.taxonomy_id("fem"))
    asked: list[dict[str, Any]] = [
        {"taxonomy_term_id": quiet},
        {"taxonomy_term_id": eats},
        {"taxonomy_term_id": not_quiet},
        {"taxonomy_id": fives},
        {"organization_id": str(cafe.id)},
        {"modified_after": "2026-03-05T00:00:00Z"},
        {"search": "strik"},
        {"taxonomy_term_id": str(uuid4())},
        {"organization_id": "nobody"},
    ]

    def ids(**query: Any) -> set[str]:
        return {each["id"] for each in contents(world, "/services", **query)}

    found = [ids(**query) for query in asked]
    assert [len(each) for each in found] == [2, 2, 2, 4, 2, 2, 2, 0, 0]
    for one, query in enumerate(asked):
        for two, more in enumerate(asked):
            if not set(query) & set(more):
                assert ids(**query, **more) == found[one] & found[two], (query, more)
    assert ids(taxonomy_term_id=[eats, not_quiet]) == found[1] & found[2]
    assert ids(taxonomy_term_id=[eats, quiet]) == set()
    assert ids(organization_id=str(other.id), modified_after="2026-03-09T12:00:59+00:00")


SEARCHED = [
    *("strik", "café", "åen", "kaffe", "fælleSSpisning", "strikkeklup", "Lone", "x", "og"),
    *("\u200b", " ", "a" * 5000, "(*\"'\\%_;--"),
]


@pytest.mark.parametrize("text", SEARCHED)
def test_a_search_finds_what_the_pages_find(world: World, text: str) -> None:
    world.write(shipped.bring)
    keep(world, rich.cafe(), Place(name="Strikkecaféen", line="Garn og kaffe", town="Auning"))
    page = world.phone().ask("GET", "/steder", params={"soeg": text}).text
    there = {each["organization_id"] for each in contents(world, "/services", search=text)}
    assert {row for row in there if f"/steder/{row}" in page} == there or len(there) > 20
    shown = {
        each["id"] for each in contents(world, "/organizations") if f"/steder/{each['id']}" in page
    }
    assert shown <= there, "a place that answers answers with all that happens there"


def test_every_list_comes_in_pages(world: World) -> None:
    keep(world, *(Place(name=f"Sted {n}") for n in range(7)))
    seen: list[str] = []
    for number in (1, 2, 3):
        page = told(world, "/services", page=number, per_page=3)
        seen += [each["id"] for each in page.pop("contents")]
        assert page == {
            "total_items": 7,
            "total_pages": 3,
            "page_number": number,
            "size": 1 if number > 2 else 3,
            "first_page": number == 1,
            "last_page": number == 3,
            "empty": False,
        }
    assert len(set(seen)) == 7
    most = told(world, "/services", per_page=10_000)
    assert (most["total_pages"], most["size"]) == (1, 7)
    beyond = told(world, "/services", page=9, per_page=3)
    assert beyond["empty"] and beyond["contents"] == [] and beyond["last_page"]
    for path in LISTS:
        assert set(told(world, f"/{path}")) == set(hsds_openapi.PAGE)
    assert told(world, "/services", search="findes ikke")["total_pages"] == 0


def test_minimal_tells_all_at_once(world: World) -> None:
    [cafe] = keep(world, rich.cafe())
    [one, _] = contents(world, "/services", minimal="true")
    assert set(one) == {"id", "name", "status", "modified_date", "last_modified"}
    assert one["last_modified"] == hsds.modified(cafe.changed_minute)


def test_services_are_found_near_a_postcode(world: World) -> None:
    keep(
        world,
        rich.cafe(),
        Place(name="Langt væk", postcode="3700", town="Rønne"),
        Place(name="Intet"),
    )

    def at(**query: Any) -> int:
        return int(told(world, "/service_at_locations", **query)["total_items"])

    assert at() == 3, "of what nobody has said where it is, nothing is told here"
    assert at(postcode="8900") == 2 and at(postcode="3700") == 1
    assert at(postcode="8900", proximity=10_000) == 2
    assert at(postcode="0001") == at(postcode="0001", proximity=10_000) == 0
    assert at(postcode="8900", proximity=1_000_000) == 3
    assert at(postcode="8900", proximity=10_000, taxonomy_term_id=term("lyst", "spise")) == 1


@pytest.mark.parametrize(
    ("path", "query"),
    [
        *(("/services", {"page": value}) for value in ("0", "-1", "x", "1.5", "", "٣", "9" * 400)),
        *(("/services", {"per_page": value}) for value in ("0", "10001", "alle", "1e3")),
        ("/services", {"format": "xml"}),
        ("/services", {"full": "måske"}),
        ("/services", {"minimal": "1"}),
        ("/services", {"modified_after": "i går"}),
        ("/services", {"modified_after": "2026-13-01T00:00:00Z"}),
        ("/services", {"page": ["1", "2"]}),
        ("/organizations", {"full_service": "x"}),
        ("/services", {"format": ""}),
        ("/services", {"modified_after": ""}),
        ("/service_at_locations", {"postcode": "Randers"}),
        ("/service_at_locations", {"proximity": "langt"}),
        ("/service_at_locations", {"postcode": "8900", "proximity": "langt"}),
        ("/taxonomy_terms", {"top_only": "x"}),
        ("/taxonomies", {"page": "x"}),
    ],
)
def test_what_cannot_be_understood_is_refused_by_name(
    world: World, path: str, query: dict[str, Any]
) -> None:
    response = ask(world, path, **query)
    assert response.status_code == 400 and response.headers["content-type"] == "application/json"
    assert response.json()["error"]["parameter"] in query
    assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", [*LISTS])
@pytest.mark.parametrize("row", [str(UUID(int=0)), "7", "æ", "%00", "x" * 3000])
def test_what_is_not_there_is_said_in_json(world: World, path: str, row: str) -> None:
    response = ask(world, f"/{path}/{row}")
    assert response.status_code == 404 and response.json()["error"]["status"] == 404


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-03-05", 5),
        ("2026-03-05T13:00:00.000Z", 5),
        ("2026-03-05T14:00:00 02:00", 5),
        ("0001-01-01T00:00:00+14:00", 1),
        ("9999-12-31T23:59:59-14:00", 31),
    ],
)
def test_a_moment_is_understood_however_it_is_written(world: World, typed: str, day: int) -> None:
    with clock.held(datetime(2026, 3, 1, tzinfo=UTC) + timedelta(days=7)):
        keep(world, Place(name="Et sted"))
    assert told(world, "/services", modified_after=typed)["empty"] == (day == 31)


def test_only_the_exchange_may_be_read_by_the_pages_of_others(world: World) -> None:
    [cafe] = keep(world, rich.cafe())
    for path in ("", "/openapi.json", "/services", f"/services/{UUID(int=0)}", "/services?page=x"):
        response = world.phone().ask("GET", f"{BASE}{path}", headers={"origin": "https://et.andet"})
        assert response.headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in response.headers
        assert "set-cookie" not in response.headers
    for path in ("/", "/steder", f"/steder/{cafe.id}", "/hjaelp-nu", "/robots.txt"):
        response = world.phone().ask("GET", path, headers={"origin": "https://et.andet"})
        assert "access-control-allow-origin" not in response.headers


def test_whoever_has_the_answer_is_told_that_it_is_the_same(world: World) -> None:
    keep(world, rich.cafe())
    first = ask(world, "/services")
    again = {"if-none-match": first.headers["etag"]}
    same = world.phone().ask("GET", f"{BASE}/services", headers=again)
    assert same.status_code == 304 and not same.content
    assert same.headers["etag"] == first.headers["etag"]
    keep(world, Place(name="Et til"))
    world.runner.run(world.state["places"].look(world.db, now=True))
    assert world.phone().ask("GET", f"{BASE}/services", headers=again).status_code == 200


def test_a_page_reads_only_what_stands_on_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(world, *(Place(name=f"Sted {n}") for n in range(60)), rich.cafe())
    told(world, "/services")
    read: list[object] = []
    really = shelf._listed

    def noted(row: Any) -> Listed:
        read.append(row.id)
        return really(row)

    monkeypatch.setattr(shelf, "_listed", noted)
    for query in ({}, {"search": "sted"}, {"modified_after": "2020-01-01"}, {"full": "true"}):
        read.clear()
        assert len(contents(world, "/services", per_page=3, page=2, **query)) == 3
        assert len(read) <= 3
    read.clear()
    assert len(contents(world, "/services", minimal="true")) == 62
    assert read == []


# How it is described


def test_what_is_described_is_what_is_served(world: World) -> None:
    about = told(world, "/")
    assert about["version"] == "3.0" and about["openapi_url"].endswith(f"{BASE}/openapi.json")
    described = told(world, "/openapi.json")
    served = {
        path.removeprefix(BASE) or "/" for handler in hsds_pages.HANDLERS for path in handler.paths
    }
    plain = {re_id(path) for path in served} - {"/openapi.json"}
    assert set(described["paths"]) == plain
    theirs = official.openapi()["paths"]
    assert set(theirs) == plain, "each address that Open Referral has"
    for path, there in theirs.items():
        wanted = {_parameter(each) for each in there["get"].get("parameters", ())}
        ours = {_parameter(each) for each in described["paths"][path]["get"].get("parameters", ())}
        assert ours == wanted, path


def re_id(path: str) -> str:
    head, brace, _ = path.partition("{")
    return f"{head}{{id}}" if brace else head


def _parameter(each: dict[str, Any]) -> str:
    return str(each.get("name") or each["$ref"].rpartition("/")[2])
