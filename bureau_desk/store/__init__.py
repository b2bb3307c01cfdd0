"""The desk file: an append-only journal and the current tables that are rebuilt from it."""
