"""Keep locales/*/LC_MESSAGES/messages.po in step with the Danish sentences in app/ and templates/.

`python .ci/catalogue.py` brings every language up to date: new sentences come in untranslated, old
ones go. `python .ci/catalogue.py --check` changes nothing, names what is not in step, and then ends
with 1.
"""

import ast
import sys
import tomllib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from string import Formatter
from typing import Any, BinaryIO

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

ROOT = Path(__file__).resolve().parent.parent
KEYWORDS: dict[str, Any] = {"_": None, "say": None, "ngettext": (1, 2)}
AS_TEMPLATES = {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
HELP_LINES = "app/help_now/data"
HEADER = """# Translated from what the Danish means. Brought up to date by .ci/catalogue.py.
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"MIME-Version: 1.0\\n"
"Language: {code}\\n"
"Plural-Forms: {plural}\\n"

"""
Found = Iterator[tuple[int, str | None, Any, list[str]]]
Sentence = str | tuple[str, ...]


def sentences(root: Path = ROOT) -> Catalog:
    """Every sentence of the app as a template catalogue: file by file, and by the alphabet within a
    file."""
    found: dict[Sentence, set[str]] = {}
    for path, method in _sources(root):
        with path.open("rb") as file:
            for _, sentence, _, _ in extract(method, file, KEYWORDS, options=AS_TEMPLATES):
                found.setdefault(sentence, set()).add(path.relative_to(root).as_posix())
    if twice := {each[0] for each in found if isinstance(each, tuple)} & {
        each for each in found if isinstance(each, str)
    }:
        raise ValueError(
            f"Said both with ngettext and without, so that _() would find nothing: {sorted(twice)}"
        )
    template = Catalog(fuzzy=False)
    for sentence in sorted(found, key=lambda each: (min(found[each]), _first(each))):
        template.add(sentence, locations=[(file, 0) for file in sorted(found[sentence])])
    return template


def languages(root: Path = ROOT) -> list[str]:
    return sorted(folder.name for folder in (root / "locales").iterdir() if folder.is_dir())


def file_of(code: str, root: Path = ROOT) -> Path:
    return root / "locales" / code / "LC_MESSAGES" / "messages.po"


def read(code: str, root: Path = ROOT) -> Catalog:
    """What is translated so far; empty for a new language."""
    file = file_of(code, root)
    return read_po(BytesIO(file.read_bytes() if file.exists() else b""), locale=code)


def updated(code: str, template: Catalog, root: Path = ROOT) -> bytes:
    """The file as it should stand: msgmerge, without guesses and without what is no longer said."""
    catalog = read(code, root)
    catalog.update(template, no_fuzzy_matching=True)
    body = BytesIO()
    write_po(body, catalog, width=0, omit_header=True, ignore_obsolete=True, include_lineno=False)
    header = HEADER.format(code=code, plural=get_plural(code))
    return header.encode() + body.getvalue().rstrip(b"\n") + b"\n"


def faults(template: Catalog, catalog: Catalog) -> list[str]:
    """What a reader of the language would stumble over, in words."""
    wanted = {_first(message.id): message for message in template if message.id}
    there = {_first(message.id): message for message in catalog if message.id}
    found = [f"missing: {key}" for key in wanted if key not in there]
    found += [f"obsolete: {key}" for key in there if key not in wanted]
    return found + [
        f"{wrong}: {key}"
        for key in wanted
        if key in there
        for wrong in _wrong(wanted[key], there[key])
    ]


def main(arguments: list[str]) -> int:
    template = sentences()
    if "--check" in arguments:
        told = [
            f"{code}: {fault}" for code in languages() for fault in _out_of_step(code, template)
        ]
        print("\n".join(told) or "Every language is in step.")
        return bool(told)
    for code in languages():
        file_of(code).parent.mkdir(parents=True, exist_ok=True)
        file_of(code).write_bytes(updated(code, template))
        print("\n".join([f"{code}: {len(template)} sentences.", *faults(template, read(code))]))
    return 0


def _sources(root: Path) -> Iterator[tuple[Path, Any]]:
    yield from ((path, _python) for path in sorted((root / "app").rglob("*.py")))
    yield from ((path, _help_lines) for path in sorted((root / HELP_LINES).rglob("*.toml")))
    yield from ((path, babel_extract) for path in sorted((root / "templates").rglob("*.html")))


def _python(file: BinaryIO, _keywords: Any, _tags: Any, options: Any) -> Found:
    """`say("…")` itself; Babel's own reader would also take the names in `logs.say("…")` for
    sentences."""
    for node in ast.walk(ast.parse(file.read())):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "say"
            and node.args
        ):
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield node.lineno, "say", first.value, []


def _help_lines(file: BinaryIO, _keywords: Any, _tags: Any, options: Any) -> Found:
    for line in tomllib.load(file).get("line", []):
        yield from (
            (0, None, line[name], [])
            for name in ("name", "for", "beside", "owner", "source")
            if name in line
        )


def _first(sentence: Sentence | list[str]) -> str:
    return sentence if isinstance(sentence, str) else sentence[0]


def _wrong(wanted: Message, there: Message) -> Iterator[str]:
    forms = [there.string] if isinstance(there.string, str) else list(there.string or [])
    if isinstance(wanted.id, str) is not isinstance(there.id, str):
        yield "another number of forms"
    elif there.fuzzy:
        yield "a guess"
    elif not forms or not all(forms):
        yield "untranslated"
    elif not _same_blanks(wanted, forms):
        yield "other placeholders"


def _same_blanks(wanted: Message, forms: list[str]) -> bool:
    """The same {names}. Of a plural the form for many must have them all; «the last day» may leave
    the number out."""
    try:
        given = [_blanks(form) for form in forms]
    except ValueError:
        return False
    ids = [wanted.id] if isinstance(wanted.id, str) else list(wanted.id)
    return given[-1] == _blanks(ids[-1]) and all(each <= _blanks("".join(ids)) for each in given)


def _blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def _out_of_step(code: str, template: Catalog) -> list[str]:
    found = faults(template, read(code))
    stands = file_of(code).read_bytes() if file_of(code).exists() else b""
    if not found and stands != updated(code, template):
        return [
            "the file would change (order, or where a sentence stands): run python .ci/catalogue.py"
        ]
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
