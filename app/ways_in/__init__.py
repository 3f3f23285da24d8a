"""Passkeys and devices: other ways in than a password, and where one is signed in."""
