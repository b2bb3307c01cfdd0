"""Entering: editing in cells, pickers, pasting, bulk edit, replacing, drafts."""
