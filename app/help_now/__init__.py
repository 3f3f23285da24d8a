"""Hjælp nu: someone to call, for everyone, always."""

from app.help_now.lines import FOR_RELATIVES, Line, read

__all__ = ["FOR_RELATIVES", "Line", "read"]
