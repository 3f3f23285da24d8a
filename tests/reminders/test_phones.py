"""R89: phones are perishable. What a push service answers, whose a browser is, and what ends it."""

import json
import logging
from datetime import timedelta
from types import SimpleNamespace
from typing import cast
from uuid import UUID

import pytest
from msgspec.structs import replace
from sqlalchemy import Connection, select, update

from app.foundation import actor, clock
from app.foundation import keys as files
from app.foundation.push import Signer
from app.people import erasure
from app.reminders import deciding, phones, testing, when
from app.reminders.deciding import Settled
from app.reminders.due import Ring
from app.reminders.models import phones as phone_rows
from tests.conftest import NOON
from tests.push_service import Browser
from tests.reminders.conftest import AT_TEN, Rung
from tests.reminders.test_a_reminder_rings import asked

pytestmark = pytest.mark.both
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
SUNDAY = AT_TEN + DAY


def mine(rung: Rung, name: str = "Anna") -> list[phones.Mine]:
    return rung.world.read(phones.of, rung.world.person(name))


@pytest.mark.parametrize("status", [404, 410])
def test_a_phone_that_is_gone_is_forgotten_at_the_first_word(rung: Rung, status: int) -> None:
    anna = rung.world.signed_in()
    rung.phone(anna)
    asked(anna)
    rung.service.answers = [status]
    rung.turn(SUNDAY)
    assert mine(rung) == []
    rung.turn(SUNDAY + DAY)
    assert len(rung.service.calls) == 1
    with clock.held(SUNDAY + DAY):
        assert "Du bad om at blive mindet om noget" in rung.world.signed_in().get("/").main


@pytest.mark.parametrize("status", [429, 500, 503, 408])
def test_a_service_that_is_busy_is_asked_again_and_it_rings_once(rung: Rung, status: int) -> None:
    anna = rung.world.signed_in()
    rung.phone(anna)
    asked(anna)
    rung.service.answers = [status, status]
    came = rung.turns(SUNDAY, SUNDAY + timedelta(minutes=30), timedelta(seconds=20))
    assert len(rung.service.calls) == 3
    assert len(came) == 1
    assert mine(rung)[0].phone.delivered == clock.minute(came[0])


def test_what_a_service_asks_to_wait_is_waited(rung: Rung) -> None:
    anna = rung.world.signed_in()
    rung.phone(anna)
    asked(anna)
    rung.service.answers, rung.service.headers = [429], {"retry-after": "1200"}
    came = rung.turns(SUNDAY, SUNDAY + timedelta(minutes=40), MINUTE)
    assert len(came) == 1
    assert timedelta(minutes=20) <= came[0] - SUNDAY <= timedelta(minutes=26)


def test_not_all_come_again_at_the_same_second(rung: Rung) -> None:
    """A little longer each time, never all at once, and not after it would be too late."""
    now = clock.minute()
    ring = cast(Ring, SimpleNamespace(tries=3, due=now))
    waits = {deciding.again(ring, now, 0) for _ in range(100)}
    assert len(waits) > 90
    assert all(20 <= wait <= 60 for wait in waits if wait is not None)
    ring.tries = 30
    assert deciding.again(ring, now + when.LATE, 0) is None
    assert (deciding.again(ring, now, 1800) or 0) >= 1800


def test_a_service_that_stays_away_ends_in_the_app(rung: Rung) -> None:
    anna = rung.world.signed_in()
    rung.phone(anna)
    asked(anna)
    rung.service.answers = [503] * 1000
    rung.turns(SUNDAY, SUNDAY + timedelta(hours=3), MINUTE)
    assert 5 < len(rung.service.calls) < 60
    rung.service.answers = []
    with clock.held(SUNDAY + timedelta(hours=3)):
        assert "klokken 10.00" in rung.world.signed_in().get("/").main
    rung.turn(SUNDAY + DAY)
    assert len(rung.service.messages) == 1


