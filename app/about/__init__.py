"""Om appen: what it is, who can read what, and how accessible it is."""
