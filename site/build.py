"""Build the site from what is committed: executed notebooks, exported figures, data. It computes no finding.

Python gathers facts, templates write them down with autoescape, Sphinx (``conf.py``) adds navigation and search.
All is made in a folder of its own, which takes the place of the output folder once it is complete.
"""

import argparse
import csv
import html
import io
import itertools
import json
import os
import re
import shutil
import sys
import tempfile
import textwrap
import zipfile
from collections import Counter, defaultdict
from functools import cache, partial
from pathlib import Path
from typing import Any

import font_source_sans_pro
import plotly
import yaml
from fontTools.ttLib import TTFont
from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError
from PIL import Image

from heartland import claims, sentences
from heartland.claims import claimreview
from heartland.errors import HeartlandError
from heartland.figures import interactive
from heartland.runs import parameters
from heartland.runs.inputs import code, figures_taken
from heartland.runs.run import notebooks
from heartland.tables import package, tables
from heartland.tables.areas import area_names
from heartland.tables.coverage import WARNINGS, covered
from heartland.tables.package import write_whole
from heartland.tables.tables import load

HERE, ROOT = Path(__file__).resolve().parents[:2]
FILES = ("png", "svg", "pdf", "csv", "json")
MARK = ".heartland-site"
PLACE = re.compile(r"`figures/([a-z0-9-]+/[a-z0-9-]+)\.\*`")
NAMED = {
    "{": "braceleft",
    "}": "braceright",
    "\\": "backslash",
    "~": "asciitilde",
    "^": "asciicircum",
}  # BibTeX counts even escaped braces
TEX = {ord(c): rf"\text{word}{{}}" for c, word in NAMED.items()} | {
    ord(c): f"\\{c}" for c in "$&#%_"
}
JINJA = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=lambda name: name.endswith(".html"),
    undefined=StrictUndefined,
)
JINJA.trim_blocks = JINJA.lstrip_blocks = True
Facts, to_json = dict[str, Any], partial(json.dumps, ensure_ascii=False)


class Site:
    """The pages and files of one build, and what they share."""

    def __init__(self, work: Path) -> None:
        self.out, self.source, self.found = work / "site", work / "source", list[list[str]]()
        self.cff, self.words = (
            yaml.safe_load(path.read_text(encoding="utf-8"))
            for path in (ROOT / "CITATION.cff", HERE / "gallery.yml")
        )
        self.package = package.descriptor(ROOT)
        self.sources = {row["source_id"]: row for row in package.rows(ROOT, "sources")}
        JINJA.globals |= {
            "site": self,
            "names": area_names(),
            "shade": claims.SHADE,
            "held": claims.HELD,
            "warnings": WARNINGS,
        }
        JINJA.filters |= {
            "short": short,
            "month": sentences.month,
            "tex": lambda text: text.translate(TEX),
            "web": web,
            "json": to_json,
        }

    def page(
        self,
        name: str,
        template: str,
        about: str,
        toctree: list[str] | None = None,
        wide: bool = False,
        **facts: Any,
    ) -> None:
        """Write a page as Sphinx reads it: the headings of the HTML as sections, the rest raw.

        What stands between ``<!-- unsearched -->`` and ``<!-- searched -->`` stays out of the search.
        """
        text = JINJA.get_template(template).render(base="../" * name.count("/"), **facts)
        lines = [
            f":description: {literal(about)}",
            ":html_theme.sidebar_secondary.remove: true" if wide else "",
            "",
        ]
        kept = ""
        for part in re.split(r"(<h[12]>.*?</h[12]>|<!-- (?:un)?searched -->)", text, flags=re.S):
            if part.startswith("<!--"):
                kept = "\n   :class: no-search" if "unsearched" in part else ""
            elif part.startswith("<h"):
                lines += [
                    title := literal(html.unescape(part[4:-5])),
                    "=-"[int(part[2]) - 1] * 2 * len(title),
                    "",
                ]
            elif part.strip():
                lines += [f".. raw:: html{kept}\n", textwrap.indent(part, "   "), ""]
        lines += (
            [".. toctree::\n   :hidden:\n   :titlesonly:\n", *(f"   /{page}" for page in toctree)]
            if toctree
            else []
        )
        write_whole(self.source / f"{name}.rst", "\n".join(lines).encode())

    def put(self, name: str, content: str | bytes) -> str:
        """Write a file of the site; return its size as a reader says it."""
        content = content.encode() if isinstance(content, str) else content
        write_whole(self.out / name, content)
        return f"{max(1, round(len(content) / 1000)):,} kB"

    def pack(self, name: str, files: dict[str, bytes]) -> str:
        """Write an archive that is the same at every build."""
        with zipfile.ZipFile(done := io.BytesIO(), "w") as archive:
            for inside, content in files.items():
                archive.writestr(
                    zipfile.ZipInfo(f"{Path(name).stem}/{inside}"), content, zipfile.ZIP_DEFLATED
                )
        return self.put(name, done.getvalue())


