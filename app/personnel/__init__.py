"""Pages for those who work for a municipality: coming in, the second factor, and the coordinator's list of colleagues."""
