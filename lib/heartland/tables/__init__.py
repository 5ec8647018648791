"""The tables: where they are, how they are read, and which row to take."""
