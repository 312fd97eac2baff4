"""Copying, pasting, duplicating and deleting what is selected: edits of a session, and the clipboard's text.

Knows nothing of a widget. What is pasted always comes from somewhere else: it is checked as a file is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Final, NamedTuple

from PySide6.QtGui import QGuiApplication

from core.document import edits
from core.document.document import Document
from core.document.edits import Fragment
from core.document.graph import Graph, NodeId, Point
from core.errors import EditError, FormatError
from core.io.codec import decode_fragment, encode_fragment
from core.layout.node_size import node_size
from gui.canvas.placing import free_shift, on_grid
from gui.canvas.words import layers_text, tr
from gui.drawing.geometry import Rect, Scene
from gui.mime import FRAGMENT, fragment_mime, read_fragment
from gui.session import Session

__all__ = ["Pasting", "can_paste", "copied", "fragment_on_clipboard", "pasting", "put_on_clipboard", "removing"]

_LONGEST: Final = 64 * 1024 * 1024

Edit = Callable[[Document], Document]


class Pasting(NamedTuple):
    """An edit that adds a fragment, and the ids its nodes will have."""

    edit: Edit
    nodes: tuple[NodeId, ...]


def copied(session: Session) -> Fragment:
    """What is selected, with the wires among it."""
    return edits.copy_fragment(session.document, session.selection, graph=session.graph_id)


def put_on_clipboard(fragment: Fragment) -> None:
    """Make a fragment the content of the clipboard, as Convas's own type and as plain text."""
    QGuiApplication.clipboard().setMimeData(fragment_mime(encode_fragment(fragment)))


def can_paste() -> bool:
    """Whether there may be something to paste: a fragment, or text that looks like one."""
    mime = QGuiApplication.clipboard().mimeData()
    return mime is not None and (
        mime.hasFormat(FRAGMENT) or (mime.hasText() and mime.text()[:200].lstrip().startswith("{"))
    )


def fragment_on_clipboard() -> Fragment:
    """What the clipboard holds.

    Raises:
        EditError: nothing, or nothing that is made of layers; the text says which.
    """
    mime = QGuiApplication.clipboard().mimeData()
    text = read_fragment(mime) if mime is not None else None
    if text is None:
        raise EditError(tr("There is nothing to paste: the clipboard holds no layers."))
    if len(text) > _LONGEST:
        raise EditError(tr("The clipboard holds more text than any sketch needs."))
    try:
        fragment = decode_fragment(text)
    except FormatError as error:
        first = str(error).splitlines()[0]
        raise EditError(tr("The clipboard holds no layers. {reason}").format(reason=first)) from error
    if not fragment.nodes:
        raise EditError(tr("There is nothing to paste: the clipboard holds no layers."))
    return fragment


def pasting(session: Session, fragment: Fragment, scene: Scene, centre: Point | None = None) -> Pasting:
    """Prepare to add a fragment.

    Args:
        session: where to.
        fragment: what.
        scene: what is there.
        centre: where its middle should be; by default it goes where it was copied from. Either way it is the nearest
            place at which it lies on no other node.
    """
    wanted = Point(0, 0) if centre is None else _to_centre(fragment, centre)
    dx, dy = free_shift(scene, _boxes(fragment), wanted)
    new_ids: dict[NodeId, NodeId] = {}
    for key in fragment.nodes:
        new_ids[key] = session.new_id(new_ids.values())
    graph_id = session.graph_id

    def edit(document: Document) -> Document:
        return edits.paste(document, fragment, new_ids, dx=dx, dy=dy, graph=graph_id)

    return Pasting(edit, tuple(new_ids.values()))


def _boxes(fragment: Fragment) -> list[Rect]:
    """The boxes of the nodes of a fragment, where they were copied."""
    return [Rect(*fragment.layout.get(key, Point(0, 0)), *node_size(node)) for key, node in fragment.nodes.items()]


def _to_centre(fragment: Fragment, centre: Point) -> Point:
    """The shift that brings the middle of a fragment to a point, keeping it on the grid."""
    boxes = _boxes(fragment)
    left, top = min(box.x for box in boxes), min(box.y for box in boxes)
    right, bottom = max(box.x + box.width for box in boxes), max(box.y + box.height for box in boxes)
    return on_grid(centre.x - (left + right) / 2, centre.y - (top + bottom) / 2)


def removing(session: Session, verb: str, nodes: Collection[NodeId]) -> tuple[str, Edit]:
    """The undo text and the edit that take nodes away; ``verb`` is ``Delete {what}`` or the like."""
    chosen, graph_id = frozenset(nodes), session.graph_id
    return _named(verb, session.graph, chosen), lambda d: edits.remove(d, chosen, graph=graph_id)


def _named(verb: str, graph: Graph, nodes: Collection[NodeId]) -> str:
    return verb.format(what=layers_text(graph, nodes))
