"""Bad parameters never run: each set is accepted and sensible, or refused in one line, at once and without a kernel."""

import ast
import re
import time
from collections import Counter
from pathlib import Path

import click
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from papermill.translators import PythonTranslator

from heartland.cli import options
from heartland.errors import HeartlandError
from heartland.notebooks import notebooks
from heartland.runs import parameters, sweeps
from heartland.runs.run import Run, plan
from heartland.tables.periods import is_date
from tests.attack import QUIET
from tests.conftest import ROOT

pytestmark = pytest.mark.attack
DECLARED = {
    p.stem: {one.name: one for one in parameters.read_parameters(p)} for p in notebooks(ROOT)
}
NASTY = [
    '"]; import os', "'; DROP TABLE", "__import__('os').system('x')", "a\nb", "a\r\nimport os", "..", "../..", "/etc/passwd", "C:\\x", "~", "", " ", ",", ",,",
    "KAZ,KAZ", "kaz", "KAZ,", " KAZ , UZB ", "КАZ", "1_000", "٣", "٢٠٢٢", " 5 ", "+5", "-1", "2015.0", "2e3", "0x7DF", "02015", "9" * 5000, "nan", "inf",
    "True", "None", "null", "[]", "['KAZ']", "{}", "x" * 100_000, "KAZ," * 500, "\u202eKAZ", "\ufeffKAZ", "K\0AZ", "\udcff", "💥", "2022-02-30", "2022-13",
    "2022-W01", "20220630", "2022-06-30\n", "2022/06", "{0}", "%s", "$HOME", "`id`", "=1+1", "2099", "1990",
]  # fmt: skip


@st.composite
def text(draw, name: str, one: parameters.Parameter) -> str:
    """A value for a parameter: nasty, any text at all, or one or more that are allowed, whole or spoilt."""
    rule = parameters.RULES[one.name]
    allowed = (
        [str(v) for v in rule.allowed(ROOT)]
        if rule.allowed
        else ["", "2022", "2022-06", "2023-02-28"]
    )
    some = st.lists(st.sampled_from(allowed), min_size=1, max_size=4).map(",".join)
    spoilt = st.builds(
        lambda value, at, bad: value[:at] + bad + value[at:],
        st.sampled_from(allowed),
        st.integers(0, 9),
        st.sampled_from(NASTY),
    )
    return draw(
        st.one_of(
            some, st.sampled_from(allowed), st.sampled_from(NASTY), spoilt, st.text(max_size=30)
        )
    )


@st.composite
def wanted(draw) -> tuple[str, dict[str, str]]:
    """A notebook and a set of values for its parameters, now and then with a name that is none."""
    notebook = draw(st.sampled_from(sorted(DECLARED)))
    names = draw(st.lists(st.sampled_from(sorted(DECLARED[notebook])), max_size=4, unique=True))
    values = {name: draw(text(name, DECLARED[notebook][name])) for name in names}
    if draw(st.integers(0, 9)) == 0:
        values[
            draw(
                st.one_of(
                    st.sampled_from(["", "area ", "Areas", "__class__", "a\nb", "x" * 9999]),
                    st.text(max_size=9),
                )
            )
        ] = "1"
    return notebook, values


def from_file(file: Path) -> dict[str, str]:
    """The parameters in a file, as the command line takes them."""
    read = sweeps.from_yaml(file)
    return {str(name): parameters.as_text(value, str(name)) for name, value in read.items()}


def refused(attempt) -> str | None:
    """The words of a refusal, which must be one short line; nothing if the attempt was accepted."""
    try:
        attempt()
    except (HeartlandError, click.ClickException) as error:
        words = error.format_message() if isinstance(error, click.ClickException) else str(error)
        assert words.isprintable() and 5 < len(words) < 4000, words[:200]
        return words
    return None


def sensible(run: Run) -> None:
    """An accepted run has typed values from the data, a folder of its own, and is told to the notebook as literals."""
    root = run.root.resolve()
    for file in ("imf.png", "run.json", run.notebook.name):
        assert (root / run.place(file)).resolve().is_relative_to(root / run.place(file).parts[0])
    assert re.fullmatch(r"[A-Za-z0-9-]{0,70}", run.slug) and run.figures.parts[0] in (
        "figures",
        "runs",
    )
    for name, value in run.values.items():
        one, rule = DECLARED[run.notebook.stem][name], parameters.RULES[name]
        assert type(value) is parameters.TYPES[one.type]
        chosen = value if isinstance(value, list) else [value]
        assert chosen and len(set(chosen)) == len(chosen)
        assert (
            set(chosen) <= set(rule.allowed(ROOT))
            if rule.allowed
            else value == "" or is_date(value)
        )
    code = PythonTranslator.codify(dict(run.values))
    told = {line.targets[0].id: ast.literal_eval(line.value) for line in ast.parse(code).body}
    assert told == dict(run.values)


