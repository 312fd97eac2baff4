"""What the palette offers, as rows of a list: headings, and below them the entries that the search leaves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QMimeData, QModelIndex, QObject, QPersistentModelIndex, Qt

from core.language.operator import Category
from core.library.presets import Preset
from gui.mime import PRESET, preset_mime

__all__ = ["ENTRY_ROLE", "PaletteModel", "found", "tooltip"]

ENTRY_ROLE: Final = Qt.ItemDataRole.UserRole
_Index = QModelIndex | QPersistentModelIndex


def found(presets: Sequence[Preset], text: str) -> list[Preset]:
    """Entries that match every word of a search, in the order of the palette.

    A word matches label, key, keywords, family or sentence; ``1x1`` finds ``1×1``, and case does not matter.
    """
    words = _folded(text).split()
    return [entry for entry in presets if all(word in _searchable(entry) for word in words)]


def _folded(text: str) -> str:
    return text.casefold().replace("×", "x")


def _searchable(entry: Preset) -> str:
    return _folded("\n".join((entry.label, entry.key, entry.category.value, entry.doc, *entry.keywords)))


def tooltip(entry: Preset) -> str:
    """What an entry is, and what PyTorch and ONNX call it."""
    lines = [f"{entry.label}: {entry.doc}"]
    summary = ", ".join([entry.op.summary(), *(f"{key} = {formula}" for key, formula in entry.formulas.items())])
    if summary.strip(", "):
        lines.append(summary.strip(", "))
    if entry.op.torch is not None:
        lines.append(f"PyTorch: torch.{entry.op.torch.name}")
    if entry.op.onnx is not None:
        lines.append(f"ONNX: {entry.op.onnx.name}")
    return "\n".join(lines)


class PaletteModel(QAbstractListModel):
    """Rows are families (headings, which cannot be chosen) and entries."""

    def __init__(self, presets: Sequence[Preset], parent: QObject | None = None) -> None:
        """Offer all entries."""
        super().__init__(parent)
        self._presets = presets
        self._rows: list[Category | Preset] = []
        self.search("")

    @property
    def entries(self) -> list[Preset]:
        """The entries that are listed."""
        return [row for row in self._rows if isinstance(row, Preset)]

    def entry(self, row: int) -> Preset | None:
        """The entry in a row; None for a heading or no row."""
        item = self._rows[row] if 0 <= row < len(self._rows) else None
        return item if isinstance(item, Preset) else None

    def search(self, text: str) -> None:
        """List only what matches."""
        matches = found(self._presets, text)
        rows: list[Category | Preset] = []
        for category in dict.fromkeys(entry.category for entry in matches):
            rows.append(category)
            rows += [entry for entry in matches if entry.category is category]
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
            return row.label if isinstance(row, Preset) else row.value
        if role == Qt.ItemDataRole.ToolTipRole and isinstance(row, Preset):
            return tooltip(row)
        return None

    def mimeTypes(self) -> list[str]:
        return [PRESET]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        entry = next((e for e in (self.entry(index.row()) for index in indexes) if e is not None), None)
        return preset_mime(entry.key) if entry is not None else QMimeData()

    def supportedDragActions(self) -> Qt.DropAction:
        return Qt.DropAction.CopyAction
