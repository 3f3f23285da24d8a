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
    return sentence(log.Event(line["what"], line["who"], kind=line["kind"], scope=line.get("scope", "")))


def sentence(event: log.Event) -> Say:
    """A line of the log as one reads it."""
    kind = KINDS.get(event.kind)
    what = (kind.one if event.scope == ITEM else kind.yours) if kind else ""
    return Say(EVENTS[event.what].text, {"who": set_apart(event.who), "what": what})


HOW = {"page": say("Læst på en side i appen.")}
"""How something was shown."""
