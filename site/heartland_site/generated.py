"""What is generated from the data and the executed notebooks, and is committed.

The tables of README.md, data/README.md and environment.yml, and the outputs of the tutorial. Each
function returns a text as it should be; ``refresh`` writes it, and a test compares it with what is
committed.
"""

import html
import json
import logging
import os
import platform
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from heartland import claims, sentences
from heartland.errors import HeartlandError, RunError
from heartland.files import read_json, write_atomically
from heartland.notebooks import notebooks
from heartland.runs import engine, installation, parameters, progress, stale
from heartland.runs.normalise import normalised
from heartland.runs.run import RECORD, Run, plan
from heartland.tables import collection, schemas
from heartland.tables.areas import REPUBLICS
from heartland.tables.codebook import WARNINGS, coverage_by_republic, datasets
from heartland.tables.periods import newest_observation
from heartland.tables.tables import load
from heartland_evidence.ledger import tracings
from heartland_evidence.reading import read_text
from heartland_evidence.rules import inventory
from heartland_site import markdown
from heartland_site.notebook_facts import first_stated
from heartland_site.pages import SITE_FOLDER, read_yaml

LOG = logging.getLogger("heartland")
TEMPLATES = SITE_FOLDER / "templates" / "generated"
TUTORIAL = Path("docs/tutorial.ipynb")
TUTORIAL_RECORD = Path("build/tutorial.json")  # the state in which it was executed last
NOT_COVERED = ("areas", "claims")  # tables without rows of evidence on a republic
THUMBNAIL = 240  # pixels


def _jinja() -> Environment:
    jinja = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    jinja.filters["table"] = markdown.table
    jinja.filters["code"] = lambda text: f"`{text}`"
    return jinja


def readme(root: Path) -> str:
    """Return README.md with its table of notebooks, count of claims and reference made anew."""
    text = (root / "README.md").read_text(encoding="utf-8")
    rows = [_notebook_row(root, path) for path in notebooks(root)]
    head = ["", "notebook and question", "in one line", "newest data", "sources last read"]
    text = markdown.between("README.md", text, "notebooks", markdown.table(rows, head))
    text = markdown.between("README.md", text, "outcomes", _outcomes())
    return markdown.between("README.md", text, "citation", _reference(root))


def _outcomes() -> str:
    """Write what became of the claims, in one sentence."""
    number = claims.distinct_errors(claims.judged())
    return (
        f"Of {number.sum()} distinct claims {number[claims.HELD]} held, {number[claims.RESERVED]} "
        f"hold with a reservation and {number[claims.NOT_HELD]} did not hold, each error counted "
        f"once; {number[claims.UNCHECKED]} are open, since no evidence was found, and "
        f"{number[claims.NOT_CHECKABLE]} can’t be checked. [Notebook 09](notebooks/09-claims.ipynb)"
        " begins with those that matter."
    )


def _reference(root: Path) -> str:
    """Write the reference to the collection: with the versions of code and data, and the date."""
    citation = read_yaml(root / "CITATION.cff")
    authors = sentences.listed(author["name"] for author in citation["authors"])
    day = str(citation["date-released"])
    versions = f"Code {citation['version']}, data {collection.descriptor(root)['version']}"
    title = f"*{citation['title']}*"
    return f"> {authors} ({day[:4]}). {title}. {versions}, {sentences.month(day)}."


def _notebook_row(root: Path, path: Path) -> list[str]:
    """Write a picture, the question, the headline of the lead figure, and two dates."""
    question = f"[{path.stem}](notebooks/{path.name})<br>{parameters.question(path)}"
    newest = first_stated(path, "newest")
    read = sentences.month(first_stated(path, "read"))
    headline = read_json(_lead_figure(root, path).with_suffix(".json"))["title"]
    return [_thumbnail(root, path), question, headline, newest, read]


def _lead_figure(root: Path, path: Path) -> Path:
    """Return the picture of the first figure of a notebook."""
    return root / "figures" / path.stem / f"{first_stated(path, 'figure')}.png"


def _thumbnail(root: Path, path: Path) -> str:
    """Show the first figure of a notebook, small, with its finding for who cannot see it."""
    picture = f"figures/{path.stem}/{first_stated(path, 'figure')}.png"
    title = html.escape(read_json((root / picture).with_suffix(".json"))["title"])
    image = f'<img src="{picture}" width="{THUMBNAIL}" alt="{title}">'
    return f'<a href="notebooks/{path.name}">{image}</a>'


