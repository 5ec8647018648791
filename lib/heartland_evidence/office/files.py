"""Datasets and figures as files for another program: XLSX, CSV, Parquet."""

import errno
import importlib
import io
import sys
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from heartland.errors import UsageError, did_you_mean, printable
from heartland.files import FORBIDDEN, read_json, write_all
from heartland.stored_figures import (
    figure_path,
    is_figure,
    refuse_misspelt_figure,
    rows_of_figure,
)
from heartland.tables import collection, csv_files, schemas
from heartland.tables.codebook import describe
from heartland.tables.filters import as_list
from heartland.tables.schemas import SOURCES_OF_PARTS
from heartland.tables.sources import by_id, source_ids
from heartland.tables.tables import load
from heartland_evidence.office.formulas import is_formula

WIDEST = 400  # pixels of a column of a sheet
NO_DATE = datetime(2000, 1, 1)  # so that the same rows give the same file
COMPUTED = "made for this figure"
OF_SOURCES = "The documents from which the row was read or computed, see the sheet sources."
ABOUT_A_FIGURE = (  # what its JSON says, in the order of the sheet
    "title",
    "subtitle",
    "note",
    "source_line",
    "newest",
    "read",
    "licence",
    "notebook",
)


@dataclass(frozen=True)
class Content:
    """What a file will hold: rows with their title, the meaning of columns, and the sources.

    Of a figure also what it says about itself: finding, subtitle, note, parameters.
    """

    name: str
    title: str
    rows: pd.DataFrame
    codebook: pd.DataFrame
    sources: pd.DataFrame
    about: pd.DataFrame | None = None


def write_files(
    names: Sequence[str],
    form: str,
    place: Path,
    force: bool = False,
    filters: Mapping[str, Any] | None = None,
) -> list[Path]:
    """Write datasets or figures, all of them or none; return the files.

    Args:
        names: datasets, or figures as ``figure_path`` finds them: ``01-trade/level-with-russia``.
        form: xlsx, csv or parquet.
        place: a folder, which is made if it is not there; of one name also a file that ends in
            the form.
        force: overwrite files that are there.
        filters: which rows of the datasets or figures, as ``load`` takes them.

    Raises:
        UsageError: for an unknown name, column or value, two that would be one file, a file that
            is there, a place among the tables or where one may not write, or a library that is
            missing.
    """
    tables = (collection.root() / collection.DESCRIPTOR).parent.resolve()
    if place.resolve().is_relative_to(tables):
        raise UsageError(
            f"{place}: the folder of the tables takes nothing else: name another with -o"
        )
    is_file = place.suffix == f".{form}"
    names = list(dict.fromkeys(names))
    if is_file and len(names) > 1:
        raise UsageError(f"{place} is one file, and {len(names)} are asked for: name a folder")
    files: dict[Path, bytes] = {}
    for name in names:
        content = content_of(name, filters)
        path = place if is_file else place / f"{content.name}.{form}"
        if path in files:
            other = printable(names[len(files) - 1])
            raise UsageError(
                f"{other} and {printable(name)} would both be {path}: "
                "export each into a folder of its own"
            )
        if path.exists() and not force:
            raise UsageError(f"{path} already exists: name another place with -o, or add --force")
        files[path] = FORMS[form](content)
    write(files)
    return list(files)


def refuse_to_overwrite(path: Path, ending: str, force: bool) -> None:
    """Refuse a file of another kind, or one that is there.

    Raises:
        UsageError: naming the file, and what to do.
    """
    if path.suffix.lower() != ending:
        raise UsageError(f"{path}: name a file that ends in {ending}")
    if path.exists() and not force:
        raise UsageError(f"{path} already exists: name another file with -o, or add --force")


def write(files: Mapping[Path, bytes]) -> None:
    """Write files that another program will open; none is written if one cannot be.

    Raises:
        UsageError: if one may not write there, or a folder is where a file would come.
    """
    try:
        write_all(files)
    except OSError as error:
        if error.errno not in {*FORBIDDEN, errno.EISDIR}:
            raise
        reason = str(error.strerror).lower()
        raise UsageError(f"{error.filename}: {reason}: name another place with -o") from None


def form_of(place: Path, form: str | None = None) -> str:
    """Return the format of what is written: the one asked for, else that of a file's name, or xlsx.

    Raises:
        UsageError: if the file's name ends in another format, or in one that there is not.
    """
    ending = place.suffix.removeprefix(".")
    if not ending.isalpha() or place.is_dir():
        return form or "xlsx"
    if form and ending != form:
        raise UsageError(f"{place}: a file of {form} ends in .{form}")
    if ending not in FORMS:
        raise UsageError(
            f"{place}: '.{printable(ending)}' is not one of the formats {', '.join(FORMS)}"
        )
    return ending


def require(module: str, package: str) -> Any:
    """Import a library that only these commands need, or say how to install it.

    Raises:
        UsageError: if it is not installed.
    """
    try:
        return importlib.import_module(module)
    except ImportError:
        raise UsageError(
            f"this needs the package {package}: {sys.executable} -m pip install {package}"
        ) from None


