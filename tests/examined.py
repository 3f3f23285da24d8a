"""Every page a test fetches is examined: what must be true of all pages is checked on all pages."""

import json
import re
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from xml.etree.ElementTree import Element

from tests.shapes import parsed

BOOLEAN_ATTRIBUTES = {
    "hidden",
    "checked",
    "required",
    "disabled",
    "selected",
    "readonly",
    "defer",
    "open",
    "download",
}
EMPTY_ALLOWED = {"value", "alt"}
HTML = "{http://www.w3.org/1999/xhtml}"
TRUST = Path(__file__).parent.parent / "static" / "js" / "00-trust.js"
MACHINES = "application/ld+json"
TOLD = re.compile(f'<script type="{re.escape(MACHINES)}">[^<]*</script>')
"""What search engines are told: no script, and no page with it is put into another."""
OURS = re.compile(re.search(r"/(<\(.*)/gi;", TRUST.read_text(encoding="utf-8"))[1], re.I)  # type: ignore[index]
"""What the browser takes as markup of ours; the same pattern, read from where it is."""
BEHAVIOUR = re.compile(r"""\bbehaviour\(["']([^"']+)""")
DONE_BY = {
    name: file.stem if file.parent.name == "pages" else ""
    for file in TRUST.parent.rglob("*.js")
    for name in BEHAVIOUR.findall(file.read_text(encoding="utf-8"))
}
"""The script of its own that a behaviour stands in; empty for those that every page carries."""
PAGE_SCRIPT = re.compile(r"/static/pages/([a-z-]+)\.")
TAKES_WORDS = {"text", "search", "email", "tel", "url"}


@dataclass
class Form:
    """A form as it stands on a page: where it goes, and every field with the value it would
    send."""

    action: str
    method: str
    fields: list[tuple[str, str]]
    buttons: list[tuple[str, str]] = field(default_factory=list)
    wordy: set[str] = field(default_factory=set)
    """The names of fields that take somebody's own words."""


class Page:
    """A parsed page. Making one raises AssertionError for anything that is wrong with it."""

    def __init__(self, text: str, *, whole: bool = True) -> None:
        self.text = text
        self.root, self.errors = parsed(text if whole else f"<!doctype html><title>x</title>{text}")
        self._sound()
        if whole:
            self._one_page()

    @property
    def title(self) -> str:
        return _text(self.root.find(".//title"))

    @property
    def h1(self) -> str:
        return _text(self.root.find(".//h1"))

    @property
    def main(self) -> str:
        return _text(self.root.find(".//main"))

    @property
    def inner(self) -> str:
        """What stands within <main>, byte for byte."""
        return (
            self.text.partition('<main id="main" class="page">')[2].partition("</main>")[0].strip()
        )

    @property
    def said(self) -> str:
        """The status line."""
        return next((_text(node) for node in self.root.iter() if node.get("id") == "status"), "")

    @property
    def links(self) -> list[str]:
        return [node.get("href", "") for node in self.root.iter("a")]

    @property
    def written(self) -> set[str]:
        """People's own words: what is marked as theirs (what has a language is ours: a town), and
        what stands in fields."""
        ours = [node for node in self.root.iter() if node.get("lang") is None]
        marked = [
            node for node in ours if node.tag == "bdi" or "words" in node.get("class", "").split()
        ]
        fields = [_value(node) for node in self.root.iter() if _takes_words(node)]
        return {" ".join(each.split()) for each in (*map(_text, marked), *fields)} - {""}

    def texts(self, tag: str) -> list[str]:
        """The words within each element of a kind."""
        return [_text(node) for node in self.root.iter(tag)]

    def action(self, end: str) -> str:
        """The address of the first form that ends so."""
        return next(form.action for form in self.forms if form.action.endswith(end))

    @property
    def forms(self) -> list[Form]:
        return [_form(node) for node in self.root.iter("form")]

    def form(self, action: str) -> Form:
        found = [form for form in self.forms if form.action == action]
        assert found, f"no form to {action}; there are {[form.action for form in self.forms]}"
        return found[0]

    def _sound(self) -> None:
        assert not self.errors, f"the HTML does not parse: {self.errors[:3]}"
        for node in self.root.iter():
            for name, value in node.attrib.items():
                assert name != "style", f"style= on <{node.tag}>: use a class"
                assert not name.startswith("on"), f"{name}= on <{node.tag}>: write a behaviour"
                leads = name in ("href", "src", "action", "formaction")
                assert not (leads and value.strip().lower().startswith("javascript:")), (
                    f"javascript: in {name}"
                )
            if node.get("type") == MACHINES:
                json.loads(node.text or "")
            elif node.tag == "script":
                assert node.get("src", "").startswith("/static/"), (
                    "inline script: put it in static/js"
                )
        bare = [
            form.get("action")
            for form in self.root.iter("form")
            if form.find(".//textarea") is not None and not _holds(form)
        ]
        assert not bare, (
            f"what is typed in {bare} would be lost behind Back: say keeps-draft (80-keeps-offline)"
        )
        left = OURS.sub("", TOLD.sub("", self.text))
        odd = left.find("<")
        assert odd < 0, (
            f"the browser would not take this (static/js/00-trust.js): {left[odd : odd + 80]}"
        )
        self._labels()

    def _labels(self) -> None:
        labelled = {node.get("for") for node in self.root.iter("label")}
        wrapped = {id(field) for label in self.root.iter("label") for field in label.iter("input")}
        for node in (
            *self.root.iter("input"),
            *self.root.iter("textarea"),
            *self.root.iter("select"),
        ):
            hidden = node.get("type") == "hidden" or node.get("aria-hidden") == "true"
            assert hidden or node.get("id") in labelled or id(node) in wrapped, (
                f"no label for {node.attrib}"
            )
        ids = [node.get("id") for node in self.root.iter() if node.get("id")]
        assert len(ids) == len(set(ids)), (
            f"an id stands twice: {[i for i in ids if ids.count(i) > 1]}"
        )

    def _scripts(self) -> None:
        """What a page asks for it also carries."""
        carried = {
            "",
            *(
                found[1]
                for node in self.root.iter("script")
                if (found := PAGE_SCRIPT.match(node.get("src", "")))
            ),
        }
        asked = {
            name: DONE_BY.get(name, "")
            for node in self.root.iter()
            if (name := node.get("data-behaviour", ""))
        }
        for kept in (
            node.get("data-forms", "")
            for node in self.root.iter("meta")
            if node.get("name") == "account"
        ):
            if any(_drafts(form, kept) for form in self.root.iter("form")):
                asked |= {"drafts": "keeps-drafts", "drafts behind the lock": "opens-the-lock"}
        dead = {name: script for name, script in asked.items() if script not in carried}
        assert not dead, (
            "nothing does what the page asks for, put {{ script(…) }} in its block "
            f"scripts: {dead}"
        )

    def _one_page(self) -> None:
        html = self.root
        assert html.get("lang"), "no lang on <html>"
        assert html.get("dir") in ("ltr", "rtl"), "no dir on <html>"
        heads = list(html.iter("h1"))
        assert len(heads) == 1, f"{len(heads)} h1"
        today = any(node.get("href") == "/" and node.get("aria-current") for node in html.iter("a"))
        assert today or self.title.startswith(self.h1), (
            f"the title {self.title!r} does not begin with the h1 {self.h1!r}"
        )
        told = [words for words in self.written if within(words, self.title)]
        assert not told, (
            f"a person's words stand in the title {self.title!r}: give the page a name of its own"
        )
        levels = [
            int(node.tag[1]) for node in html.iter() if re.fullmatch(r"h[1-6]", str(node.tag))
        ]
        jumps = [(a, b) for a, b in pairwise(levels) if b > a + 1]
        assert not jumps, f"a heading level is skipped: {jumps}"
        self._scripts()
        # What «Skjul» leads to looks like nobody's page: no way back to us, and our name is not in
        # its title.
        nobodys = not self.links and self.title == self.h1
        assert nobodys or any(link == "/hjaelp-nu" for link in self.links), (
            "Hjælp nu is not on the page"
        )


