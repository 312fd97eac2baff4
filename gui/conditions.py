"""When a command can be used, and when it has a tick: questions to the window, asked whenever something changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from gui.action_spec import Commands, Condition

if TYPE_CHECKING:
    from core.document.graph import Node, NodeId, NodeStyle

__all__ = [
    "blocks",
    "bookmark",
    "bookmarks",
    "bypassable",
    "bypassed",
    "chosen",
    "chosen_or_framed",
    "deletable",
    "filled",
    "groupable",
    "inside",
    "nodes",
    "one",
    "one_block",
    "one_thing",
    "pastable",
    "redo",
    "reorderable",
    "replaceable",
    "shared_block",
    "sketch",
    "straightenable",
    "styled",
    "two",
    "undo",
    "wired",
]


def sketch(window: Commands) -> bool:
    """A sketch is shown."""
    return window.canvas is not None


def chosen(window: Commands) -> bool:
    """A layer is selected."""
    session = window.session
    return session is not None and bool(session.selection)


def chosen_or_framed(window: Commands) -> bool:
    """A layer, frame or note is selected."""
    session = window.session
    return session is not None and bool(session.selection or session.annotations)


def filled(window: Commands) -> bool:
    """There are layers."""
    session = window.session
    return session is not None and bool(session.graph.nodes)


def nodes(least: int) -> Condition:
    """So many layers are selected, or more."""

    def enough(window: Commands) -> bool:
        session = window.session
        return session is not None and len(session.selection) >= least

    return enough


def one(window: Commands) -> bool:
    """One layer is selected."""
    session = window.session
    return session is not None and len(session.selection) == 1


def two(window: Commands) -> bool:
    """Two layers are selected."""
    session = window.session
    return session is not None and len(session.selection) == 2


def one_thing(window: Commands) -> bool:
    """One layer, frame or note is selected, and nothing else."""
    session = window.session
    return session is not None and len(session.selection) + len(session.annotations) == 1


def undo(window: Commands) -> bool:
    """There is a step to take back."""
    return window.session is not None and window.session.undo_text is not None


def redo(window: Commands) -> bool:
    """There is a step to do again."""
    return window.session is not None and window.session.redo_text is not None


def deletable(window: Commands) -> bool:
    """A layer, frame, note or wire is selected."""
    canvas = window.canvas
    return chosen_or_framed(window) or (canvas is not None and canvas.selected_edge is not None)


def _selected(window: Commands) -> Iterator[tuple[NodeId, Node]]:
    session = window.session
    if session is not None:
        there = session.graph.nodes
        yield from ((key, there[key]) for key in session.selection if key in there)


def wired(window: Commands) -> bool:
    """A wire, or a layer that reads one, is selected."""
    canvas = window.canvas
    if canvas is None:
        return False
    return canvas.selected_edge is not None or any(
        ref is not None for _, node in _selected(window) for ref in node.inputs
    )


def groupable(window: Commands) -> bool:
    """A layer is selected that may stand in a block."""
    return any(not (node.op.is_input or node.op.is_output) for _, node in _selected(window))


replaceable = groupable
"""A layer is selected that may have another type: what is neither input nor output."""


def bypassable(window: Commands) -> bool:
    """A layer is selected that could be left out."""
    return any(node.bypassable for _, node in _selected(window))


def bypassed(window: Commands) -> bool:
    """All that could be left out is."""
    found = False
    for _, node in _selected(window):
        if node.bypassable and not node.bypassed:
            return False
        found = found or node.bypassed
    return found


def styled(asked: Callable[[NodeStyle], bool]) -> Condition:
    """All selected layers look so."""

    def has(window: Commands) -> bool:
        session = window.session
        chosen = () if session is None else session.selection
        return bool(chosen) and session is not None and all(asked(session.graph.style(key)) for key in chosen)

    return has


def reorderable(window: Commands) -> bool:
    """A wire is selected that is one of several of its layer."""
    session, canvas = window.session, window.canvas
    edge = canvas.selected_edge if canvas is not None else None
    if session is None or edge is None:
        return False
    node = session.graph.nodes.get(edge.target)
    return node is not None and node.op.variadic and len(node.inputs) > 1


def straightenable(window: Commands) -> bool:
    """A wire with bends is selected, or a layer that has one."""
    session, canvas = window.session, window.canvas
    if session is None or canvas is None:
        return False
    edge, ids = canvas.selected_edge, session.selection
    return any(
        (edge is not None and wire == (edge.source, edge.target)) or wire.target in ids or wire.source.node in ids
        for wire in session.graph.bends
    )


def blocks(window: Commands) -> bool:
    """A block is selected."""
    session = window.session
    if session is None or not session.document.modules:
        return False
    return any(node.op.stands_for_others for _, node in _selected(window))


def one_block(window: Commands) -> bool:
    """One block is selected."""
    return one(window) and blocks(window)


def shared_block(window: Commands) -> bool:
    """One block is selected that shares its definition with another."""
    if not one_block(window):
        return False
    from gui.canvas.blocks import shared_calls

    return window.session is not None and bool(shared_calls(window.session))


def inside(window: Commands) -> bool:
    """The inside of a block is shown."""
    return window.session is not None and bool(window.session.path)


def pastable(window: Commands) -> bool:
    """The clipboard may hold layers."""
    return window.canvas is not None and window.canvas.can_paste()


def bookmarks(least: int) -> Condition:
    """The sketch has so many bookmarks, or more."""

    def enough(window: Commands) -> bool:
        session = window.session
        return session is not None and len(session.document.bookmarks) >= least

    return enough


def bookmark(number: int) -> Callable[[Commands], str]:
    """The name of a bookmark, counted from 1, with its number to underline."""

    def name(window: Commands) -> str:
        session = window.session
        kept = () if session is None else session.document.bookmarks
        return f"&{number} {kept[number - 1].name.replace('&', '&&')}" if len(kept) >= number else f"&{number}"

    return name
