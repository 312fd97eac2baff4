"""What a search lists: rows, where they come from, and the model the list shows them by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal, Protocol

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QIcon

from core.language.operator import Category

__all__ = ["ROW", "Row", "RowModel", "Source", "Tone"]

ROW: Final = Qt.ItemDataRole.UserRole
Tone = Literal["", "fits", "warned"]
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Row:
    """Something to choose, or a heading.

    Attributes:
        key: what is chosen by it; empty for a heading.
        label: what it is called.
        detail: said quietly behind the label.
        hint: said at the right edge: keys, or the shape that comes out.
        category: family of layers, for the colour in front.
        icon: picture in front, where there is no family.
        marks: which letters of the label match what is searched for.
        tone: ``warned`` has the detail in the colour of warnings, ``fits`` the hint in that of what is well.
        tip: all of it, in some lines.
    """

    key: str
    label: str
    detail: str = ""
    hint: str = ""
    category: Category | None = None
    icon: QIcon | None = field(default=None, compare=False)
    marks: tuple[int, ...] = ()
    tone: Tone = ""
    tip: str = ""

    @property
    def spoken(self) -> str:
        """The row as a screen reader says it."""
        return ", ".join(part for part in (self.label, self.detail, self.hint) if part)


class Source(Protocol):
    """Where a search finds its rows."""

    @property
    def name(self) -> str:
        """Object name of the popup; those of its parts begin with it."""

    @property
    def title(self) -> str:
        """What is chosen here, for screen readers."""

    @property
    def placeholder(self) -> str:
        """What the empty field says."""

    @property
    def about(self) -> str:
        """A line about where the choice goes; empty where that is plain."""

    @property
    def verb(self) -> str:
        """What Enter does, such as “adds”."""

    def rows(self, text: str) -> Sequence[Row]:
        """What is listed for a text, the best first. Headings only where there is no text."""

    def nothing(self, text: str) -> str:
        """What to say where nothing is found."""


class RowModel(QAbstractListModel):
    """The rows that are listed now."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._rows: tuple[Row, ...] = ()

    @property
    def rows(self) -> tuple[Row, ...]:
        """All of them, headings too."""
        return self._rows

    @property
    def choices(self) -> list[int]:
        """Numbers of the rows that can be chosen."""
        return [number for number, row in enumerate(self._rows) if row.key]

    def show(self, rows: Sequence[Row]) -> None:
        """List other rows."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if not self._rows[index.row()].key:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self._rows[index.row()]
        if role == ROW:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.label
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row.spoken
        if role == Qt.ItemDataRole.ToolTipRole:
            return row.tip or None
        return None
