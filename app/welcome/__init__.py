"""Den gode start: what this is, who sees what, what happens now, and where help is."""
