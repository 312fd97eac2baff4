"""What must hold of a canvas whatever was done: it shows the document, as a canvas made from nothing would."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from core.document.graph import Wire, edges, find_cycle
from gui.canvas.widget import CanvasWidget
from gui.drawing.geometry import Scene
from gui.drawing.painter import DrawState, level_of, paint

__all__ = ["agree", "fresh_scene", "look_alike", "shown"]

_FAINT = 12
"""Levels of a colour, of 255."""
_LABEL = 1500
"""Colours of pixels: what a label covers, and far less than any box does."""
_NODE_COLUMNS = ("rects", "category", "state", "flags", "tint", "mark", "node_ports")
_EDGE_COLUMNS = ("ends", "lanes", "boxes", "edge_bent")


def _values(scene: Scene, columns: tuple[str, ...], row: int) -> dict[str, Any]:
    return {name: np.nan_to_num(np.asarray(getattr(scene, name)[row], np.float64), nan=-1).tolist() for name in columns}


def shown(scene: Scene) -> Mapping[str, object]:
    """All that a scene says of nodes, wires, frames and notes, whichever rows they stand in."""
    nodes = {key: row for row, key in enumerate(scene.ids) if key is not None}
    wires = {edge: row for row, edge in enumerate(scene.edges) if edge is not None}
    marks = scene.annotations
    return {
        "flow": scene.flow,
        "nodes": {key: _values(scene, _NODE_COLUMNS, row) for key, row in nodes.items()},
        "results": {key: scene.result(row) for key, row in nodes.items()},
        "wires": {edge: _values(scene, _EDGE_COLUMNS, row) for edge, row in wires.items()},
        "shapes": {edge: scene.shape(row) for edge, row in wires.items()},
        "channels": {edge: scene.channels_of(np.array([row])).tolist() for edge, row in wires.items()},
        "bends": {edge: scene.bent[row].tolist() for edge, row in wires.items() if row in scene.bent},
        "annotations": {item.id: (item, marks.rect(item.id)) for item in marks.items},
        "above each other": [item.id for item in marks.items],
    }


def fresh_scene(canvas: CanvasWidget) -> Scene:
    """What the canvas should show, made from nothing."""
    scene = Scene()
    scene.sync(None, canvas.session.graph_analysis)
    return scene


def agree(canvas: CanvasWidget) -> None:
    """The canvas shows the document: no more, no less, and as it would from nothing; no row is lost."""
    session, scene = canvas.session, canvas.scene
    graph = session.graph
    wires = list(edges(graph))
    assert {key for key in scene.ids if key is not None} == set(graph.nodes)
    assert {edge for edge in scene.edges if edge is not None} == set(wires)
    assert int(scene.alive.sum()) == len(scene) == len(graph.nodes)
    assert int(scene.edge_alive.sum()) == len(wires)
    now, wanted = shown(scene), shown(fresh_scene(canvas))
    for what, value in wanted.items():
        assert now[what] == value, what
    # A row is in use, or free to be used again; what was worked out for wires that are gone is gone too.
    assert len(scene._free) == scene.ids.count(None)
    assert len(scene._free_edges) == scene.edges.count(None)
    living = {row for row, edge in enumerate(scene.edges) if edge is not None}
    assert scene.bent.keys() <= living
    assert scene.label_places.keys() <= living
    # What is chosen or remembered is there.
    assert not find_cycle(graph.nodes)
    assert session.selection <= graph.nodes.keys()
    assert session.annotations <= graph.annotations.keys()
    assert not graph.nodes.keys() & graph.annotations.keys()
    assert graph.styles.keys() <= graph.nodes.keys()
    assert graph.bends.keys() <= {Wire(edge.source, edge.target) for edge in wires}
    assert canvas.selected_edge is None or canvas.selected_edge in wires


def look_alike(canvas: CanvasWidget) -> None:
    """Painted, what the canvas kept from before looks as if it were made from nothing.

    Up to the faint difference that the order makes in which wires are blended over one another, and to a label or so:
    of wires that lie upon one another the first bears it. Left open are which of two boxes in the very same place is
    on top, and from afar, which of the layers bear a large name.
    """
    scene = canvas.scene
    far = level_of(canvas.scale, len(scene.nodes_in(canvas.seen()))) not in ("near", "lead")
    if far or len(np.unique(scene.rects[scene.alive, :2], axis=0)) < len(scene):
        return
    state = DrawState(selection=canvas.session.selection, annotations=canvas.session.annotations)
    scene.label_places.clear()  # labels stay where they were for as long as they may: that is left open, too
    kept, wanted = _painted(canvas, scene, state), _painted(canvas, fresh_scene(canvas), state)
    assert np.count_nonzero(np.abs(kept - wanted) > _FAINT) <= _LABEL


def _painted(canvas: CanvasWidget, scene: Scene, state: DrawState) -> NDArray[np.int16]:
    image = QImage(canvas.size(), QImage.Format.Format_RGB32)
    painter = QPainter(image)
    paint(painter, scene, canvas.view, state, canvas.theme, QRectF(image.rect()), "fast")
    painter.end()
    return np.frombuffer(image.constBits(), np.uint8).astype(np.int16)
