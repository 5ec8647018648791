"""Write what is generated and committed: the command of ``heartland_site.generated``."""

from heartland_site import generated

if __name__ == "__main__":
    generated.command()
