"""Mine ting: what a citizen takes along, and what is erased. Asks every room; knows no room's tables."""
