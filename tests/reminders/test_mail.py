"""When push is not there: a mail that says nothing, to an address that was confirmed; through a
real server on this machine."""

import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from aiosmtpd.controller import Controller

from app.foundation import clock, outgoing
from app.foundation.errors import CannotStart
from app.foundation.mail import Post
from app.foundation.push import LATER, REFUSED, SENT
from app.people import people
from tests.cast import PASSWORD
from tests.phone import Phone
from tests.push_service import Service
from tests.reminders.conftest import AT_TEN, Rung
from tests.reminders.test_a_reminder_rings import asked
from tests.world import Template, World

DAY = timedelta(days=1)
SUNDAY = AT_TEN + DAY
FROM = "ingen-svar@fodfaeste.dk"


@dataclass
class Box:
    """What arrived, and what is answered first."""

    letters: list[EmailMessage] = field(default_factory=list)
    to: list[list[str]] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)

    async def handle_RCPT(self, *args: Any) -> str:
        if self.answers:
            return self.answers.pop(0)
        args[2].rcpt_tos.append(args[3])
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        found = message_from_bytes(envelope.content, policy=policy.default)
        self.letters.append(found)
        self.to.append(envelope.rcpt_tos)
        return "250 OK"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@pytest.fixture
def box() -> Iterator[tuple[Box, str]]:
    handler = Box()
    server = Controller(handler, hostname="127.0.0.1", port=free_port())
    server.start()
    yield handler, f"smtp://127.0.0.1:{server.port}"
    server.stop()


@pytest.fixture
def mailed(
    template: Template, tmp_path: Path, service: Service, box: tuple[Box, str]
) -> Iterator[Rung]:
    name = f"t_{uuid4().hex[:12]}"
    settings = template.copied(tmp_path / "data", name)
    world = World(settings, template.cast, push_rehearsal=service.url, smtp=box[1], mail_from=FROM)
    made = Rung(world, service)
    yield made
    made.close()
    world.close()
    if template.server is not None:
        template.server.drop(name)


def gives(rung: Rung, email: str, name: str = "Anna") -> Phone:
    """Somebody gives an address; it is not confirmed yet."""
    phone = rung.world.signed_in(name)
    phone.fill("/konto/mail", "/konto/mail", mail=email)
    return phone


def confirms(rung: Rung, box: Box, phone: Phone) -> None:
    rung.turn()
    text = box.letters[-1].get_content()
    [link] = re.findall(r"https://fodfaeste\.test(/\S+)", text)
    phone.fill(link, "/konto/mail/bekraeft")


@pytest.mark.both
def test_an_address_is_confirmed_before_anybody_comes_in_with_it(
    mailed: Rung, box: tuple[Box, str]
) -> None:
    anna = gives(mailed, "anna@sted.dk")
    visitor = mailed.world.phone()
    typed: dict[str, Any] = {"navn": "anna@sted.dk", "adgangskode": PASSWORD}
    assert "passer ikke" in visitor.fill("/log-ind", "/log-ind", expect=422, **typed).main
    confirms(mailed, box[0], anna)
    assert "Hej Anna" in mailed.world.phone().fill("/log-ind", "/log-ind", **typed).main


def test_it_is_said_whether_a_mail_can_come_instead(mailed: Rung, box: tuple[Box, str]) -> None:
    anna = mailed.world.signed_in()
    assert "når der er en adresse" in anna.get("/paamindelser/stille").main
    gives(mailed, "anna@sted.dk")
    anna = mailed.world.signed_in()
    assert "når du har åbnet den, vi sendte" in anna.get("/paamindelser/stille").main
    confirms(mailed, box[0], anna)
    asked(anna)
    assert "Her kan der ikke ringes. Det står i appen" in anna.get("/paamindelser").main
    anna.fill("/paamindelser/stille", "/paamindelser/stille", mail="1")
    assert "Her kan der ikke ringes. Du får en mail" in anna.get("/paamindelser").main


@pytest.mark.both
def test_nobody_puts_anothers_address_on_an_account_of_their_own(
    mailed: Rung, box: tuple[Box, str]
) -> None:
    """Gry writes Anna's address; the letter goes to Anna, and says nothing of Gry."""
    gives(mailed, "anna@sted.dk", "Gry")
    mailed.turn()
    [letter] = box[0].letters
    [link] = re.findall(r"https://fodfaeste\.test(/\S+)", letter.get_content())
    anna = mailed.world.signed_in()
    anna.send("/konto/mail/bekraeft", {"kode": link.partition("=")[2]})
    for name in ("Anna", "Gry"):
        assert not mailed.world.read(people.email_confirmed, mailed.world.person(name))


