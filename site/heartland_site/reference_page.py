"""The reference of what an analyst calls: made from the docstrings of the public names."""

import inspect
import re
from dataclasses import dataclass
from typing import Any

import heartland
from heartland_site.pages import Site

SECTION = re.compile(
    r"^(Args|Returns|Raises|Yields|Attributes):\n((?:[ ]{4}.*\n?|\n)+)", flags=re.M
)
EXAMPLE = re.compile(r"^>>> .*(?:\n(?:\.\.\. |\S).*)*", flags=re.M)
ITEM = re.compile(r"^    (\S[^:\n]*): (.*(?:\n {5,}.*)*)", flags=re.M)
MODULES = re.compile(r"\b(?:[a-z_]+\.)+(?=[A-Z])")
OPTIONS = re.compile(r"\*<class '(\w+)'>")  # how Python writes the type of ``**look: Unpack[Look]``
LINE = 72  # characters of a signature that stands on one line


@dataclass(frozen=True)
class PublicName:
    """A name of the library as the reference shows it.

    Attributes:
        name: as it is called: ``load``.
        signature: its parameters and what comes back; "" of a name that is not called.
        purpose: paragraphs that say what it is for.
        sections: its arguments, what it returns and raises: pairs of a name and a text.
        example: lines of Python.
    """

    name: str
    signature: str
    purpose: list[str]
    sections: dict[str, list[tuple[str, str]]]
    example: str


def public_names() -> list[PublicName]:
    """Return every public name of the library that is called, in the order of the alphabet."""
    named = [(name, getattr(heartland, name)) for name in dir(heartland)]
    return [described(name, value) for name, value in named if callable(value)]


def described(name: str, value: Any) -> PublicName:
    """Read a name's signature and docstring."""
    text = inspect.getdoc(value) or ""
    sections = {title: items(body) for title, body in SECTION.findall(text)}
    examples = EXAMPLE.findall(text)
    prose = EXAMPLE.sub("", SECTION.sub("", text)).strip()
    paragraphs = [" ".join(part.split()) for part in re.split(r"\n\s*\n", prose) if part.strip()]
    return PublicName(name, signature(name, value), paragraphs, sections, "\n".join(examples))


def signature(name: str, value: Any) -> str:
    """Write the signature of a function, a parameter a line where it is long."""
    parts = inspect.signature(value)
    written = readable(f"{name}{parts}")
    if len(written) < LINE:
        return written
    lines: list[str] = []
    before: int = inspect.Parameter.POSITIONAL_ONLY
    for parameter in parts.parameters.values():
        if before == parameter.POSITIONAL_ONLY != parameter.kind and lines:
            lines.append("    /,")
        if before < parameter.kind == parameter.KEYWORD_ONLY:
            lines.append("    *,")
        lines.append(readable(f"    {parameter},"))
        before = parameter.kind
    back = readable(inspect.formatannotation(parts.return_annotation))
    return "\n".join([f"{name}(", *lines, f") -> {back}"])


def readable(text: str) -> str:
    """Write types as code does, without modules: ``pandas.DataFrame`` is "DataFrame"."""
    return OPTIONS.sub(r"Unpack[\1]", MODULES.sub("", text))


def items(body: str) -> list[tuple[str, str]]:
    """Return the items of a section of a docstring; one without a name where it lists none."""
    found = [(name, " ".join(text.split())) for name, text in ITEM.findall(body)]
    return found or [("", " ".join(body.split()))]


def write_reference(site: Site) -> list[PublicName]:
    """Write the page of the reference."""
    names = public_names()
    site.page(
        "reference/index",
        "reference.html",
        "Every name that an analyst calls: signature, purpose, arguments and an example.",
        names=names,
    )
    return names
