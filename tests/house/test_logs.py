"""Logs: they say where something happened and never what a person wrote, whatever goes wrong."""

import ast
import base64
import io
import json
import logging
import math
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, insert, text, update
from sqlalchemy.exc import DBAPIError, OperationalError

from app.foundation import ids, logs
from app.hopes import kept as hopes
from app.journal import entries
from app.people.models import people as people_table
from app.sign_in import logins
from tests.cast import PASSWORD
from tests.house.test_edge import FORM, HOST, OURS, Session, cookie, knock, mail
from tests.world import World

APP = Path(__file__).parents[2] / "app"
FILES = sorted(str(file.relative_to(APP)) for file in APP.rglob("*.py"))


def canary(field: str) -> str:
    return "kanårie " + field


def forms_of(secret: str) -> set[str]:
    """How a word may stand in a line: as it is, escaped, url-encoded, in base64 at any offset, in
    hex."""
    raw = secret.encode()
    found = {
        secret,
        quote(secret),
        quote(secret, safe=""),
        secret.replace(" ", "+"),
        quote(secret).replace("%20", "+"),
        raw.hex(),
    }
    found |= {json.dumps(secret)[1:-1], repr(raw)[2:-1], raw.decode("latin-1"), repr(secret)[1:-1]}
    for offset in range(3):
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            found.add(encode(b"\0" * offset + raw)[4 if offset else 0 : -4].decode())
    return {form for form in found if len(form) >= 7}


def told(secrets: set[str], text: str) -> list[str]:
    return [secret for secret in secrets if any(form in text for form in forms_of(secret))]


class Kept(io.StringIO):
    """The log's own lines; and, in `everything`, what went to standard output and standard error
    besides."""

    capfd: pytest.CaptureFixture[str]

    def everything(self) -> str:
        return self.getvalue() + "".join(self.capfd.readouterr())

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.getvalue().splitlines() if line.startswith("{")]


@pytest.fixture
def said(capfd: pytest.CaptureFixture[str]) -> Iterator[Kept]:
    """The process's output as an operator would have it, through the house's own formatter on the
    root logger."""
    kept = Kept()
    kept.capfd = capfd
    handler = logging.StreamHandler(kept)
    handler.setFormatter(logs.JsonLines())
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        yield kept
    finally:
        root.removeHandler(handler)


# --- R100: no word of a person's ------------------------------------------------------------------


def everything_goes_wrong(world: World, patch: pytest.MonkeyPatch) -> set[str]:
    """A session in which forms are used, and then everything breaks in turn. Returns what must not
    be told."""
    secrets: set[str] = set()

    def word(field: str) -> str:
        secrets.add(canary(field))
        return canary(field)

    anna = world.signed_in()
    Session(world, anna, word).live()
    secrets |= {
        mail(canary("mail")),
        PASSWORD,
        world.cast["Anna"].sign_in_name,
        *world.cast["Anna"].codes,
    }
    session = anna.client.cookies.get(logins.SESSION) or ""
    secrets |= {
        session,
        session.partition(".")[0],
        anna.get("/mit").form("/vis-mindre").fields[0][1],
    }
    _bad_requests(world, anna)
    _broken_rooms(world, anna, patch, word("fault"))
    _broken_rows(world)
    return secrets


def _bad_requests(world: World, anna: Any) -> None:
    words = quote(canary("entry")).encode()
    for path, body, *more in (
        ("/dagbog", b"tekst=" + words + b"x" * 140_000),
        ("/dagbog", b"tekst=" + words + b"%FF"),
        ("/dagbog", b"tekst=" + words, (b"content-encoding", b"gzip")),
        ("/dagbog", b"&".join([b"tekst=" + words] * 200)),
        (
            "/csp",
            b'{"csp-report":{"violated-directive":"'
            + words
            + b'","blocked-uri":"'
            + words
            + b'"}}',
        ),
        ("/" + words.decode(), b"tekst=" + words),
    ):
        knock(world, "POST", path, HOST, OURS, FORM, cookie(anna), *more, body=[body])
    for path in (f"/dagbog/{words.decode()}", f"/dag/{words.decode()}", f"/{words.decode()}"):
        knock(
            world,
            "GET",
            path,
            HOST,
            cookie(anna),
            (b"referer", words),
            (b"user-agent", words),
            query=b"ord=" + words,
        )
    knock(world, "GET", "/", (b"host", words), cookie(anna), (b"x-forwarded-for", words))
    knock(
        world,
        "GET",
        "/mit",
        HOST,
        (b"cookie", b"__Host-session=" + words + b".1.x"),
        (b"accept-language", words),
    )


