"""The code of the stories: one module a notebook.

A theme draws the figures of its notebook, writes their findings, and holds what makes them hold
under all parameters. It takes its rows as frames: which rows, and which measure, is decided where a
reader sees it, in the notebook. Only what explains or ranks rows it looks up itself, by the
library: sources (``by_id``), preferences (``prefer``) and the names of areas.
"""
