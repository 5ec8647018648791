"""What a schema says of its table's cells and keys."""

from heartland.checks.rule import DATED, Broken, Tables
from heartland.errors import did_you_mean
from heartland.tables import package


def schemas_hold(tables: Tables) -> Broken:
    """Required cells, closed lists, patterns, bounds, unique cells and primary keys."""
    for name, df in tables.items():
        schema = package.schema(package.root(), name)
        for field in schema["fields"]:
            column, must = field["name"], field.get("constraints", {})
            cell = df[column]
            filled = cell.ne("") & cell.notna()
            if must.get("required"):
                yield name, column, ~filled, "is empty and must not be"
            for value in set(cell[filled]) - set(must["enum"]) if "enum" in must else ():
                few = f": {', '.join(must['enum'])}" if len(must["enum"]) <= 12 else ""
                words = f"is not in the closed list of data/schemas/{name}.json{did_you_mean(value, must['enum']) or few}"
                yield name, column, cell.eq(value), words
            if "pattern" in must and not must["pattern"].startswith(DATED):
                words = f"is not {field.get('form', 'written as ' + must['pattern'])}"
                yield name, column, filled & ~cell.str.match(must["pattern"]), words
            for bound, outside, less in (
                ("minimum", cell.lt, "less"),
                ("maximum", cell.gt, "more"),
            ):
                if bound in must:
                    yield (
                        name,
                        column,
                        outside(must[bound]),
                        f"is {less} than the {bound}, {must[bound]}",
                    )
        keys = [
            schema["primaryKey"],
            *([f["name"]] for f in schema["fields"] if f.get("constraints", {}).get("unique")),
        ]
        if len(keys[0]) == 1:  # a row under another id is the same row
            keys.append([c for c in df if c not in (*keys[0], "also_in", "locator", "note")])
        for key in keys:
            cells = df[key].astype("str").fillna("").apply(lambda column: column.str.casefold())
            cells = cells[cells.ne("").any(axis=1)]
            first = (
                cells.index.to_series()
                .groupby([cells[column] for column in key])
                .transform("first")
            )
            for row in cells.index[cells.duplicated()]:
                words = f"begins the same key ({', '.join(key)}) as that of row {first[row] + 2}"
                yield name, key[0], df.index == row, words
