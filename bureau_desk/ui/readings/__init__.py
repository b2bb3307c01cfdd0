"""Readings of words as staff say them."""