def _broken_rooms(world: World, anna: Any, patch: pytest.MonkeyPatch, words: str) -> None:
    """An exception whose message, notes, cause and locals hold words, in a read, a write and a
    template."""

    def broken(*args: object, **kwargs: object) -> Any:
        error = RuntimeError(words, {"tekst": words})
        error.add_note(words)
        try:
            raise ValueError(words)
        except ValueError as cause:
            raise error from cause

    def closed(*args: object, **kwargs: object) -> Any:
        raise OperationalError(
            f"INSERT INTO x VALUES ('{words}')", {"tekst": words}, Exception(words)
        )

    fields = anna.typed(anna.get("/dagbog/skriv"), "/dagbog", tekst=words)
    for module, name in ((entries, "timeline"), (entries, "keep"), (hopes, "newest")):
        for fault in (broken, closed):
            with patch.context() as only:
                only.setattr(module, name, fault)
                for response in (
                    anna.ask("GET", "/dagbog"),
                    anna.send("/dagbog", fields),
                    anna.ask("GET", "/haab"),
                ):
                    given_back = response.status_code >= 500 and response.request.method == "POST"
                    assert words not in response.text or response.status_code < 400 or given_back
    with patch.context() as only:
        templates = world.state["words"].languages["da"].templates
        real = templates.get_template
        only.setattr(
            templates,
            "get_template",
            lambda name, *more: broken() if name.startswith("about/") else real(name, *more),
        )
        assert anna.ask("GET", "/om").status_code == 500


HASH = "$argon2id$v=19$m=65536,t=2,p=1$c2FsdHNhbHQ$aGFzaA"


def _broken_rows(world: World) -> None:
    """Constraints broken with words among the values, through the app's own writer, and read back
    in a wrong way."""
    words = canary("entry")
    me = world.person()
    anna = world.cast["Anna"].id
    bad: list[Callable[[Connection], object]] = [
        lambda db: db.execute(
            insert(people_table).values(
                id=anna, kind="citizen", sealed=me.box.seal("people", anna, words), created_minute=1
            )
        ),
        lambda db: db.execute(
            insert(people_table).values(
                id=ids.new(),
                kind=None,
                password=HASH,
                sealed=me.box.seal("people", "x", words),
                created_minute=1,
            )
        ),
        lambda db: db.execute(update(people_table).values(kind=None, password=HASH)),
        lambda db: db.execute(
            text("INSERT INTO people (findes_ikke) VALUES (:tekst)"), {"tekst": words}
        ),
        lambda db: db.execute(
            text("SELECT CAST(:tekst AS INTEGER) / 0 FROM findes_ikke"), {"tekst": words}
        ),
        lambda db: me.box.seal("entries", "row", {"tekst": words * 9000}),
    ]
    for each in bad:
        try:
            world.runner.run(world.db.write(each))
        except (DBAPIError, ValueError) as error:
            logs.fault("fault", error)
        except Exception as error:
            logs.fault("fault", error)
        else:
            raise AssertionError("nothing was broken")


