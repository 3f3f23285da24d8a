"""What a person typed: an urlencoded form, read strictly and gently."""

import re
import unicodedata
from functools import partial
from urllib.parse import parse_qsl

from litestar.datastructures import UploadFile
from litestar.exceptions import ClientException, HTTPException, InternalServerException

from app.foundation.errors import AppError, BrokenOff, TooLarge, Unreadable, WrongKind
from app.foundation.letters import worded
from app.foundation.web import reading
from app.foundation.web.handler_types import Request
from app.foundation.words import straight

FIELDS = 100
BODY = 65_536
LOCK = "/laas"
CARRY = frozenset(
    (
        "/log-ind",
        "/log-ind/kode",
        "/log-ind/noegle",
        "/er-det-dig",
        "/er-det-dig/noegle",
        "/personale/kode",
    )
)
PLAIN = 262_144
WIDE = {"/sync": PLAIN} | dict.fromkeys((*CARRY, LOCK), 393_216)
"""A page that closes itself sends the whole text that was being typed, and each way of saying who
one is may carry it back, sealed, which makes it a third longer; such a page closes itself too. What
is not sealed yet may be `PLAIN` bytes, or it would find no way back. What a phone kept may be the
longest form there is, sealed behind its lock."""
FILES = {"/steder/indlaes": 24_000_000}
"""Where a file may come, and how many bytes: what a municipality keeps of its places in a table."""
CARRIED = re.compile(rb"(?:^|&)baaret=([\w-]*)")
"""Ways of saying who one is: but for the text that waits, sealed, in letters of which none is read,
such a form is short."""
LONG = re.compile(r"/dagbog(?:/[0-9a-f-]{36}/ret)?")
LONG_BODY = 131_072
"""An entry may hold 5,000 letters, with what helped and who was there, and each letter takes up to
twelve bytes on its way: with room to spare, so that whoever writes too much gets their words back
too. The longest forms there are, and no others."""
FORM = "application/x-www-form-urlencoded"
WITH_FILE = "multipart/form-data"


INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters but tab and line end, and halves of characters."""
UNUSUAL = re.compile("[^\t\n -~\xa0-\u02ff]")
"""All but tabs, line ends and the letters of Latin alphabets, each of which is one character and no
mark: most of what anybody writes, and there nothing has to be changed (a test looks through them
all)."""
LAST = 0x1FFFF
"""Above it no character is a mark (a test looks through all there are, so that a newer table is
noticed)."""


def piles_up(char: str) -> bool:
    """Whether a character is nothing but marks once it is taken apart: a few of them are no mark by
    themselves (U+0F73)."""
    if not unicodedata.combining(char) and not unicodedata.decomposition(char):
        return False
    return all(map(unicodedata.combining, unicodedata.normalize("NFKD", char)))


PILED = re.compile(
    "([{0}]{{20}})[{0}]+".format("".join(filter(piles_up, map(chr, range(LAST + 1)))))
)
"""More marks on one letter than any language writes. Normalising puts each run of them in order,
which takes the square of its length and lets nobody else in meanwhile, so runs are cut before. Made
from Unicode's own table: a list by hand leaves some out."""
BROKEN = re.compile(rb"%(?![0-9A-Fa-f]{2})")
"""A percent sign that begins nothing: no browser sends one, and reading thousands of them is slow.
"""
AT_ONCE = 16_384
"""Bytes of a form that are read while everybody waits; a longer one is read in a thread
(`reading.py`)."""


class Form:
    """The fields of one form. Order is kept; text is NFC, without control characters, with plain
    line ends."""

    def __init__(
        self, pairs: list[tuple[str, str]], *, unread: bool = False, file: bytes = b""
    ) -> None:
        self.pairs = pairs
        self.file = file
        self.unread = unread
        """Something came, and could not be read: nobody may say that it is kept."""

    def line(self, name: str) -> str:
        """What was typed in it as one line of plain words; nothing where no word is in it."""
        return " ".join(worded(straight(self.get(name))).split())

    def get(self, name: str, otherwise: str = "") -> str:
        return next((value for key, value in self.pairs if key == name), otherwise)

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.pairs if key == name]

    def as_dict(self) -> dict[str, str]:
        return dict(self.pairs)


