"""Min plan."""
