"""The tenant: a municipality and who works for it."""

from app.municipality import colleagues, invitations, municipalities, team
from app.municipality.colleagues import (
    COMPANION,
    COORDINATOR,
    EDITOR,
    GUIDE,
    ROLES,
    Colleague,
)
from app.municipality.invitations import Invitation
from app.municipality.team import Listed

__all__ = [
    "COMPANION",
    "COORDINATOR",
    "EDITOR",
    "GUIDE",
    "ROLES",
    "Colleague",
    "Invitation",
    "Listed",
    "colleagues",
    "invitations",
    "municipalities",
    "team",
]
