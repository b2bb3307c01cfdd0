"""Pure counting over a snapshot: a question becomes a table."""
