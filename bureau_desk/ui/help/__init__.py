"""The help: its pages, the window they are read in, and which page belongs to where one is."""
