"""The tenant: a municipality and who works for it."""

from app.municipality import colleagues, municipalities
from app.municipality.colleagues import COORDINATOR, EDITOR, GUIDE, ROLES, Colleague

__all__ = ["COORDINATOR", "EDITOR", "GUIDE", "ROLES", "Colleague", "colleagues", "municipalities"]
