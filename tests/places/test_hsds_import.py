"""Places that others tell of in Open Referral's JSON: what we tell comes back as it was, and what
cannot be so is refused with its reason while the rest is taken."""

from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings

from app.places import hsds, hsds_import, hsds_schedules, hsds_terms, typed
from app.places.csv_in import Read
from app.places.hsds_schedules import Passed
from app.places.listing import FREE, Place, When
from app.places.shelf import Listed
from tests.places import hsds_official as official
from tests.places import rich


def read(told: Any) -> Read:
    return hsds_import.read(msgspec.json.encode(told), "nabo")


def plain(place: Place) -> Place:
    """A place as it can come back: an activity says nothing that its place says, and its id is made
    within whoever tells of it."""
    short = (hsds_import._in_short(place, each) for each in place.activities)
    return typed.replaced(
        place, activities=tuple(typed.replaced(each, id=rich.NOBODY, key="") for each in short)
    )


def only(found: Read) -> Place:
    assert not found.refused, found.refused
    [told] = found.told
    return told.place


def services(listed: Listed) -> list[dict[str, Any]]:
    return [hsds.full_service(listed, each) for each in hsds.offered(listed.place)]


def service(**changes: Any) -> dict[str, Any]:
    """One as somebody else would tell of it."""
    organization = {"id": "o1", "name": "Frivilligcentret", "description": "Et hus."}
    told = {"id": "s1", "name": "Gåtur", "status": "active", "organization": organization}
    return told | changes


def where(**changes: Any) -> dict[str, Any]:
    location = {"id": "l1", "location_type": "physical", "name": "Huset"} | changes
    return {"service_at_locations": [{"id": "a1", "location": location}]}


def why(told: Any) -> str:
    """The one reason for which something was refused."""
    [refused] = read(told).refused
    return refused.why.text.format(**refused.why.values)


# There and back


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(rich.places())
def test_what_we_tell_comes_back_as_it_was(place: Place) -> None:
    listed = rich.listed(place)
    for told in (
        services(listed),
        {"contents": services(listed)},
        hsds.full_organization(listed, full_service_too=True),
        [hsds.full_organization(listed, full_service_too=True)],
    ):
        found = read(told)
        assert plain(only(found)) == plain(place)
        [back] = found.told
        assert (back.municipality, back.checked_on, back.closed, found.unknown) == (
            "Randers", date(2026, 11, 1), False, (),
        )  # fmt: skip


def test_two_reads_of_the_same_are_the_same() -> None:
    listed = rich.listed(rich.cafe())
    assert read(services(listed)) == read(services(listed))
    [told], [other] = (
        hsds_import.read(msgspec.json.encode(services(listed)), source).told
        for source in ("nabo", "en anden")
    )
    ids = {each.id for each in (*told.place.activities, *other.place.activities)}
    assert len(ids) == 4, "nobody's file can take the id of another's"
    assert not ids & {each.id for each in listed.place.activities}


def test_what_is_closed_comes_back_closed() -> None:
    listed = rich.listed(rich.cafe(), state="lukket")
    [told] = read(services(listed)).told
    assert told.closed and len(told.place.activities) == 2


def test_what_has_stopped_at_an_open_place_is_left_out() -> None:
    told = [service(), service(id="s2", name="Sang", status="defunct")]
    assert [each.name for each in only(read(told)).activities] == ["Gåtur"]


# As others lay it out


@pytest.mark.parametrize("name", ["service_full", "organization_full", "service_list"])
def test_open_referrals_own_examples_are_read_and_said_why_not(name: str) -> None:
    """They lie where there is no land: 100 degrees north."""
    told = msgspec.json.decode(official.raw(f"3.0/example_{name}.json"))
    found = read(told)
    if name == "service_list":
        assert only(found).activities[0].name == "Community Counselling"
        return
    assert found.refused and not found.told
    text = msgspec.json.encode(told).decode().replace('"latitude":100', '"latitude":56.46')
    text = text.replace('"longitude":101', '"longitude":10.03').replace("ABC 1234", "8900")
    text = text.replace('"country":"US"', '"country":"DK"').replace(
        "+44 1234 234567", "+45 86420000"
    )
    text = text.replace('"until":"2005-01-01","count":3,', '"until":"2005-03-01",')
    back = hsds_import.read(text.encode(), "nabo")
    [place] = [each.place for each in back.told]
    assert place.name == "Example Organization Inc." and place.postcode == "8900"
    assert place.languages == ("ur",)
    assert {each.column for each in back.refused} == {"schedules"}, "weeks and days of the year"