def test_a_set_of_parameters_is_sensible_or_refused_in_one_line_at_once(tmp_path, attempts):
    outcomes: Counter[str] = Counter()
    slow: list[float] = []
    file = tmp_path / "given.yml"

    def planned(notebook: str, values: dict[str, str], door: str) -> None:
        match door:
            case "-p":
                words = tuple(f"{name}={value}" for name, value in values.items())
                sensible(plan(ROOT, notebook, options.pairs(None, click.Option(["-p"]), words)))
            case "yaml":
                sensible(plan(ROOT, notebook, from_file(file)))
            case "grid":
                for run in sweeps.grid(
                    ROOT, notebook, {}, {k: v.split(",")[:3] for k, v in values.items()}
                ):
                    sensible(run)

    for path in notebooks(ROOT):  # warm
        plan(ROOT, path.stem, {})

    @settings(max_examples=attempts(10_000), **QUIET)
    @given(wanted(), st.sampled_from(["-p", "yaml", "grid"]))
    def run(one, door):
        file.write_text(
            yaml.safe_dump({k: v.split(",") if "," in v else v for k, v in one[1].items()}),
            encoding="utf-8",
        )
        started = time.process_time()
        words = refused(lambda: planned(*one, door))
        outcomes[f"{door} {'accepted' if words is None else 'refused'}"] += 1
        if words is not None:
            slow.append(time.process_time() - started)
            if slow[-1] > 0.04:  # a busy machine, or really slow? once more tells
                started = time.process_time()
                refused(lambda: planned(*one, door))
                slow[-1] = min(slow[-1], time.process_time() - started)

    run()
    print(
        dict(outcomes),
        f"slowest refusal {1000 * max(slow):.0f} ms, median {1000 * sorted(slow)[len(slow) // 2]:.1f} ms",
    )
    assert sum(outcomes.values()) >= attempts(10_000) and min(
        outcomes[f"{d} {o}"] for d in ("-p", "yaml", "grid") for o in ("accepted", "refused")
    )
    assert max(slow) < 0.05


ALIASES = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{b}: &{b} [{','.join(['*' + a] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)
FILES = {
    "aliases that multiply": ALIASES.encode(),
    "a name twice": b"target_year: 2021\ntarget_year: 2022\n",
    "an octal number": b"target_year: 03746\n",
    "a number in groups": b"target_year: 2_022\n",
    "itself": b"areas: &a [*a]\n",
    "a Python object": b"areas: !!python/object/apply:os.system ['touch owned']\n",
    "a date that is none": b"as_of: 2022-02-30\n",
    "nothing for a value": b"areas:\n",
    "lists in lists": b"areas: [[KAZ], [UZB]]\n",
    "a mapping for a value": b"areas: {KAZ: 1}\n",
    "a country that YAML reads as no": b"areas: [NO]\n",
    "deep nesting": b"areas: " + b"[" * 90_000,
    "a long list": b"areas: [" + b"KAZ, " * 500 + b"x]\n",
    "a number without end": b"target_year: " + b"9" * 9_000,
    "another encoding": "areas: KAZ\n".encode("utf-16"),
    "no UTF-8": b"areas: \xff\xfe\n",
    "NUL": b"areas: K\0AZ\n",
    "a list": b"- areas\n",
    "a word": b"areas",
    "nothing": b"",
    "two documents": b"areas: KAZ\n---\nareas: UZB\n",
    "a tab": b"areas:\tKAZ\n\tx: 1\n",
    "a key that is no text": b"1: KAZ\n",
    "a key that is a list": b"? [a]\n: KAZ\n",
    "a time of day": b"target_year: 20:22\n",
}


@pytest.mark.parametrize("content", FILES.values(), ids=FILES)
def test_a_strange_yaml_file_is_refused_in_one_line(tmp_path, content):
    file = tmp_path / "given.yml"
    file.write_bytes(content)
    started = time.process_time()
    words = refused(lambda: plan(ROOT, "03-growth-forecasts", from_file(file)))
    assert words and time.process_time() - started < 0.05
    assert not Path("owned").exists()


@pytest.mark.parametrize(
    "content",
    [
        b"x: 1\n",
        b"x: {}\n",
        b"x: {notebook: 03-growth-forecasts}\n",
        b"x: {notebook: 7, grid: {areas: KAZ}}\n",
        b"x: {notebook: 03-growth-forecasts, grid: [1]}\n",
    ],
)
def test_a_named_sweep_that_is_none_is_refused_in_one_line(tmp_path, content):
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "sweeps.yml").write_bytes(content)
    assert refused(lambda: sweeps.grid(ROOT, *sweeps.read_sweep(tmp_path, "x")))


@pytest.mark.parametrize(
    "args",
    [
        ["run", "-p", "areas"],
        ["run", "03-growth-forecasts", "-p", "areas"],
        ["run", "03-growth-forecasts", "-p", "=x"],
        ["run", "../x"],
        ["run", "03-growth-forecasts", "-f", "nowhere.yml"],
        ["run", "03-growth-forecasts", "-f", "/"],
        ["sweep", "03-growth-forecasts", "-g", "areas"],
        ["run", "a\nb"],
        ["sweep", "a\nb"],
        ["run", "x" * 9999],
    ],
    ids=lambda a: " ".join(a)[:40],
)
def test_a_strange_command_line_is_one_line_and_exit_code_2(args, command):
    done = command(*args)
    assert done.returncode == 2
    assert done.stderr.startswith("heartland: ")
    assert done.stderr.count("\n") == 1
    assert len(done.stderr) < 4000
