"""Edits of definitions: the parameters of modules, the variables of a document, their names wherever they are used.

Raises:
    EditError: the edit is impossible; the text says why.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

from core.document.document import MAIN, Document, GraphId
from core.document.graph import Graph, Node, NodeId, unique_name
from core.document.modules import COPY, Module, ModuleCall, ModuleId, Variable, calls_in, reached
from core.errors import EditError, FormulaError
from core.language.formulas import INPUT_NAMES, Formula, Number, is_name, names_in, rename

__all__ = [
    "check_value",
    "mentions",
    "module_of",
    "names_used",
    "refuse_recursion",
    "remove_module",
    "remove_parameter",
    "remove_variable",
    "rename_module",
    "rename_parameter",
    "rename_variable",
    "set_parameter",
    "set_variable",
    "uses",
]


def module_of(document: Document, module: ModuleId) -> Module:
    """A definition by id."""
    found = document.modules.get(module)
    if found is None:
        raise EditError("There is no such block in this sketch any more.")
    return found


def refuse_recursion(document: Document, module: ModuleId, graph: GraphId) -> None:
    """Refuse a call of a module in a graph that is its own, or one of those it calls."""
    if graph != MAIN and graph in reached(document.modules, module):
        inner, outer = document.modules[module].name, document.modules[graph].name
        raise EditError(f"“{inner}” cannot stand inside “{outer}”: it would contain itself.")


# -- definitions --------------------------------------------------------------------------------------------------


def rename_module(document: Document, module: ModuleId, name: str) -> Document:
    """Call a definition something else; the calls keep their own names."""
    found = module_of(document, module)
    wanted = " ".join(name.split()).replace("/", "∕")
    if not wanted:
        raise EditError("A block needs a name.")
    if wanted == found.name:
        return document
    taken = (m.name for key, m in document.modules.items() if key != module)
    return document.with_module(replace(found, name=unique_name(wanted, taken)))


def remove_module(document: Document, module: ModuleId) -> Document:
    """Delete a definition that nobody calls."""
    found = module_of(document, module)
    graphs = {"the sketch": document.main, **{m.name: m.graph for m in document.modules.values()}}
    for where, graph in graphs.items():
        for node, call in calls_in(graph):
            if call.module == module:
                raise EditError(f"“{found.name}” is still used by “{node.name}” in {where}.")
    return replace(document, modules={key: m for key, m in document.modules.items() if key != module})


def set_parameter(document: Document, module: ModuleId, name: str, value: Number, note: str | None = None) -> Document:
    """Add a parameter to a module, or change its default or its note."""
    found = module_of(document, module)
    old = found.parameters.get(name)
    _check_name(name)
    check_value(name, value)
    new = replace(old or Variable(value), value=value, note=note if note is not None else old.note if old else "")
    if old == new and type(old.value) is type(value):
        return document
    return document.with_module(replace(found, parameters={**found.parameters, name: new}))


def remove_parameter(document: Document, module: ModuleId, name: str) -> Document:
    """Delete a parameter of a module that no formula in it uses; calls forget their arguments."""
    found = module_of(document, module)
    _refuse_use(name, _uses_in(found.graph, name, f" in “{found.name}”"))
    changed = document.with_module(
        replace(found, parameters={key: v for key, v in found.parameters.items() if key != name})
    )
    return _each_call(
        changed, module, lambda call: replace(call, arguments=tuple(a for a in call.arguments if a[0] != name))
    )


def rename_parameter(document: Document, module: ModuleId, old: str, new: str) -> Document:
    """Rename a parameter of a module, in its formulas and in every call."""
    found = module_of(document, module)
    if new == old:
        return document
    _check_name(new)
    if new in found.parameters or new in document.variables:
        raise EditError(f"The name “{new}” is taken.")
    parameters = {new if key == old else key: value for key, value in found.parameters.items()}
    changed = document.with_module(replace(found, parameters=parameters, graph=_renamed(found.graph, old, new)))
    return _each_call(
        changed,
        module,
        lambda call: replace(call, arguments=tuple(sorted((new if k == old else k, v) for k, v in call.arguments))),
    )


def _each_call(document: Document, module: ModuleId, change: Callable[[ModuleCall], ModuleCall]) -> Document:
    for key in (MAIN, *document.modules):
        graph = document.graph(key)
        changed = {n.id: replace(n, op=change(call)) for n, call in calls_in(graph) if call.module == module}
        changed = {k: n for k, n in changed.items() if n.op != graph.nodes[k].op}
        if changed:
            document = document.with_graph(key, replace(graph, nodes={**graph.nodes, **changed}))
    return document


# -- variables ----------------------------------------------------------------------------------------------------


def _check_name(name: str) -> None:
    if not is_name(name):
        raise EditError(f"“{name}” is not a name: letters, digits and _, not beginning with a digit.")
    if name in INPUT_NAMES or name == COPY:
        raise EditError(f"“{name}” has a meaning of its own in formulas; choose another name.")


def check_value(name: str, value: Number) -> None:
    """Refuse a value that no formula could go on with."""
    if isinstance(value, float) and not math.isfinite(value):
        raise EditError(f"“{name}” cannot be {value}; a finite number is needed.")


def set_variable(document: Document, name: str, value: Number, note: str | None = None) -> Document:
    """Add a variable, or change its value or its note."""
    _check_name(name)
    check_value(name, value)
    old = document.variables.get(name)
    new = replace(old or Variable(value), value=value, note=note if note is not None else old.note if old else "")
    if old == new and type(old.value) is type(value):
        return document
    return replace(document, variables={**document.variables, name: new})


def rename_variable(document: Document, old: str, new: str) -> Document:
    """Rename a variable in every formula that means it (a module's parameter of that name hides it there)."""
    if new == old:
        return document
    _check_name(new)
    if new in document.variables or any(new in m.parameters for m in document.modules.values()):
        raise EditError(f"The name “{new}” is taken.")
    variables = {new if key == old else key: value for key, value in document.variables.items()}
    modules = {
        key: m if old in m.parameters else replace(m, graph=_renamed(m.graph, old, new))
        for key, m in document.modules.items()
    }
    return replace(document, variables=variables, modules=modules, main=_renamed(document.main, old, new))


def remove_variable(document: Document, name: str) -> Document:
    """Delete a variable that no formula uses."""
    if name not in document.variables:
        return document
    _refuse_use(name, uses(document, name))
    return replace(document, variables={key: v for key, v in document.variables.items() if key != name})


def uses(document: Document, name: str) -> list[str]:
    """Where a variable of the document is used, in words: ``out_channels of conv1``."""
    found = _uses_in(document.main, name, "")
    for module in document.modules.values():
        if name not in module.parameters:
            found += _uses_in(module.graph, name, f" in “{module.name}”")
    return found


def _uses_in(graph: Graph, name: str, where: str) -> list[str]:
    found: list[str] = []
    for node in graph.nodes.values():
        formulas: list[tuple[str, Formula]] = list(node.formulas.items())
        if isinstance(node.op, ModuleCall):
            formulas += [(key, value) for key, value in node.op.arguments if isinstance(value, Formula)]
        found += [f"{key} of “{node.name}”{where}" for key, formula in formulas if mentions(formula, name)]
    return found


def names_used(graph: Graph) -> set[str]:
    """Every name that a formula of a graph uses."""
    formulas = [formula for node in graph.nodes.values() for formula in node.formulas.values()]
    formulas += [value for _, call in calls_in(graph) for _, value in call.arguments if isinstance(value, Formula)]
    found: set[str] = set()
    for formula in formulas:
        try:
            found.update(name for name, _ in names_in(formula))
        except FormulaError:
            continue  # it names nothing that could be handed to it
    return found


def mentions(formula: Formula, name: str) -> bool:
    """Whether a formula uses a name."""
    try:
        return any(used == name for used, _ in names_in(formula))
    except FormulaError:
        return False


def _refuse_use(name: str, places: list[str]) -> None:
    if places:
        more = f" and {len(places) - 3} more" if len(places) > 3 else ""
        raise EditError(f"“{name}” is used by {', '.join(places[:3])}{more}. Change these first.")


def _renamed(graph: Graph, old: str, new: str) -> Graph:
    changed: dict[NodeId, Node] = {}
    for key, node in graph.nodes.items():
        formulas = {param: rename(formula, old, new) for param, formula in node.formulas.items()}
        op = node.op
        if isinstance(op, ModuleCall):
            op = replace(
                op, arguments=tuple((k, rename(v, old, new) if isinstance(v, Formula) else v) for k, v in op.arguments)
            )
        if formulas != node.formulas or op != node.op:
            changed[key] = replace(node, formulas=formulas, op=op)
    return replace(graph, nodes={**graph.nodes, **changed}) if changed else graph
