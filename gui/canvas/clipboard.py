"""Copying, pasting, duplicating and deleting what is selected: edits of a session, and the clipboard's text.

Knows nothing of a widget. What is pasted always comes from somewhere else: it is checked as a file is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Final, NamedTuple

from PySide6.QtGui import QGuiApplication

from core.document import edits
from core.document.document import Document
from core.document.fragments import Fragment
from core.document.graph import AnnotationId, Graph, NodeId, NodeStyle, Point
from core.errors import EditError, FormatError
from core.layout.node_size import node_size
from gui.canvas.placing import free_shift, on_grid
from gui.canvas.words import things_text, tr
from gui.drawing.geometry import Rect, Scene
from gui.mime import FRAGMENT, fragment_mime, read_fragment
from gui.session import Session

__all__ = [
    "Pasting",
    "can_paste",
    "copied",
    "could_be_passed",
    "fragment_on_clipboard",
    "fragment_text",
    "pasting",
    "pasting_in_place",
    "put_on_clipboard",
    "removing",
]

_LONGEST: Final = 64 * 1024 * 1024
_PLAIN: Final = NodeStyle()

Edit = Callable[[Document], Document]


class Pasting(NamedTuple):
    """An edit that adds a fragment, and the ids that its nodes, and its frames and notes, will have."""

    edit: Edit
    nodes: tuple[NodeId, ...]
    annotations: tuple[AnnotationId, ...] = ()


def copied(session: Session) -> Fragment:
    """What is selected, with the wires among it."""
    return edits.copy_fragment(
        session.document, session.selection, annotations=session.annotations, graph=session.graph_id
    )


def put_on_clipboard(fragment: Fragment) -> None:
    """Make a fragment the content of the clipboard, as Convas's own type and as plain text."""
    from core.io.codec import encode_fragment  # here and below: looking at a sketch needs no reader of files

    QGuiApplication.clipboard().setMimeData(fragment_mime(encode_fragment(fragment)))


def can_paste() -> bool:
    """Whether there may be something to paste: a fragment, or text that looks like one."""
    mime = QGuiApplication.clipboard().mimeData()
    return mime is not None and (
        mime.hasFormat(FRAGMENT) or (mime.hasText() and mime.text()[:200].lstrip().startswith("{"))
    )


def fragment_on_clipboard() -> Fragment:
    """What the clipboard holds: layers that were copied, or the text of a whole sketch.

    Raises:
        EditError: nothing, or nothing that is made of layers; the text says which.
    """
    mime = QGuiApplication.clipboard().mimeData()
    text = read_fragment(mime) if mime is not None else None
    if text is None:
        raise EditError(tr("There is nothing to paste: the clipboard holds no layers."))
    if len(text) > _LONGEST:
        raise EditError(tr("The clipboard holds more text than any sketch needs."))
    from core.io.codec import decode_fragment

    try:
        fragment = decode_fragment(text)
    except FormatError as error:
        first = str(error).splitlines()[0]
        raise EditError(tr("The clipboard holds no layers. {reason}").format(reason=first)) from error
    if not fragment.nodes and not fragment.annotations:
        raise EditError(tr("There is nothing to paste: the clipboard holds no layers."))
    return fragment


def pasting(
    session: Session, fragment: Fragment, scene: Scene, centre: Point | None = None, *, incoming: bool = False
) -> Pasting:
    """Prepare to add a fragment.

    Args:
        session: where to.
        fragment: what.
        scene: what is there.
        centre: where its middle should be; by default it goes where it was copied from. Either way it is the nearest
            place at which it lies on no other node.
        incoming: whether the wires that led into it are connected again.
    """
    wanted = Point(0, 0) if centre is None else _to_centre(session, fragment, centre)
    boxes = _node_boxes(session, fragment)
    dx, dy = free_shift(scene, boxes, wanted) if boxes else wanted
    if not boxes and centre is None:
        dx, dy = _BESIDE
    return _pasting(session, fragment, (dx, dy), incoming=incoming)


def pasting_in_place(
    session: Session,
    nodes: Collection[NodeId],
    annotations: Collection[AnnotationId] = (),
    *,
    shift: tuple[float, float] = (0, 0),
    incoming: bool = False,
) -> Pasting:
    """Prepare to add a copy of what stands in the sketch, shifted, wherever that is."""
    fragment = edits.copy_fragment(session.document, nodes, annotations=annotations, graph=session.graph_id)
    return _pasting(session, fragment, shift, incoming=incoming)


def _pasting(session: Session, fragment: Fragment, shift: tuple[float, float], *, incoming: bool) -> Pasting:
    new_ids: dict[str, str] = {}
    for key in fragment.ids:
        new_ids[key] = session.new_id(new_ids.values())
    graph_id = session.graph_id
    dx, dy = shift

    def edit(document: Document) -> Document:
        return edits.paste(document, fragment, new_ids, dx=dx, dy=dy, incoming=incoming, graph=graph_id)

    return Pasting(
        edit, tuple(new_ids[key] for key in fragment.nodes), tuple(new_ids[key] for key in fragment.annotations)
    )


_BESIDE: Final = (16.0, 16.0)
"""Where a note goes that is pasted onto itself."""


def _node_boxes(session: Session, fragment: Fragment) -> list[Rect]:
    """The boxes of the nodes of a fragment, where they were copied, as large as they will be here."""
    flow = session.graph.flow
    return [
        Rect(*fragment.layout.get(key, Point(0, 0)), *node_size(node, fragment.styles.get(key, _PLAIN), flow))
        for key, node in fragment.nodes.items()
    ]


def _to_centre(session: Session, fragment: Fragment, centre: Point) -> Point:
    """The shift that brings the middle of a fragment to a point, keeping it on the grid."""
    boxes = _node_boxes(session, fragment)
    boxes += [Rect(found.x, found.y, found.width, found.height) for found in fragment.annotations.values()]
    left, top = min(box.x for box in boxes), min(box.y for box in boxes)
    right, bottom = max(box.x + box.width for box in boxes), max(box.y + box.height for box in boxes)
    return on_grid(centre.x - (left + right) / 2, centre.y - (top + bottom) / 2)


def removing(session: Session, verb: str) -> tuple[str, Edit]:
    """The undo text and the edit that take away what is selected; ``verb`` is ``Delete {what}`` or the like.

    A frame goes alone: what lies in it stays.
    """
    nodes, annotations, graph_id = session.selection, session.annotations, session.graph_id
    text = verb.format(what=things_text(session.graph, nodes, annotations))
    return text, lambda d: edits.remove(d, nodes, annotations=annotations, graph=graph_id)


def could_be_passed(session: Session) -> bool:
    """Whether wires lead through what is selected, which could be led past it instead."""
    analysis, chosen = session.graph_analysis, session.selection
    nodes = analysis.graph.nodes
    return any(
        any(ref is not None for ref in nodes[key].inputs)
        and any(reader not in chosen for reader in analysis.readers[key])
        for key in chosen
    )


def fragment_text(fragment: Fragment) -> str:
    """What a fragment is called in an undo text."""
    graph = Graph(fragment.nodes, annotations=fragment.annotations)
    return things_text(graph, fragment.nodes, fragment.annotations)
