"""Arrays as Qt reads them."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from gui.drawing.batches import draw_lines, draw_points, draw_rects


@pytest.fixture
def image(qapp):
    image = QImage(20, 20, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    return image


def black(image: QImage) -> set[tuple[int, int]]:
    return {(x, y) for x in range(20) for y in range(20) if image.pixelColor(x, y) == QColor("black")}


def test_rows_are_rectangles_lines_and_points(image):
    p = QPainter(image)
    p.setPen(QColor("black"))
    draw_points(p, np.array([[1.0, 1.0], [3.0, 1.0]]))
    draw_lines(p, np.array([[0.0, 5.0, 4.0, 5.0]]))
    p.fillRect(0, 0, 0, 0, QColor("black"))
    p.setBrush(QColor("black"))
    draw_rects(p, np.array([[10.0, 10.0, 2.0, 3.0], [15.0, 15.0, 1.0, 1.0]]))
    p.end()
    found = black(image)
    assert {(1, 1), (3, 1)} <= found
    assert {(x, 5) for x in range(5)} <= found
    assert {(11, 12), (12, 13), (15, 15), (16, 16)} <= found
    assert (8, 8) not in found


def test_none_at_all_draws_nothing(image):
    p = QPainter(image)
    p.setPen(QColor("black"))
    for draw, columns in ((draw_lines, 4), (draw_rects, 4), (draw_points, 2)):
        draw(p, np.empty((0, columns)))
    p.end()
    assert black(image) == set()


@pytest.mark.parametrize(
    "array",
    [np.zeros((3, 4), np.float32), np.zeros((3, 3)), np.zeros((3, 8))[:, ::2], np.zeros(4)],
    ids=["float32", "columns", "strided", "flat"],
)
def test_an_array_that_qt_would_misread_is_refused(image, array):
    p = QPainter(image)
    with pytest.raises(ValueError, match="contiguous"):
        draw_rects(p, array)
    p.end()
