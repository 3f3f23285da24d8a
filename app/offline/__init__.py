"""The app on the phone without net: what it opens on, its worker, and how it is installed."""
