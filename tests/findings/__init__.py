"""For each notebook: parameters to play, checks of each figure against its rows, and the findings at the defaults."""
