"""The room of the first page: what should be looked at today, each a click away."""
