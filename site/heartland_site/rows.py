"""The rows of a dataset as text, as pages list them."""

from heartland.tables import collection, csv_files
from heartland.tables.tables import with_positions


def rows_in_order(name: str) -> list[dict[str, str]]:
    """Return the rows of a dataset as text, in the order of its key, as ``load`` has them."""
    written = csv_files.rows(collection.root(), name)
    return [written[place] for place in with_positions(name).index]
