"""From a yes to something on a screen: at the right time, once, and saying nothing."""

from datetime import timedelta

import pytest

from app.foundation import clock
from app.reminders import chosen
from tests.conftest import NOON
from tests.phone import Phone
from tests.reminders.conftest import AT_TEN, Rung

pytestmark = pytest.mark.both
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def asked(anna: Phone, tid: str = "10:00") -> None:
    anna.fill("/paamindelser/ny?om=dag", "/paamindelser", tid=tid)


def test_it_rings_once_at_its_time_and_again_the_next_day(rung: Rung) -> None:
    anna = rung.world.signed_in()
    browser = rung.phone(anna)
    asked(anna)
    came = rung.turns(NOON, AT_TEN + DAY + timedelta(hours=3), timedelta(minutes=30))
    assert came == [AT_TEN + DAY]
    came = rung.turns(AT_TEN + DAY + MINUTE, AT_TEN + 2 * DAY + MINUTE, timedelta(minutes=30))
    assert len(came) == 1
    assert [each.browser for each in rung.service.messages] == [browser, browser]
    assert rung.service.faults == []


def test_it_says_nothing_of_what_it_is(rung: Rung) -> None:
    anna = rung.world.signed_in()
    rung.phone(anna)
    asked(anna)
    words = "Det går over, det plejer det"
    anna.fill("/paamindelser/ny?om=hilsen", "/paamindelser", tid="11:00", tekst=words)
    anna.fill("/paamindelser/stille", "/paamindelser/stille", hoejst="3")
    rung.turn(AT_TEN + DAY)
    rung.turn(AT_TEN + DAY + timedelta(hours=1))
    first, second = rung.service.messages
    assert len(first.raw) == len(second.raw)
    for each in (first, second):
        assert each.shown["title"] == "Hej fra din app"
        assert each.shown["body"] == "Du bad om at blive mindet om noget."
        assert "app_badge" not in str(each.text)
        assert b"Anna" not in each.raw
        assert words.encode() not in each.raw
    assert [each["action"] for each in first.shown["actions"]] == ["good", "hard"]
    assert "actions" not in second.shown
    assert second.shown["navigate"].endswith("/hilsen")


def test_nothing_is_sent_before_it_was_asked_for(rung: Rung) -> None:
    rung.phone(rung.world.signed_in())
    assert rung.turns(NOON, NOON + 3 * DAY, timedelta(hours=1)) == []


def test_three_in_a_row_that_nobody_opened_are_the_last(rung: Rung) -> None:
    anna = rung.world.signed_in()
    rung.phone(anna)
    asked(anna)
    days = [AT_TEN + n * DAY for n in range(1, 8)]
    for day in days:
        rung.turn(day)
    assert len(rung.service.messages) == 3
    with clock.held(days[-1] + timedelta(hours=2)):
        anna = rung.world.signed_in()
        assert "Vi er holdt op med at sende påmindelser" in anna.get("/").main
        anna.fill("/", "/paamindelser/igen")
        assert "Vi er holdt op" not in anna.get("/").main
    rung.turn(days[-1] + DAY)
    assert len(rung.service.messages) == 4


def test_whoever_opens_the_app_goes_on_being_reminded(rung: Rung) -> None:
    anna = rung.world.signed_in()
    rung.phone(anna)
    asked(anna)
    for n in range(1, 8):
        rung.turn(AT_TEN + n * DAY)
        with clock.held(AT_TEN + n * DAY + timedelta(hours=2)):
            rung.world.signed_in().get("/")
    assert len(rung.service.messages) == 7


def test_at_most_one_a_day_and_the_other_stands_in_the_app(rung: Rung) -> None:
    anna = rung.world.signed_in()
    rung.phone(anna)
    asked(anna)
    asked(anna, tid="12:00")
    rung.turn(AT_TEN + DAY)
    rung.turn(AT_TEN + DAY + timedelta(hours=2))
    assert len(rung.service.messages) == 1
    with clock.held(AT_TEN + DAY + timedelta(hours=3)):
        page = rung.world.signed_in().get("/")
        assert "Du bad om at blive mindet om noget" in page.main


