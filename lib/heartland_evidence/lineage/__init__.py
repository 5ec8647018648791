"""What rests on what: the rows behind a committed figure, what a change moves, what to trace next.

Nothing is checked here; an estimate says where to look.
"""
