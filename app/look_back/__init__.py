"""Looking back: days as shapes and as words. No averages, no trends, nothing missing."""