def test_none_on_a_day_marked_hard_unless_asked(rung: Rung) -> None:
    anna = rung.world.signed_in()
    rung.phone(anna)
    asked(anna)
    sunday = AT_TEN + DAY
    with clock.held(sunday - timedelta(hours=2)):
        anna.fill("/", "/dag", slags="hard")
    rung.turn(sunday)
    assert rung.service.messages == []
    with clock.held(sunday + DAY - timedelta(hours=2)):
        anna.fill("/", "/dag", slags="hard")
        anna.fill("/paamindelser/stille", "/paamindelser/stille", svaere="1")
    rung.turn(sunday + DAY)
    assert len(rung.service.messages) == 1


def test_the_first_one_chosen_on_a_hard_day_waits_until_the_next(rung: Rung) -> None:
    anna = rung.world.signed_in()
    rung.phone(anna)
    anna.fill("/", "/dag", slags="hard")
    asked(anna, tid="14:00")
    rung.turn(NOON + timedelta(hours=2))
    assert rung.service.messages == []
    rung.turn(NOON + timedelta(hours=2) + DAY)
    assert len(rung.service.messages) == 1


def test_a_day_that_was_a_slip_of_the_thumb_rings(rung: Rung) -> None:
    anna = rung.world.signed_in()
    rung.phone(anna)
    asked(anna, tid="14:00")
    anna.fill("/", "/dag", slags="hard")
    anna.fill("/", f"/dag/{NOON.date()}/fortryd")
    rung.turn(NOON + timedelta(hours=2))
    assert len(rung.service.messages) == 1


def test_travel_changes_it_only_when_the_citizen_says_so(rung: Rung) -> None:
    """habitica-android#1678: wall time is kept, by the clock where they say they are."""
    anna = rung.world.signed_in()
    rung.phone(anna)
    asked(anna)
    anna.fill("/indstillinger", "/indstillinger/konto", zone="America/Nuuk")
    sunday = AT_TEN + DAY
    assert rung.turns(sunday, sunday + timedelta(hours=4), timedelta(minutes=30)) == [
        sunday + timedelta(hours=3)
    ]


def test_a_reminder_of_a_step_goes_with_the_step_and_comes_back_with_it(rung: Rung) -> None:
    anna = rung.world.signed_in()
    rung.phone(anna)
    goal = anna.fill("/maal/nyt", "/maal", tekst="kanarie mål")
    [add] = [form.action for form in goal.forms if form.action.endswith("/skridt")]
    page = anna.post(add, anna.typed(goal, add, tekst="kanarie skridt"))
    here = next(link for link in page.links if link.endswith("/mind-mig"))
    anna.fill(here, here, tid="10:00")
    step = here.removesuffix("/mind-mig")
    me = rung.world.person()
    anna.fill(add.removesuffix("/skridt"), f"{step}/gjorde")
    assert rung.world.read(chosen.all_of, me) == []
    anna.fill(add.removesuffix("/skridt"), f"{step}/venter")
    rung.turn(AT_TEN + DAY)
    [message] = rung.service.messages
    assert message.shown["data"]["to"] == add.removesuffix("/skridt")
    assert b"kanarie" not in message.raw
    anna.fill(add.removesuffix("/skridt"), f"{add.removesuffix('/skridt')}/hvile")
    assert rung.world.read(chosen.all_of, me) == []


def test_once_is_once(rung: Rung) -> None:
    anna = rung.world.signed_in()
    rung.phone(anna)
    tomorrow = (AT_TEN + DAY).date().isoformat()
    anna.fill("/paamindelser/ny?om=dag", "/paamindelser", tid="10:00", dato=tomorrow)
    rung.turns(AT_TEN + DAY, AT_TEN + 3 * DAY, timedelta(hours=12))
    assert len(rung.service.messages) == 1
    [there] = rung.world.read(chosen.all_of, rung.world.person())
    assert there.rings is None


