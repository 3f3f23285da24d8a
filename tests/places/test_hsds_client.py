"""A client that nobody here wrote reads the exchange: Schemathesis knows only the description that
is served, asks for all that it allows and for much that it does not, and holds each answer against
it."""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.core.failures import FailureGroup

from app.places import hsds, shelf
from app.places.shelf import IMPORTED
from tests.places import rich
from tests.world import World

BASE = "/api/hsds/v3"
OPERATIONS = (
    "/",
    "/services",
    "/services/{id}",
    "/organizations",
    "/organizations/{id}",
    "/service_at_locations",
    "/service_at_locations/{id}",
    "/taxonomies",
    "/taxonomies/{id}",
    "/taxonomy_terms",
    "/taxonomy_terms/{id}",
)


def described(world: World) -> Any:
    told = world.phone().ask("GET", f"{BASE}/openapi.json").json()
    told["servers"] = [{"url": BASE}]
    return schemathesis.openapi.from_dict(told)


def send(world: World, case: Any) -> Any:
    """Its request as it would be sent, and our answer held against the description."""
    wire = case.as_transport_kwargs(base_url="https://fodfaeste.test" + BASE)
    response = world.phone().ask(
        wire["method"], wire["url"], params=wire["params"], headers=wire["headers"]
    )
    assert response.status_code < 500
    case.validate_response(response)
    return response


def furnish(world: World) -> None:
    fresh = [
        shelf.new(world.municipality(), place, source="test")
        for place in (rich.cafe(), rich.with_script())
    ]
    world.write(shelf.add, fresh, IMPORTED)


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize("path", OPERATIONS)
def test_a_client_of_others_is_answered_as_is_described(
    world: World, path: str, mode: GenerationMode
) -> None:
    furnish(world)
    operation = described(world)[path]["GET"]
    seen: list[int] = []

    @settings(
        max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    @given(operation.as_strategy(generation_mode=mode))
    def asks(case: Any) -> None:
        seen.append(send(world, case).status_code)

    try:
        asks()
    except Exception as error:
        if "Unsatisfiable" not in type(error).__name__:
            raise
    assert seen or mode is GenerationMode.NEGATIVE


def test_a_client_reads_its_way_from_a_list_to_one(world: World) -> None:
    furnish(world)
    schema = described(world)
    for name in (
        "services",
        "organizations",
        "service_at_locations",
        "taxonomies",
        "taxonomy_terms",
    ):
        page = send(world, schema[f"/{name}"]["GET"].Case(query={"per_page": 2})).json()
        for each in page["contents"]:
            one = send(
                world, schema[f"/{name}/{{id}}"]["GET"].Case(path_parameters={"id": each["id"]})
            )
            assert one.json()["id"] == each["id"]


def test_an_answer_that_is_not_as_described_is_noticed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seeded."""
    furnish(world)
    schema = described(world)
    monkeypatch.setattr(hsds, "ACTIVE", "open")
    with pytest.raises(FailureGroup):
        send(world, schema["/services"]["GET"].Case())