def test_the_link_signs_nobody_in_and_opening_it_does_nothing(
    mailed: Rung, box: tuple[Box, str]
) -> None:
    anna = gives(mailed, "anna@sted.dk")
    mailed.turn()
    [link] = re.findall(r"https://fodfaeste\.test(/\S+)", box[0].letters[0].get_content())
    for phone in (mailed.world.phone(), anna):
        answer = phone.ask("GET", link)
        assert "session" not in str(answer.headers.get("set-cookie", "")) or phone is anna
    assert mailed.world.phone().ask("GET", link).status_code in (303, 401)
    assert not mailed.world.read(people.email_confirmed, mailed.world.person())


@pytest.mark.parametrize("days", [8, 40])
def test_an_old_link_confirms_nothing(mailed: Rung, box: tuple[Box, str], days: int) -> None:
    gives(mailed, "anna@sted.dk")
    mailed.turn()
    [link] = re.findall(r"https://fodfaeste\.test(/\S+)", box[0].letters[0].get_content())
    with clock.held(clock.now() + days * DAY):
        page = mailed.world.signed_in().fill(link, "/konto/mail/bekraeft")
        assert "passer ikke" in page.said
    assert not mailed.world.read(people.email_confirmed, mailed.world.person())


def test_a_link_to_an_address_that_was_changed_since_confirms_nothing(
    mailed: Rung, box: tuple[Box, str]
) -> None:
    anna = gives(mailed, "anna@sted.dk")
    mailed.turn()
    [link] = re.findall(r"https://fodfaeste\.test(/\S+)", box[0].letters[0].get_content())
    anna.fill("/konto/mail", "/konto/mail", mail="anden@sted.dk")
    anna.fill(link, "/konto/mail/bekraeft")
    assert not mailed.world.read(people.email_confirmed, mailed.world.person())


def test_a_reminder_comes_by_mail_and_says_nothing(mailed: Rung, box: tuple[Box, str]) -> None:
    anna = gives(mailed, "anna@sted.dk")
    confirms(mailed, box[0], anna)
    asked(anna)
    anna.fill("/paamindelser/stille", "/paamindelser/stille", mail="1")
    mailed.turn(SUNDAY)
    letter = box[0].letters[-1]
    assert box[0].to[-1] == ["anna@sted.dk"]
    assert letter["subject"] == "En besked fra din app"
    assert letter["from"].endswith(f"<{FROM}>")
    text = letter.get_content()
    assert re.findall(r"https?://\S+", text) == ["https://fodfaeste.test/"]
    said = str(letter)
    for word in ("Anna", "dag ", "plan", "svær", "mål", "recovery", "psyk"):
        assert word not in said, word
    mailed.turn(SUNDAY + timedelta(minutes=5))
    assert len(box[0].letters) == 2


def test_an_address_that_was_not_confirmed_gets_nothing_else(
    mailed: Rung, box: tuple[Box, str]
) -> None:
    anna = gives(mailed, "anna@sted.dk")
    asked(anna)
    anna.send(
        "/paamindelser/stille",
        {"konto": mailed.world.person().mark, "mail": "1", "fra": "20:00", "til": "09:00"},
    )
    mailed.turn(SUNDAY)
    assert len(box[0].letters) == 1  # the one that asks
    with clock.held(SUNDAY):
        assert "klokken 10.00" in mailed.world.signed_in().get("/").main


def test_whoever_has_a_phone_gets_no_mail_too(mailed: Rung, box: tuple[Box, str]) -> None:
    anna = gives(mailed, "anna@sted.dk")
    confirms(mailed, box[0], anna)
    mailed.phone(anna)
    asked(anna)
    anna.fill("/paamindelser/stille", "/paamindelser/stille", mail="1")
    mailed.turn(SUNDAY)
    assert (len(mailed.service.messages), len(box[0].letters)) == (1, 1)


def test_a_phone_that_is_gone_is_a_mail_at_once(mailed: Rung, box: tuple[Box, str]) -> None:
    anna = gives(mailed, "anna@sted.dk")
    confirms(mailed, box[0], anna)
    mailed.phone(anna)
    asked(anna)
    anna.fill("/paamindelser/stille", "/paamindelser/stille", mail="1")
    mailed.service.answers = [410]
    mailed.turn(SUNDAY)
    assert len(box[0].letters) == 2


def test_a_server_that_is_busy_is_asked_again(mailed: Rung, box: tuple[Box, str]) -> None:
    anna = gives(mailed, "anna@sted.dk")
    confirms(mailed, box[0], anna)
    asked(anna)
    anna.fill("/paamindelser/stille", "/paamindelser/stille", mail="1")
    box[0].answers = ["451 later", "421 busy"]
    mailed.turns(SUNDAY, SUNDAY + timedelta(minutes=10), timedelta(seconds=20))
    assert len(box[0].letters) == 2


