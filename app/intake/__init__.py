"""Intake: what arrives and touches more than one room."""

from app.intake.operations import WAYS

__all__ = ["WAYS"]
