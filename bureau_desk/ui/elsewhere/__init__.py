"""A desk that another program writes on: the window follows, and offers to write when the other one has gone."""