def test_a_greeting_for_once_can_be_read_when_it_rings(rung: Rung) -> None:
    anna = rung.world.signed_in()
    rung.phone(anna)
    tomorrow = (AT_TEN + DAY).date().isoformat()
    typed = {"tid": "10:00", "dato": tomorrow, "tekst": "kanarie til mig selv"}
    page = anna.get("/paamindelser/ny?om=hilsen")
    anna.post("/paamindelser", anna.typed(page, "/paamindelser", **typed))
    rung.turn(AT_TEN + DAY)
    [message] = rung.service.messages
    with clock.held(AT_TEN + 3 * DAY):
        anna = rung.world.signed_in()
        assert "kanarie til mig selv" in anna.get(message.shown["data"]["to"]).main


def test_none_that_has_stopped_says_that_it_comes(rung: Rung) -> None:
    """Also one that was to ring later that week."""
    anna = rung.world.signed_in()
    rung.phone(anna)
    asked(anna)
    anna.fill("/paamindelser/ny?om=dag", "/paamindelser", tid="14:00", dag="4")
    anna.fill("/paamindelser/stille", "/paamindelser/stille", hoejst="3")
    for n in range(1, 5):
        rung.turn(AT_TEN + n * DAY)
    with clock.held(AT_TEN + 4 * DAY + MINUTE):
        main = rung.world.signed_in().get("/paamindelser").main
    assert "Vi er holdt op" in main
    assert "Næste gang" not in main and main.count("Den er holdt op") == 2


def test_what_is_one_too_many_on_its_day_is_said_to_stand_in_the_app(rung: Rung) -> None:
    anna = rung.world.signed_in()
    rung.phone(anna)
    asked(anna)
    asked(anna, tid="11:00")
    main = anna.get("/paamindelser").main
    assert "Næste gang søndag den 15. marts klokken 10.00" in main
    assert "Står i appen søndag den 15. marts klokken 11.00" in main
    rung.turn(AT_TEN + DAY)
    rung.turn(AT_TEN + DAY + timedelta(hours=1))
    assert len(rung.service.messages) == 1
    anna.fill("/paamindelser/stille", "/paamindelser/stille", hoejst="2")
    assert "Står i appen søndag" not in anna.get("/paamindelser").main


def test_where_there_is_no_room_for_more_it_is_said_before_anybody_writes(rung: Rung) -> None:
    anna = rung.world.signed_in()
    for _ in range(chosen.MOST):
        asked(anna)
    page = anna.get("/paamindelser").main
    assert "Her er plads til 20. Slet en, hvis du vil have en ny." in page
    assert "En påmindelse mere" not in page and "Skriv en hilsen" not in page


def test_never_quiet_is_said_so_and_times_are_as_everywhere(rung: Rung) -> None:
    anna = rung.world.signed_in()
    assert "Vi er stille fra klokken 20.00 til 09.00." in anna.get("/paamindelser").main
    anna.fill("/paamindelser/stille", "/paamindelser/stille", fra="20:00", til="20:00")
    main = anna.get("/paamindelser").main
    assert "Aldrig stille, højst 1 om dagen" in main
    assert "til 20.00" not in main


def test_a_new_one_after_they_had_stopped_begins_the_others_again(rung: Rung) -> None:
    anna = rung.world.signed_in()
    rung.phone(anna)
    asked(anna)
    for n in range(1, 6):
        rung.turn(AT_TEN + n * DAY)
    with clock.held(AT_TEN + 5 * DAY + timedelta(hours=1)):
        anna = rung.world.signed_in()
        asked(anna, tid="14:00")
        there = rung.world.read(chosen.all_of, rung.world.person())
    assert all(each.rings for each in there) and len(there) == 2


def test_two_things_in_one_minute_both_ring(rung: Rung) -> None:
    anna = rung.world.signed_in()
    rung.phone(anna)
    asked(anna, tid="12:01")
    anna.fill("/paamindelser", "/telefon/proev")
    with clock.held(NOON + MINUTE):
        rung.world.signed_in()
    rung.turn(NOON + MINUTE)
    assert sorted(each.shown["body"] for each in rung.service.messages) == [
        "Du bad om at blive mindet om noget.",
        "Sådan ser en påmindelse ud.",
    ]


