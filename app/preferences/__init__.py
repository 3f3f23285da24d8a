"""Indstillinger: language, light, size, letters, motion, and the lock."""