def codebook(root: Path) -> str:
    """Return data/README.md: the tables, coverage, warnings, each dataset with its columns."""
    text = (
        _jinja()
        .get_template("codebook.md")
        .render(
            version=collection.descriptor(root)["version"],
            tables=_dataset_rows(),
            coverage=_coverage(root),
            traced=_traced(root),
            outcomes=list(tracings.OUTCOMES),
            republics=list(REPUBLICS),
            datasets=[_dataset(root, name) for name in collection.dataset_names(root)],
            map=collection.map_entry(root),
        )
    )
    return text.rstrip() + "\n"


def _dataset_rows() -> list[list[object]]:
    rows: list[list[object]] = []
    for name, dataset in datasets().fillna("").iterrows():
        link = f"[{name}](#{name})"
        years = sentences.span([dataset["first"], dataset["last"]])
        sources = f"{dataset['sources']:,}" if dataset["sources"] else ""
        rows.append([link, dataset["title"], f"{dataset['rows']:,}", years, sources])
    return rows


def _coverage(root: Path) -> list[list[str]]:
    """Return a row a dataset: which years of which republic it covers."""
    rows = []
    for name in collection.dataset_names(root):
        if name in NOT_COVERED:
            continue
        cells = coverage_by_republic(load(name, part_years=True))
        if cells:
            rows.append([f"[{name}](#{name})", *cells.values()])
    return rows


def _traced(root: Path) -> list[list[str]]:
    """Return a row a dataset: how much of it was traced, with what outcome, and when last."""
    rows = []
    for table in tracings.coverage(root):
        of_outcomes = [table.outcomes.get(outcome, 0) for outcome in tracings.OUTCOMES]
        numbers = [table.traced, table.figures_only, *of_outcomes]
        shown = [f"{number:,}" if number else "" for number in numbers]
        link = f"[{table.dataset}](#{table.dataset})"
        rows.append([link, f"{table.rows:,}", *shown, table.newest])
    return rows


def _dataset(root: Path, name: str) -> dict[str, Any]:
    """Gather what the codebook says of a dataset."""
    schema = schemas.read(root, name)
    rows = load(name, part_years=True)
    columns = []
    for field in schema["fields"]:
        definition = [f"`{field['name']}`", field["description"], field.get("unit", "")]
        columns.append([*definition, field["type"]])
    licences = [licence["title"] for licence in collection.resource(root, name)["licenses"]]
    return {
        "name": name,
        "title": schema["title"],
        "description": schema.get("description", ""),
        "rows": len(rows),
        "newest": newest_observation(rows),
        "key": schema["primaryKey"],
        "licence": "; ".join(licences),
        "warnings": [(tag, WARNINGS[tag]) for tag in schema.get("warnings", [])],
        "columns": columns,
    }


