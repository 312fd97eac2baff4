"""Icons of the program: SVG drawings on one 24 px grid in ``resources/icons``, coloured by the theme."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPen, QPixmap

from core.paths import RESOURCES

if TYPE_CHECKING:
    from gui.theme import Theme

__all__ = ["ICONS", "icon", "picture", "program_icon", "swatch"]

ICONS: Final = RESOURCES / "icons"
_SIZE: Final = 20
"""Side of an icon in menus and toolbars, in logical pixels."""


@cache
def _source(name: str) -> str:
    return (ICONS / f"{name}.svg").read_text(encoding="utf-8")


def picture(name: str, color: QColor, size: int, ratio: float = 1.0) -> QPixmap:
    """An icon as a pixmap.

    Args:
        name: file name without ``.svg``.
        color: what its lines are drawn in.
        size: side in logical pixels.
        ratio: device pixels to a logical one.
    """
    # Imported here, so that what has no icon to paint (a message, a probe) does without the library.
    from PySide6.QtSvg import QSvgRenderer

    pixels = round(size * ratio)
    drawing = _source(name).replace("currentColor", color.name())
    renderer = QSvgRenderer(QByteArray(drawing.encode()))
    pixmap = QPixmap(pixels, pixels)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, pixels, pixels))
    if color.alpha() < 255:  # of the drawing as a whole: lines that cross would show it twice
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
        painter.fillRect(pixmap.rect(), QColor(0, 0, 0, color.alpha()))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def icon(name: str, theme: Theme) -> QIcon:
    """An icon in the colours of a theme, enabled and disabled, crisp on every screen that is attached."""
    disabled = QColor(theme.muted)
    disabled.setAlphaF(0.45)
    made = QIcon()
    for ratio in sorted({1.0, *(screen.devicePixelRatio() for screen in QGuiApplication.screens())}):
        drawn = picture(name, theme.text, _SIZE, ratio)
        made.addPixmap(drawn, QIcon.Mode.Normal)
        made.addPixmap(_tinted(drawn, disabled), QIcon.Mode.Disabled)
    return made


def _tinted(drawn: QPixmap, color: QColor) -> QPixmap:
    """The same lines in another colour: cheaper than drawing them again."""
    tinted = QPixmap(drawn)
    painter = QPainter(tinted)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(QRectF(0, 0, _SIZE, _SIZE), color)
    painter.end()
    return tinted


def swatch(color: QColor | None, theme: Theme) -> QIcon:
    """A patch of a colour; without one an empty outline."""
    made = QIcon()
    for ratio in sorted({1.0, *(screen.devicePixelRatio() for screen in QGuiApplication.screens())}):
        pixels = round(_SIZE * ratio)
        pixmap = QPixmap(pixels, pixels)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.muted, 1.2) if color is None else Qt.PenStyle.NoPen)
        painter.setBrush(Qt.BrushStyle.NoBrush if color is None else color)
        painter.drawRoundedRect(QRectF(3.5, 3.5, _SIZE - 7, _SIZE - 7), 4, 4)
        painter.end()
        made.addPixmap(pixmap)
    return made


def program_icon() -> QIcon:
    """The icon of the program itself, in its own colours."""
    made = QIcon()
    for size in (16, 32, 64, 128):
        made.addPixmap(picture("convas", QColor("black"), size))
    return made
