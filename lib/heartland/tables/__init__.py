"""The tables: where they are, how they are read, and which row to take.

What finds and reads files (``location`` to ``csv_files``) needs the standard library only: a
command that has nothing to do must not pay for pandas.
"""
