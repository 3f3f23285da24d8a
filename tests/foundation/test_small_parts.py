"""The small parts everything stands on: buckets, typed text, addresses onwards, statics, the
pseudo-language."""

from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

import pytest

from app.foundation.errors import CannotStart
from app.foundation.settings import from_environment
from app.foundation.web.answers import within
from app.foundation.web.forms import clean
from app.foundation.web.limits import Bucket, neighbourhood
from app.foundation.web.statics import Asset, Statics, stylesheets
from app.foundation.words import Words, say, stretched
from app.main import HERE


def test_a_bucket_lets_a_burst_through_and_then_says_when() -> None:
    bucket = Bucket(3, 1000)
    assert [bucket.take("a") for _ in range(3)] == [0, 0, 0]
    assert bucket.take("a") >= 990
    assert bucket.take("b") == 0
    bucket.forget("a")
    assert bucket.take("a") == 0


@pytest.mark.parametrize(
    ("address", "near"), [("192.0.2.77", "192.0.2"), ("2001:db8:1:2::3", "2001:db8:1"), ("", "")]
)
def test_an_address_is_only_known_by_its_neighbourhood(address: str, near: str) -> None:
    assert neighbourhood(address) == near


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\0b\x07", "ab"),
        ("A\u030a", "Å"),
        ("مرحبا 👋🏽\n", "مرحبا 👋🏽\n"),
        ("tab\there", "tab\there"),
        ("\u200dlim", "\u200dlim"),
    ],
)
def test_typed_text_is_made_plain_and_nothing_readable_is_lost(typed: str, kept: str) -> None:
    assert clean(typed) == kept


@pytest.mark.parametrize(
    "path",
    [
        "//ondt.example",
        "https://ondt.example",
        "/\\ondt.example",
        "javascript:alert(1)",
        "dagbog",
        "",
        "/a\nb",
        "/å",
        "/\u202e",
        "///x",
    ],
)
def test_no_way_leads_out_of_the_app(path: str) -> None:
    """R62."""
    assert within(path, "/hjem") == "/hjem"
    assert within("/dagbog?foer=20260314.2#e", "/hjem") == "/dagbog?foer=20260314.2#e"


def test_statics_are_named_by_their_content_and_compressed() -> None:
    statics = Statics(HERE / "static")
    css = statics.asset("app.css")
    assert css.url.startswith("/static/app.") and css.url in statics.by_url
    assert css.brotli is not None and css.gzip is not None
    assert len(css.gzip) <= 8000, "all styles together, on the wire"
    assert b"/static/vendor/atkinson-hyperlegible-next-latin." in css.plain
    assert stylesheets(HERE / "static")[0].name.startswith("00")


def test_vendored_files_are_the_ones_that_were_checked() -> None:
    import hashlib

    folder = HERE / "static" / "vendor"
    checked = {
        name: digest
        for digest, name in (
            line.split() for line in (folder / "SHA256SUMS").read_text().splitlines()
        )
    }
    served = {
        str(file.relative_to(folder))
        for file in folder.rglob("*")
        if file.suffix in (".js", ".woff2")
    }
    assert served and served <= set(checked), f"nobody has checked {served - set(checked)}"
    for name, digest in checked.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest, name


def test_words_with_values_are_escaped_and_filled(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(
        "{{ _('Hej {name}', name=name) }}|{{ _('100% sikker') }}|{{ ngettext('{n} dag', '{n} "
        "dage', 2) }}"
    )
    words = Words(HERE / "locales", tmp_path, pseudo=True)
    shown = words.get("da").templates.get_template("a.html").render(name="<b>")
    assert shown == "Hej &lt;b&gt;|100% sikker|2 dage"
    assert words.get("klingon").code == "da"
    assert words.get("da").say(say("Plads til {n} tegn", n=5)) == "Plads til 5 tegn"
    assert stretched("Hej {name}").startswith("[Héj {name}")


def test_a_sentence_that_is_no_literal_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("{{ _(name) }}")
    with pytest.raises(TypeError, match="literal"):
        Words(HERE / "locales", tmp_path).get("da").templates.get_template("a.html")


def test_plain_http_is_for_this_machine_only() -> None:
    assert from_environment({"FODFAESTE_PORT": "8001"}).origins[0] == "http://127.0.0.1:8001"
    assert from_environment({"FODFAESTE_ORIGIN": "https://a.example"}).hosts == {"a.example"}
    with pytest.raises(CannotStart, match="https"):
        from_environment({"FODFAESTE_ORIGIN": "http://a.example"})


def test_a_tower_of_marks_on_one_letter_is_cut_and_holds_nobody_up() -> None:
    tower = "a" + "\u0301" * 21000 + "\u0323" * 21000
    assert len(clean(tower)) <= 25
    assert clean("e\u0301") == "é"


def test_a_file_goes_as_it_is_until_it_is_pressed_and_where_it_could_not_be() -> None:
    """Nobody waits for it, and nobody is left without it."""
    pressing: Future[tuple[bytes, bytes]] = Future()
    asset = Asset("/static/x.js", "text/javascript", '"x"', "sha256-x", b"plain", pressing)
    assert asset.best(b"gzip, br") == (b"plain", b"")
    pressing.set_result((b"gz", b"br"))
    assert [asset.best(takes) for takes in (b"gzip, br", b"gzip", b"")] == [
        (b"br", b"br"),
        (b"gz", b"gzip"),
        (b"plain", b""),
    ]
    broken: Future[tuple[bytes, bytes]] = Future()
    broken.set_exception(MemoryError())
    assert replace(asset, pressed=broken).best(b"gzip, br") == (b"plain", b"")
