"""How fast sweeps are: ``make bench`` prints the table of which docs/speed.md keeps the last.

A small notebook with one figure is run once for each value of its parameter. The ways take turns,
so that a busy minute of the machine meets all of them, and medians count.
"""

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / "build" / "bench"  # an environment with Heartland and what it is compared with
PINS = ("snakemake==9.15.0", "doit==0.37.0")

IMPORTS = """
import os
from pathlib import Path
import matplotlib.pyplot as plt
import pandas as pd
import heartland as hl
"""
PARAMETER = "number: int = 0  # tells the runs apart"
DRAW = """
rows = hl.load("growth_forecasts").query("area == 'KAZ' and target_year == 2022")
rows = rows.assign(vintage=pd.to_datetime(rows["vintage"], format="mixed"))
fig, ax = plt.subplots()
for publisher, part in rows.groupby("publisher"):
    ax.plot(part["vintage"], part["growth_pct"], "o-", label=publisher)
ax.set_title(f"Growth forecasts for Kazakhstan in 2022 ({number})")
ax.legend()
fig.savefig(Path(os.environ.get("HEARTLAND_OUT", "."), "figure.png"))
"""
SNAKEFILE = """
import os
rule all:
    input: expand("out/{value}/nb.ipynb", value=os.environ["VALUES"].split())
rule one:
    output: "out/{value}/nb.ipynb"
    shell: "./papermill.sh {wildcards.value}"
"""
DODO = """
import os
def task_one():
    for value in os.environ["VALUES"].split():
        target = f"out/{value}/nb.ipynb"
        yield {"name": value, "targets": [target], "actions": [f"./papermill.sh {value}"]}
"""
PAPERMILL = """#!/bin/sh
export HEARTLAND_OUT="$PWD/out/$1"
exec papermill notebooks/00-small.ipynb "out/$1/nb.ipynb" -p number "$1" --no-progress-bar
"""
SCRIPTS = "plain scripts, two at a time"
TWO_AT_A_TIME = "printf '%s\\n' $VALUES | xargs -P 2 -I V"
SWEEP = 'heartland sweep 00-small -g number="$(echo $VALUES | tr " " ,)" -j 2'
WAYS = {  # how a shell runs the notebook for each of $VALUES
    SCRIPTS: f"{TWO_AT_A_TIME} env HEARTLAND_OUT=out/V python script.py V",
    "`papermill` in a loop": "for value in $VALUES; do ./papermill.sh $value || exit; done",
    "`papermill`, two at a time": f"{TWO_AT_A_TIME} ./papermill.sh V",
    "snakemake": "snakemake --cores 2 --quiet all",
    "doit": "doit -n 2",
    "`heartland sweep`": SWEEP,
    "`heartland sweep --kernels`": f"{SWEEP} --kernels",
}


def small_collection(root: Path) -> Path:
    """Write a collection with the small notebook, and what each way needs to run it."""
    (root / "notebooks").mkdir()
    (root / "data").symlink_to(ROOT / "data")
    cells = [nbformat.v4.new_code_cell(source) for source in (IMPORTS, PARAMETER, DRAW)]
    cells[1].metadata["tags"] = ["parameters"]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    notebook = nbformat.v4.new_notebook(cells=cells, metadata=kernel)
    nbformat.write(notebook, root / "notebooks" / "00-small.ipynb")
    (root / "script.py").write_text(f"import sys\n{IMPORTS}\nnumber = sys.argv[1]\n{DRAW}")
    (root / "Snakefile").write_text(SNAKEFILE)
    (root / "dodo.py").write_text(DODO)
    (root / "papermill.sh").write_text(PAPERMILL)
    (root / "papermill.sh").chmod(0o755)
    return root


def seconds(command: str, runs: int) -> float:
    """Time a way to run the small notebook.

    Raises:
        RuntimeError: if it fails, or does not make all figures.
    """
    values = [str(number) for number in range(runs)]
    path = f"{TOOLS / 'bin'}{os.pathsep}{os.environ['PATH']}"
    with tempfile.TemporaryDirectory() as folder:
        root = small_collection(Path(folder))
        for value in values:
            (root / "out" / value).mkdir(parents=True)
        more = {"HEARTLAND_ROOT": folder, "PATH": path, "VALUES": " ".join(values)}
        begun = time.perf_counter()
        done = subprocess.run(
            command, shell=True, cwd=root, env=os.environ | more, capture_output=True, text=True
        )
        taken = time.perf_counter() - begun
        made = [*root.glob("out/*/figure.png"), *root.glob("runs/**/figure.png")]
    if done.returncode or len(made) != runs:
        raise RuntimeError(f"{command}: {len(made)} figures of {runs} runs\n{done.stderr[-2000:]}")
    return taken


def table(taken: dict[str, list[float]], runs: int) -> str:
    """Compare the medians of the ways with that of plain scripts."""
    rows = []
    for way, every in taken.items():
        middle = statistics.median(every)
        times = middle / statistics.median(taken[SCRIPTS])
        rows.append([way, f"{middle:.1f}", f"{min(every):.1f} to {max(every):.1f}", f"{times:.2f}"])
    what = f"small notebook, {runs} runs"
    head = [what, "seconds (median)", "least to most", "times the scripts"]
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(str, cells))} |" for cells in lines)


def main() -> None:
    """Measure, and print the tables."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--runs", type=int, default=20, help="of the small notebook")
    options.add_argument("--repeat", type=int, default=4, help="of each way")
    asked = options.parse_args()
    uv = [sys.executable, "-m", "uv"]
    subprocess.run([*uv, "venv", "-q", "--allow-existing", TOOLS], check=True)
    pins = ["-c", ROOT / "requirements.lock", "-e", ROOT, *PINS]
    subprocess.run(
        [*uv, "pip", "install", "-q", "--compile-bytecode", "-p", TOOLS, *pins], check=True
    )
    taken: dict[str, list[float]] = {way: [] for way in WAYS}
    for _ in range(asked.repeat):
        for way, command in WAYS.items():
            taken[way].append(seconds(command, asked.runs))
            print(f"{way}: {taken[way][-1]:.1f} s", file=sys.stderr, flush=True)
    print(f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, {', '.join(PINS)}\n")
    print(table(taken, asked.runs))


if __name__ == "__main__":
    main()
