"""Hjælp nu: someone to call, for everyone, always."""

from app.help_now.lines import Line, read

__all__ = ["Line", "read"]
