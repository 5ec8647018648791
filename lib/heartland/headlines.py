"""Headlines and sentences that a person writes, and that know when they stop being true.

The rows fill the numbers in and guard the words: each headline has conditions, and in a run with
the defaults one that fails is an error, which shows the sentence, its facts and the condition. With
other parameters a figure has its plain title.
"""

import ast
import inspect
import string
from collections.abc import Mapping, Sequence
from types import FrameType
from typing import Any

import executing

from heartland import context
from heartland.errors import HeartlandError, UsageError, offer
from heartland.sentences import Line


class HeadlineError(HeartlandError):
    """A sentence that its rows do not bear out any more."""


def headline(text: str, /, *, holds: Sequence[Any], plain: str, **facts: Any) -> Line:
    """Return the headline of a figure, or its plain title where parameters differ from defaults.

    It comes with the facts that it states; a plain title states none.

    >>> hl.headline(
    ...     "Tajikistan earns half as much abroad as at home: {tjk:.0f} percent of its GDP",
    ...     tjk=last["TJK"],
    ...     holds=[last["TJK"] > 45, last.idxmax() == "TJK"],
    ...     plain="Remittances as a share of GDP, {start}–{end}",
    ... )

    Args:
        text: the finding, with each number in braces.
        holds: what must be true of the rows for every word of it to be true.
        plain: a title that is true for any parameters; it may name parameters in braces.
        **facts: what stands in the braces.

    Raises:
        HeadlineError: in a run with the defaults, if a condition fails.
        UsageError: if there is no condition, or a brace without its fact.
    """
    if context.changed():
        return Line(_filled(plain, facts))
    _expect_all(text, holds, facts, _caller())
    return Line(_filled(text, facts), facts)


def say(text: str, /, *, holds: Sequence[Any], plain: str = "", **facts: Any) -> Line:
    """Return sentences of a notebook, made as a headline is; without ``plain`` they can be silent.

    >>> hl.say("Three of five countries buy more from China: {names}.", names=…, holds=[…])

    Args:
        text: the sentences, with each number in braces, as Markdown.
        holds: what must be true of the rows.
        plain: what is said with other parameters; by default nothing.
        **facts: what stands in the braces.

    Raises:
        HeadlineError: in a run with the defaults, if a condition fails.
        UsageError: if there is no condition, or a brace without its fact.
    """
    if context.changed():
        return _stated(_filled(plain, facts))
    _expect_all(text, holds, facts, _caller())
    said = _filled(text, facts)
    context.note_said(said)
    return _stated(said)


def _stated(said: str) -> Line:
    """Let a notebook be stored with what it says, as data beside the text."""
    return Line(said, {"finding": said} if said else {})


def _caller() -> FrameType | None:
    """Return the frame in which a sentence is written."""
    own = inspect.currentframe()
    return own.f_back.f_back if own and own.f_back else None


def _filled(text: str, facts: Mapping[str, Any]) -> str:
    """Fill facts, and parameters of the notebook, into the braces of a sentence."""
    known = {**context.parameters(), **facts}
    for _, name, _, _ in string.Formatter().parse(text):
        if name and name not in known:
            raise UsageError(f"“{text}” has no fact for {{{name}}}{offer(name, known)}")
    return text.format_map(known)


def _expect_all(
    text: str, holds: Sequence[Any], facts: Mapping[str, Any], caller: FrameType | None
) -> None:
    """Expect every condition of a sentence to be true."""
    if not len(holds):
        raise UsageError(
            f"“{text}” has no condition: without one nobody sees when it stops being true"
        )
    failed = [place for place, condition in enumerate(holds) if not condition]
    if not failed:
        return
    written = _written_conditions(caller) or [f"condition {n + 1}" for n in range(len(holds))]
    lines = [f"the rows no longer bear out “{text}”"]
    lines += [f"  {name} = {value}" for name, value in facts.items()]
    lines += [f"  does not hold: {written[place]}" for place in failed]
    raise HeadlineError("\n".join([*lines, "  The data have moved on: rewrite the sentence."]))


def _written_conditions(caller: FrameType | None) -> list[str]:
    """Return the conditions as the call of a sentence has them, [] where it has no source."""
    if caller is None:
        return []
    call = executing.Source.executing(caller).node
    if not isinstance(call, ast.Call):
        return []
    for keyword in call.keywords:
        if keyword.arg == "holds" and isinstance(keyword.value, ast.List | ast.Tuple):
            return [ast.unparse(condition) for condition in keyword.value.elts]
    return []
