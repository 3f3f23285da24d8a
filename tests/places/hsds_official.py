"""Open Referral's own schemas, and what an answer breaks of them."""

import hashlib
import json
import lzma
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jsonschema import Draft202012Validator, FormatChecker

HERE = Path(__file__).parent / "hsds"
VERSIONS = ("3.0", "3.1-dev")
FORMATS = FormatChecker()


def _is_uri(value: object) -> bool:
    if not isinstance(value, str):
        return True
    parts = urlsplit(value)
    plain = value.isascii() and value.isprintable() and not set(value) & set(' <>"{}|\\^`')
    return plain and bool(parts.scheme and parts.netloc)


def _is_moment(value: object) -> bool:
    if not isinstance(value, str):
        return True
    day, _, rest = value.partition("T")
    return len(day) == 10 and rest.endswith(("Z", "+00:00")) and rest.count(":") >= 2


FORMATS.checks("uri")(_is_uri)
FORMATS.checks("date-time")(_is_moment)


def raw(name: str) -> bytes:
    """A file as it was published."""
    path = HERE / name
    return (
        path.read_bytes() if path.exists() else lzma.decompress((HERE / f"{name}.xz").read_bytes())
    )


def sums() -> Iterator[tuple[str, str, str]]:
    """Each file, what its sum should be, and what it is."""
    for line in (HERE / "SHA256SUMS").read_text().splitlines():
        said, name = line.split()
        yield name, said, hashlib.sha256(raw(name)).hexdigest()


@cache
def _validator(version: str, schema: str) -> Draft202012Validator:
    told = json.loads(raw(f"{version}/{schema}.json"))
    if schema == "taxonomy_term":  # the only one that is not compiled and points at others
        told["properties"]["taxonomy_detail"] = json.loads(raw(f"{version}/taxonomy.json"))
        del told["properties"]["metadata"]
    if schema.startswith("taxonomy"):
        told.get("properties", {}).pop("metadata", None)
        told["properties"].get("taxonomy_detail", {}).get("properties", {}).pop("metadata", None)
    return Draft202012Validator(told, format_checker=FORMATS)


def breaches(schema: str, told: Any) -> list[str]:
    """What it breaks, in every version that has the schema."""
    found = []
    for version in VERSIONS:
        if schema.startswith("taxonomy") and version != "3.0":
            continue
        for error in _validator(version, schema).iter_errors(told):
            found.append(
                f"{version} {'/'.join(map(str, error.absolute_path))}: {error.message}"[:200]
            )
    return found


def known_words(schema: str) -> dict[str, Any]:
    """The words that an object may use, and those of its parts."""
    properties: dict[str, Any] = _validator("3.0", schema).schema["properties"]
    return properties


def openapi() -> dict[str, Any]:
    told: dict[str, Any] = json.loads(raw("3.0/openapi.json"))
    return told