def literal(text: str) -> str:
    """Write text so that reStructuredText finds no markup in it."""
    return re.sub(r"([^\w\s]|_)", r"\\\1", " ".join(text.split()))


def short(text: str) -> str:
    """Write a number without the digits that only binary arithmetic put there; anything else as it is."""
    return (
        f"{float(text):.6g}"
        if re.fullmatch(r"-?\d+\.\d{4,}", text)
        else re.sub(r"^(-?\d+)\.0$", r"\1", text)
    )


def web(address: str) -> str:
    """An address of the web as it is; anything else, which could be a script, leads nowhere."""
    return address if re.match("https?://", address) else "#"


@cache
def coded(notebook: str) -> dict[str, list[dict[str, str]]]:
    """The rows with a place of the datasets that a notebook reads, by source."""
    by = defaultdict[str, list[dict[str, str]]](list)
    for row in (
        row
        for name in sorted(datasets_named(ROOT / f"notebooks/{notebook}.ipynb"))
        for row in package.rows(ROOT, name)
    ):
        for source in row.get("source_id", "").split(";") if row.get("locator") else ():
            by[source].append(row)
    return by


def datasets_named(path: Path) -> set[str]:
    """The datasets that a notebook's code names: by ``load("...")``, and by ``judged()``."""
    text = code(path)
    named = set(re.findall(r"""\bload\(\s*["']([^"']+)""", text))
    if "judged(" in text:
        named |= {"claims", "audits", "articles"}
    return named


def locator(notebook: str, drawn: dict[str, str]) -> str:
    """Where a drawn row was read, if it is computed and has no place of its own: the places of the rows of its source, area and year."""

    def behind(row: dict[str, str]) -> bool:
        year = next(
            (row[c] for c in ("period", "year", "edition", "since", "start", "date") if row.get(c)),
            "",
        )[:4]
        alike = all(
            row.get(c, v) in (v, "WLD")
            for c, v in drawn.items()
            if v and c in ("area", "partner", "vendor", "index", "event_id")
        )
        return alike and drawn.get("year", year) in (year, "")

    found = [
        row
        for i in drawn["source_id"].split(";")
        for row in coded(notebook).get(i, [])
        if behind(row)
    ]
    kept = list(dict.fromkeys(row["locator"] for row in found))
    return "; ".join(kept[:6]) + (f"; and {len(kept) - 6} more" if len(kept) > 6 else "")


