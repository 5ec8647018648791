"""The code of the stories: one module a notebook.

A theme draws the figures of its notebook, writes their findings, and holds what makes them hold
under all parameters. It takes frames and loads nothing: which rows, and which measure, is decided
where a reader sees it, in the notebook.
"""
