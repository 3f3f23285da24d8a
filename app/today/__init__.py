"""I dag: one question, and what fits the answer."""
