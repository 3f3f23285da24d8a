"""An entry that is changed in two places at once: what can be put together is, and otherwise both
texts are kept."""

from typing import Any

from app.foundation import ids
from app.journal import entries, versions
from app.journal.entries import LONGEST, Words
from tests.examined import Page
from tests.phone import Phone
from tests.world import World


def begun(world: World) -> tuple[Phone, str]:
    me = world.person()
    row = world.write(
        entries.keep, me, ids.new(), me.today, Words("Det første", ("te",), ("hope",), "Sara")
    )
    return world.signed_in(), f"/dagbog/{row}"


def saved(phone: Phone, form: Page, path: str, **typed: Any) -> Page:
    return phone.post(f"{path}/ret", phone.typed(form, f"{path}/ret", **typed))


def entry(world: World) -> entries.Entry:
    found: list[entries.Entry] = world.read(entries.timeline, world.person()).entries
    return found[0]


def test_different_fields_are_put_together(world: World) -> None:
    phone, path = begun(world)
    here, there = phone.get(f"{path}/ret"), phone.get(f"{path}/ret")
    saved(phone, here, path, tekst="Skrevet om")
    saved(phone, there, path, sammen="Alma", hjalp=["te", "kaffe"])
    now = entry(world)
    assert (now.text, now.company, now.also) == ("Skrevet om", "Alma", ())
    assert now.helped == ("te", "kaffe")


def test_the_same_text_changed_twice_keeps_both(world: World) -> None:
    phone, path = begun(world)
    here, there = phone.get(f"{path}/ret"), phone.get(f"{path}/ret")
    saved(phone, here, path, tekst="Som telefonen siger")
    page = saved(phone, there, path, tekst="Som computeren siger")
    assert "begge udgaver er her" in page.said
    assert "Som telefonen siger" in page.main and "Som computeren siger" in page.main
    assert entry(world).also == ("Som telefonen siger",)
    for shown in (phone.get("/dagbog"), phone.get(path), phone.get(f"{path}/ret")):
        assert "En anden udgave" in shown.main


def test_the_same_words_twice_are_one(world: World) -> None:
    phone, path = begun(world)
    here, there = phone.get(f"{path}/ret"), phone.get(f"{path}/ret")
    for form in (here, there):
        saved(phone, form, path, tekst="Det samme begge steder")
    assert entry(world).also == ()


def test_a_version_is_there_until_it_is_taken_away(world: World) -> None:
    phone, path = begun(world)
    forms = [phone.get(f"{path}/ret") for _ in "ab"]
    for form, text in zip(forms, ("En", "To"), strict=True):
        saved(phone, form, path, tekst=text)
    saved(phone, phone.get(f"{path}/ret"), path, tekst="Tre")
    assert (entry(world).text, entry(world).also) == ("Tre", ("En",))
    form = phone.get(f"{path}/ret")
    saved(phone, form, path, uden=versions.mark("En"))
    assert (entry(world).text, entry(world).also) == ("Tre", ())


def test_what_helped_is_joined(world: World) -> None:
    phone, path = begun(world)
    here, there = phone.get(f"{path}/ret"), phone.get(f"{path}/ret")
    saved(phone, here, path, hjalp=["te", "bad"])
    saved(phone, there, path, hjalp=["te", "sang"])
    assert entry(world).helped == ("te", "bad", "sang")


def test_no_version_is_ever_dropped(world: World) -> None:
    """From nine phones at once, each as long as an entry may be: what the entry does not hold
    becomes one of its own."""
    phone, path = begun(world)
    forms = [phone.get(f"{path}/ret") for _ in range(9)]
    texts = [f"{n}" + "🌿" * (LONGEST - 1) for n in range(1, 10)]
    for form, text in zip(forms, texts, strict=True):
        saved(phone, form, path, tekst=text)
    found = world.read(entries.timeline, world.person()).entries
    assert sorted(text for each in found for text in (each.text, *each.also)) == sorted(texts)


def test_a_form_that_needs_something_still_knows_what_it_showed(world: World) -> None:
    phone, path = begun(world)
    here, there = phone.get(f"{path}/ret"), phone.get(f"{path}/ret")
    saved(phone, here, path, tekst="Fra telefonen")
    again = phone.post(
        f"{path}/ret", phone.typed(there, f"{path}/ret", tekst="For langt " * 600), expect=422
    )
    saved(phone, again, path, tekst="Kortere")
    assert (entry(world).text, entry(world).also) == ("Kortere", ("Fra telefonen",))
