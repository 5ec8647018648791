"""Bad parameters never run: each set is accepted and sensible, or refused in one line, without a kernel."""

import ast
import re

import click
import pytest
from papermill.translators import PythonTranslator

from heartland.cli import options
from heartland.errors import HeartlandError
from heartland.notebooks import notebooks
from heartland.runs import parameters
from heartland.runs.run import Run, plan
from tests.conftest import ROOT

pytestmark = pytest.mark.attack
DECLARED = {  # each parameter once, in the first notebook that has it
    one.name: path.stem
    for path in reversed(notebooks(ROOT))
    for one in parameters.read_parameters(path)
}
P = click.Option(["-p"])
NASTY = [
    '"]; import os', "'; DROP TABLE", "__import__('os').system('x')", "a\nb", "a\r\nimport os", "..", "../..", "/etc/passwd", "C:\\x", "~", "", " ", ",", ",,",
    "KAZ,KAZ", "kaz", "KAZ,", " KAZ , UZB ", "КАZ", "1_000", "٣", "٢٠٢٢", " 5 ", "+5", "-1", "2015.0", "2e3", "0x7DF", "02015", "9" * 5000, "nan", "inf",
    "True", "None", "null", "[]", "['KAZ']", "{}", "x" * 100_000, "KAZ," * 500, "\u202eKAZ", "\ufeffKAZ", "K\0AZ", "\udcff", "💥", "2022-02-30", "2022-13",
    "2022-W01", "20220630", "2022-06-30\n", "2022/06", "{0}", "%s", "$HOME", "`id`", "=1+1", "2099", "1990",
]  # fmt: skip


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
    """An accepted run has values from the data, a folder of its own, and reaches the notebook as literals."""
    root = run.root.resolve()
    for file in ("imf.png", "run.json", run.notebook.name):
        assert (root / run.place(file)).resolve().is_relative_to(root / run.place(file).parts[0])
    assert re.fullmatch(r"[A-Za-z0-9-]{0,70}", run.slug)
    for name, value in run.values.items():
        allowed = parameters.RULES[name].allowed
        chosen = value if isinstance(value, list) else [value]
        assert chosen and len(set(chosen)) == len(chosen)
        assert allowed is None or set(chosen) <= set(allowed(ROOT))
    code = ast.parse(PythonTranslator.codify(dict(run.values)))
    told = {line.targets[0].id: ast.literal_eval(line.value) for line in code.body}
    assert told == dict(run.values)


@pytest.mark.parametrize(("name", "notebook"), DECLARED.items(), ids=DECLARED)
def test_a_nasty_value_is_sensible_or_refused_in_one_line(name, notebook):
    accepted = 0
    for text in NASTY:

        def planned(text=text):
            given = options.pairs(None, P, (f"{name}={text}",))
            sensible(plan(ROOT, notebook, given))

        accepted += refused(planned) is None
    assert accepted < len(NASTY) / 2


@pytest.mark.parametrize("name", ["", "areas ", "Areas", "__class__", "a\nb", "x" * 9999])
def test_a_parameter_that_is_none_is_refused_in_one_line(name):
    assert refused(lambda: plan(ROOT, "03-growth-forecasts", {name: "1"}))