@pytest.mark.parametrize("status", [400, 401, 403, 413, 307])
def test_a_refusal_is_told_to_whoever_runs_it_and_keeps_the_phone(
    rung: Rung, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    anna = rung.world.signed_in()
    rung.phone(anna)
    asked(anna)
    rung.service.answers, rung.service.headers = [status], {"location": "http://127.0.0.1/a"}
    with caplog.at_level(logging.ERROR):
        rung.turn(SUNDAY)
    assert "push_refused" in [record.getMessage() for record in caplog.records]
    assert len(mine(rung)) == len(rung.service.calls) == 1
    rung.turn(SUNDAY + DAY)
    assert len(rung.service.messages) == 1


def test_all_of_ones_phones_ring_and_the_one_that_was_busy_later(rung: Rung) -> None:
    anna = rung.world.signed_in()
    first = rung.phone(anna)
    second = rung.phone(rung.world.signed_in())
    asked(anna)
    rung.service.answers = [503]
    rung.turns(SUNDAY, SUNDAY + timedelta(minutes=10), timedelta(seconds=20))
    assert {each.browser.path for each in rung.service.messages} == {first.path, second.path}
    assert len(rung.service.messages) == 2
    assert len({each.shown["tag"] for each in rung.service.messages}) == 1


def test_signed_out_it_rings_no_more(rung: Rung) -> None:
    anna = rung.world.signed_in()
    rung.phone(anna)
    asked(anna)
    anna.fill("/", "/log-ud")
    rung.turn(SUNDAY)
    assert rung.service.calls == []


def test_ended_from_elsewhere_it_rings_no_more(rung: Rung) -> None:
    lost, here = rung.world.signed_in(), rung.world.signed_in()
    rung.phone(lost)
    asked(here)
    here.fill("/konto", "/konto/log-ud-alle-andre")
    rung.turn(SUNDAY)
    assert rung.service.calls == []


def test_a_login_that_goes_on_under_another_name_keeps_its_phone(rung: Rung) -> None:
    anna = rung.world.signed_in()
    rung.phone(anna)
    asked(anna)
    anna.fill("/konto", "/konto/log-ud-alle-andre")
    rung.turn(SUNDAY)
    assert len(rung.service.messages) == 1


def test_a_login_that_has_run_out_rings_no_more(rung: Rung) -> None:
    """A guide's lasts ten hours: their phone is not rung at home by somebody's word of the day
    before."""
    guide = rung.world.signed_in("Mette")
    rung.phone(guide, "Mette")
    for hours in (9, 11):
        with clock.held(NOON + timedelta(hours=hours)):
            rung.world.write(testing.ring, rung.world.person("Mette"))
            rung.turn()
    assert len(rung.service.messages) == 1


def test_a_browser_belongs_to_whoever_said_yes_last(rung: Rung) -> None:
    """habitica-android#1513: in as A, out, in as B."""
    anna, gry = rung.world.signed_in("Anna"), rung.world.signed_in("Gry")
    browser = rung.phone(anna)
    asked(anna)
    rung.posts(gry, browser, "Gry")
    rung.turn(SUNDAY)
    assert rung.service.calls == []
    assert (len(mine(rung)), len(mine(rung, "Gry"))) == (0, 1)


def test_the_same_browser_again_is_one(rung: Rung) -> None:
    anna = rung.world.signed_in()
    browser = rung.phone(anna)
    for _ in range(3):
        rung.posts(anna, browser)
    assert len(mine(rung)) == 1


def test_a_browser_with_another_subscription_is_still_one(rung: Rung) -> None:
    """Browsers give up a subscription and make another: the old one is not listed beside it."""
    anna = rung.world.signed_in()
    other = rung.phone(rung.world.signed_in())
    rung.phone(anna)
    fresh = rung.phone(anna)
    assert {each.phone.endpoint for each in mine(rung)} == {other.endpoint, fresh.endpoint}


def test_a_browser_that_made_new_keys_is_called_with_them(rung: Rung) -> None:
    anna = rung.world.signed_in()
    browser = rung.phone(anna)
    asked(anna)
    fresh = Browser()
    browser.private, browser.secret = fresh.private, fresh.secret
    rung.posts(anna, browser)
    rung.turn(SUNDAY)
    assert len(rung.service.messages) == 1


def test_ten_thousand_subscriptions_of_one_account_are_ten(rung: Rung) -> None:
    last = [rung.phone(rung.world.signed_in()) for _ in range(phones.MOST + 15)][-1]
    there = mine(rung)
    assert len(there) == phones.MOST
    assert last.endpoint in {each.phone.endpoint for each in there}


@pytest.mark.parametrize(
    "typed",
    [
        {"endpoint": "https://127.0.0.1/a"},
        {"endpoint": "http://fcm.googleapis.com/a"},
        {"endpoint": "https://10.0.0.7/latest/meta-data"},
        {"p256dh": "AAAA"},
        {"auth": "AAAA"},
        {"noegle": ""},
        {"noegle": Browser().p256dh},
        {"endpoint": ""},
    ],
    ids=range(8),
)
def test_what_is_no_subscription_is_not_kept(rung: Rung, typed: dict[str, str]) -> None:
    anna = rung.world.signed_in()
    rung.posts(anna, rung.service.browser(), expect=422, **typed)
    assert mine(rung) == []


def test_a_phone_that_is_anothers_is_never_rung(rung: Rung) -> None:
    guest = rung.world.signed_in(shared=True)
    rung.posts(guest, rung.service.browser(), expect=422)
    assert mine(rung) == []


def test_an_old_key_of_ours_rings_until_the_phone_is_opened(rung: Rung) -> None:
    """Two keys live: turned, never dropped."""
    anna = rung.world.signed_in()
    browser = rung.phone(anna)
    asked(anna)
    old = rung.key
    keys = files.change_push(rung.world.settings, lambda was: was | {2: b"\x07" * 32})
    rung.world.state["signer"] = Signer(keys, "https://fodfaeste.test")
    rung.ringer = rung.another()
    rung.turn(SUNDAY)
    assert rung.key != old
    rung.posts(anna, browser)
    rung.turn(SUNDAY + DAY)
    assert [each.key for each in rung.service.messages] == [old, rung.key]


def test_one_to_oneself_comes_at_once_and_once(rung: Rung) -> None:
    anna = rung.world.signed_in()
    rung.phone(anna)
    asked(anna)
    anna.fill("/paamindelser", "/telefon/proev")
    anna.fill("/paamindelser", "/telefon/proev")
    rung.turn()
    [message] = rung.service.messages
    assert message.shown["body"] == "Sådan ser en påmindelse ud."
    rung.turn()
    assert len(rung.service.messages) == 1
    assert "Sidst leveret" in anna.get("/paamindelser").main


def test_a_phone_is_taken_away_by_its_owner_and_nobody_else(rung: Rung) -> None:
    anna, gry = rung.world.signed_in(), rung.world.signed_in("Gry")
    rung.phone(anna)
    asked(anna)
    [there] = mine(rung)
    konto = {"konto": rung.world.person("Gry").mark}
    gry.send(f"/telefon/ringer/{there.id}/fjern", konto)
    assert len(mine(rung)) == 1
    anna.fill("/paamindelser", f"/telefon/ringer/{there.id}/fjern")
    assert mine(rung) == []


def test_what_was_taken_away_stays_away_until_a_yes_there(rung: Rung) -> None:
    """Each opening of the app tells of its phone anew: that is not a yes."""
    anna = rung.world.signed_in()
    browser = rung.phone(anna)
    asked(anna)
    anna.fill("/paamindelser", f"/telefon/ringer/{mine(rung)[0].id}/fjern")
    rung.posts(anna, browser, expect=410, igen="1")
    rows = rung.world.read(lambda db: db.execute(select(phone_rows)).all())
    me = rung.world.person()
    assert [me.box.open(phones.Phone, "phones", row.id, row.sealed).endpoint for row in rows] == [
        ""
    ]
    rung.turn(SUNDAY)
    assert (rung.service.calls, mine(rung)) == ([], [])
    rung.posts(anna, browser)
    rung.turn(SUNDAY + DAY)
    assert len(rung.service.messages) == len(mine(rung)) == 1


def test_what_was_taken_away_again_and_again_is_ten_at_most(rung: Rung) -> None:
    for _ in range(phones.MOST + 3):
        rung.phone(rung.world.signed_in())
        rung.world.write(phones.forget, rung.world.person(), mine(rung)[0].id)
    rung.phone(rung.world.signed_in())
    rows = rung.world.read(lambda db: db.execute(select(phone_rows)).all())
    assert (len(rows), len(mine(rung))) == (phones.MOST, 1)


def test_a_phone_opened_while_it_rings_says_that_it_rang(
    rung: Rung, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it is when somebody sends one to themselves: the page that follows tells of its phone."""
    anna = rung.world.signed_in()
    rung.phone(anna)
    anna.fill("/paamindelser", "/telefon/proev")
    me, written = rung.world.person(), rung.ringer.written

    def opened(db: Connection) -> None:
        [there] = phones.of(db, me)
        fresh = replace(there.phone, checked=there.phone.checked + 1)
        values = {"sealed": me.box.seal("phones", there.id, fresh)}
        db.execute(update(phone_rows).where(phone_rows.c.id == there.id).values(values))

    async def later(settled: list[Settled], broken: list[UUID]) -> None:
        await rung.world.db.write(opened)
        await written(settled, broken)

    checked = mine(rung)[0].phone.checked
    monkeypatch.setattr(rung.ringer, "written", later)
    rung.turn()
    phone = mine(rung)[0].phone
    assert (phone.delivered, phone.checked) == (clock.minute(), checked + 1)
    assert "Sidst leveret" in anna.get("/paamindelser").main


def test_whoever_waits_to_be_erased_is_not_rung(rung: Rung) -> None:
    anna = rung.world.signed_in()
    rung.phone(anna)
    asked(anna)
    rung.world.write(erasure.ask, rung.world.person(), clock.minute(NOON + 30 * DAY))
    rung.turn(SUNDAY)
    assert rung.service.calls == []


def test_an_address_to_call_lies_sealed(rung: Rung) -> None:
    browser = rung.phone(rung.world.signed_in())
    rows = rung.world.read(lambda db: db.execute(select(phone_rows)).mappings().all())
    kept = json.dumps([{name: str(value) for name, value in row.items()} for row in rows])
    assert browser.path not in kept and browser.auth not in kept
    with actor.by(actor.RINGER):
        assert len(rows) == 1
