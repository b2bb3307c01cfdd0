"""The studio: issues from plan to print."""
