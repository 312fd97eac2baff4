"""The table of commands as Qt's actions, which fill menus, toolbar and context menus, with the keys somebody wants."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, cast

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSettings, QSize, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QToolBar, QWidget

from gui.action_spec import ActionSpec, Commands
from gui.action_table import ACTIONS, MENUS, TOOLBAR, Menu
from gui.fixed_keys import FIXED
from gui.icons import icon, swatch
from gui.shortcuts import FixedKeys, Keyed, Shortcuts, is_plain, pressed_keys
from gui.sketch_actions import COLOR, COLORS
from gui.theme import Theme

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

__all__ = ["Actions"]


class Actions(Mapping[str, QAction]):
    """The actions of one window, by id; those of the toolbar at first, ``complete`` makes the others.

    Attributes:
        shortcuts: which action has which keys.
    """

    def __init__(self, owner: QWidget, window: Commands, settings: QSettings) -> None:
        """Make the actions of the toolbar, and let the window do them.

        Args:
            owner: the window as a widget.
            window: the same as what it can do.
            settings: where keys are kept that somebody changed.
        """
        self._owner = owner
        self._window = window
        self._actions: dict[str, QAction] = {}
        self._others: dict[str, QAction] = {}
        self._canvases: list[QWidget] = []
        self._former = _FormerKeys(owner)
        titles = {menu.name: _plain(_tr(menu.title)) for menu in MENUS}
        groups = {menu.name: titles[menu.parent or menu.name] for menu in MENUS}
        below = {menu.name: f"{titles[menu.name]}: " if menu.parent else "" for menu in MENUS}
        fixed = [FixedKeys(_tr(row.group), _tr(row.text), _tr(row.said), row.keys) for row in FIXED]
        fixed += [_opening(menu) for menu in MENUS if not menu.parent]
        self.shortcuts = Shortcuts(
            settings,
            (
                Keyed(s.id, groups[s.menu], below[s.menu] + _plain(_tr(s.text)), tuple(_sequences(s.keys)))
                for s in ACTIONS
            ),
            fixed,
        )
        for spec in ACTIONS:
            if spec.id in TOOLBAR:
                self._make(spec)
        self._former.keys = self.shortcuts.given_up
        self.shortcuts.changed.connect(self._follow_keys)

    def complete(self) -> None:
        """Make every other action of the table: the window is painted before."""
        for spec in ACTIONS:
            if spec.id not in self._actions:
                self._make(spec)
        self._actions = {spec.id: self._actions[spec.id] for spec in ACTIONS}

    def _make(self, spec: ActionSpec) -> None:
        action = QAction(_tr(spec.text), self._owner)
        action.setObjectName(f"action_{spec.id}")
        action.setStatusTip(_tr(spec.tip) if spec.tip else "")
        action.setMenuRole(_ROLES.get(spec.id, QAction.MenuRole.NoRole))
        action.setCheckable(spec.checked is not None)
        action.triggered.connect(_runner(self._window, spec))
        self._actions[spec.id] = action
        self._give_keys(spec.id)

    def __getitem__(self, key: str) -> QAction:
        return self._actions[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._actions)

    def __len__(self) -> int:
        return len(self._actions)

    # -- keys ------------------------------------------------------------------------------------------------------

    def _follow_keys(self, key: str) -> None:
        self._give_keys(key)
        self._former.keys = self.shortcuts.given_up
        for canvas in self._canvases:
            self._watch(canvas)

    def _watch(self, canvas: QWidget) -> None:
        """Keep keys from a canvas that mean nothing any more: it knows some commands by their first keys itself."""
        canvas.removeEventFilter(self._former)
        if self._former.keys:  # no event has to pass Python where nothing was changed
            canvas.installEventFilter(self._former)

    def _give_keys(self, key: str) -> None:
        """Give an action its keys; those of the other kind go to an action beside it that does the same.

        A key with Ctrl or the like works in the whole window, a plain one only while a canvas has the focus.
        """
        keys = self.shortcuts.keys(key)
        action = self._actions[key]
        plain = bool(keys) and is_plain(keys[0])
        action.setShortcuts([own for own in keys if is_plain(own) == plain])
        self._scope(action, plain=plain)
        others = [own for own in keys if is_plain(own) != plain]
        if others and key not in self._others:
            beside = QAction(self._owner)
            beside.setObjectName(f"{action.objectName()}_too")
            beside.setEnabled(action.isEnabled())
            beside.triggered.connect(action.trigger)
            self._others[key] = beside
        if key in self._others:
            self._others[key].setShortcuts(others)
            self._scope(self._others[key], plain=not plain)

    def _scope(self, action: QAction, *, plain: bool) -> None:
        context = Qt.ShortcutContext.WidgetShortcut if plain else Qt.ShortcutContext.WindowShortcut
        action.setShortcutContext(context)
        for widget in self._canvases:
            widget.addAction(action) if plain else widget.removeAction(action)
        self._owner.removeAction(action) if plain else self._owner.addAction(action)

    def listen_on(self, canvas: QWidget) -> None:
        """Have the plain keys work while a canvas has the focus."""
        self._canvases.append(canvas)
        canvas.destroyed.connect(lambda: self._canvases.remove(canvas))
        self._watch(canvas)
        for action in (*self._actions.values(), *self._others.values()):
            if action.shortcutContext() is Qt.ShortcutContext.WidgetShortcut:
                canvas.addAction(action)

    # -- menus -----------------------------------------------------------------------------------------------------

    def make_menus(self, bar: QMenuBar) -> dict[str, QMenu]:
        """The menus by name, empty, those of the bar in it."""
        menus: dict[str, QMenu] = {}
        for name, title, parent in MENUS:
            menu = QMenu(_tr(title), bar)
            menu.setObjectName(f"menu_{name}")
            menus[name] = menu
            if not parent:
                bar.addMenu(menu)
        return menus

    def fill_menus(self, menus: Mapping[str, QMenu]) -> None:
        """Put the actions into their menus, once they are complete."""
        parents = {menu.name: menu.parent for menu in MENUS}
        for spec in ACTIONS:
            menu, parent = menus[spec.menu], parents[spec.menu]
            if parent and menu.isEmpty():
                menus[parent].addMenu(menu)
            if spec.separated:
                menu.addSeparator()
            menu.addAction(self._actions[spec.id])

    def make_toolbar(self, owner: QWidget) -> QToolBar:
        """The toolbar, filled."""
        toolbar = QToolBar(_tr("Tools"), owner)
        toolbar.setObjectName("toolbar")
        toolbar.setIconSize(QSize(20, 20))
        toolbar.setMovable(False)
        for key in TOOLBAR:
            if key:
                toolbar.addAction(self._actions[key])
            else:
                toolbar.addSeparator()
        return toolbar

    def fill_with_usable(self, menu: QMenu, ids: Sequence[str]) -> None:
        """Put those of some actions into a menu that can be used now.

        Args:
            menu: where.
            ids: of actions; empty for a line, and ``>`` before the name of a menu for one with its actions.
        """
        for key in ids:
            if not key:
                menu.addSeparator()  # Qt shows none at the ends, and of several one
            elif key.startswith(">"):
                self._add_usable_menu(menu, key[1:])
            elif self._actions[key].isEnabled():
                menu.addAction(self._actions[key])

    def _add_usable_menu(self, menu: QMenu, name: str) -> None:
        usable = [spec for spec in ACTIONS if spec.menu == name and self._actions[spec.id].isEnabled()]
        if not usable:
            return
        title = next(_tr(found.title) for found in MENUS if found.name == name)
        below = menu.addMenu(title)
        below.setObjectName(f"{menu.objectName()}_{name}")
        for spec in usable:
            if spec.separated:
                below.addSeparator()
            below.addAction(self._actions[spec.id])

    # -- following -------------------------------------------------------------------------------------------------

    def use_theme(self, theme: Theme, ids: Collection[str] | None = None) -> None:
        """Draw the icons in a theme's colours.

        Args:
            theme: the colours.
            ids: only these; the menus' icons can wait until the window has been painted.
        """
        for spec in ACTIONS:
            if ids is not None and spec.id not in ids:
                continue
            if spec.icon:
                self._actions[spec.id].setIcon(icon(spec.icon, theme))
            elif spec.id.startswith(COLOR):
                name = spec.id.removeprefix(COLOR)
                color = theme.tones[COLORS.index(name) - 1] if name in COLORS else None
                self._actions[spec.id].setIcon(swatch(color, theme))

    def update(self) -> None:
        """Enable what can be used now, tick what is on, and name what changes its name, such as undo."""
        for spec in ACTIONS:
            action = self._actions.get(spec.id)
            if action is None:
                continue
            usable = spec.enabled(self._window)
            action.setEnabled(usable)
            if spec.id in self._others:
                self._others[spec.id].setEnabled(usable)
            if spec.hidden:
                action.setVisible(usable)
            if spec.checked is not None:
                action.setChecked(spec.checked(self._window))
            if spec.title is not None:
                action.setText(spec.title(self._window))


class _FormerKeys(QObject):
    """Swallows keys that somebody took away from their command."""

    keys: frozenset[QKeySequence] = frozenset()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is not QEvent.Type.KeyPress:
            return False
        return pressed_keys(cast("QKeyEvent", event).keyCombination()) in self.keys


_ROLES: Final = {
    "quit": QAction.MenuRole.QuitRole,
    "preferences": QAction.MenuRole.PreferencesRole,
    "about": QAction.MenuRole.AboutRole,
}


def _runner(window: Commands, spec: ActionSpec) -> Callable[[], None]:
    def run() -> None:
        spec.run(window)

    return run


def _sequences(keys: Sequence[str | QKeySequence.StandardKey]) -> list[QKeySequence]:
    """Every sequence once; a standard key may stand for several, or for none on this platform."""
    found: list[QKeySequence] = []
    for key in keys:
        bindings = [QKeySequence(key)] if isinstance(key, str) else QKeySequence.keyBindings(key)
        found += [binding for binding in bindings if binding not in found]
    return found


def _opening(menu: Menu) -> FixedKeys:
    """The key that opens a menu of the bar: given to a command, neither of both would work."""
    title = _tr(menu.title)
    key = f"Alt+{title[title.index('&') + 1].upper()}"
    return FixedKeys(_tr("Menus"), _tr("Open the menu {name}").format(name=_plain(title)), key, (key,))


def _plain(text: str) -> str:
    return text.replace("&", "").rstrip("…")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Actions", text)
