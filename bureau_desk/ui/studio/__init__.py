"""The studio: issues, their plans, articles written as text with blocks, pages, publishing and the archive."""
