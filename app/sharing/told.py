"""Lines of the log as one reads them."""

from collections.abc import Mapping
from typing import Any

from app.foundation.words import Say, say, set_apart
from app.sharing import log
from app.sharing.kinds import KINDS

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
    "left": say("{who} sluttede forbindelsen med dig."),
}


def as_sentence(line: Mapping[str, Any]) -> Say:
    """The same for a line as the export has it."""
    return sentence(log.Event(line["what"], line["who"], kind=line["kind"]))


def sentence(event: log.Event) -> Say:
    """A line of the log as one reads it."""
    kind = KINDS.get(event.kind)
    return Say(EVENTS[event.what].text, {"who": set_apart(event.who), "what": kind.yours if kind else ""})
