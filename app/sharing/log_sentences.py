"""Lines of the log as one reads them."""

from collections.abc import Mapping
from typing import Any

from app.foundation.words import Say, say, set_apart
from app.sharing import log
from app.sharing.kinds import ITEM, KINDS

EVENTS = {
    "seen": say("{who} så {what}."),
    "granted": say("Du delte {what} med {who}."),
    "stopped": say("Du stoppede delingen af {what} med {who}."),
    "stopped_all": say("Du stoppede al deling."),
    "paused": say("Du satte al deling på pause."),
    "resumed": say("Du sluttede pausen."),
    "invited": say("Du inviterede {who}."),
    "accepted": say("{who} sagde ja til din invitation."),
    "ended": say("Du sluttede forbindelsen med {who}."),
    "kept_apart": say("Du valgte at holde en ting for dig selv."),
    "let_in": say("Du lod en ting følge med igen."),
    "left": say("{who} sluttede forbindelsen med dig."),
    "answered": say("{who} har svaret på det, du bad om."),
    "cannot": say("{who} skrev: Jeg kan ikke i dag."),
}


def as_sentence(line: Mapping[str, Any]) -> Say:
    """The same for a line as the export has it."""
    return sentence(log.Event(line["what"], line["who"], kind=line["kind"], scope=line["scope"]))


def sentence(event: log.Event) -> Say:
    """A line of the log as one reads it."""
    return Say(
        EVENTS[event.what].text,
        {"who": set_apart(event.who), "what": what(event.kind, event.scope)},
    )


def what(kind: str, scope: str) -> Say | str:
    """What was shared, to its owner: one thing alone is not all of them."""
    shared = KINDS.get(kind)
    return (shared.one if scope == ITEM else shared.yours) if shared else ""


HOW = {"page": say("Læst på en side i appen.")}
"""How something was shown."""
