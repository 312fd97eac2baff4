"""A sketch as a file: SVG, PNG, PDF. The same painter as on the screen, everything at full detail, bounds tight.

The application object must exist (any platform, also offscreen); who calls sees to that.
"""

from __future__ import annotations

import math
import re
from html import escape
from pathlib import Path
from typing import Final

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QCoreApplication,
    QIODevice,
    QMarginsF,
    QRect,
    QRectF,
    QSize,
    QSizeF,
    Qt,
)
from PySide6.QtGui import QImage, QPageSize, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator

from core.analysis.infer import Analysis
from core.text import HWC, ShapeOrder
from gui.drawing.geometry import Rect, Scene
from gui.drawing.ink import Font, Tone, fonts, ink_of
from gui.drawing.painter import DrawState, View, paint
from gui.theme import LIGHT, Theme

__all__ = ["render_pdf", "render_png", "render_svg"]

_MARGIN: Final = 24.0
_EMPTY: Final = Rect(0, 0, 272, 104)
_RATIO: Final = 2.0
_MOST_PIXELS: Final = 64_000_000
_LONGEST_SIDE: Final = 32_000
_UNITS_PER_INCH: Final = 96
_LONGEST_PAGE: Final = 14_400.0
"""Points; PDF readers know no longer page."""


def _laid_out(analysis: Analysis) -> tuple[Scene, Rect]:
    """The scene, and what of the canvas is to be seen: all of it and a margin, in whole units."""
    scene = Scene()
    scene.sync(None, analysis.main)
    extent = scene.extent()
    if extent is None:
        return scene, _EMPTY
    around = extent.grown(_MARGIN)
    x, y = math.floor(around.x), math.floor(around.y)
    return scene, Rect(x, y, math.ceil(around.right) - x, math.ceil(around.bottom) - y)


def _paint(painter: QPainter, scene: Scene, shown: Rect, scale: float, theme: Theme, order: ShapeOrder) -> None:
    view = View(scale, -shown.x * scale, -shown.y * scale)
    whole = QRectF(0, 0, shown.width * scale, shown.height * scale)
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing, True)
    paint(painter, scene, view, DrawState(shape_order=order), theme, whole, "vector")
    if not len(scene):
        painter.scale(scale, scale)
        painter.setFont(fonts()[Font.PARAMS])
        painter.setPen(ink_of(theme).text[Tone.MUTED])
        text = QCoreApplication.translate("Picture", "This sketch is empty.")
        painter.drawText(QRectF(0, 0, shown.width, shown.height), Qt.AlignmentFlag.AlignCenter, text)


def _draw(painter: QPainter, scene: Scene, shown: Rect, scale: float, theme: Theme, order: ShapeOrder) -> None:
    """Paint and end the painter, come what may: one left open takes the process with it."""
    try:
        _paint(painter, scene, shown, scale, theme, order)
    finally:
        painter.end()


def render_svg(analysis: Analysis, *, theme: Theme = LIGHT, shape_order: ShapeOrder = HWC, title: str = "") -> str:
    """The sketch as SVG: real text, nothing outside the file, the same text for the same sketch.

    It starts with ``<svg``, so that it can stand in an HTML page as it is.

    Args:
        analysis: what to draw.
        theme: colours.
        shape_order: order of the numbers in shapes.
        title: what a reader is told who cannot see it.
    """
    scene, shown = _laid_out(analysis)
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(QSize(int(shown.width), int(shown.height)))
    generator.setViewBox(QRect(0, 0, int(shown.width), int(shown.height)))
    generator.setResolution(_UNITS_PER_INCH)
    _draw(QPainter(generator), scene, shown, 1.0, theme, shape_order)
    buffer.close()
    return _tidied(bytes(data.data()).decode(), shown, title)


def _tidied(text: str, shown: Rect, title: str) -> str:
    """What Qt wrote, fit for an HTML page and for machines with other fonts."""
    body = text[text.index("<defs>") :]
    # Each piece of text brings its transform and colours in a group of its own; empty groups say nothing.
    previous = ""
    while previous != body:
        previous = body
        body = re.sub(r"<g[^<>]*>\s*</g>\n?", "", body)
    body = re.sub(r'font-family="([^"]*)"', _family, body)
    size = f'width="{shown.width:g}" height="{shown.height:g}" viewBox="0 0 {shown.width:g} {shown.height:g}"'
    label = f' aria-label="{escape(title)}"' if title else ""
    heading = f"<title>{escape(title, quote=False)}</title>\n" if title else ""
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img"{label}>\n{heading}{body.strip()}\n'


def _family(found: re.Match[str]) -> str:
    family = found[1]
    return f'font-family="{family}, sans-serif"' if "sans-serif" not in family else found[0]


def render_png(
    analysis: Analysis,
    path: Path | None = None,
    *,
    theme: Theme = LIGHT,
    shape_order: ShapeOrder = HWC,
    ratio: float = _RATIO,
) -> bytes:
    """The sketch as PNG, two pixels to a canvas unit; fewer where it would have more than 64 million.

    Args:
        analysis: what to draw.
        path: where to write it as well, if anywhere.
        theme: colours.
        shape_order: order of the numbers in shapes.
        ratio: pixels to a canvas unit.

    Raises:
        OSError: the file cannot be written.
    """
    scene, shown = _laid_out(analysis)
    scale = min(
        ratio,
        math.sqrt(_MOST_PIXELS / (shown.width * shown.height)),
        _LONGEST_SIDE / max(shown.width, shown.height),
    )
    width, height = max(1, int(shown.width * scale)), max(1, int(shown.height * scale))
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(theme.canvas)
    _draw(QPainter(image), scene, shown, scale, theme, shape_order)
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # PySide6 takes str, its stubs say bytes
    buffer.close()
    result = bytes(data.data())
    if path is not None:
        path.write_bytes(result)
    return result


def render_pdf(analysis: Analysis, *, theme: Theme = LIGHT, shape_order: ShapeOrder = HWC, title: str = "") -> bytes:
    """The sketch as PDF: one page of its size, text that can be selected."""
    scene, shown = _laid_out(analysis)
    points = 72 / _UNITS_PER_INCH
    points = min(points, _LONGEST_PAGE / max(shown.width, shown.height))
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(title)
    writer.setCreator("Convas")
    size = QSizeF(shown.width * points, shown.height * points)
    writer.setPageSize(QPageSize(size, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    writer.setResolution(_PDF_RESOLUTION)
    _draw(QPainter(writer), scene, shown, points * _PDF_RESOLUTION / 72, theme, shape_order)
    buffer.close()
    return bytes(data.data())


_PDF_RESOLUTION: Final = 288
