"""Sketches to draw, and a sheet to draw them on."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from core.analysis.infer import infer
from core.document import edits
from core.document.builder import Builder
from core.document.document import Document
from core.document.graph import Node, OutputRef, Point
from core.ops.conv import Conv2d
from core.ops.merge import Concat
from core.ops.pool import MaxPool2d
from gui.drawing.geometry import Scene
from gui.drawing.painter import DrawState, View, paint
from gui.theme import LIGHT, Theme


@pytest.fixture
def inception() -> Document:
    """inception-3a without activations, each branch in its column."""
    b = Builder("inception")
    x = b.input(192, 28, 28, at=(1.5, 0))

    def conv(name: str, channels: int, kernel: int, source: OutputRef, at: tuple[float, float]) -> OutputRef:
        op = Conv2d(out_channels=channels, kernel_size=(kernel, kernel), padding="same")
        return b.add(op, source, name=name, at=at)

    one = conv("one", 64, 1, x, (0, 2))
    three = conv("three", 128, 3, conv("three_reduce", 96, 1, x, (1, 1)), (1, 2))
    five = conv("five", 32, 5, conv("five_reduce", 16, 1, x, (2, 1)), (2, 2))
    pool = b.add(MaxPool2d(kernel_size=(3, 3), stride=(1, 1), padding="same"), x, name="pool", at=(3, 1))
    proj = conv("proj", 32, 1, pool, (3, 2))
    b.output(b.add(Concat(), one, three, five, proj, name="concat", at=(1.5, 3)), at=(1.5, 4))
    return b.build()


@pytest.fixture
def broken(inception) -> Document:
    """The same with a layer that is wrong, one that is open, and all that waits for them."""
    document = edits.set_param(inception, "proj", "groups", 5)
    document = edits.set_param(document, "five", "kernel_size", (4, 4))
    return edits.disconnect(document, "one", 0)


class Sheet:
    """A white sheet of 1000 × 700 pixels and what was painted on it."""

    def __init__(self) -> None:
        self.image = QImage(1000, 700, QImage.Format.Format_ARGB32_Premultiplied)

    def paint(self, document: Document | Scene, view: View | None = None, theme: Theme = LIGHT, **how) -> Scene:
        if isinstance(document, Scene):
            scene = document
        else:
            scene = Scene()
            scene.sync(None, infer(document).main)
        dirty = how.pop("dirty", QRectF(0, 0, 1000, 700))
        quality = how.pop("quality", "fast")
        self.image.fill(0xFFFFFFFF)
        painter = QPainter(self.image)
        try:
            paint(painter, scene, view or View(), DrawState(**how), theme, dirty, quality)
        finally:
            painter.end()
        return scene

    def color(self, x: float, y: float) -> str:
        return self.image.pixelColor(round(x), round(y)).name()

    def colors(self, x: float, y: float, width: float, height: float) -> set[str]:
        return {self.color(a, b) for a in range(int(x), int(x + width)) for b in range(int(y), int(y + height))}


@pytest.fixture
def sheet(qapp) -> Sheet:
    """A fresh sheet."""
    return Sheet()


@pytest.fixture
def grid() -> Callable[[int], Document]:
    """Makes so many convolutions in rows of 40, each reading the one above."""
    return _many


def _many(count: int, columns: int = 40) -> Document:
    """So many convolutions in a grid, each reading the one above."""
    document = Document()
    nodes: dict[str, Node] = {}
    for number in range(count):
        above = (OutputRef(f"n{number - columns}"),) if number >= columns else (None,)
        nodes[f"n{number}"] = Node(f"n{number}", Conv2d(padding="same"), above, f"conv{number}")
    layout = {f"n{k}": Point(k % columns * 224.0, k // columns * 112.0) for k in range(count)}
    return document.with_graph("", type(document.main)(nodes, layout))
