"""The areas of the collection and their names."""


def area_names() -> dict[str, str]:
    """Return the English name of every area code."""
    from heartland.tables import package

    return {row["area"]: row["name"] for row in package.rows(package.root(), "areas")}
