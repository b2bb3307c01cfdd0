"""The page of one organisation: head, titles, evaluations by year, statistics, all that belongs to it."""
