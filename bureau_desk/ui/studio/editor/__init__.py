"""The parts of the article editor: text, cards, chips, panels, keeping."""
