"""What the palette offers, as rows of a list: headings, and below them the entries that the search leaves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from core.document.document import MAIN, Document
from core.document.modules import Module, ModuleId, calls_in
from core.language.operator import Category
from core.library.catalog import Entry, entries
from core.library.presets import Preset, presets
from core.text import count_text
from gui.mime import PRESET, preset_mime

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
MODULE: Final = "module:"
"""Before the id of a definition of this sketch, in the key of its entry."""
LIBRARY: Final = "library:"
"""Before the name of a block of the library."""
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class PaletteEntry:
    """Something to place.

    Attributes:
        key: what a drag carries.
        label: what the palette says.
        heading: what it is listed under.
        category: family, for the colour.
        detail: said quietly behind the label where there is room.
        tip: what it is, in some lines.
        keywords: more words the search finds it by.
    """

    key: str
    label: str
    heading: str
    category: Category
    detail: str
    tip: str
    keywords: tuple[str, ...] = ()


def _tr(text: str) -> str:
    return QCoreApplication.translate("palette", text)


@cache
def layer_entries() -> tuple[PaletteEntry, ...]:
    """Every kind of layer."""
    return tuple(
        PaletteEntry(
            preset.key,
            preset.label,
            preset.category.value,
            preset.category,
            "" if preset.formulas else preset.op.summary(),  # formulas stand in the tooltip
            _tip_of_preset(preset),
            (preset.key, preset.doc, *preset.keywords),
        )
        for preset in presets()
    )


def _tip_of_preset(entry: Preset) -> str:
    """What a layer is, and what PyTorch and ONNX call it."""
    lines = [f"{entry.label}: {entry.doc}"]
    summary = ", ".join([entry.op.summary(), *(f"{key} = {formula}" for key, formula in entry.formulas.items())])
    if summary.strip(", "):
        lines.append(summary.strip(", "))
    if entry.op.torch is not None:
        lines.append(f"PyTorch: torch.{entry.op.torch.name}")
    if entry.op.onnx is not None:
        lines.append(f"ONNX: {entry.op.onnx.name}")
    return "\n".join(lines)


def module_entries(document: Document) -> tuple[PaletteEntry, ...]:
    """The blocks that a sketch defines."""
    if not document.modules:
        return ()
    uses = Counter(call.module for key in (MAIN, *document.modules) for _, call in calls_in(document.graph(key)))
    return tuple(_entry_of_module(module, uses) for module in document.modules.values())


def _entry_of_module(module: Module, uses: Mapping[ModuleId, int]) -> PaletteEntry:
    count = uses.get(module.id, 0)
    used = f"×{count}" if count else _tr("unused")
    parameters = ", ".join(f"{name} = {number.value}" for name, number in module.parameters.items())
    lines = [
        f"{module.name}: {module.note}" if module.note else module.name,
        _tr("Parameters: {names}").format(names=parameters) if parameters else "",
        _tr("{blocks} of this sketch call it.").format(blocks=count_text(count, _tr("block"), _tr("blocks"))),
    ]
    return PaletteEntry(
        f"{MODULE}{module.id}",
        module.name,
        _tr("Blocks of this sketch"),
        Category.MODULE,
        used,
        "\n".join(line for line in lines if line),
        ("block", "module"),
    )


@cache
def library_entries() -> tuple[PaletteEntry, ...]:
    """The blocks of the library. They are drawn when one is placed."""
    return tuple(_entry_of_library(entry) for entry in entries() if entry.kind == "block")


def _entry_of_library(entry: Entry) -> PaletteEntry:
    return PaletteEntry(
        f"{LIBRARY}{entry.name}",
        entry.title,
        _tr("Library blocks"),
        Category.MODULE,
        "",
        "\n".join((entry.title, entry.teaches, entry.source)),
        ("block", entry.name),
    )


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