def test_what_its_owner_took_away_does_not_come_back_with_the_step(rung: Rung) -> None:
    anna = rung.world.signed_in()
    goal = anna.fill("/maal/nyt", "/maal", tekst="kanarie mål")
    [add] = [form.action for form in goal.forms if form.action.endswith("/skridt")]
    page = anna.post(add, anna.typed(goal, add, tekst="kanarie skridt"))
    here = next(link for link in page.links if link.endswith("/mind-mig"))
    anna.fill(here, here, tid="10:00")
    me = rung.world.person()
    [there] = rung.world.read(chosen.all_of, me)
    anna.fill(there.path, f"{there.path}/slet")
    anna.fill(add.removesuffix("/skridt"), here.replace("mind-mig", "proevede"))
    assert rung.world.read(chosen.all_of, me) == []


def test_a_step_has_one(rung: Rung) -> None:
    anna = rung.world.signed_in()
    goal = anna.fill("/maal/nyt", "/maal", tekst="kanarie mål")
    [add] = [form.action for form in goal.forms if form.action.endswith("/skridt")]
    page = anna.post(add, anna.typed(goal, add, tekst="kanarie skridt"))
    here = next(link for link in page.links if link.endswith("/mind-mig"))
    first, second = (anna.typed(anna.get(here), here, tid=tid) for tid in ("10:00", "11:00"))
    anna.post(here, first)
    anna.post(here, second)
    anna.post(here, first)
    assert len(rung.world.read(chosen.all_of, rung.world.person())) == 1


def test_changed_to_later_on_the_same_day_it_does_not_ring_twice(rung: Rung) -> None:
    anna = rung.world.signed_in()
    rung.phone(anna)
    asked(anna)
    rung.turn(AT_TEN + DAY)
    with clock.held(AT_TEN + DAY + MINUTE):
        [there] = rung.world.read(chosen.all_of, rung.world.person())
        anna.fill(there.path, there.path, tid="12:00")
    came = rung.turns(AT_TEN + DAY + MINUTE, AT_TEN + 2 * DAY, timedelta(minutes=30))
    assert came == []
    rung.turn(AT_TEN + 2 * DAY + timedelta(hours=2))
    assert len(rung.service.messages) == 2


def test_a_week_of_rest_is_quiet_and_ends_by_itself(rung: Rung) -> None:
    anna = rung.world.signed_in()
    rung.phone(anna)
    asked(anna)
    assert "stille til og med" in anna.fill("/paamindelser", "/paamindelser/ro").main
    came = rung.turns(AT_TEN + DAY, AT_TEN + 9 * DAY, timedelta(hours=1))
    assert came == [AT_TEN + 8 * DAY, AT_TEN + 9 * DAY]


@pytest.mark.parametrize("said", ["gemt", "ro", "i-gang", "ingen", "proeve", "slettet", "tilbage"])
def test_what_a_step_before_said_is_said_only_while_it_is_so(rung: Rung, said: str) -> None:
    """The address is opened again long after."""
    anna = rung.world.signed_in()
    nothing = {"gemt", "ro", "proeve", "slettet", "tilbage"}
    something = {"ro", "ingen", "proeve", "slettet", "tilbage"}
    assert bool(anna.get(f"/paamindelser?besked={said}").said) is (said not in nothing)
    asked(anna)
    assert bool(anna.get(f"/paamindelser?besked={said}").said) is (said not in something)


def test_more_than_two_hours_late_is_missed_and_stands_in_the_app(rung: Rung) -> None:
    anna = rung.world.signed_in()
    rung.phone(anna)
    asked(anna)
    rung.turn(AT_TEN + DAY + timedelta(hours=2, minutes=1))
    assert rung.service.messages == []
    with clock.held(AT_TEN + DAY + timedelta(hours=3)):
        assert "klokken 10.00" in anna.get("/").main
    rung.turn(AT_TEN + 2 * DAY)
    assert len(rung.service.messages) == 1


def test_quiet_hours_are_quiet(rung: Rung) -> None:
    anna = rung.world.signed_in()
    rung.phone(anna)
    asked(anna, tid="21:30")
    [there] = rung.world.read(chosen.all_of, rung.world.person())
    assert there.rings is not None
    assert clock.here(there.rings, "Europe/Copenhagen").hour == 9
    came = rung.turns(NOON, NOON + DAY, timedelta(minutes=15))
    assert [clock.here(at, "Europe/Copenhagen").hour for at in came] == [9]
