"""Where on a box, a frame or a note something can be typed: what a double-click means, and where the editor stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal, Protocol

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QFontMetricsF

from core.document.graph import Annotation, NodeId
from core.document.modules import ModuleCall
from core.layout.node_size import Size
from gui.canvas.main_value import main_params
from gui.canvas.viewing import seen, to_screen_rect
from gui.drawing.annotations import title_height
from gui.drawing.framing import LEAST_TITLE
from gui.drawing.geometry import Scene
from gui.drawing.ink import Font, Tone, metrics, pixel_font, size_of
from gui.drawing.lines import BAND, Line, node_lead, node_lines
from gui.drawing.painter import View, level_of
from gui.drawing.rect import Rect
from gui.preferences import Preferences
from gui.session import Session

__all__ = ["Part", "Spotted", "annotation_area", "font_size", "node_area", "part_at"]

Part = Literal["name", "main"]
_SMALLEST: Final = 12
"""Pixels: whatever the zoom, what is typed can be read."""
_LARGEST: Final = 30
_FRAME: Final = 5
"""Pixels of an editor above and below its text together."""
_LEAST_WIDTH: Final[dict[Part, int]] = {"name": 150, "main": 120}
_REPEAT_WIDTH: Final = 76
_LEAST_NOTE: Final = (180, 76)
_AROUND: Final = 3.0
"""Canvas units around a text that still are the text."""


class Spotted(Protocol):
    """A canvas on whose boxes one can point."""

    @property
    def session(self) -> Session: ...
    @property
    def scene(self) -> Scene: ...
    @property
    def view(self) -> View: ...
    @property
    def preferences(self) -> Preferences: ...
    def size(self) -> QSize: ...


def part_at(canvas: Spotted, node: NodeId, at: QPointF) -> Part | None:
    """What of a box is written at a point of the canvas, if it can be typed."""
    x, y, width, height = canvas.scene.rect(node)
    for part, line in _lines(canvas, node, Size(width, height)):
        measure = metrics()[line.font]
        text = QRectF(x + line.x, y + line.y - measure.ascent(), measure.horizontalAdvance(line.text), measure.height())
        if text.adjusted(-_AROUND, 0, _AROUND, 0).contains(at):
            return part
    return None


def _lines(canvas: Spotted, node: NodeId, size: Size) -> Iterator[tuple[Part, Line]]:
    """The lines of a box that can be typed, as they are written now."""
    level = level_of(canvas.view.scale, len(canvas.scene.nodes_in(seen(canvas.view, canvas.size()))))
    result, order = canvas.session.graph_analysis.results[node], canvas.preferences.shape_order
    if level == "lead":
        yield "name", node_lead(result, order, size)[0]
    if level != "near":
        return
    locked = canvas.session.graph.style(node).locked
    name, kind, *rest = node_lines(result, order, size, locked=locked)
    yield "name", name
    if not main_params(result.node, canvas.session.graph_id) or result.node.bypassed:
        return
    if isinstance(result.node.op, ModuleCall):
        yield "main", kind
    elif rest and ((rest[0].font is Font.PARAMS and rest[0].tone is not Tone.WARNING) or result.op.is_input):
        yield "main", rest[0]


def font_size(font: Font, scale: float) -> int:
    """Pixels of the letters that are typed where this font is written: as large, but never too small to be read."""
    return min(max(int(size_of(font) * scale), _SMALLEST), _LARGEST)


def node_area(canvas: Spotted, node: NodeId, part: Part) -> tuple[QRectF, int]:
    """Where the editor of a part of a box stands on the widget, and the size of its letters in pixels."""
    x, y, width, height = canvas.scene.rect(node)
    scale = canvas.view.scale
    box = to_screen_rect(canvas.view, Rect(x, y, width, height))
    lines = dict(_lines(canvas, node, Size(width, height)))
    line = lines.get(part)
    block = isinstance(canvas.session.graph.nodes[node].op, ModuleCall)
    font = Font.NAME if line is None else line.font
    pixels = font_size(font, scale)
    measure = QFontMetricsF(pixel_font(font, pixels)[0])
    tall = measure.height() + _FRAME
    middle = box.center().y()
    beside = line or lines.get("name")  # where the number is not written, what it makes of the layer stays in sight
    if beside is not None:
        middle = box.top() + (beside.y - metrics()[beside.font].capHeight() / 2) * scale
    if part == "main" and block and line is not None:
        wide = max(_REPEAT_WIDTH, 0.3 * box.width())
        return QRectF(box.right() - wide - 2, middle - tall / 2, wide, tall), pixels
    wide = max(box.width() - BAND * scale - 2, _LEAST_WIDTH[part])
    centre = box.center().x() + BAND * scale / 2 - 1
    return QRectF(centre - wide / 2, middle - tall / 2, wide, tall), pixels


def annotation_area(canvas: Spotted, annotation: Annotation) -> tuple[QRectF, int]:
    """Where the text of a frame or note is typed, and the size of its letters in pixels."""
    scale = canvas.view.scale
    rect = Rect(annotation.x, annotation.y, annotation.width, annotation.height)
    box = to_screen_rect(canvas.view, rect)
    if annotation.kind == "note":
        pixels = font_size(Font.NOTE, scale)
        box.setWidth(max(box.width(), _LEAST_NOTE[0]))
        box.setHeight(max(box.height(), _LEAST_NOTE[1]))
        return box, pixels
    pixels = font_size(Font.FRAME, scale)
    tall = QFontMetricsF(pixel_font(Font.FRAME, pixels)[0]).height() + _FRAME
    bar = title_height(rect.height, LEAST_TITLE / scale) * scale
    return QRectF(box.left(), box.top() + (bar - tall) / 2, max(box.width(), _LEAST_WIDTH["name"]), tall), pixels
