"""Documents attached to a record: the list beside its form, dropping and pasting files, copies to read."""
