"""The table of commands as Qt's actions, which fill menus, toolbar, context menus and the sheet of shortcuts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Final

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QToolBar, QWidget

from gui.action_table import ACTIONS, CANVAS_KEYS, MENUS, TOOLBAR, Commands, Handler
from gui.icons import icon
from gui.theme import Theme

__all__ = ["Actions"]


class Actions(Mapping[str, QAction]):
    """The actions of one window, by id."""

    def __init__(self, owner: QWidget, window: Commands) -> None:
        """Make every action of the table, and let the window do them.

        Args:
            owner: the window as a widget.
            window: the same as what it can do.
        """
        self._window = window
        self._actions: dict[str, QAction] = {}
        for spec in ACTIONS:
            action = QAction(_tr(spec.text), owner)
            action.setObjectName(f"action_{spec.id}")
            action.setShortcuts(_sequences(spec.keys))
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            action.setStatusTip(_tr(spec.tip) if spec.tip else "")
            action.setMenuRole(_ROLES.get(spec.id, QAction.MenuRole.NoRole))
            action.triggered.connect(_runner(window, spec.handler))
            self._actions[spec.id] = action
            owner.addAction(action)

    def __getitem__(self, key: str) -> QAction:
        return self._actions[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._actions)

    def __len__(self) -> int:
        return len(self._actions)

    def fill_menus(self, bar: QMenuBar) -> dict[str, QMenu]:
        """Put the actions into their menus.

        Returns:
            The menus by name, for what the table does not hold (recent files, docks).
        """
        menus: dict[str, QMenu] = {}
        for name, title in MENUS:
            menu = bar.addMenu(_tr(title))
            menu.setObjectName(f"menu_{name}")
            menus[name] = menu
        for spec in ACTIONS:
            if spec.separated:
                menus[spec.menu].addSeparator()
            menus[spec.menu].addAction(self._actions[spec.id])
        return menus

    def make_toolbar(self, owner: QWidget) -> QToolBar:
        """The toolbar, filled."""
        toolbar = QToolBar(_tr("Tools"), owner)
        toolbar.setObjectName("toolbar")
        toolbar.setIconSize(QSize(20, 20))
        toolbar.setMovable(False)
        self.fill(toolbar, TOOLBAR)
        return toolbar

    def fill(self, target: QToolBar | QMenu, ids: Sequence[str]) -> None:
        """Put some actions into a toolbar or menu; an empty id is a separator."""
        for key in ids:
            if key:
                target.addAction(self._actions[key])
            else:
                target.addSeparator()

    def use_theme(self, theme: Theme, ids: Collection[str] | None = None) -> None:
        """Draw the icons in a theme's colours.

        Args:
            theme: the colours.
            ids: only these; the menus' icons can wait until the window has been painted.
        """
        for spec in ACTIONS:
            if spec.icon and (ids is None or spec.id in ids):
                self._actions[spec.id].setIcon(icon(spec.icon, theme))

    def update(self) -> None:
        """Enable what can be used now, and name the steps of undo and redo."""
        for spec in ACTIONS:
            self._actions[spec.id].setEnabled(spec.enabled(self._window))
        session = self._window.session
        for key, word, step in (
            ("undo", _tr("&Undo"), session.undo_text if session else None),
            ("redo", _tr("&Redo"), session.redo_text if session else None),
        ):
            self._actions[key].setText(f"{word} {step}" if step else word)

    def sheet(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Headings with rows of (what, keys), for the sheet of shortcuts."""
        groups: list[tuple[str, list[tuple[str, str]]]] = []
        for name, title in MENUS:
            rows = [
                (
                    _plain(_tr(spec.text)),
                    ", ".join(
                        key.toString(QKeySequence.SequenceFormat.NativeText)
                        for key in self._actions[spec.id].shortcuts()
                    ),
                )
                for spec in ACTIONS
                if spec.menu == name and spec.keys
            ]
            groups.append((_plain(_tr(title)), rows))
        groups.append((_tr("On the canvas"), [(_tr(what), keys) for what, keys in CANVAS_KEYS]))
        return groups


_ROLES: Final = {
    "quit": QAction.MenuRole.QuitRole,
    "preferences": QAction.MenuRole.PreferencesRole,
    "about": QAction.MenuRole.AboutRole,
}


def _runner(window: Commands, handler: Handler) -> Callable[[], None]:
    def run() -> None:
        handler(window)

    return run


def _sequences(keys: Sequence[str | QKeySequence.StandardKey]) -> list[QKeySequence]:
    """Every sequence once; a standard key may stand for several, or for none on this platform."""
    found: list[QKeySequence] = []
    for key in keys:
        bindings = [QKeySequence(key)] if isinstance(key, str) else QKeySequence.keyBindings(key)
        found += [binding for binding in bindings if binding not in found]
    return found


def _plain(text: str) -> str:
    return text.replace("&", "").rstrip("…")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Actions", text)
