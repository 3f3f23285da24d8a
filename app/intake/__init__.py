"""Intake: what arrives and touches more than one room."""
