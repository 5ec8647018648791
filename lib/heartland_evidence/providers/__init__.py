"""Files of providers: how they are fetched and read, and what they would add to the tables.

Nothing here writes to a table but ``proposals.append``, which a maintainer asks for.
"""