def is_form(request: Request) -> bool:
    """Whether something was posted as a form."""
    return (
        request.method == "POST"
        and request.headers.get("content-type", FORM).split(";")[0].strip().lower() == FORM
    )


async def read_form(request: Request) -> Form:
    """Read the form once per request. Raises WrongKind, TooLarge or Unreadable."""
    known = request.scope["state"].get("typed")
    if known is None:
        known = request.scope["state"]["typed"] = await _read(request)
    return known


async def what_came(request: Request) -> Form:
    """The form of whoever goes. One that cannot be read, or broke off, says nothing, and they go
    all the same.

    Behind «Skjul» and «Log ud» somebody stands who wants out: leaving always works, so what names
    nobody ends the login of whoever is in, even where an old tab of another's sent it. The lock
    taps itself: its address says whose page it was, whatever is wrong with the form.
    """
    try:
        return await read_form(request)
    except (AppError, HTTPException):
        nothing = request.scope["state"]["typed"] = Form([], unread=True)
        return nothing


async def _read(request: Request) -> Form:
    kind = request.headers.get("content-type", FORM).split(";")[0].strip().lower()
    path = request.scope["path"]
    if kind == WITH_FILE and path in FILES:
        return await _beside_a_file(request)
    body = await body_of(request)
    if kind != FORM and body:
        raise WrongKind
    # It adds where it leads.
    plain, fields = (
        len(body) - _carried(path, body),
        FIELDS + (path == LOCK),
    )
    if plain <= AT_ONCE:
        return _parsed(body, fields)
    if path in CARRY or plain > PLAIN:
        raise TooLarge
    return await reading.apart(request, partial(_parsed, body, fields))


async def _beside_a_file(request: Request) -> Form:
    """What was typed, and the file that came with it."""
    try:
        found = list((await request.form()).multi_items())
    except InternalServerException as error:
        raise BrokenOff from error
    except ClientException as error:
        raise (TooLarge if error.status_code == 413 else Unreadable) from error
    except (ValueError, LookupError) as error:
        raise Unreadable from error
    file = b""
    for _, value in found:
        if isinstance(value, UploadFile):
            file = file or await value.read()
            await value.close()
    pairs = [(name, clean(value)) for name, value in found if isinstance(value, str)]
    return Form(pairs, file=file)


def _carried(path: str, body: bytes) -> int:
    found = CARRIED.search(body) if path in CARRY or path == LOCK else None
    return len(found[1]) if found else 0


def _parsed(body: bytes, fields: int) -> Form:
    if BROKEN.search(body):
        raise Unreadable
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, max_num_fields=fields, errors="strict"
        )
    except ValueError as error:
        raise Unreadable from error
    return Form([(key, clean(value)) for key, value in pairs])


def widest(path: str) -> int:
    """Bytes a form to this address may have."""
    return LONG_BODY if LONG.fullmatch(path) else (FILES | WIDE).get(path, BODY)


async def body_of(request: Request) -> bytes:
    """The whole body. Raises TooLarge, BrokenOff or Unreadable."""
    try:
        body: bytes = await request.body()
    except InternalServerException as error:
        raise BrokenOff from error
    except ClientException as error:
        raise (TooLarge if error.status_code == 413 else Unreadable) from error
    if len(body) > widest(request.scope["path"]):
        raise TooLarge
    return body


def clean(text: str) -> str:
    """Plain line ends, one form per letter, nothing invisible that could break a page or a file."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    if not UNUSUAL.search(plain):
        return plain
    return unicodedata.normalize("NFC", PILED.sub(r"\1", INVISIBLE.sub("", plain)))