def figure(site: Site, path: Path) -> Facts:
    """Gather what the page of one figure shows, and write its files."""
    place, facts = f"{path.parent.name}/{path.stem}", package.read_json(path)
    files = {
        f"{path.stem}.{ending}": path.with_suffix(f".{ending}").read_bytes() for ending in FILES
    }
    rows = list(csv.DictReader(io.StringIO(files[f"{path.stem}.csv"].decode(), newline="")))
    rows = [
        row if "locator" in row else row | {"locator": locator(path.parent.name, row)}
        for row in rows
    ]
    columns = [c for c in rows[0] if c != "source_id" and any(row[c] for row in rows)]
    same = {c: rows[0][c] for c in columns if len(rows) > 1 and len({row[c] for row in rows}) == 1}
    head, _, drawing = files[f"{path.stem}.svg"].decode().partition("<svg")[2].partition(">")
    facts |= {
        "place": place,
        "page": f"figures/{place}",
        "table": rows,
        "same": same,
        "columns": [c for c in columns if c not in same],
    }
    facts |= {
        "svg": re.sub(r"<(metadata|title|style)\b.*?</\1>", "", drawing, flags=re.S),
        "box": re.findall(r'viewBox="(.*?)"', head)[0],
    }
    redrawn = path.with_suffix(".plotly")  # where the figure can be faithful in plotly
    facts |= {"areas": countries(facts, rows), "twin": redrawn.exists()}
    facts["cite"] = {
        form: JINJA.get_template(f"cite.{form}").render(f=facts) for form in ("txt", "bib", "json")
    }
    sizes = {
        name.rpartition(".")[2]: site.put(f"figures/{path.parent.name}/{name}", content)
        for name, content in files.items()
    }
    files |= {
        "README.txt": JINJA.get_template("readme.txt").render(f=facts).encode(),
        "LICENSE-TEXT": (ROOT / "LICENSE-TEXT").read_bytes(),
    }
    facts["sizes"] = sizes | {"zip": site.pack(f"figures/{place}.zip", files)}
    with Image.open(path.with_suffix(".png")) as image:
        facts |= {"width": image.width // 2, "height": image.height // 2}
        image.convert("RGB").reduce(2).save(site.out / f"figures/{place}.webp", method=2)
    if facts["twin"]:
        drawn = redrawn.read_text(encoding="utf-8")
        site.put(f"figures/{place}.twin.js", f"heartlandTwin({drawn});")
    site.page(
        facts["page"], "figure.html", f"{facts['title']}. {facts['subtitle']}", wide=True, f=facts
    )
    return facts


def readable(site: Site, path: Path) -> Facts:
    """Gather a figure, or end with one line that says which file is not what it should be."""
    try:
        return figure(site, path)
    except (HeartlandError, TemplateError, OSError, LookupError, ValueError) as error:
        why = " ".join(str(error).replace(f"{ROOT}/", "").split())
        sys.exit(
            f"figures/{path.parent.name}/{path.stem}: {why or type(error).__name__}; make it anew: heartland run {path.parent.name}"
        )


def countries(facts: Facts, rows: list[dict[str, str]]) -> list[str]:
    """The countries of a figure's rows: their areas, partners and sides, and where their events were; else of its parameters."""
    table = {row["area"]: row for row in package.rows(ROOT, "areas")}
    events = {row["event_id"]: row["area"] for row in package.rows(ROOT, "conflict_events")}
    said = {
        code
        for row in rows
        for name in ("partner", "side")
        for code in row.get(name, "").split(";")
    } | set(facts["areas"])
    said |= {events.get(row.get("event_id", ""), "") for row in rows} | set(
        table["CA5"]["members"].split(";") if "CA5" in said else []
    )
    return sorted(c for c in said if c in table and table[c]["kind"] == "country") or facts[
        "parameters"
    ].get("areas", [])


def notebook(site: Site, path: Path, figures: dict[str, Facts]) -> None:
    """Write a notebook for myst-nb: its pictures as figures that have a page, its tables without ids that repeat."""
    nb, macros = package.read_json(path), JINJA.get_template("macros.html").module
    site.put(f"notebooks/{path.name}", path.read_bytes())
    for above, cell in reversed(
        list(itertools.pairwise(nb["cells"]))
    ):  # functions that stand together are folded together
        if all(
            "hide-input" in c["metadata"].get("tags", []) and not c["outputs"]
            for c in (above, cell)
        ):
            above["source"] += ["\n\n\n", *cell["source"]]
            nb["cells"].remove(cell)
    for n, cell in enumerate(nb["cells"]):
        for output in cell.get("outputs", []):
            bundle = output.get("data", {})
            text = "".join(bundle.get("text/markdown", ""))
            if "image/png" in bundle:
                output["data"] = {
                    "text/html": macros.framed(
                        figures[PLACE.search(json.dumps(cell["outputs"]))[1]], "../", True
                    )
                }
            elif taken := re.search(r"\]\(\.\./figures/(\S+)\.png\)", text):
                output["data"] = {"text/html": macros.framed(figures[taken[1]], "../")}
            elif PLACE.search(text):
                output["data"] = {"text/html": ""}
            elif "text/html" in bundle:
                plain = re.sub(
                    r"<style.*?</style>| (?:id|style)=\"[^\"]*\"",
                    "",
                    "".join(bundle["text/html"]),
                    flags=re.S,
                )
                output["data"] = {
                    "text/html": macros.scroll(
                        plain.replace("<th></th>", "<td></td>"), f"Table {n}"
                    )
                }
    own = "\n".join(f"/{f['page']}" for f in figures.values() if f["notebook"] == path.stem)
    for at, text in (
        (2, macros.door(path)),
        (len(nb["cells"]) + 1, f"```{{toctree}}\n:hidden:\n:titlesonly:\n\n{own}\n```\n"),
    ):
        nb["cells"].insert(
            at, {"cell_type": "markdown", "id": f"site-{at}", "metadata": {}, "source": text}
        )
    write_whole(site.source / "notebooks" / path.name, json.dumps(nb).encode())


def datasets(site: Site) -> list[Facts]:
    """Write the files, the rows and the page of each dataset; return what the index says of each."""
    shutil.copytree(ROOT / "data", site.out / "data", dirs_exist_ok=True)
    found = []
    for name, listed in tables.datasets().fillna("").to_dict("index").items():
        schema, rows, entry = (
            package.schema(ROOT, name),
            package.rows(ROOT, name),
            package.resource(ROOT, name),
        )
        site.put(
            f"data/{name}.js",
            f"heartlandRows = {to_json([list(rows[0]), *(list(row.values()) for row in rows)])};",
        )
        terms = Counter(
            sorted(
                site.sources[i]["licence"]
                for i in {i for row in rows for i in row.get("source_id", "").split(";") if i}
            )
        )
        one = {
            "name": name,
            "schema": schema,
            "entry": entry,
            "terms": terms.most_common(),
            **listed,
        }
        one |= {
            "covered": covered(load(name, part_years=True)),
            "bytes": (ROOT / "data" / entry["path"]).stat().st_size,
        }
        about = f"{schema['title']}: codebook, coverage, terms and all {len(rows):,} rows. {schema.get('description', '')}"
        site.page(f"data/{name}", "dataset.html", about, d=one)
        found.append(one)
    site.found += [
        [f"{row['title']} ({row['publisher']})", "source", "data/sources", key]
        for key, row in site.sources.items()
    ]
    files = {
        p.relative_to(ROOT / "data").as_posix(): p.read_bytes()
        for p in sorted((ROOT / "data").rglob("*"))
        if p.is_file()
    }
    site.pack(
        f"data/heartland-data-{site.package['version']}.zip",
        files | {"LICENSE-TEXT": (ROOT / "LICENSE-TEXT").read_bytes()},
    )
    return found


def articles(site: Site) -> None:
    """Write a page for each article, with its claims one by one, and the list of all claims."""

    def audits(claim: str) -> list[Facts]:
        told = claims.evidence(claim)
        return [
            {
                **a,
                "rows": [
                    {"line": n + 2, "row": package.rows(ROOT, a["dataset"])[n]} for n in rows.index
                ],
            }
            for a, rows in told
        ]

    judged, listed, coded = (
        claims.judged(),
        package.rows(ROOT, "articles"),
        package.rows(ROOT, "claims"),
    )
    every = [
        {**c, "verdict": v, "audits": audits(c["claim_id"])}
        for c, v in zip(coded, judged["verdict"], strict=True)
    ]
    for article in listed:
        key = article["article_id"]
        own = [c for c in every if c["article_id"] == key]
        ld = claimreview.claimreview(judged[judged["article_id"].eq(key)])
        about = f"{len(own)} claims of “{article['title']}” ({article['outlet']}), each with its verdict and the evidence."
        site.page(
            f"claims/{key}",
            "article.html",
            about,
            a=article,
            claims=own,
            ld=ld,
            apart=interactive.SILENT,
        )
        site.found += [[c["statement"], "claim", f"claims/{key}", c["claim_id"]] for c in own]
    tally, pages = (
        Counter(claims.SHADE[c["verdict"]] for c in every if not c["same_as"]),
        [f"claims/{a['article_id']}" for a in listed],
    )
    site.page(
        "claims/index",
        "claims.html",
        "Every claim with its verdict.",
        pages,
        True,
        claims=every,
        articles=listed,
        tally=tally,
    )


def write(site: Site) -> None:
    """Write every page and file that Sphinx does not make."""
    books = notebooks(ROOT)
    titles = {path.stem: parameters.question(path) for path in books}
    figures = {}
    for path in sorted((ROOT / "figures").glob("*/*.json")):
        facts = readable(site, path)
        figures[facts["place"]] = facts
    for path in books:
        notebook(site, path, figures)
    listed, shared = datasets(site), {"figures": figures, "titles": titles}
    articles(site)
    site.page(
        "data/index",
        "data.html",
        "Every dataset: rows, coverage, terms.",
        [f"data/{d['name']}" for d in listed],
        listed=listed,
    )
    site.page(
        "notebooks/index",
        "notebooks.html",
        "The notebooks, one a theme.",
        [f"notebooks/{stem}" for stem in titles],
        **shared,
    )
    site.page(
        "gallery",
        "gallery.html",
        f"All {len(figures)} figures, by theme, country and kind.",
        wide=True,
        **shared,
    )
    site.page("about", "about.html", "How to cite, licences, and how to run it yourself.")
    said, below = (
        "What ten articles said of Central Asia, set against sources.",
        "gallery notebooks/index data/index claims/index about",
    )
    shared["themes"] = [
        place[8:-5] for path in books for place in figures_taken(path)
    ]  # figures/….json
    site.page("index", "home.html", said, below.split(), True, listed=listed, **shared)
    fonts, static = Path(font_source_sans_pro.__path__[0]) / "files", site.out / "_static"
    static.mkdir()
    for weight in ("Regular", "Semibold", "Bold", "It"):
        font = TTFont(fonts / f"SourceSansPro-{weight}.ttf", recalcTimestamp=False)
        font.flavor = "woff"  # compressed, else unchanged: its licence reserves the name for unchanged letters
        font.save(static / f"SourceSansPro-{weight}.woff")
    shutil.copy(fonts / "LICENSE.txt", static / "SourceSansPro-LICENSE.txt")
    shutil.copy(Path(plotly.__path__[0]) / "package_data" / "plotly.min.js", static)
    write_whole(site.source / "found.json", json.dumps(site.found).encode())


def main() -> int:
    os.environ.setdefault("HEARTLAND_ROOT", str(ROOT))
    parser = argparse.ArgumentParser(description="Build the site.")
    parser.add_argument(
        "--out",
        type=Path,
        default=ROOT / "build/site",
        help="folder to build in (default: build/site)",
    )
    out = parser.parse_args().out.resolve()
    if out.exists() and not (out / MARK).exists() and (out.is_file() or any(out.iterdir())):
        sys.exit(f"{out} holds something else than a site: name an empty folder with --out")
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent) as work:
        site = Site(Path(work))
        site.put(MARK, "")  # a folder without it is not ours to empty
        print("building the site …", file=sys.stderr)
        write(site)
        from sphinx.cmd.build import build_main

        if build_main(
            [
                "-qW",
                "--keep-going",
                "-c",
                str(HERE),
                "-d",
                f"{work}/doctrees",
                str(site.source),
                str(site.out),
            ]
        ):
            return 1
        for template in site.out.glob(
            "_static/*webpack-macros.html"
        ):  # the theme's own, no page of the site
            template.unlink()
        shutil.rmtree(out, ignore_errors=True)
        site.out.rename(out)
    print(f"{len(list(out.rglob('*.html')))} pages: open {out / 'index.html'}")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("interrupted: the site is as it was")
    except (HeartlandError, OSError) as error:
        sys.exit(f"the site is as it was: {error}")
