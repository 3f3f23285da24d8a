"""Which language a browser wishes for, as it says in Accept-Language (RFC 9110, 12.5.4)."""

import re
from collections.abc import Collection, Iterator

MOST_WANTED = 20
"""Languages that are looked at: no browser sends so many."""
WEIGHT = re.compile(r"[ \t]*;[ \t]*[qQ]=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)[ \t]*")


def wished_for(accept: str, ours: Collection[str], otherwise: str) -> str:
    """The best of `ours`; `otherwise` when none fits or all are refused. A weight of nothing is a
    no."""
    wanted = sorted(_weighed(accept), key=lambda pair: -pair[0])
    refused = {code for weight, code in wanted if not weight}
    for weight, code in wanted:
        found = otherwise if code == "*" else code.split("-")[0]
        if weight and found in ours and found not in refused:
            return found
    return (
        otherwise
        if "*" in refused
        else next((code for code in ours if code not in refused), otherwise)
    )


def _weighed(accept: str) -> Iterator[tuple[float, str]]:
    """Each language with its weight; what is written otherwise than the standard says is as if it
    were not there."""
    for part in accept[:1000].split(",")[:MOST_WANTED]:
        code, parted, rest = part.strip(" \t").partition(";")
        weight = WEIGHT.fullmatch(parted + rest)
        if code and (weight or not parted):
            yield float(weight[1]) if weight else 1.0, code.strip(" \t").lower()
