"""The room of printing: the view that is seen, on paper or as PDF, with its title, conditions and date."""
