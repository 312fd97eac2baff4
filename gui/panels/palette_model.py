"""What the palette offers, as rows of a list: headings, and below them the entries that the search leaves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QMimeData, QModelIndex, QObject, QPersistentModelIndex, Qt

from gui.mime import PRESET, preset_mime
from gui.palette_entries import LIBRARY, MODULE, PaletteEntry, layer_entries, library_entries, module_entries

__all__ = [
    "ENTRY_ROLE",
    "LIBRARY",
    "MODULE",
    "PaletteEntry",
    "PaletteModel",
    "found",
    "layer_entries",
    "library_entries",
    "module_entries",
]

ENTRY_ROLE: Final = Qt.ItemDataRole.UserRole
_Index = QModelIndex | QPersistentModelIndex


def found(offered: Sequence[PaletteEntry], text: str) -> list[PaletteEntry]:
    """Entries that match every word of a search, in the order of the palette.

    A word matches label, keywords, heading or sentence; ``1x1`` finds ``1×1``, and case does not matter.
    """
    words = _folded(text).split()
    return [entry for entry in offered if all(word in _searchable(entry) for word in words)]


def _folded(text: str) -> str:
    return text.casefold().replace("×", "x")


def _searchable(entry: PaletteEntry) -> str:
    return _folded("\n".join((entry.label, entry.heading, *entry.keywords)))


class PaletteModel(QAbstractListModel):
    """Rows are headings, which cannot be chosen, and entries."""

    def __init__(self, offered: Sequence[PaletteEntry], parent: QObject | None = None) -> None:
        """Offer these entries."""
        super().__init__(parent)
        self._offered = tuple(offered)
        self._text = ""
        self._rows: list[str | PaletteEntry] = []
        self.search("")

    @property
    def entries(self) -> list[PaletteEntry]:
        """The entries that are listed."""
        return [row for row in self._rows if isinstance(row, PaletteEntry)]

    def entry(self, row: int) -> PaletteEntry | None:
        """The entry in a row; None for a heading or no row."""
        item = self._rows[row] if 0 <= row < len(self._rows) else None
        return item if isinstance(item, PaletteEntry) else None

    def offer(self, offered: Sequence[PaletteEntry]) -> None:
        """Offer other entries; the search stays in force."""
        if tuple(offered) != self._offered:
            self._offered = tuple(offered)
            self.search(self._text)

    def search(self, text: str) -> None:
        """List only what matches."""
        self._text = text
        matches = found(self._offered, text)
        rows: list[str | PaletteEntry] = []
        for title in dict.fromkeys(entry.heading for entry in matches):
            rows.append(title)
            rows += [entry for entry in matches if entry.heading == title]
        if rows != self._rows:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if self.entry(index.row()) is None:
            return Qt.ItemFlag.NoItemFlags  # so that the arrow keys pass over it
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self._rows[index.row()]
        if role == ENTRY_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.label if isinstance(row, PaletteEntry) else row
        if role == Qt.ItemDataRole.ToolTipRole and isinstance(row, PaletteEntry):
            return row.tip
        return None

    def mimeTypes(self) -> list[str]:
        return [PRESET]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        entry = next((e for e in (self.entry(index.row()) for index in indexes) if e is not None), None)
        return preset_mime(entry.key) if entry is not None else QMimeData()

    def supportedDragActions(self) -> Qt.DropAction:
        return Qt.DropAction.CopyAction
