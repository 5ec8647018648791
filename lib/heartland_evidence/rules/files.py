"""What is asked of the files before they are read: that they end, and that JSON is JSON."""

from pathlib import Path

from heartland.errors import DataError
from heartland.files import read_json
from heartland.tables import collection, schemas

LARGEST_TABLE = 50_000_000  # bytes: twenty times the largest table
LARGEST_JSON = 10_000_000
LARGEST_MAP = 1_000_000  # ten times the map of today


def files_are_sound(folder: Path) -> None:
    """Check descriptor, schemas, tables and map: regular files of a size that can be read.

    Raises:
        DataError: naming the file.
    """
    declaration = folder / collection.DESCRIPTOR
    _is_sound(declaration, LARGEST_JSON)
    read_json(declaration)
    for name in collection.dataset_names(folder):
        schema = collection.schema_path(folder, name)
        _is_sound(schema, LARGEST_JSON)
        schemas.read(folder, name)
        _is_sound(collection.table_path(folder, name), LARGEST_TABLE)
    if collection.map_entry(folder):
        _is_sound(collection.map_path(folder), LARGEST_MAP)


def _is_sound(path: Path, largest: int) -> None:
    if path.is_symlink():
        raise DataError(f"{path.name}: is a link to another file: put the file itself in its place")
    if not path.exists() or path.is_dir():  # reading says so, with the system's own words
        return
    if not path.is_file():
        raise DataError(f"{path.name}: is not a regular file, but a pipe or a device")
    size = path.stat().st_size
    if size > largest:
        raise DataError(
            f"{path.name}: has {size:,} bytes, and {largest:,} is the largest that is read"
        )
