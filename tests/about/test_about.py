"""Om appen: open to everybody, true for machines too, and deaf to what a browser reports of
people's words."""

import json
import logging

import pytest

from app.about.pages import DIRECTIVES, PUBLIC
from app.chime import DIMENSIONS
from app.foundation import logs
from tests.phone import ORIGIN
from tests.world import World

pytestmark = pytest.mark.both


@pytest.mark.parametrize("path", ["/om", "/was", "/paaroerende"])
def test_everybody_may_read_it_signed_in_or_not(world: World, path: str) -> None:
    for phone in (
        world.phone(),
        world.signed_in("Anna"),
        world.signed_in("Gry"),
        world.signed_in("Mette", second=False),
    ):
        assert phone.get(path).h1
    assert "Anna" not in world.phone().get(path).text


def test_the_five_are_told_with_where_they_come_from(world: World) -> None:
    page = world.phone().get("/om").main
    for each in DIMENSIONS:
        assert each.word.text in page and each.about.text in page
    assert "Leamy" in page


def test_machines_are_shown_what_is_public_and_nothing_else(world: World) -> None:
    visitor = world.phone()
    lines = visitor.ask("GET", "/robots.txt").text.splitlines()
    allowed = [line.removeprefix("Allow: ") for line in lines if line.startswith("Allow: ")]
    assert allowed == list(PUBLIC)
    assert lines[-2:] == ["Disallow: /", f"Sitemap: {ORIGIN}/sitemap.xml"]
    folders = {"/static/", "/api/hsds/"}
    for path in [*set(allowed) - folders, "/api/hsds/v3"]:
        assert visitor.ask("GET", path.removesuffix("$")).status_code == 200, path


def test_what_is_said_of_the_app_without_javascript_is_true(world: World) -> None:
    """A passkey, the phone's lock and reading without net are made by the browser's own programs:
    those pages say so themselves."""
    said = world.phone().get("/was").main
    assert "Bruge det meste uden JavaScript." in said and "det hele uden" not in said
    assert "Adgangsnøgler, låsen på telefonen og appen uden net har brug for det." in said
    assert (
        "Uden JavaScript kan appen ikke læses uden net eller låses."
        in world.signed_in().get("/telefon").text
    )


REPORTS = {
    '{"csp-report": {"violated-directive": "script-src", "blocked-uri": "kanarie"}}': "script-src",
    (
        '{"csp-report": {"violated-directive": "style-src kanarie", "document-uri": '
        '"https://x/kanarie"}}'
    ): "style-src",
    '[{"body": {"effectiveDirective": "kanarie"}}]': "unknown",
    "kanarie" * 5000: "unknown",
    "": "unknown",
}


def test_of_a_report_only_the_directives_name_is_kept(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    visitor = world.phone()
    with caplog.at_level(logging.INFO):
        for body in REPORTS:
            asked = visitor.ask(
                "POST", "/csp", content=body.encode(), headers={"sec-fetch-site": "same-origin"}
            )
            assert asked.status_code == 204
    lines = [logs.JsonLines().format(record) for record in caplog.records]
    said = [json.loads(line)["reason"] for line in lines if "content_policy" in line]
    assert said == list(REPORTS.values())
    assert set(said) <= DIRECTIVES | {"unknown"}
    assert "kanarie" not in "".join(lines)
