"""Where in a sketch one is: a bar with the sketch and the blocks on the way in, each a button that goes back to it.

The mark behind a button has a menu of all blocks there: one can go sideways without going out first.

Hidden while the main graph is shown.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QToolButton, QWidget

from core.document.block_paths import graph_of
from core.document.modules import calls_in
from gui.session import Session

__all__ = ["Breadcrumb"]

_MOST: Final = 6
"""With more crumbs than these, those in the middle are left out."""
_BETWEEN: Final = "▸"
_LEFT_OUT: Final = "…"


class Breadcrumb(QWidget):
    """``sketch ▸ layer1 ▸ bottleneck``; follows the path of a session."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        """Follow a session."""
        super().__init__(parent)
        self.setObjectName("breadcrumb")
        self.setAutoFillBackground(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._session = session
        self._crumbs: list[QToolButton] = []
        self._separators: list[QToolButton] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(8, 3, 8, 3)
        self._row.setSpacing(2)
        self._row.addStretch(1)
        self.setAccessibleName(self.tr("Where in the sketch"))
        session.path_changed.connect(lambda _path: self.refresh())
        session.changed.connect(lambda _change: self.refresh())  # a block on the way may have another name
        session.saved_changed.connect(self.refresh)
        self.refresh()

    @property
    def crumbs(self) -> list[QToolButton]:
        """The buttons that are shown, outermost first."""
        return [crumb for crumb in self._crumbs if not crumb.isHidden()]

    def refresh(self) -> None:
        """Show the path as it is now."""
        path = self._session.path
        self.setVisible(bool(path))
        if not path:
            return
        names = [self._session.title.removesuffix(".convas"), *self._session.names_on_path()]
        shown: list[tuple[int, str]] = list(enumerate(names))
        if len(shown) > _MOST:
            kept = shown[-(_MOST - 2) :]
            shown = [shown[0], (kept[0][0] - 1, _LEFT_OUT), *kept]
        self._make(len(shown))
        for place, crumb in enumerate(self._crumbs):
            crumb.setVisible(place < len(shown))
            self._separators[place].setVisible(0 < place < len(shown))
            if place < len(shown):
                self._say(crumb, *shown[place], tip=names[shown[place][0]], here=place == len(shown) - 1)
                self._separators[place].setProperty("depth", shown[place][0] - 1)

    def _say(self, crumb: QToolButton, depth: int, text: str, *, tip: str, here: bool) -> None:
        crumb.setText(crumb.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, 220).replace("&", "&&"))
        crumb.setProperty("depth", depth)
        crumb.setEnabled(not here)
        crumb.setAccessibleName(self.tr("{name}, shown").format(name=tip) if here else tip)
        crumb.setToolTip("" if here else self.tr("Go back to {name}").format(name=tip))
        font = crumb.font()
        font.setBold(here)
        crumb.setFont(font)

    def _make(self, count: int) -> None:
        """Have so many buttons; none is ever destroyed, since it may be the one that was clicked."""
        while len(self._crumbs) < count:
            number = len(self._crumbs)
            separator = QToolButton(self)
            separator.setObjectName(f"breadcrumb.separator{number}")
            separator.setText(_BETWEEN)
            separator.setAutoRaise(True)
            separator.setToolTip(self.tr("Other blocks beside this one"))
            separator.setAccessibleName(separator.toolTip())
            separator.clicked.connect(lambda _checked=False, separator=separator: self._offer(separator))
            crumb = QToolButton(self)
            crumb.setObjectName(f"breadcrumb.crumb{number}")
            crumb.setAutoRaise(True)
            crumb.clicked.connect(lambda _checked=False, crumb=crumb: self._go(crumb))
            for widget in (separator, crumb):
                self._row.insertWidget(self._row.count() - 1, widget)
            self._separators.append(separator)
            self._crumbs.append(crumb)

    def _go(self, crumb: QToolButton) -> None:
        self._session.leave(int(crumb.property("depth")))

    def _offer(self, separator: QToolButton) -> None:
        """Show the blocks of the graph that a separator stands behind."""
        session = self._session
        depth = int(separator.property("depth"))
        way = session.path[:depth]
        graph = session.document.graph(graph_of(session.document, way))
        menu = QMenu(self)
        menu.setObjectName("menu_breadcrumb")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for node, _ in calls_in(graph):
            action = menu.addAction(node.name.replace("&", "&&"))
            action.setObjectName(f"action_block_{node.id}")
            action.setCheckable(True)
            action.setChecked(node.id == session.path[depth])
            action.triggered.connect(lambda _checked, to=(*way, node.id): session.show(to))
        menu.popup(separator.mapToGlobal(separator.rect().bottomLeft()))
