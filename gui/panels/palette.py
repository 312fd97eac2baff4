"""The palette: every kind of layer, to search, drag out or double-click."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QDrag, QFont, QFontMetrics, QKeyEvent, QPainter, QPen, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from core.library.presets import Preset, presets
from gui.panels.follower import Follower
from gui.panels.palette_model import ENTRY_ROLE, PaletteModel
from gui.panels.values import EmptyState, set_up_list
from gui.preferences import Preferences
from gui.theme import Theme

__all__ = ["PalettePanel", "drag_picture"]

_Index = QModelIndex | QPersistentModelIndex
_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


def drag_picture(entry: Preset, theme: Theme, ratio: float) -> QPixmap:
    """A small node that hangs at the pointer while an entry is dragged."""
    font = QFont(QApplication.font())
    font.setBold(True)
    width, height = QFontMetrics(font).horizontalAdvance(entry.label) + 34, 34
    pixmap = QPixmap(round(width * ratio), round(height * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.accent, 1.5))
    painter.setBrush(theme.node_body)
    painter.drawRoundedRect(QRectF(1, 1, width - 2, height - 2), 6, 6)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.category[entry.category])
    painter.drawRoundedRect(QRectF(6, 7, 5, height - 14), 2, 2)
    painter.setFont(font)
    painter.setPen(theme.text)
    painter.drawText(QRectF(19, 0, width - 19, height), int(Qt.AlignmentFlag.AlignVCenter), entry.label)
    painter.end()
    return pixmap


class _PaletteDelegate(QStyledItemDelegate):
    """Headings in small letters; entries with the colour of their family and what they start with."""

    def __init__(self, theme: Callable[[], Theme], parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        height = option.fontMetrics.height()
        return QSize(120, height + (9 if isinstance(index.data(ENTRY_ROLE), Preset) else 16))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        row = index.data(ENTRY_ROLE)
        theme = self._theme()
        rect: QRect = option.rect
        state = option.state
        font = QFont(option.font)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.save()
        if isinstance(row, Preset):
            if state & QStyle.StateFlag.State_Selected:
                painter.fillRect(rect, theme.selection)
            elif state & QStyle.StateFlag.State_MouseOver:
                painter.fillRect(rect, theme.panel)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.category[row.category])
            painter.drawRoundedRect(QRectF(rect.left() + 14, rect.top() + 4, 5, rect.height() - 8), 2, 2)
            painter.setFont(font)
            painter.setPen(theme.text)
            text = rect.adjusted(28, 0, -10, 0)
            label = QFontMetrics(font).elidedText(row.label, Qt.TextElideMode.ElideRight, text.width())
            painter.drawText(text, int(middle), label)
            room = text.width() - QFontMetrics(font).horizontalAdvance(label) - 16
            summary = "" if row.formulas else row.op.summary()  # formulas stand in the tooltip
            if summary and QFontMetrics(font).horizontalAdvance(summary) <= room:
                painter.setPen(theme.muted)
                painter.drawText(text, int(middle | Qt.AlignmentFlag.AlignRight), summary)
        else:
            font.setBold(True)
            painter.setFont(font)
            painter.setPen(theme.muted)
            painter.drawText(rect.adjusted(10, 6, -10, 0), int(middle), index.data())
        painter.restore()


class _PaletteView(QListView):
    """The list; what is dragged out of it looks like a node."""

    def __init__(self, panel: PalettePanel, model: PaletteModel) -> None:
        super().__init__(panel)
        self._panel = panel
        self._model = model
        self.setModel(model)

    def startDrag(self, actions: Qt.DropAction) -> None:
        indexes = self.selectedIndexes()
        entry = self._model.entry(indexes[0].row()) if indexes else None
        if entry is None:
            return
        drag = QDrag(self)
        drag.setMimeData(self._model.mimeData(indexes))
        picture = drag_picture(entry, self._panel.theme, self.devicePixelRatioF())
        drag.setPixmap(picture)
        drag.setHotSpot(QPoint(round(picture.width() / picture.devicePixelRatio() / 2), 17))
        drag.exec(Qt.DropAction.CopyAction)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._panel.activate_current()
        else:
            super().keyPressEvent(event)


class PalettePanel(Follower):
    """All layers by family, with a search field whose arrow keys move in the list.

    Signals:
        preset_activated(str): key of the entry that was double-clicked or chosen with Enter.
    """

    preset_activated = Signal(str)

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        """List everything there is."""
        super().__init__(preferences, parent)
        self.setObjectName("panel.palette")
        self.setMinimumWidth(200)
        self.model = PaletteModel(presets(), self)
        self.search = QLineEdit(self)
        self.search.setObjectName("palette.search")
        self.search.setPlaceholderText(self.tr("Search layers"))
        self.search.setAccessibleName(self.tr("Search layers"))
        self.search.setClearButtonEnabled(True)
        self.search.installEventFilter(self)
        self.search.textChanged.connect(self._on_search)
        self.view = _PaletteView(self, self.model)
        set_up_list(self.view, "palette.list", self.tr("Layers to place"))
        self.view.setItemDelegate(_PaletteDelegate(lambda: self.theme, self.view))
        self.view.setDragEnabled(True)
        self.view.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.view.doubleClicked.connect(lambda index: self._activate(index.row()))
        self.empty = EmptyState("palette.empty", self)
        self.empty.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 0)
        column.setSpacing(6)
        column.addWidget(self.search)
        column.addWidget(self.view, 1)
        column.addWidget(self.empty, 1)

    follows_document = False

    def refresh(self) -> None:
        """Entries do not depend on the sketch; only colours may differ."""
        self.view.viewport().update()

    def activate_current(self) -> None:
        """Choose the current entry, or the first one when none is."""
        row = self.view.currentIndex().row()
        if self.model.entry(row) is None:
            row = self._first()
        self._activate(row)

    def _activate(self, row: int) -> None:
        entry = self.model.entry(row)
        if entry is not None:
            self.preset_activated.emit(entry.key)

    def _first(self) -> int:
        return next((row for row in range(self.model.rowCount()) if self.model.entry(row) is not None), -1)

    def _on_search(self, text: str) -> None:
        self.model.search(text)
        nothing = self.model.rowCount() == 0
        self.view.setVisible(not nothing)
        self.empty.setVisible(nothing)
        self.empty.setText(self.tr("No layer is called “{text}”.\n\nTry conv, pool, norm or add.").format(text=text))
        if text and not nothing:
            self.view.setCurrentIndex(self.model.index(self._first()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.KeyPress:
            key = cast(QKeyEvent, event)
            if key.key() in _MOVES:
                QApplication.sendEvent(self.view, key)
                return True
            if key.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.activate_current()
                return True
            if key.key() == Qt.Key.Key_Escape and self.search.text():
                self.search.clear()
                return True
        return super().eventFilter(watched, event)
