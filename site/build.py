"""Build the site: the command of ``heartland_site.build``."""

from heartland_site import build

if __name__ == "__main__":
    build.command()
