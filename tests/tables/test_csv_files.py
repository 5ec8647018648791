"""A blank row of a file is told, once, and hides nothing else."""

from heartland_evidence import rules

NAME = "growth_forecasts"


def test_a_blank_row_is_told_and_hides_nothing_that_is_asked_from_table_to_table(package):
    table = package(NAME).file(NAME)
    lines = table.read_text(encoding="utf-8").splitlines()
    lines[1] = lines[1].replace(",adb-tjk-economy-2015,", ",of-no-source,")
    lines.insert(2, "," * lines[0].count(","))
    table.write_text("\n".join(lines) + "\n", encoding="utf-8")
    told = {(one.row, one.column): one.value for one in rules.validate() if one.file == table.name}
    assert told == {(2, "source_id"): "of-no-source", (3, ""): ""}
