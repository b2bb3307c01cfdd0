"""Steps, trash, two days compared, the history of a cell, closed years: what staff see of time."""