def test_no_word_of_a_person_is_in_any_log(
    world: World, said: Kept, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    """R100: over a whole session and every fault that can be forced; standard output, standard
    error, log lines, and PostgreSQL's own log; raw, escaped, url-encoded, base64 and hex."""
    secrets = everything_goes_wrong(world, monkeypatch)
    assert len(secrets) > 30
    events = [line["event"] for line in said.lines]
    assert (
        events.count("answer") > 80
        and events.count("fault") >= 8
        and "write_failed" in events
        and "content_policy" in events
    )
    assert not told(secrets, said.everything())
    if not world.settings.sqlite:
        log = request.getfixturevalue("postgres_server").log_text()
        assert "findes_ikke" in log, "PostgreSQL's log is not the one looked at"
        assert not told(secrets, log)


def test_addresses_of_people_are_not_in_the_log(world: World, said: Kept) -> None:
    """R100: neither a person's address on the net nor the id of what they looked at."""
    anna = world.signed_in()
    session = Session(world, anna, canary).live()
    knock(world, "GET", f"/dagbog/{session.places['entry_id']}", HOST, cookie(anna))
    assert "/dagbog/{entry_id" in said.getvalue()
    assert not told(
        {
            "192.0.2.7",
            *session.places.values(),
            str(world.cast["Anna"].id),
            world.cast["Anna"].id.hex,
        },
        said.getvalue(),
    )


def test_a_word_in_a_log_is_noticed(
    world: World, said: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R100, seeded: a formatter that says the message, and a print, are found, in each form."""
    word = canary("entry")
    for form in forms_of(word):
        assert told({word}, f"x{form}y")
    monkeypatch.setattr(entries, "timeline", _raises(word))
    monkeypatch.setattr(
        logs,
        "fault",
        lambda event, error, **fields: logs.say(event, logging.ERROR, reason=str(error)),
    )
    world.signed_in().ask("GET", "/dagbog")
    assert told({word}, said.getvalue()) == [word]
    print(canary("print"))
    assert told({canary("print")}, said.everything())


def _raises(message: str) -> Callable[..., Any]:
    def broken(*args: object, **kwargs: object) -> Any:
        raise RuntimeError(message)

    return broken


def quoted(source: str) -> list[int]:
    """The lines on which what an error of any kind says is taken as text."""
    return sorted(
        {
            each.lineno
            for node in ast.walk(ast.parse(source))
            if isinstance(node, ast.ExceptHandler) and node.name and _any_kind(node.type)
            for part in node.body
            for each in ast.walk(part)
            if isinstance(each, ast.expr) and _as_text(each, node.name)
        }
    )


def _any_kind(caught: ast.expr | None) -> bool:
    named = {each.id for each in ast.walk(caught or ast.Pass()) if isinstance(each, ast.Name)}
    return bool(named & {"Exception", "BaseException"})


def _as_text(node: ast.expr, error: str) -> bool:
    if isinstance(node, ast.Call) and ast.unparse(node.func) in ("str", "repr", "format"):
        return any(ast.unparse(each) == error for each in node.args)
    if isinstance(node, ast.FormattedValue):
        return ast.unparse(node.value) == error
    return ast.unparse(node) in (f"{error}.args", f"{error}.__str__", f"{error}.__notes__")


@pytest.mark.parametrize("file", FILES)
def test_an_error_of_any_kind_is_never_quoted(file: str) -> None:
    """R100: its message may hold somebody's words; `logs.fault` says where it was."""
    assert not quoted((APP / file).read_text(encoding="utf-8"))


def test_a_quoted_error_is_found() -> None:
    """Seeded."""
    caught = "try:\n    x()\nexcept (OSError, Exception) as e:\n    "
    for told in ("say(str(e)[:40])", "say(f'{e}')", "say(e.args)", "say(repr(e))"):
        assert quoted(caught + told) == [4]
    assert not quoted(caught + "logs.fault('x', e, kind=type(e).__name__)")


def test_libraries_say_where_and_not_what(said: Kept) -> None:
    """R100: whatever a library logs, with arguments, exceptions and extras, only its name and place
    come through."""
    word = canary("library")
    log = logging.getLogger("litestar.something")
    try:
        raise ValueError(word)
    except ValueError:
        log.exception("could not read %s", word, extra={"body": word}, stack_info=True)
    log.warning(word)
    logging.getLogger("asyncio").error("Task exception was never retrieved: %r", word)
    logging.getLogger("sqlalchemy.engine").error(word)
    assert len(said.lines) == 4
    assert all(
        set(line) == {"time", "level", "event", "kind", "where"} and line["event"] == "library"
        for line in said.lines
    )
    assert not told({word}, said.getvalue())


def test_a_fault_outside_every_request_says_no_word_either(
    capfd: pytest.CaptureFixture[str],
) -> None:
    """R100: what breaks in a thread, or at the top of the process, is not printed with its message
    by the interpreter."""
    word = canary("thread")
    for hook in ("thread", "process"):
        before, handlers = (threading.excepthook, sys.excepthook), logging.getLogger().handlers[:]
        try:
            threading.excepthook = threading.__excepthook__  # pytest's own would swallow it
            logs.set_up()
            if hook == "thread":
                thread = threading.Thread(target=_raises(word))
                thread.start()
                thread.join()
            else:
                try:
                    raise RuntimeError(word)
                except RuntimeError:
                    sys.excepthook(*sys.exc_info())
        finally:
            threading.excepthook, sys.excepthook = before
            logging.getLogger().handlers[:] = handlers
        assert word not in capfd.readouterr().err, hook


# --- R101: only listed fields ---------------------------------------------------------------------

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary() | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
NAMES = (
    st.sampled_from(sorted(logs.FIELDS))
    | st.text(max_size=12)
    | st.sampled_from(["tekst", "body", "user", "cookie", "time", "level"])
)


@given(st.dictionaries(NAMES, VALUES, max_size=8))
@settings(deadline=None, max_examples=200)
def test_unknown_fields_are_dropped_and_counted(fields: dict[str, object]) -> None:
    """R101: nothing but listed names with plain values, whatever is handed in; every other one is
    counted."""
    before = logs.dropped
    kept = logs.allowed(fields)
    fine = {name for name, value in fields.items() if name in logs.FIELDS and _is_plain(value)}
    assert set(kept) == fine
    assert logs.dropped - before == len(fields) - len(fine)
    assert all(not isinstance(value, str) or len(value) <= 400 for value in kept.values())


def _is_plain(value: object) -> bool:
    return (
        value is None
        or isinstance(value, str | int)
        or (isinstance(value, float) and math.isfinite(value))
    )


def strictly(line: str) -> dict[str, Any]:
    """As a strict reader has it: JSON has no NaN and no Infinity."""

    def refuse(word: str) -> Any:
        raise ValueError(f"{word} is no JSON")

    read: dict[str, Any] = json.loads(line, parse_constant=refuse)
    return read


@given(
    st.dictionaries(NAMES, VALUES, max_size=8),
    st.text(),
    st.sampled_from(["fodfaeste", "uvicorn.error", "x"]),
)
@settings(deadline=None, max_examples=200)
def test_each_line_is_one_line_of_json(fields: dict[str, object], event: str, name: str) -> None:
    """R101, R102: whatever is logged, one line of JSON with a UTC time comes out, and nothing can
    begin a line of its own."""
    record = logging.LogRecord(name, logging.INFO, "somewhere.py", 7, "%s", (event,), None)
    record.fields = fields
    line = logs.JsonLines().format(record)
    assert line.isascii() and line.isprintable()
    read = strictly(line)
    assert set(read) <= logs.FIELDS | {"time", "level"}
    assert datetime.fromisoformat(read["time"]).utcoffset() == timedelta(0)
    assert read["level"] == "info"


def test_a_field_that_is_not_listed_never_reaches_a_line(said: Kept) -> None:
    """R101: through the real door."""
    before = logs.dropped
    logs.say("answer", tekst=canary("field"), status=200, body="x")
    assert said.lines[-1].keys() == {"time", "level", "event", "status"}
    assert logs.dropped - before >= 2
    assert not told({canary("field")}, said.getvalue())


# --- R102: lines ----------------------------------------------------------------------------------

EVENTS = {
    "answer", "fault", "refused", "write_failed", "read_failed", "noting_failed",
    "entry_unreadable", "turning_failed", "leaving_unsaid", "library", "content_policy",
    "keys_missing", "keys_wrong", "master_key_missing", "worker_failed", "swept",
    "help_lines_changed", "help_lines_refused",
}  # fmt: skip


def test_every_line_of_a_session_is_json_with_time_event_and_request(
    world: World, said: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R102: UTC, a listed event, and the request's own id on every line that belongs to a
    request."""
    everything_goes_wrong(world, monkeypatch)
    lines = [strictly(line) for line in said.getvalue().splitlines() if line]
    assert len(lines) > 100
    for line in lines:
        assert line["event"] in EVENTS, line
        assert datetime.fromisoformat(line["time"]).utcoffset() == timedelta(0)
        assert set(line) <= logs.FIELDS | {"time", "level"}
        if line["event"] in ("answer", "refused"):
            assert len(line["request"]) == 12, line
    answers = [line["request"] for line in lines if line["event"] == "answer"]
    assert len(answers) == len(set(answers)), "two answers share an id"
    faults = {line.get("request") for line in lines if line["event"] in ("fault", "refused")} - {
        None
    }
    assert faults and faults <= set(answers)


def test_line_ends_in_what_is_sent_begin_no_line(world: World, said: Kept) -> None:
    """R102: CR and LF in a path, a method, a header, a cookie or a field stay where they are."""
    forged = '%0D%0A{"event": "forged"}'
    anna = world.signed_in()
    knock(
        world,
        "GET",
        f"/{forged}",
        HOST,
        cookie(anna),
        (b"user-agent", b'x\r\n{"event": "forged"}'),
        query=forged.encode(),
    )
    knock(world, 'GET\n{"event": "forged"}', "/", HOST, OURS)
    logs.say('x\r\n{"event": "forged"}', reason='y\n{"event": "forged"}\u2028')
    assert len(said.getvalue().splitlines()) == len(said.lines) == 3
    assert {line["event"] for line in said.lines} - {"answer"} == {'x\r\n{"event": "forged"}'}


def test_an_invented_method_is_not_written_down(world: World, said: Kept) -> None:
    """R100, R101: the method is one of those there are, and never words that somebody sent in its
    place."""
    knock(world, "KANARIE-I-METODEN", "/", HOST, OURS)
    assert len(said.lines) == 1
    assert not told({"KANARIE-I-METODEN"}, said.getvalue())


def test_a_fault_says_where_and_never_what(
    world: World, said: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R102: the kind of the error, our own file and line, the request; the same number stands on
    the person's page."""
    word = canary("message")
    monkeypatch.setattr(entries, "timeline", _raises(word))
    response = world.signed_in().ask("GET", "/dagbog")
    fault = next(line for line in said.lines if line["event"] == "fault")
    assert (fault["kind"], fault["level"]) == ("RuntimeError", "error")
    assert (
        "test_logs.py" in fault["where"]
        and "pages.py" in fault["where"]
        and "timeline" in fault["where"]
    )
    assert fault["request"] in response.text
    assert not told({word}, said.getvalue())


def test_the_route_is_logged_and_not_the_address(world: World, said: Kept) -> None:
    """R102: which door was used, never what stood in it."""
    anna = world.signed_in()
    anna.ask("GET", "/dag/2026-03-01?besked=" + quote(canary("query")))
    anna.ask("GET", "/" + quote(canary("missing")))
    anna.ask("GET", "/static/" + quote(canary("static")))
    day, missing, static = (line for line in said.lines if line["event"] == "answer")
    assert (day["route"], day["status"], day["method"]) == ("/dag/{day}", 200, "GET")
    assert (missing["route"], missing["status"]) == (None, 404)
    assert (static["route"], static["status"]) == ("static", 404)
    assert "2026-03-01" not in said.getvalue().replace(day["time"], "")