def content_of(name: str, filters: Mapping[str, Any] | None = None) -> Content:
    """Gather what a file of a dataset or a figure holds."""
    if is_figure(name):
        return _figure(name, filters)
    names = collection.dataset_names(collection.root())
    if name not in names:
        refuse_misspelt_figure(name, "dataset", names)
        there = "; heartland list prints the datasets, and figures are named as in figures/: "
        near = did_you_mean(name, names) or f"{there}01-trade/level-with-russia"
        raise UsageError(f"no dataset or figure '{printable(name)}'{near}")
    rows = load(name, part_years=True, **(filters or {}))
    codebook = pd.DataFrame(describe(name)).reset_index()
    return Content(name, str(rows.attrs["title"]), rows, codebook, _sources(rows))


def _figure(name: str, filters: Mapping[str, Any] | None) -> Content:
    rows = rows_of_figure(name, filters)
    path = figure_path(name, ".csv")
    facts = read_json(path.with_suffix(".json"))
    title = facts["title"]
    if filters:
        title = f"{title} (of its rows, those with {_in_words(filters)})"
    said = {name.replace("_", " "): facts.get(name) for name in ABOUT_A_FIGURE} | {"title": title}
    said["parameters of the notebook"] = _in_words(facts.get("parameters") or {})
    about = [(name, str(text)) for name, text in said.items() if text]
    meanings = {"column": list(rows), "definition": _meanings(rows, facts)}
    return Content(
        path.stem,
        title,
        rows,
        pd.DataFrame(meanings),
        _sources(rows),
        pd.DataFrame(about, columns=["what", "text"]),
    )


def _in_words(filters: Mapping[str, Any]) -> str:
    """Write filters as the command line takes them: "area=KAZ,KGZ, start=2015"."""
    return ", ".join(
        f"{column}={','.join(map(str, as_list(value)))}" for column, value in filters.items()
    )


def _meanings(rows: pd.DataFrame, facts: Mapping[str, Any]) -> list[str]:
    """Explain the columns of a figure's rows by the datasets that its notebook had loaded.

    A dataset of which the rows name all that tells its own apart goes before the others of which
    they cite a source.
    """
    root = collection.root()
    loaded = facts.get("datasets", collection.dataset_names(root))
    names = [name for name in loaded if name not in collection.INPUTS_OF_ALL]
    drawn = [name for name in names if set(schemas.quantity_of(root, name)) <= set(rows)]
    cited = set(source_ids(rows))
    others = [
        name
        for name in names
        if not cited.isdisjoint(source_ids(pd.DataFrame(csv_files.rows(root, name))))
    ]
    meanings: dict[str, dict[str, str]] = {}
    for tables in (others, drawn):
        of_tables: defaultdict[str, dict[str, str]] = defaultdict(dict)
        for name in tables:
            for field in schemas.read(root, name)["fields"]:
                of_tables[field["name"]].setdefault(field.get("description", ""), name)
        meanings |= of_tables
    meanings |= {column: {OF_SOURCES: ""} for column in ("source_id", *SOURCES_OF_PARTS)}
    return [_in_one_cell(meanings.get(column, {COMPUTED: ""})) for column in map(str, rows)]


def _in_one_cell(meanings: Mapping[str, str]) -> str:
    """Write what a column means; where datasets differ, each with its meaning."""
    if len(meanings) == 1:
        return next(iter(meanings))
    return " ".join(f"{dataset}: {meaning}" for meaning, dataset in meanings.items())


def _sources(rows: pd.DataFrame) -> pd.DataFrame:
    return by_id("sources", source_ids(rows, also=True)).reset_index()


def _as_xlsx(content: Content) -> bytes:
    """Write sheets with a frozen head; a text stays one, whatever it begins with."""
    require("xlsxwriter", "xlsxwriter")
    sheets = {"rows": content.rows, "codebook": content.codebook, "sources": content.sources}
    if content.about is not None:
        sheets["about"] = content.about
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with pd.ExcelWriter(file, "xlsxwriter", engine_kwargs={"options": options}) as writer:
        writer.book.set_properties({"title": content.title, "created": NO_DATE})
        for name, frame in sheets.items():
            frame.to_excel(
                writer, sheet_name=name, index=False, freeze_panes=(1, 0), autofilter=True
            )
            writer.sheets[name].autofit(WIDEST)
    return file.getvalue()


def _as_csv(content: Content) -> bytes:
    """Write for a spreadsheet: with a byte order mark, so that Cyrillic is read on a double click.

    A text that would be computed as a formula gets an apostrophe before it; the data keep theirs.
    """
    cells = {name: list(map(_neutral, column)) for name, column in content.rows.items()}
    rows = pd.DataFrame(cells, dtype="object")
    return rows.to_csv(index=False, lineterminator="\n").encode("utf-8-sig")


def _neutral(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and is_formula(cell) else cell


def _as_parquet(content: Content) -> bytes:
    require("pyarrow", "pyarrow")
    rows = content.rows.copy()
    rows.attrs = {}
    return bytes(rows.to_parquet(index=False))


FORMS: dict[str, Callable[[Content], bytes]] = {
    "xlsx": _as_xlsx,
    "csv": _as_csv,
    "parquet": _as_parquet,
}
