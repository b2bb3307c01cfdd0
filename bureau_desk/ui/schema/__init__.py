"""The room in which staff change fields and code lists."""