def test_services_at_one_place_are_one_place() -> None:
    told = [service(**where()), service(id="s2", name="Sang", **where())]
    elsewhere = service(id="s3", **where(id="l2"))
    found = read([*told, elsewhere])
    assert [(each.key, len(each.place.activities)) for each in found.told] == [
        ("o1/l1", 2),
        ("o1/l2", 1),
    ]
    assert found.rows == 3


def test_a_place_that_is_its_own_service_has_no_activities() -> None:
    told = service(name="Frivilligcentret", description="Kom ind og snak.")
    found = only(read([told]))
    assert found.activities == () and found.name == "Frivilligcentret"


@pytest.mark.parametrize(
    ("costs", "price", "says"),
    [
        ([], None, ""),
        ([{"amount": 0}], FREE, ""),
        ([{"amount": 35.0, "currency": "dkk"}], 35, ""),
        ([{"amount": 35.5, "currency": "DKK"}], None, "35.5 DKK"),
        ([{"amount": 5, "currency": "EUR"}], None, "5 EUR"),
        ([{"amount": 20, "option": "Unge"}, {"amount": 40}], None, "Unge 20, 40"),
    ],
)  # fmt: skip
def test_a_price_is_kroner_or_words(costs: list[Any], price: int | None, says: str) -> None:
    [found] = only(read(service(cost_options=costs))).activities
    assert (found.price, found.price_says) == (price, says)


def test_unknown_words_are_passed_over_and_named() -> None:
    other = {"id": "x", "taxonomy_term": {"id": "x", "name": "Food", "description": ""}}
    quiet = {"taxonomy_term_id": str(hsds_terms.BY_CODE["godt-at-vide", "stille"].id)}
    found = read(service(attributes=[other, quiet, other], nogle_andre_ord=[1]))
    assert found.unknown == ("Food",)
    assert only(found).activities[0].quiet is True


# What cannot be so


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        (service(name=""), "Der er ikke noget navn."),
        (service(name=7), "name skal være tekst."),
        (service(status="open"), "Status «open» findes ikke."),
        (service(status=None), "Status «» findes ikke."),
        (service(organization=None), "Det står der ikke, hvem der står for det."),
        (service(id=""), "Der er ikke noget id."),
        (7, "Der står ikke noget, der kan læses."),
        (service(schedules="hver dag"), "schedules skal være en liste."),
        (service(attributes=[7]), "attributes skal være en liste."),
        (service(**where(latitude=10.03, longitude=56.46)), "Bredde og længde er byttet om."),
        (service(**where(latitude=0, longitude=0)), "Stedet ligger ikke i Danmark."),
        (service(**where(latitude=56.4)), "Bredde og længde skal være tal, som 56,43 og 10,37."),
        (
            service(**where(addresses=[{"country": "SE", "city": "Lund"}])),
            "Stedet ligger ikke i Danmark.",
        ),
        (service(cost_options=[{"amount": -5}]), "Prisen skal være et helt tal i kroner."),
        (service(name="x" * 130), "Teksten er længere end 120 tegn."),
        (service(assured_date="i går"), "Datoen skal skrives som 2026-12-24."),
    ],
)  # fmt: skip
def test_a_bad_row_is_refused_with_its_reason_and_the_rest_is_kept(told: Any, reason: str) -> None:
    assert why([told]) == reason
    good = service(id="s9", name="Sang", organization={"id": "o2", "name": "Koret"})
    found = read([told, good])
    assert [each.place.name for each in found.told] == ["Koret"] and len(found.refused) == 1


@pytest.mark.parametrize(
    "raw",
    [b"", b"x", b"\xff\xfe", b'{"a":', b"[" * 100_000, b'"tekst"', b"null", b"[]", b'[[["x"]]]'],
)
def test_what_is_no_json_or_nothing_breaks_nothing(raw: bytes) -> None:
    found = hsds_import.read(raw, "nabo")
    assert not found.told and (found.refused or raw == b"[]")


def test_a_file_with_a_mark_in_front_is_read() -> None:
    assert only(hsds_import.read(b"\xef\xbb\xbf" + msgspec.json.encode([service()]), "nabo"))


