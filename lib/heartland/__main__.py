"""``python -m heartland`` is the command ``heartland``."""

from heartland.cli import main

main()
