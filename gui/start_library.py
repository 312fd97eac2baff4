"""The library on the start screen: course, blocks and networks by family, and a field to search them.

Everything is placed here, in one go for a width, instead of by nested layouts: there are more than a hundred tiles.
Like the screen, it imports neither NumPy nor msgspec nor any layer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QSizePolicy, QWidget

from gui.start_tiles import Card, Chip, Entry, EntryTile
from gui.theme import Theme

__all__ = ["GAP", "Library"]

GAP: Final = 12
"""Between two tiles."""
_CHIP_GAP: Final = 6
_CARD_WIDTH: Final = 250  # at least
_SECTION_GAP: Final = 26  # above a heading
_FAMILY_WIDTH: Final = 132  # of the names of families, in front of their chips
_FAMILY_GAP: Final = 10
_NARROW: Final = 460  # below it they stand above their chips
_SEARCH_WIDTH: Final = 220
_HEIGHT_OF_NOTHING: Final = 60


@dataclass
class _Group:
    """Tiles under a heading: cards in columns, or chips in lines, of a family or of none.

    Attributes:
        heading: of the section; of families the first has one.
        family: in front of the chips.
        tiles: all of them, those included that the search hides.
    """

    heading: QLabel | None = None
    family: QLabel | None = None
    tiles: list[EntryTile] = field(default_factory=list)

    def shown(self) -> list[EntryTile]:
        return [tile for tile in self.tiles if not tile.isHidden()]


class Library(QWidget):
    """Everything that the library holds, as tiles that open it.

    Signals:
        chosen(str): the name of an entry.
        focused(object): a tile that got the focus and should be seen.
    """

    chosen = Signal(str)
    focused = Signal(object)

    def __init__(self, theme: Callable[[], Theme], parent: QWidget | None = None) -> None:
        """Hold no entries yet."""
        super().__init__(parent)
        self.setObjectName("start_entries")
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._theme = theme
        self._entries: tuple[Entry, ...] = ()
        self._groups: list[_Group] = []
        self._heights: dict[int, int] = {}
        self.search = QLineEdit(self)
        self.search.setObjectName("start_search")
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName(self.tr("Search the library"))
        self.search.textChanged.connect(self._filter)
        self.search.returnPressed.connect(self._open_first)
        self.search.hide()
        self._nothing = QLabel(self)
        self._nothing.setObjectName("start_nothing_found")
        self._nothing.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._nothing.hide()

    # -- what it shows ---------------------------------------------------------------------------------------------

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """Show these, in this order; the same as before cost nothing."""
        if tuple(entries) == self._entries:
            return
        self._entries = tuple(entries)
        for group in self._groups:
            for widget in (group.heading, group.family, *group.tiles):
                if widget is not None:
                    widget.hide()
                    widget.deleteLater()
        self._groups = list(self._grouped())
        self.search.setPlaceholderText(self.tr("Search {} sketches").format(len(entries)))
        self.search.setVisible(bool(entries))
        self._filter()

    def _grouped(self) -> Iterator[_Group]:
        sections: tuple[tuple[str, str, type[EntryTile]], ...] = (
            ("course", self.tr("Learn from an example"), Card),
            ("block", self.tr("Blocks to build with"), Chip),
        )
        for kind, title, make in sections:
            tiles = [self._tile(make, entry) for entry in self._entries if entry.kind == kind]
            if tiles:
                yield _Group(self._heading(kind, title), None, tiles)
        networks = [entry for entry in self._entries if entry.kind == "network"]
        heading = self._heading("network", self.tr("Networks")) if networks else None
        for family in dict.fromkeys(entry.family for entry in networks):
            tiles = [self._tile(Chip, entry) for entry in networks if entry.family == family]
            label = QLabel(family, self)
            label.setObjectName(f"start_family_{family}")
            label.setWordWrap(True)
            label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
            yield _Group(heading, label, tiles)
            heading = None

    def _heading(self, kind: str, title: str) -> QLabel:
        made = QLabel(title, self)
        made.setObjectName(f"start_heading_{kind}")
        font = QFont(made.font())
        font.setBold(True)
        font.setPointSizeF(font.pointSizeF() * 1.12)
        made.setFont(font)
        return made

    def _tile(self, make: type[EntryTile], entry: Entry) -> EntryTile:
        tile = make(entry, self._theme, self)
        tile.clicked.connect(lambda _checked=False, name=entry.name: self.chosen.emit(name))
        tile.focused.connect(lambda tile=tile: self._has_focus(tile))
        return tile

    @property
    def tiles(self) -> list[EntryTile]:
        """Those that the search leaves, in order."""
        return [tile for group in self._groups for tile in group.shown()]

    def _filter(self) -> None:
        words = self.search.text().lower().split()
        for group in self._groups:
            for tile in group.tiles:
                tile.setVisible(tile.matches(words))
            if group.family is not None:
                group.family.setVisible(bool(group.shown()))
        heading: QLabel | None = None
        seen: dict[QLabel, bool] = {}
        for group in self._groups:
            heading = group.heading or heading
            if heading is not None:
                seen[heading] = seen.get(heading, False) or bool(group.shown())
        for label, shown in seen.items():
            label.setVisible(shown)
        nothing = bool(words) and not self.tiles
        self._nothing.setText(self.tr("The library has no sketch that says “{}”.").format(self.search.text()))
        self._nothing.setVisible(nothing)
        for group in self._groups:
            self._stop_at(group, next(iter(group.shown()), None))
        self._heights.clear()
        self.updateGeometry()
        self.arrange()

    def _open_first(self) -> None:
        if self.search.text().strip() and self.tiles:
            self.tiles[0].click()

    # -- where it stands -------------------------------------------------------------------------------------------

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if width not in self._heights:
            self._heights[width] = self._place(width, move=False)
        return self._heights[width]

    def sizeHint(self) -> QSize:
        return QSize(_CARD_WIDTH, self.heightForWidth(max(self.width(), _CARD_WIDTH)))

    def minimumSizeHint(self) -> QSize:
        return QSize(_CARD_WIDTH, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.arrange()

    def arrange(self) -> None:
        """Put everything in its place."""
        self._place(self.width(), move=True)

    def _place(self, width: int, *, move: bool) -> int:
        """The height that is needed at this width; moves everything there if asked."""
        line = self.search.sizeHint().height()
        field_width = min(_SEARCH_WIDTH, width)
        if move:
            self.search.setGeometry(width - field_width, 0, field_width, line)
        y = 0
        started = False
        for group in self._groups:
            heading = group.heading
            if heading is not None and not heading.isHidden():
                y += _SECTION_GAP if started else 0
                height = heading.sizeHint().height() if started else max(line, heading.sizeHint().height())
                if move:
                    taken = 0 if started else field_width + GAP  # the search stands beside the first
                    heading.setGeometry(0, y, max(0, width - taken), height)
                y += height + GAP
                started = True
            tiles = group.shown()
            if tiles and isinstance(tiles[0], Card):
                y = self._place_columns(tiles, y, width, move=move)
            elif tiles and group.family is None:
                y = self._place_chips(tiles, 0, y, width, move=move)
            elif tiles:
                y = self._place_family(group, tiles, y, width, move=move) + _FAMILY_GAP
        if not started:
            if move:
                self._nothing.setGeometry(0, line + GAP, width, self._nothing.sizeHint().height())
            y = line + GAP + _HEIGHT_OF_NOTHING
        return y

    @staticmethod
    def _place_columns(tiles: Sequence[EntryTile], y: int, width: int, *, move: bool) -> int:
        columns = max(1, (width + GAP) // (_CARD_WIDTH + GAP))
        each = (width - (columns - 1) * GAP) // columns
        for start in range(0, len(tiles), columns):
            row = tiles[start : start + columns]
            height = max(tile.height_at(each) for tile in row)
            if move:
                for column, tile in enumerate(row):
                    tile.setGeometry(column * (each + GAP), y, each, height)
            y += height + GAP
        return y - GAP

    def _place_family(self, group: _Group, tiles: Sequence[EntryTile], y: int, width: int, *, move: bool) -> int:
        """Its name, and its chips beside it, or below it where there is no room."""
        family = group.family
        if family is None:
            return y
        beside = width >= _NARROW
        room = _FAMILY_WIDTH - GAP if beside else width
        high, chip = family.heightForWidth(room), tiles[0].height_at(width)
        if move:
            family.setGeometry(0, y + max(0, chip - high) // 2 if beside else y, room, high)
        if not beside:
            return self._place_chips(tiles, 0, y + high + _CHIP_GAP, width, move=move)
        return max(y + high, self._place_chips(tiles, _FAMILY_WIDTH, y, width, move=move))

    @staticmethod
    def _place_chips(tiles: Sequence[EntryTile], left: int, y: int, width: int, *, move: bool) -> int:
        x, height = left, tiles[0].height_at(width)
        for tile in tiles:
            wide = min(tile.width_needed() if isinstance(tile, Chip) else width, width - left)
            if x > left and x + wide > width:
                x, y = left, y + height + _CHIP_GAP
            if move:
                tile.setGeometry(x, y, wide, height)
            x += wide + _CHIP_GAP
        return y + height

    # -- the keyboard ----------------------------------------------------------------------------------------------

    def _has_focus(self, tile: EntryTile) -> None:
        for group in self._groups:
            if tile in group.tiles:
                self._stop_at(group, tile)
        self.focused.emit(tile)

    @staticmethod
    def _stop_at(group: _Group, chosen: EntryTile | None) -> None:
        """Tab stops once in a group, where somebody was last; arrows go to the others."""
        for tile in group.tiles:
            tile.setFocusPolicy(Qt.FocusPolicy.StrongFocus if tile is chosen else Qt.FocusPolicy.ClickFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        tiles = self.tiles
        here = next((tile for tile in tiles if tile.hasFocus()), None)
        key = Qt.Key(event.key())
        target: EntryTile | None = None
        if here is None:
            target = tiles[0] if key == Qt.Key.Key_Down and self.search.hasFocus() and tiles else None
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            index = tiles.index(here) + (1 if key == Qt.Key.Key_Right else -1)
            target = tiles[index] if 0 <= index < len(tiles) else None
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            target = self._beyond(here, tiles, down=key == Qt.Key.Key_Down)
            if target is None and key == Qt.Key.Key_Up:
                self.search.setFocus(Qt.FocusReason.BacktabFocusReason)
        elif event.text().isprintable() and event.text().strip():
            self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.search.setText(event.text())
        elif key == Qt.Key.Key_Escape and self.search.text():
            self.search.clear()
        else:
            super().keyPressEvent(event)
        if key == Qt.Key.Key_Escape and self.search.hasFocus():
            self.search.clear()
        if target is not None:
            target.setFocus(Qt.FocusReason.TabFocusReason)

    @staticmethod
    def _beyond(here: EntryTile, tiles: Sequence[EntryTile], *, down: bool) -> EntryTile | None:
        """The nearest tile in the next row, or in the one before."""
        middle, top = here.geometry().center().x(), here.y()
        rows = {tile.y() for tile in tiles if (tile.y() > top if down else tile.y() < top)}
        if not rows:
            return None
        y = min(rows) if down else max(rows)
        return min(
            (tile for tile in tiles if tile.y() == y), key=lambda tile: abs(tile.geometry().center().x() - middle)
        )
