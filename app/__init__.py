"""Fodfæste: a citizen's own recovery companion."""