def environment(root: Path) -> str:
    """Return environment.yml: what a run needs, at the locked versions, and the project itself."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lock = (root / "requirements.lock").read_text(encoding="utf-8")
    # Of two versions of a package the last is for the newer Pythons, as the one that is named here.
    locked = dict(re.findall(r"^([a-z0-9._-]+)==([^ ;\\]+)", lock, flags=re.M))
    names = sorted(re.split(r"[>=<\[ ]", line)[0].lower() for line in project["dependencies"])
    pins = [(name, locked[name]) for name in names]
    return _jinja().get_template("environment.yml").render(pins=pins)


def with_inventory(root: Path) -> str:
    """Return data/datapackage.json with the inventory of the tables as they are."""
    facts = dict(collection.descriptor(root))
    text = {name: read_text(root, name)[0] for name in collection.dataset_names(root)}
    facts["inventory"] = inventory.inventory_of(root, text)
    return json.dumps(facts, indent=2, ensure_ascii=False) + "\n"


def tutorial(root: Path) -> bytes:
    """Execute docs/tutorial.ipynb, and return it with its outputs as it is stored.

    Its figures lie below build/, as those of its reader.

    Raises:
        RunError: if a cell fails.
    """
    place = root / TUTORIAL
    notebook = nbformat.read(place, as_version=4)
    commands = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"  # for `!heartland`
    client = NotebookClient(notebook, resources={"metadata": {"path": str(place.parent)}})
    try:
        client.execute(env=os.environ | {"PATH": commands}, stderr=subprocess.DEVNULL)
    except CellExecutionError as error:
        raise RunError(
            f"{TUTORIAL}: {error.ename}: {error.evalue}: run it in JupyterLab to see where"
        ) from None
    return normalised(notebook, of_figures=False)


def _is_current(root: Path) -> bool:
    """Tell whether nothing that the tutorial depends on has changed, nor what is stored of it."""
    record = root / TUTORIAL_RECORD
    return record.is_file() and read_json(record) == _state_of_tutorial(root)


def _state_of_tutorial(root: Path) -> dict[str, str]:
    """Return what the tutorial depends on, any table among it, and what is stored of it."""
    place = root / TUTORIAL
    any_table = collection.dataset_names(root)
    return stale.inputs(place, any_table) | {"stored": stale.digest(place)}


def generated(root: Path) -> Iterator[tuple[Path, str]]:
    """Yield every generated text with its place."""
    yield root / collection.DESCRIPTOR, with_inventory(root)
    yield root / "data" / "README.md", codebook(root)
    yield root / "environment.yml", environment(root)
    yield root / "README.md", readme(root)


def refresh(root: Path) -> list[str]:
    """Execute every notebook in place and rewrite what is generated; tell what changed.

    What it is at is logged, for it may take minutes.

    Raises:
        RunError: if a notebook fails; nothing generated is rewritten then.
    """
    planned = [plan(root, path.stem, {}) for path in notebooks(root)]
    _run_all(planned)
    changed = []
    for run in planned:
        executed = (root / run.place(run.notebook.name)).read_text(encoding="utf-8")
        if _put(run.notebook, executed):
            changed.append(run.notebook)
    LOG.info("writing what is generated from the tables and notebooks")
    for path, text in generated(root):
        if _put(path, text):
            changed.append(path)
    if not _is_current(root):
        LOG.info("executing %s", TUTORIAL)
        if _put(root / TUTORIAL, tutorial(root).decode()):
            changed.append(root / TUTORIAL)
        write_atomically(root / TUTORIAL_RECORD, json.dumps(_state_of_tutorial(root)).encode())
    _put(root / "figures" / "PLATFORM", f"{platform.system()} {platform.machine()}\n")
    removed = _figures_of_no_run(root, planned)
    _remove(removed)
    done = [("rewrote", path) for path in changed] + [("removed", path) for path in removed]
    return [f"{what} {path.relative_to(root).as_posix()}" for what, path in done]


def _run_all(planned: list[Run]) -> None:
    """Bring the runs up to date.

    Raises:
        RunError: with the blocks of those that failed.
    """
    with progress.progress_of(len(planned)) as tell:

        def report(run: Run, outcome: engine.Outcome, words: str) -> None:
            if outcome == "failed":
                words = f"{outcome:10}{run.name}"  # its block is in the error
            elif outcome != "waiting":
                words = f"{outcome:10}{run.name} ({words})"
            tell(outcome, words)

        failures = engine.perform(planned, report)
    if failures:
        raise RunError("\n".join(map(str, failures)))


def _figures_of_no_run(root: Path, planned: list[Run]) -> list[Path]:
    """Return the files of figures that a run has made, and that none makes any more."""
    made = {run.notebook: stale.read_record(root / run.place(RECORD))["files"] for run in planned}
    files: list[Path] = []
    for folder in sorted((root / "figures").glob("*/")):
        run = Run(root, root / "notebooks" / f"{folder.name}.ipynb", {})  # may be gone
        files += installation.no_longer_made(run, made.get(run.notebook, ()))
    return files


def _remove(files: list[Path]) -> None:
    """Remove files, and the folders that are empty without them."""
    for file in files:
        file.unlink()
        if not any(file.parent.iterdir()):
            file.parent.rmdir()


def _put(path: Path, text: str) -> bool:
    """Write a text if it differs; return whether it did."""
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    write_atomically(path, text.encode())
    return True


def command() -> None:
    """Refresh the collection, say how it goes on, and at the end what was rewritten or removed."""
    logging.basicConfig(stream=sys.stderr, format="%(message)s")
    LOG.setLevel(logging.INFO)
    try:
        for done in refresh(collection.root()):
            print(done)
    except HeartlandError as error:
        sys.exit(str(error))