def test_an_address_that_is_refused_stands_in_the_app(mailed: Rung, box: tuple[Box, str]) -> None:
    anna = gives(mailed, "anna@sted.dk")
    confirms(mailed, box[0], anna)
    asked(anna)
    anna.fill("/paamindelser/stille", "/paamindelser/stille", mail="1")
    box[0].answers = ["550 nobody"]
    mailed.turn(SUNDAY)
    assert len(box[0].letters) == 1
    with clock.held(SUNDAY):
        assert "klokken 10.00" in mailed.world.signed_in().get("/").main


def test_a_server_that_is_away_or_says_nothing_is_waited_for_briefly(
    mailed: Rung, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.foundation.mail.PATIENCE", 0.2)
    silent = socket.create_server(("127.0.0.1", 0))
    for port in (free_port(), silent.getsockname()[1]):
        post = Post(f"smtp://127.0.0.1:{port}", FROM)
        assert mailed.world.runner.run(post.send("anna@sted.dk", "a", "b")) == LATER
    silent.close()


@pytest.mark.parametrize(
    "to",
    ["anna@sted.dk\r\nBcc: alle@sted.dk", "anna@sted.dk\nBcc: a@b.dk", "a\r\nb@sted.dk"],
)
def test_an_address_with_a_line_break_sends_nothing(
    mailed: Rung, box: tuple[Box, str], to: str
) -> None:
    assert mailed.world.runner.run(Post(box[1], FROM).send(to, "a", "b")) == REFUSED
    assert box[0].letters == []


def test_a_letter_arrives_as_it_was_written(mailed: Rung, box: tuple[Box, str]) -> None:
    send = Post(box[1], FROM).send("anna@sted.dk", "Blåbær æøå", "Først\n\nså æøå")
    assert mailed.world.runner.run(send) == SENT
    [letter] = box[0].letters
    assert (letter["subject"], letter.get_content().split()) == (
        "Blåbær æøå",
        ["Først", "så", "æøå"],
    )
    assert letter["auto-submitted"] == "auto-generated"


def test_without_a_mail_server_it_is_as_before(world: World) -> None:
    anna = world.signed_in()
    page = anna.fill("/konto/mail", "/konto/mail", mail="anna@sted.dk")
    assert "Gemt." in page.said
    typed: dict[str, Any] = {"navn": "anna@sted.dk", "adgangskode": PASSWORD}
    assert "Hej Anna" in world.phone().fill("/log-ind", "/log-ind", **typed).main


@pytest.mark.parametrize(
    "typed",
    [
        "http://mail.dk",
        "smtp://",
        "mail.dk:25",
        "smtp://a/b",
        "smtps://a?b=c",
        "smtp://a:0",
        "smtp://[",
    ],
)
def test_a_mail_server_that_is_none_stops_the_start(typed: str) -> None:
    with pytest.raises(CannotStart):
        outgoing.smtp(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "mailto:x@localhost", "mailto:", "http://fodfaeste.dk", "https://localhost",
        "drift@kommune.dk", "mailto:drift@kommune.dk?subject=a", "https://a@b.dk/",
    ],
)  # fmt: skip
def test_a_contact_that_apple_would_refuse_stops_the_start(typed: str) -> None:
    """web-push#947."""
    with pytest.raises(CannotStart):
        outgoing.contact(typed)


def test_a_contact_is_an_address_or_a_page() -> None:
    for typed in ("mailto:drift@kommune.dk", "https://fodfaeste.dk/om", ""):
        assert outgoing.contact(typed) == typed


@pytest.mark.parametrize(
    "typed",
    [
        "ingen svar@kommune.dk", "svar@localhost", "svar", "@kommune.dk",
        "svar@kommune.dk\nBcc: a@b.dk",
        "svar@kommune.dk\r", "svar@@kommune.dk", "svar@.dk", "<svar@kommune.dk>", "å@kommune.dk",
        "a@" + "b" * 200 + ".dk",
    ],
    ids=range(11),
)  # fmt: skip
def test_a_sender_that_is_no_address_stops_the_start(typed: str) -> None:
    with pytest.raises(CannotStart):
        outgoing.sender(typed)


def test_nobody_rehearses_with_peoples_messages() -> None:
    with pytest.raises(CannotStart):
        outgoing.refuse(("https://fodfaeste.dk",), "http://127.0.0.1:9", "", "")
    with pytest.raises(CannotStart):
        outgoing.rehearsal("http://10.0.0.1:9")
    with pytest.raises(CannotStart):
        outgoing.refuse(("https://fodfaeste.dk",), "", "smtp://mail.dk", "")
    outgoing.refuse(("http://127.0.0.1:8000",), "http://127.0.0.1:9", "", "")