def _drafts(form: Element, kept: str) -> bool:
    """Whether a form has drafts: somebody writes in it, or the outbox takes its words
    (pages/keeps-drafts.js)."""
    ours = (
        form.find(".//textarea") is not None
        and re.fullmatch(kept, form.get("action", "")) is not None
    )
    return ours or form.get("data-behaviour") == "keeps-draft"


def _holds(form: Element) -> bool:
    """Whether the page holds on to what is typed in a form until somebody has it."""
    return form.get("data-behaviour") == "keeps-draft" or "data-stays" in form.attrib


def within(words: str, said: str) -> bool:
    """Whether somebody's words, or how they begin, stand in a title or an address. A word of two
    letters tells nothing."""
    begun = words[:20]
    return len(begun) > 2 and re.search(rf"(?<!\w){re.escape(begun)}", said) is not None


def _takes_words(node: Element) -> bool:
    return node.tag == "textarea" or (
        node.tag == "input" and node.get("type", "text") in TAKES_WORDS
    )


def _value(node: Element) -> str:
    return (
        "".join(node.itertext()).removeprefix("\n")
        if node.tag == "textarea"
        else node.get("value") or ""
    )


def _text(node: Element | None) -> str:
    return " ".join("".join(node.itertext()).split()) if node is not None else ""


def _form(node: Element) -> Form:
    fields: list[tuple[str, str]] = []
    buttons: list[tuple[str, str]] = []
    for each in node.iter():
        name, value = each.get("name"), each.get("value") or ""
        if each.tag == "button" and name:
            buttons.append((name, value))
        if not name or each.tag not in ("input", "textarea", "select"):
            continue
        if each.get("type") in ("checkbox", "radio") and "checked" not in each.attrib:
            continue
        if each.tag == "textarea":
            value = _value(each)
        if each.tag == "select":
            value = next(
                (o.get("value") or "" for o in each.iter("option") if "selected" in o.attrib), ""
            )
        fields.append((name, value))
    wordy = {each.get("name", "") for each in node.iter() if _takes_words(each)}
    return Form(node.get("action", ""), node.get("method", "get"), fields, buttons, wordy)