# Times


def times(**schedule: Any) -> tuple[When, ...]:
    return hsds_schedules.read(schedule, [])


WEEKLY = {"freq": "WEEKLY", "byday": "TH", "dtstart": "2026-01-08", "opens_at": "14:00"}


@pytest.mark.parametrize("hour", ["25:00", "24:30", "12:60", "12", "kl. 12", "12:00+25"])
def test_an_hour_that_is_none_is_refused(hour: str) -> None:
    told = service(schedules=[WEEKLY | {"opens_at": hour}])
    assert why(told) in (f"Klokken {hour} findes ikke.", "Tidszonen findes ikke.")


@pytest.mark.parametrize(
    ("schedule", "told"),
    [
        ({}, (When(date(2026, 1, 8), 840, every="week"),)),
        ({"opens_at": "13:00Z"}, (When(date(2026, 1, 8), 840, every="week"),)),
        ({"opens_at": "14:00", "timezone": 0}, (When(date(2026, 1, 8), 900, every="week"),)),
        ({"opens_at": "14:00+01:00"}, (When(date(2026, 1, 8), 840, every="week"),)),
        ({"opens_at": "23:30Z"}, (When(date(2026, 1, 9), 30, every="week"),)),
        ({"opens_at": "00:30+05:00"}, (When(date(2026, 1, 7), 1230, every="week"),)),
        ({"closes_at": "02:00:00"}, (When(date(2026, 1, 8), 840, 120, "week"),)),
        ({"count": 3}, (When(date(2026, 1, 8), 840, every="week", until=date(2026, 1, 22)),)),
        ({"dtstart": None}, (When(date(2024, 1, 4), 840, every="week"),)),
        (
            {"byday": "TU,FR", "interval": 2},
            (
                When(date(2026, 1, 20), 840, every="week", step=2),
                When(date(2026, 1, 9), 840, every="week", step=2),
            ),
        ),
        (
            {"freq": "MONTHLY", "byday": "-1FR,5MO", "dtstart": "2026-01-01"},
            (
                When(date(2026, 1, 2), 840, every="month", nth=-1),
                When(date(2026, 1, 5), 840, every="month", nth=5),
            ),
        ),
        ({"freq": None, "byday": None}, (When(date(2026, 1, 8), 840),)),
    ],
)  # fmt: skip
def test_a_time_is_by_the_clock_on_the_wall_here(
    schedule: dict[str, Any], told: tuple[When, ...]
) -> None:
    assert times(**(WEEKLY | schedule)) == told


def test_a_summer_hour_is_a_summer_hour() -> None:
    [summer] = times(freq="WEEKLY", byday="TH", dtstart="2026-07-02", opens_at="12:00Z")
    assert summer.begins == 14 * 60


@pytest.mark.parametrize(
    "schedule",
    [
        {"freq": "DAILY"},
        {"freq": "MONTHLY", "byday": None, "bymonthday": "3"},
        {"freq": "MONTHLY", "byday": "TH"},
        {"freq": "MONTHLY", "byday": "9TH"},
        {"byday": "2TH"},
        {"byweekno": "41"},
        {"interval": 2, "dtstart": None},
        {"opens_at": None},
        {"freq": "MONTHLY", "byday": "2TH", "count": 3},
        {"freq": None, "byday": None, "dtstart": None},
    ],
)
def test_a_time_for_which_there_is_no_room_is_said_and_the_rest_is_taken(
    schedule: dict[str, Any],
) -> None:
    with pytest.raises(Passed):
        times(**(WEEKLY | schedule))
    found = read(service(schedules=[WEEKLY | schedule, WEEKLY]))
    assert [each.column for each in found.refused] == ["schedules"]
    assert len(found.told[0].place.activities[0].whens) == 1


@pytest.mark.parametrize(
    "schedule",
    [
        {"interval": 0},
        {"interval": 1.5},
        {"interval": "2"},
        {"interval": True},
        {"interval": 1e300},
        {"byday": "XX"},
        {"closes_at": "14:00"},
        {"until": "2025-01-01"},
        {"dtstart": "2026-02-30"},
        {"dtstart": "0001-01-01"},
        {"dtstart": 20260108},
    ],
)
def test_a_time_that_cannot_be_is_refused(schedule: dict[str, Any]) -> None:
    assert why(service(schedules=[WEEKLY | schedule]))
