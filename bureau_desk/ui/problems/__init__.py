"""The page of problems: what waits, what the check of the whole desk found, and what staff let stand."""
