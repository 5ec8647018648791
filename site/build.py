"""Build the site from what is committed: executed notebooks, exported figures, data. It computes no finding.

Python gathers facts, the templates write them down with autoescape, Sphinx (``conf.py``) adds navigation and search.
Assets are written into the output folder; the pages' sources into its neighbour ``<out>-source``.
"""

import argparse
import csv
import html
import json
import re
import shutil
import subprocess
import sys
import time
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import font_source_sans_pro
import plotly
import yaml
from fontTools.ttLib import TTFont
from heartland import checks, claims, collection, data, publish, words
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from PIL import Image

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
TEX = str.maketrans({c: f"\\{c}" for c in "{}$&#%_"} | {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"})
FILES = ("png", "svg", "pdf", "csv", "json")
APART = ("source_id", "also_in", "locator", "note", "status", "relation", "low", "high")  # of a row: what qualifies its figure
JINJA = Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=lambda name: name.endswith(".html"), undefined=StrictUndefined)
JINJA.trim_blocks = JINJA.lstrip_blocks = True


class Site:
    """The pages and files of one build, and what they share."""

    def __init__(self, out: Path) -> None:
        self.out, self.source = out, out.with_name(out.name + "-source")
        self.about: dict[str, Any] = {"descriptions": {}, "objects": []}  # read by conf.py
        self.cff = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
        self.words = yaml.safe_load((HERE / "gallery.yml").read_text(encoding="utf-8"))
        self.package = collection.descriptor(ROOT)
        self.sources = {row["source_id"]: row for row in collection.rows(ROOT, "sources")}
        JINJA.globals |= {"site": self, "names": words.names(), "shade": claims.SHADE, "held": claims.HELD, "warnings": publish.WARNINGS}
        JINJA.filters |= {"short": short, "month": words.month, "size": size}

    def page(self, name: str, template: str, description: str, toctree: list[str] | None = None, wide: bool = False, **facts: Any) -> None:
        """Write the source of a page: one line of JSON for the parser in conf.py, then HTML."""
        path = self.source / f"{name}.page"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = JINJA.get_template(template).render(base="../" * name.count("/"), **facts)
        path.write_text(json.dumps({"toctree": toctree or [], "wide": wide}) + "\n" + text, encoding="utf-8")
        self.about["descriptions"][name] = description

    def put(self, name: str, content: str | bytes) -> None:
        collection.write(self.out / name, content.encode() if isinstance(content, str) else content)

    def zip(self, name: str, files: dict[str, bytes]) -> None:
        """Write an archive that is the same at every build."""
        path = self.out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for inside, content in files.items():
                archive.writestr(zipfile.ZipInfo(f"{path.stem}/{inside}"), content, zipfile.ZIP_DEFLATED)

    def find(self, kind: str, text: str, page: str, anchor: str) -> None:
        """Let the search find something smaller than a page."""
        self.about["objects"].append([text, kind, page, anchor])


def short(text: str) -> str:
    """Write a number without the digits that only binary arithmetic put there; anything else as it is."""
    return f"{float(text):.6g}" if re.fullmatch(r"-?\d+\.\d{4,}", text) else re.sub(r"^(-?\d+)\.0$", r"\1", text)


def size(path: Path) -> str:
    return f"{max(1, round(path.stat().st_size / 1000)):,} kB"


def figure(site: Site, path: Path, twins: dict[str, Any]) -> dict[str, Any]:
    """Gather what the page of one figure shows, and write its files."""
    facts, place = collection.read_json(path), f"{path.parent.name}/{path.stem}"
    kind = next((kind for kind, places in site.words["kinds"].items() if place in places), None)
    if not kind:
        sys.exit(f"site/gallery.yml: the figure {place} has no kind of chart; add it to one of {', '.join(site.words['kinds'])}")
    with path.with_suffix(".csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    columns = [c for c in rows[0] if c != "source_id" and any(row[c] for row in rows)]
    same = {c: rows[0][c] for c in columns if len(rows) > 1 and len({row[c] for row in rows}) == 1}
    svg = path.with_suffix(".svg").read_text(encoding="utf-8")
    svg = re.sub(r"<metadata>.*?</metadata>|<title>.*?</title>|<style.*?</style>", "", svg[svg.index("<svg") :], flags=re.S)
    box = re.search(r'viewBox="0 0 (\S+) (\S+)"', svg)
    made = facts | {"place": place, "page": f"figures/{place}", "kind": kind, "theme": site.words["themes"][path.parent.name]}
    made |= {"table": rows, "columns": [c for c in columns if c not in same], "same": same, "areas": areas(facts, rows)}
    made |= {"svg": re.sub(r"<svg[^>]*>", "", svg, count=1), "box": box.groups() if box else (), "cite": cite(site, facts, place)}
    for ending in FILES:
        site.put(f"figures/{place}.{ending}", path.with_suffix(f".{ending}").read_bytes())
    made["sizes"] = {ending: size(path.with_suffix(f".{ending}")) for ending in FILES}
    with Image.open(path.with_suffix(".png")) as image:
        made["width"], made["height"] = image.size
        thumb = image.convert("RGB")
        thumb.thumbnail((640, 640))
        thumb.save(site.out / f"figures/{place}.thumb.webp", quality=82, method=2)
        made["thumb"] = thumb.size
    made["twin"] = place in twins
    if made["twin"]:
        site.put(f"figures/{place}.twin.js", f"heartlandTwin({json.dumps(led_home(twins[place], rows))});")
    parts = {f"{path.stem}.{e}": path.with_suffix(f".{e}").read_bytes() for e in FILES}
    parts |= {"README.txt": JINJA.get_template("readme.txt").render(f=made).encode(), "LICENSE-TEXT": (ROOT / "LICENSE-TEXT").read_bytes()}
    site.zip(f"figures/{place}.zip", parts)
    made["sizes"]["zip"] = size(site.out / f"figures/{place}.zip")
    site.find("figure", facts["title"], made["page"], "figure")
    return made


def areas(facts: dict[str, Any], rows: list[dict[str, str]]) -> list[str]:
    """The countries that a figure's rows name, else those of its parameters."""
    table = {row["area"]: row for row in collection.rows(ROOT, "areas")}
    events = {row["event_id"]: row["area"] for row in collection.rows(ROOT, "conflict_events")}
    said = {events.get(row.get("event_id", ""), "") for row in rows}
    said |= {code for row in rows for column in ("area", "partner", "side") for code in row.get(column, "").split(";")}
    said |= set(table["CA5"]["members"].split(";")) if "CA5" in said else set()
    given = facts["parameters"].get("areas") or [facts["parameters"].get("area")]
    return sorted(code for code in said if code in table and table[code]["kind"] == "country") or [code for code in given if code]


def led_home(twin: dict[str, Any], rows: list[dict[str, str]]) -> dict[str, Any]:
    """Give each point of a twin the rows it stands for: those that say all that it says under the pointer."""

    def said(pairs: Any) -> frozenset[tuple[str, str]]:
        return frozenset((k.replace("_", " "), re.sub(r"\.0$", "", v)) for k, v in pairs if v)

    at: dict[frozenset[tuple[str, str]], list[int]] = {}
    for n, row in enumerate(rows):
        at.setdefault(said((k, v) for k, v in row.items() if k not in APART), []).append(n)
    for trace in twin["data"]:
        lines = [[html.unescape(line).partition(": ")[::2] for line in text.split("<br>")] for text in trace.get("text", [])]
        trace["customdata"] = [at.get(said(pair for pair in point if pair[0] not in ("source", "locator", "note")), []) for point in lines]
    return twin


def cite(site: Site, facts: dict[str, Any], place: str) -> dict[str, str]:
    """How to cite a figure: a sentence, BibTeX and CSL-JSON."""
    who, day, version = site.cff["authors"][0]["name"], str(site.cff["date-released"]), str(site.cff["version"])
    book, key, where = site.cff["title"], f"heartland-{place.replace('/', '-')}", site.cff.get("url") or site.cff.get("repository-code")
    note = f"Figure {place}, version {version}, data version {site.package['version']}. {facts['source_line']}"
    fields = {"author": f"{{{who.translate(TEX)}}}", "title": f"{{{facts['title'].translate(TEX)}}}", "howpublished": book.translate(TEX)}
    fields |= {"year": day[:4], "month": str(int(day[5:7])), "note": note.translate(TEX)} | ({"url": where} if where else {})
    item = {"id": key, "type": "figure", "author": [{"literal": who}], "title": facts["title"], "container-title": book, "version": version}
    item |= {"issued": {"date-parts": [[int(part) for part in day.split("-")]]}, "note": note} | ({"URL": where} if where else {})
    return {
        "Text": f"{who} ({day[:4]}): “{facts['title']}”. In {book}. {note}." + (f" {where}" if where else ""),
        "BibTeX": f"@misc{{{key},\n" + "".join(f"  {k} = {{{v}}},\n" for k, v in fields.items()) + "}",
        "CSL-JSON": json.dumps([item], ensure_ascii=False, indent=1),
    }


def notebook(site: Site, path: Path, figures: dict[str, dict[str, Any]]) -> None:
    """Write a notebook for myst-nb: pictures as figures with a page of their own, tables without ids that repeat."""
    nb, macros = collection.read_json(path), JINJA.get_template("macros.html").module
    site.put(f"notebooks/{path.name}", path.read_bytes())
    for n, cell in enumerate(nb["cells"]):
        shown = "".join("".join(o.get("data", {}).get("text/markdown", "")) for o in cell.get("outputs", []))
        made = re.findall(r"`figures/([a-z0-9-]+/[a-z0-9-]+)\.\*`", shown)
        for output in cell.get("outputs", []):
            bundle = output.get("data", {})
            text = "".join(bundle.get("text/markdown", ""))
            taken = re.search(r"\]\(\.\./figures/(\S+)\.png\)", text)
            if "image/png" in bundle and made or taken:
                shown = figures[taken[1] if taken else made[0]]
                output["data"] = {"text/html": str(macros.framed(shown, "../", anchor=not taken))}
            elif "text/html" in bundle:
                table = re.sub(r"<style.*?</style>| id=\"[^\"]*\"| style=\"[^\"]*\"", "", "".join(bundle["text/html"]), flags=re.S)
                output["data"] = {"text/html": str(macros.scroll(table.replace("<th></th>", "<td></td>"), f"Table {n}"))}
            elif made and text.startswith("Exported as"):
                output["data"] = {"text/plain": ""}
        cell["outputs"] = [o for o in cell.get("outputs", []) if o.get("data") != {"text/plain": ""}] if cell["cell_type"] == "code" else []
        if cell["cell_type"] == "markdown":
            del cell["outputs"]
    own = [f["page"] for f in figures.values() if f["notebook"] == path.stem]
    source = f"```{{toctree}}\n:hidden:\n:titlesonly:\n\n" + "".join(f"/{page}\n" for page in own) + "```\n"
    nb["cells"].append({"cell_type": "markdown", "id": "figures", "metadata": {}, "source": source})
    nb["cells"].insert(2, {"cell_type": "markdown", "id": "door", "metadata": {}, "source": str(macros.door(path))})
    (site.source / "notebooks").mkdir(parents=True, exist_ok=True)
    (site.source / "notebooks" / path.name).write_text(json.dumps(nb), encoding="utf-8")


def datasets(site: Site) -> list[dict[str, Any]]:
    """Write a page, the rows and the files of each dataset; return what the index says of each."""
    shutil.copytree(ROOT / "data", site.out / "data", dirs_exist_ok=True)
    listed, found = data.datasets().fillna("").to_dict("index"), []
    for name in collection.names(ROOT):
        schema, rows, entry = collection.schema(ROOT, name), collection.rows(ROOT, name), collection.resource(ROOT, name)
        columns = [field["name"] for field in schema["fields"]]
        site.put(
            f"data/{name}.js", f"heartlandRows = {json.dumps([columns, *([r[c] for c in columns] for r in rows)], ensure_ascii=False)};"
        )
        used = Counter(i for i in {i for row in rows for i in row.get("source_id", "").split(";") if i})
        terms = Counter(site.sources[i]["licence"] for i in used).most_common()
        covered = publish.covered(data.load(name, part_years=True))
        one = {"name": name, "schema": schema, "entry": entry, "terms": terms, "covered": covered, **listed[name]}
        one |= {"size": size(ROOT / "data" / entry["path"]), "keys": schema["primaryKey"]}
        description = f"{schema['title']}: codebook, coverage, terms and all {len(rows):,} rows. {schema.get('description', '')}"
        site.page(f"data/{name}", "dataset.html", description, d=one)
        site.find("dataset", f"{name}: {schema['title']}", f"data/{name}", "data")
        found.append(one)
    for key, row in site.sources.items():
        site.find("source", f"{row['title']} ({row['publisher']})", "data/sources", key)
    files = {p.relative_to(ROOT / "data").as_posix(): p.read_bytes() for p in sorted((ROOT / "data").rglob("*")) if p.is_file()}
    site.zip(f"data/heartland-data-{site.package['version']}.zip", files | {"LICENSE-TEXT": (ROOT / "LICENSE-TEXT").read_bytes()})
    return found


def judged() -> list[dict[str, Any]]:
    """Every claim with its audits, and with the rows that each audit rests on."""
    tables: dict[str, Any] = {}
    audits: dict[str, list[dict[str, Any]]] = {}
    for audit in collection.rows(ROOT, "audits"):
        name, evidence = audit["dataset"], []
        for where in filter(None, audit["where"].split("|")):
            table = tables.setdefault(name, data.load(name, part_years=True))
            for n in checks.select(table, where).index:
                row = collection.rows(ROOT, name)[n]
                said = {k: v for k, v in row.items() if v and k not in APART}
                evidence.append(
                    {"line": n + 2, "said": said, "ids": row.get("source_id", "").split(";"), "locator": row.get("locator", "")}
                )
        audits.setdefault(audit["claim_id"], []).append({**audit, "rows": evidence})
    text = {row["claim_id"]: row for row in collection.rows(ROOT, "claims")}
    table = claims.judged()
    return [
        {**text[c["claim_id"]], "verdict": c["verdict"], "shade": c["shade"], "audits": audits.get(c["claim_id"], [])}
        for c in table.to_dict("records")
    ]


def articles(site: Site) -> None:
    """Write a page for each article with its claims one by one, and the list of all."""
    every, found = judged(), collection.rows(ROOT, "articles")
    reviews = {review["identifier"]: review for review in claims.claimreview(claims.judged())}
    for article in found:
        name, own = f"claims/{article['article_id']}", [c for c in every if c["article_id"] == article["article_id"]]
        ld = json.dumps([reviews[c["claim_id"]] for c in own if c["claim_id"] in reviews], ensure_ascii=False).replace("<", "\\u003c")
        description = f"{len(own)} claims of “{article['title']}” ({article['outlet']}), each with its verdict and the evidence."
        site.page(name, "article.html", description, a=article, claims=own, ld=ld)
        for claim in own:
            site.find("claim", claim["statement"], name, claim["claim_id"])
    tally = Counter(c["shade"] for c in every if not c["same_as"])
    text = f"All {len(every)} claims of ten articles, searchable, each with its verdict and its evidence."
    pages = [f"claims/{article['article_id']}" for article in found]
    site.page(
        "claims/index", "claims.html", text, pages, wide=True, claims=every, articles={a["article_id"]: a for a in found}, tally=tally
    )


def write(site: Site) -> None:
    """Write every page and file that Sphinx does not make."""
    books = {path.stem: collection.read_json(path) for path in sorted((ROOT / "notebooks").glob("*.ipynb"))}
    twins: dict[str, Any] = {}
    for stem, nb in books.items():
        for cell in nb["cells"]:
            outputs = [output.get("data", {}) for output in cell.get("outputs", [])]
            names = re.findall(r"`figures/([a-z0-9-]+/[a-z0-9-]+)\.\*`", json.dumps(outputs))
            twins |= {names[0]: o["application/vnd.plotly.v1+json"] for o in outputs if "application/vnd.plotly.v1+json" in o and names}
    figures = {f["place"]: f for f in (figure(site, path, twins) for path in sorted((ROOT / "figures").glob("*/*.json")))}
    titles = {stem: "".join(nb["cells"][0]["source"]).splitlines()[0].lstrip("# ") for stem, nb in books.items()}
    for one in figures.values():
        site.page(one["page"], "figure.html", f"{one['title']}. {one['subtitle']}", f=one, question=titles[one["notebook"]])
    for stem in books:
        notebook(site, ROOT / "notebooks" / f"{stem}.ipynb", figures)
        site.about["descriptions"][f"notebooks/{stem}"] = titles[stem]
    start = json.dumps(books["00-start-here"], ensure_ascii=False)
    themes = ["/".join(names) for names in re.findall(r'taken\(\\"([a-z0-9-]+)\\", \\"([a-z0-9-]+)\\"\)', start)]
    site.page(
        "notebooks/index",
        "notebooks.html",
        "The notebooks, one a theme.",
        [f"notebooks/{s}" for s in books],
        titles=titles,
        figures=figures,
    )
    listed = datasets(site)
    site.page(
        "data/index", "data.html", "Every dataset: rows, coverage, terms, downloads.", [f"data/{d['name']}" for d in listed], listed=listed
    )
    articles(site)
    site.page(
        "gallery", "gallery.html", f"All {len(figures)} figures, by theme, country and kind.", wide=True, figures=list(figures.values())
    )
    site.page("about", "about.html", "How to cite, licences, and how to run it yourself.")
    said = "Coded figures on Central Asia, each set against its sources, and the charts made from them."
    pages = ["gallery", "notebooks/index", "data/index", "claims/index", "about"]
    site.page("index", "home.html", said, pages, True, figures=figures, themes=themes, titles=titles, listed=listed)
    for weight in ("Regular", "Semibold", "Bold", "It"):
        font = TTFont(Path(font_source_sans_pro.__path__[0]) / "files" / f"SourceSansPro-{weight}.ttf")
        font.flavor = "woff"  # compressed, else unchanged: its licence reserves the name for unchanged letters
        (site.out / "_static").mkdir(parents=True, exist_ok=True)
        font.save(site.out / "_static" / f"SourceSansPro-{weight}.woff")
    shutil.copy(Path(font_source_sans_pro.__path__[0]) / "files" / "LICENSE.txt", site.out / "_static" / "SourceSansPro-LICENSE.txt")
    shutil.copy(Path(plotly.__path__[0]) / "package_data" / "plotly.min.js", site.out / "_static")
    (site.source / "about.json").write_text(json.dumps(site.about), encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description="Build the site.")
    parser.add_argument("--out", type=Path, default=ROOT / "build/site", help="folder to build in (default: build/site)")
    site, began = Site(parser.parse_args().out.resolve()), time.monotonic()
    if site.out.exists() and any(site.out.iterdir()) and not (site.out / ".heartland-site").exists():
        sys.exit(f"{site.out} holds something else than a site: name an empty folder")
    if any(not path.with_suffix(".pdf").exists() for path in (ROOT / "figures").glob("*/*.json")):
        print("executing the notebooks once, for the PDFs (a minute or two)", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "heartland", "--root", ROOT, "-q", "run"], check=True, stdout=subprocess.DEVNULL)
    for folder in (site.out, site.source):
        shutil.rmtree(folder, ignore_errors=True)
    site.put(".heartland-site", "")  # a folder without it is not ours to empty
    print("gathering figures, data and claims …", file=sys.stderr)
    write(site)
    print("writing pages …", file=sys.stderr)
    from sphinx.cmd.build import build_main

    failed = build_main(["-q", "-W", "--keep-going", "-c", str(HERE), "-d", f"{site.source}/.doctrees", str(site.source), str(site.out)])
    for left in {*site.out.rglob("*.map"), *site.out.glob("_static/scripts/fontawesome*")}:
        left.unlink()
    if not failed:
        print(f"{len(list(site.out.rglob('*.html')))} pages in {time.monotonic() - began:.0f} s: open {site.out / 'index.html'}")
    return failed


if __name__ == "__main__":
    import os

    os.environ.setdefault("HEARTLAND_ROOT", str(ROOT))
    sys.exit(main())
