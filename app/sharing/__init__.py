"""Who may see what: bonds, grants, the one rule, and the log of who saw what."""
