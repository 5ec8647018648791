"""Which parameters each figure of a notebook depends on, read from the code of its cells.

Nothing is executed. A name depends on the parameters that any statement reads which assigns it,
directly or by way of other names; a function on those that it reads from outside of itself. So a
figure may be said to depend on one parameter too many, never on one too few, as long as the cells
are stored as they run and no function changes what is outside of it.
"""

import ast
import re
import symtable
from collections.abc import Iterable, Iterator
from pathlib import Path

from heartland.files import cached_while_unchanged
from heartland.notebooks import cells

IN_A_QUERY = re.compile(r"@(\w+)")  # a variable in the text of a query, as pandas reads it
SHOW = "hl.show"


@cached_while_unchanged(lambda path: [path])
def parameters_of_figures(path: Path) -> dict[str, set[str]]:
    """Return the parameters on which each figure depends that the cells of a notebook show.

    A figure that is not named by a text in the call of ``hl.show`` is not among them; and none is
    if a cell holds what is not Python.
    """
    try:
        depends = {name: {name} for name in _parameters(path)}
        statements = [_with_queries(one) for one in _statements(path)]
        reads = [_names_read(one) for one in statements]
    except SyntaxError:
        return {}
    imported = {name for one in statements for name in _names_imported(one)}
    assigned = [_names_assigned(one) - imported for one in statements]
    while True:
        before = sum(map(len, depends.values()))
        for names, read in zip(assigned, reads, strict=True):
            reached = _reached(read, depends)
            for name in names:
                depends.setdefault(name, set()).update(reached)
        if sum(map(len, depends.values())) == before:
            break
    figures: dict[str, set[str]] = {}
    for statement, read in zip(statements, reads, strict=True):
        for figure in _figures_shown(statement):
            figures.setdefault(figure, set()).update(_reached(read, depends))
    return figures


def _statements(path: Path) -> Iterator[ast.stmt]:
    """Yield the statements of a notebook's code, but for those that declare its parameters."""
    for cell in cells(path):
        if cell.kind == "code" and "parameters" not in cell.tags:
            yield from ast.parse(cell.text).body


def _parameters(path: Path) -> set[str]:
    """Return the names that the parameters cell declares."""
    declaring = [cell.text for cell in cells(path) if "parameters" in cell.tags]
    statements = [one for text in declaring for one in ast.parse(text).body]
    return set().union(*map(_names_assigned, statements))


def _reached(names: Iterable[str], depends: dict[str, set[str]]) -> set[str]:
    return set().union(*(depends.get(name, set()) for name in names))


def _with_queries(statement: ast.stmt) -> ast.stmt:
    """Write the variables that the text of a query names beside it, as names like any others."""
    rewritten: ast.stmt = _Queries().visit(statement)
    return ast.fix_missing_locations(rewritten)


class _Queries(ast.NodeTransformer):
    """Sets beside each text the variables that it names, and takes formatted texts to pieces."""

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        named = IN_A_QUERY.findall(node.value) if isinstance(node.value, str) else []
        if not named:
            return node
        return ast.Tuple([node, *(ast.Name(name, ast.Load()) for name in named)], ast.Load())

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.expr:
        return ast.Tuple([self.visit(part) for part in node.values], ast.Load())

    def visit_FormattedValue(self, node: ast.FormattedValue) -> ast.expr:
        inner = [node.format_spec] if node.format_spec else []
        return ast.Tuple([self.visit(part) for part in [node.value, *inner]], ast.Load())


def _names_read(statement: ast.stmt) -> set[str]:
    """Return the names that a statement reads, and those that its functions read from outside."""
    table = symtable.symtable(ast.unparse(statement), "cell", "exec")
    read = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_referenced()}
    return read.union(*map(_globals_read, table.get_children()))


def _globals_read(table: symtable.SymbolTable) -> set[str]:
    read = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_global()}
    return read.union(*map(_globals_read, table.get_children()))


def _names_assigned(statement: ast.stmt) -> set[str]:
    """Return the names that a statement binds, or whose value it changes.

    A value may be changed by a method that is called for nothing else (``found.append(row)``), and
    by what is assigned to an item or attribute of it.
    """
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {statement.name}
    assigned = set()
    for node in ast.walk(statement):
        if isinstance(node, ast.Name | ast.Attribute | ast.Subscript) and _is_stored(node):
            assigned.add(_base(node))
        elif isinstance(node, ast.FunctionDef):
            assigned.add(node.name)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            assigned.add(_base(node.value.func))
    return assigned


def _names_imported(statement: ast.stmt) -> set[str]:
    if not isinstance(statement, ast.Import | ast.ImportFrom):
        return set()
    return {alias.asname or alias.name.partition(".")[0] for alias in statement.names}


def _is_stored(node: ast.Name | ast.Attribute | ast.Subscript) -> bool:
    return isinstance(node.ctx, ast.Store)


def _base(node: ast.expr) -> str:
    """Return the name with which an expression begins, "" if it begins with another thing."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def _figures_shown(statement: ast.stmt) -> Iterator[str]:
    for node in ast.walk(statement):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == SHOW and node.args:
            name = node.args[0]
            if isinstance(name, ast.Constant):
                yield str(name.value)
