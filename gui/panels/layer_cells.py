"""How a cell of the layers panel is drawn.

A key changes the shares of all layers in sight, so their cells are drawn with every key: directly, where the style
would ask the model for ten roles of each cell and take five times as long.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from gui.panels.layer_model import LayerModel

__all__ = ["LayerDelegate"]

_MARGIN: Final = 3
"""Between the edge of a cell and its text, as the style has it."""
_NUMBER: Final = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_WORD: Final = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_SELECTED: Final = QStyle.StateFlag.State_Selected


class LayerDelegate(QStyledItemDelegate):
    """Draws the text of a cell, cut where it does not fit, on the colour of its row."""

    def __init__(self, model: LayerModel, view: QTableView) -> None:
        """Draw cells of a model, in the colours that it was last told."""
        super().__init__(view)
        self._model = model

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        theme, rect = self._model.theme, option.rect
        text, ink, numeric = self._model.cell(index.row(), index.column())
        if option.state & _SELECTED:
            painter.fillRect(rect, theme.selection)
        if text:
            painter.setPen(ink or theme.text)
            shown = option.fontMetrics.elidedText(text, option.textElideMode, rect.width() - 2 * _MARGIN)
            painter.drawText(rect.adjusted(_MARGIN, 0, -_MARGIN, 0), _NUMBER if numeric else _WORD, shown)
