"""What descriptor and schemas must declare, checked against ``contract.json``."""

from pathlib import Path

from heartland.errors import DataError, did_you_mean, printable
from heartland.tables import package


def declarations_hold(folder: Path) -> None:
    """Check descriptor and schemas against ``contract.json``, and that keys lead to columns.

    Raises:
        DataError: naming the file and the place in it.
    """
    import fastjsonschema

    from heartland.tables.coverage import WARNINGS

    contract = package.read_json(Path(__file__).with_name("contract.json"))
    check = {kind: fastjsonschema.compile(rules) for kind, rules in contract.items()}
    names = package.dataset_names(folder)
    columns = {
        name: [field["name"] for field in package.schema(folder, name)["fields"]] for name in names
    }
    for absent in [name for name in package.INPUTS_OF_ALL if name not in names]:
        raise DataError(
            f"{package.DESCRIPTOR.name}: '{absent}' is missing, and every notebook reads it"
        )
    for stray in sorted({path.stem for path in (folder / "data").glob("*.csv")} - set(names)):
        raise DataError(
            f"{stray}.csv: no entry of {package.DESCRIPTOR.name} names this table: add one, or delete the file"
        )
    for name in names:
        file, schema = f"schemas/{name}.json", package.schema(folder, name)
        try:
            check["schema"](schema)
            file = f"{package.DESCRIPTOR.name}, '{name}'"
            check["resource"](package.resource(folder, name))
        except fastjsonschema.JsonSchemaValueException as wrong:
            raise DataError(f"{file}: {printable(wrong.message.removeprefix('data.'))}") from None
        for tag in [tag for tag in schema.get("warnings", []) if tag not in WARNINGS]:
            raise DataError(
                f"schemas/{name}.json: there is no warning '{tag}'{did_you_mean(tag, WARNINGS)}"
            )
        for key in (*schema.get("foreignKeys", []), *schema.get("joinedKeys", [])):
            there = key["reference"]
            if key["fields"][0] not in columns[name] or there["fields"][0] not in columns.get(
                there["resource"], []
            ):
                raise DataError(
                    f"{file}: a foreign key from {key['fields']} to {there['fields']} of '{there['resource']}' leads nowhere"
                )
