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
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from core.document import definition_edits
from core.errors import EditError
from gui.panels.follower import Follower
from gui.panels.palette_model import (
    ENTRY_ROLE,
    MODULE,
    PaletteEntry,
    PaletteModel,
    layer_entries,
    library_entries,
    module_entries,
)
from gui.panels.values import EmptyState, set_up_list
from gui.preferences import Preferences
from gui.theme import Theme

__all__ = ["PalettePanel", "drag_picture"]

_Index = QModelIndex | QPersistentModelIndex
_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


def drag_picture(entry: PaletteEntry, theme: Theme, ratio: float) -> QPixmap:
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
        return QSize(120, height + (9 if isinstance(index.data(ENTRY_ROLE), PaletteEntry) else 16))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        row = index.data(ENTRY_ROLE)
        theme = self._theme()
        rect: QRect = option.rect
        state = option.state
        font = QFont(option.font)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.save()
        if isinstance(row, PaletteEntry):
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
            if row.detail and QFontMetrics(font).horizontalAdvance(row.detail) <= room:
                painter.setPen(theme.muted)
                painter.drawText(text, int(middle | Qt.AlignmentFlag.AlignRight), row.detail)
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
    """Blocks of this sketch, layers by family, blocks of the library; with a search whose arrow keys move in the list.

    Signals:
        preset_activated(str): key of the entry that was double-clicked or chosen with Enter.
    """

    preset_activated = Signal(str)
    follows_path = False
    follows_document = False  # but for the blocks that it defines

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        """List everything there is."""
        super().__init__(preferences, parent)
        self.setObjectName("panel.palette")
        self.setMinimumWidth(200)
        self._own: tuple[PaletteEntry, ...] = ()
        self.model = PaletteModel((*layer_entries(), *library_entries()), self)
        self.search = QLineEdit(self)
        self.search.setObjectName("palette.search")
        self.search.setPlaceholderText(self.tr("Search layers and blocks"))
        self.search.setAccessibleName(self.tr("Search layers and blocks"))
        self.search.setClearButtonEnabled(True)
        self.search.installEventFilter(self)
        self.search.textChanged.connect(self._on_search)
        self.view = _PaletteView(self, self.model)
        set_up_list(self.view, "palette.list", self.tr("Layers and blocks to place"))
        self.view.setItemDelegate(_PaletteDelegate(lambda: self.theme, self.view))
        self.view.setDragEnabled(True)
        self.view.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._on_menu)
        self.view.doubleClicked.connect(lambda index: self._activate(index.row()))
        self.empty = EmptyState("palette.empty", self)
        self.empty.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 0)
        column.setSpacing(6)
        column.addWidget(self.search)
        column.addWidget(self.view, 1)
        column.addWidget(self.empty, 1)

    def refresh(self) -> None:
        """Offer the blocks that the sketch has now."""
        own = self._own = module_entries(self.session.document) if self.session is not None else ()
        chosen = self.model.entry(self.view.currentIndex().row())
        self.model.offer((*own, *layer_entries(), *library_entries()))
        self._show_what_is_found()
        if chosen is not None and chosen in self.model.entries and not self.view.currentIndex().isValid():
            rows = range(self.model.rowCount())
            row = next(row for row in rows if self.model.entry(row) == chosen)
            self.view.setCurrentIndex(self.model.index(row))
        self.view.viewport().update()

    def document_changed(self) -> None:
        if self.session is not None and (self.session.document.modules or self._own):
            self.request_refresh()

    def menu_of(self, row: int) -> QMenu | None:
        """What can be done with an entry besides placing it; None for nothing."""
        entry = self.model.entry(row)
        if entry is None or self.session is None or not entry.key.startswith(MODULE):
            return None
        menu = QMenu(self)
        menu.setObjectName("palette.menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        delete = menu.addAction(self.tr("Delete “{name}”").format(name=entry.label))
        delete.setObjectName("palette.delete")
        module = entry.key.removeprefix(MODULE)
        document = self.session.document
        try:
            definition_edits.remove_module(document, module)
        except EditError as error:
            delete.setEnabled(False)
            delete.setText(str(error))
        delete.triggered.connect(lambda: self._delete(module, entry.label))
        return menu

    def _delete(self, module: str, name: str) -> None:
        if self.session is not None:
            self.session.apply(
                self.tr("Delete block {name}").format(name=name),
                lambda document: definition_edits.remove_module(document, module),
            )

    def _on_menu(self, place: QPoint) -> None:
        menu = self.menu_of(self.view.indexAt(place).row())
        if menu is not None:
            menu.popup(self.view.viewport().mapToGlobal(place))

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
        self._show_what_is_found()
        if text and self.model.rowCount():
            self.view.setCurrentIndex(self.model.index(self._first()))

    def _show_what_is_found(self) -> None:
        nothing = self.model.rowCount() == 0
        self.view.setVisible(not nothing)
        self.empty.setVisible(nothing)
        text = self.search.text()
        self.empty.setText(
            self.tr("No layer or block is called “{text}”.\n\nTry conv, pool, norm or add.").format(text=text)
        )

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
