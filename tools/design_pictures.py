"""Make the pictures of docs/design.md: `python tools/design_pictures.py` after anything of the drawing was changed.

They are drawn by the painter of the canvas, as the screen shows them, once in light and once in dark.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QRectF  # noqa: E402
from PySide6.QtGui import QImage, QPainter  # noqa: E402

from core.analysis.infer import infer  # noqa: E402
from core.document import edits  # noqa: E402
from core.document.builder import Builder  # noqa: E402
from core.document.document import Document  # noqa: E402
from core.document.graph import COLORS, Annotation, Edge, Graph, NodeStyle, OutputRef, Point, Wire  # noqa: E402
from core.layout.arranging import arrange  # noqa: E402
from core.library.catalog import entry  # noqa: E402
from core.ops.activation import ReLU  # noqa: E402
from core.ops.conv import Conv2d  # noqa: E402
from core.ops.merge import Concat  # noqa: E402
from core.ops.pool import MaxPool2d  # noqa: E402
from gui.drawing.geometry import Rect, Scene  # noqa: E402
from gui.drawing.painter import DrawState, View, paint  # noqa: E402
from gui.theme import DARK, LIGHT, Theme, new_application  # noqa: E402

FOLDER = ROOT / "docs" / "design"
_RATIO = 1.5
_PLAIN = DrawState()


def _scene(document: Document) -> Scene:
    scene = Scene()
    scene.sync(None, infer(document).main)
    return scene


def _graph(document: Document, **fields: object) -> Document:
    return document.with_graph("", replace(document.main, **fields))  # type: ignore[arg-type]


def _draw(
    p: QPainter, scene: Scene, theme: Theme, scale: float, state: DrawState, room: QRectF, shown: Rect | None = None
) -> None:
    """Draw the middle of a scene into a part of the picture."""
    bounds = shown or scene.bounds() or Rect(0, 0, 1, 1)
    x = room.center().x() - (bounds.x + bounds.width / 2) * scale
    y = room.center().y() - (bounds.y + bounds.height / 2) * scale
    p.setClipRect(room)
    paint(p, scene, View(scale, round(x), round(y)), state, theme, room)
    p.setClipping(False)


# -- what is shown ------------------------------------------------------------------------------------------------


def anatomy(p: QPainter, theme: Theme) -> None:
    """One layer between two others, large."""
    b = Builder()
    x = b.input(192, 28, 28, at=(0, 0))
    conv = b.add(Conv2d(out_channels=32, kernel_size=(5, 5), padding="same"), x, name="conv5x5", at=(0, 1))
    b.add(ReLU(), conv, name="relu", at=(0, 2))
    _draw(p, _scene(b.build()), theme, 1.4, _PLAIN, QRectF(0, 0, 420, 440))


def states(p: QPainter, theme: Theme) -> None:
    """The same layer in every state it can be in."""
    b = Builder()
    made: dict[str, OutputRef] = {}
    names: tuple[str, ...] = (
        "as it is",
        "hovered",
        "selected",
        "lit",
        "found",
        "changed",
        "hint",
        "locked",
        "collapsed",
        "bypassed",
    )
    names += ("error", "not connected", "waiting")
    for number, name in enumerate(names):
        column, row = number % 4, number // 4
        source = b.input(64, 28, 28, name=f"in {number}", at=(column * 1.1, -40 + row))
        op = Conv2d(out_channels=96, kernel_size=(3, 3), padding="same", groups=5 if name == "error" else 1)
        made[name] = b.add(op, source, name=name, at=(column * 1.1, row))
    document = b.build()
    ids = {name: ref.node for name, ref in made.items()}
    document = edits.disconnect(document, ids["not connected"], 0)
    waiting = replace(document.main.nodes[ids["waiting"]], inputs=(OutputRef(ids["not connected"]),))
    bypassed = replace(document.main.nodes[ids["bypassed"]], bypassed=True)
    document = _graph(
        document,
        nodes={**document.main.nodes, waiting.id: waiting, bypassed.id: bypassed},
        styles={ids["locked"]: NodeStyle(locked=True), ids["collapsed"]: NodeStyle(collapsed=True)},
    )
    state = DrawState(
        selection=frozenset((ids["selected"],)),
        hovered_node=ids["hovered"],
        lit_nodes=frozenset((ids["lit"],)),
        found_nodes=frozenset((ids["found"],)),
        changed_nodes=frozenset((ids["changed"],)),
        badges={ids["hint"]: "hint"},
        detached_edges=frozenset(_edges(document)),
    )
    scene = _scene(document)
    shown = scene.bounds(list(ids.values()))
    _draw(p, scene, theme, 0.75, state, QRectF(0, 0, 780, 360), shown)


def _edges(document: Document) -> Iterator[Edge]:
    for node in document.main.nodes.values():
        for port, ref in enumerate(node.inputs):
            if ref is not None:
                yield Edge(ref, node.id, port)


def colors(p: QPainter, theme: Theme) -> None:
    """A band in each colour that can be given."""
    b = Builder()
    made = [b.add(MaxPool2d(), b.input(64, 28, 28, name=f"in {k}", at=(0, -90)), at=(k % 3 * 1.05, k // 3 * 0.85),
                  name=color or "category").node for k, color in enumerate(COLORS)]  # fmt: skip
    document = _graph(b.build(), styles={key: NodeStyle(color) for key, color in zip(made, COLORS, strict=True)})
    scene = _scene(document)
    state = DrawState(detached_edges=frozenset(_edges(document)))
    _draw(p, scene, theme, 0.75, state, QRectF(0, 0, 600, 260), scene.bounds(made))


def wires(p: QPainter, theme: Theme) -> None:
    """Wires by width, one that is led through points, one at a selected layer, one that carries nothing known."""
    b = Builder()
    x = b.input(3, 64, 64, at=(1.5, 0))
    ends = []
    for column, channels in enumerate((8, 64, 512, 2048)):
        conv = b.add(Conv2d(out_channels=channels, padding="same"), x, name=f"{channels} channels", at=(column, 1))
        ends.append(b.add(ReLU(), conv, name=f"relu {channels}", at=(column, 2.4)))
    merged = b.add(Concat(), *ends, name="concat", at=(1.5, 3.6))
    document = b.build()
    bent = Wire(x, merged.node)
    target = document.main.nodes[merged.node]
    target = replace(target, inputs=(*target.inputs, x))
    document = _graph(
        document,
        nodes={**document.main.nodes, merged.node: target},
        bends={bent: (Point(904, 64), Point(904, 368))},
    )
    document = edits.disconnect(document, _named(document, "8 channels"), 0)
    state = DrawState(selection=frozenset((_named(document, "512 channels"),)))
    scene = _scene(document)
    _draw(p, scene, theme, 0.78, state, QRectF(0, 0, 820, 440), scene.extent())


def _named(document: Document, name: str) -> str:
    return next(key for key, node in document.main.nodes.items() if node.name == name)


def frames(p: QPainter, theme: Theme) -> None:
    """Frames, one in another, and notes."""
    document = _annotated()
    _draw(p, _scene(document), theme, 0.62, _PLAIN, QRectF(0, 0, 820, 520))


def _inception() -> Document:
    found = entry("inception-3a")
    if found is None:
        raise LookupError("inception-3a is no longer in the library")
    return found.build()


def _annotated() -> Document:
    document = _inception()
    scene = _scene(document)
    whole = scene.bounds() or Rect(0, 0, 1, 1)
    branch = scene.bounds([key for key, node in document.main.nodes.items() if "3x3" in node.name]) or whole
    note = "Why 1×1 first?\nIt makes the input of the 3×3 and the 5×5 thinner, so that they cost a fraction."
    items = (
        Annotation("a", "frame", "inception 3a", whole.x - 32, whole.y - 56, whole.width + 64, whole.height + 88),
        Annotation("b", "frame", "3×3", branch.x - 12, branch.y - 40, branch.width + 24, branch.height + 52, "teal"),
        Annotation("c", "note", note, whole.right + 64, whole.y, 232, 104),
        Annotation("d", "note", "Ask about this one", whole.right + 64, whole.y + 136, 184, 48, "red"),
    )
    return _graph(document, annotations={item.id: item for item in items})


def levels(p: QPainter, theme: Theme) -> None:
    """One sketch at each level of detail."""
    document = _annotated()
    scene, left = _scene(document), 0.0
    shown = scene.bounds(list(document.main.nodes))
    for scale, width in ((0.75, 330.0), (0.5, 250.0), (0.3, 180.0), (0.16, 120.0)):
        _draw(p, scene, theme, scale, _PLAIN, QRectF(left, 0, width - 6, 330), shown)
        left += width


def sideways(p: QPainter, theme: Theme) -> None:
    """A sketch whose data flows to the right."""
    document = _inception()
    graph: Graph = replace(document.main, flow="right")
    document = document.with_graph("", replace(graph, layout={**graph.layout, **arrange(graph, "right")}))
    _draw(p, _scene(document), theme, 0.56, _PLAIN, QRectF(0, 0, 900, 300))


PICTURES: dict[str, tuple[int, int, Callable[[QPainter, Theme], None]]] = {
    "anatomy": (420, 440, anatomy),
    "states": (780, 360, states),
    "colors": (600, 260, colors),
    "wires": (820, 440, wires),
    "frames": (820, 520, frames),
    "levels": (874, 330, levels),
    "sideways": (900, 300, sideways),
}


def main(folder: Path = FOLDER) -> None:
    """Draw all pictures in both looks."""
    app = new_application()
    folder.mkdir(parents=True, exist_ok=True)
    for name, (width, height, draw) in PICTURES.items():
        for theme in (LIGHT, DARK):
            image = QImage(int(width * _RATIO), int(height * _RATIO), QImage.Format.Format_RGB32)
            image.setDevicePixelRatio(_RATIO)
            image.fill(theme.canvas)
            painter = QPainter(image)
            try:
                draw(painter, theme)
            finally:
                painter.end()
            target = folder / f"{name}-{theme.name}.png"
            image.save(str(target), quality=0)  # the smallest file; nothing is lost
    del app


if __name__ == "__main__":
    main()
