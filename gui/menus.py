"""The menus whose entries are not in the table of actions: the library, recent files, layers, choices, panels."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import QCoreApplication, QPoint, QPointF, Qt, QTimer
from PySide6.QtWidgets import QMainWindow, QMenu

from gui.action_table import CONTEXTS
from gui.actions import Actions
from gui.docks import Docks
from gui.preferences import THEME_NAMES, Preferences
from gui.theme import theme_named

if TYPE_CHECKING:
    from gui.canvas.widget import CanvasWidget
    from gui.files import Files
    from gui.session import Session

__all__ = ["Menus", "Opener"]

_NOT_SEARCHED: Final = ("menu_library", "menu_recent", "menu_add", "action_commands")
"""What the search of commands passes over: long lists that have a search of their own, and itself."""


class Opener(Protocol):
    """What the entries of these menus let the window do."""

    @property
    def files(self) -> Files:
        """Opening and saving."""

    @property
    def canvas(self) -> CanvasWidget | None:
        """The canvas of the current tab."""

    @property
    def session(self) -> Session | None:
        """The session of the current tab."""

    def open_source(self, source: str, /) -> bool: ...
    def add_preset(self, key: str, at: QPointF | None = None, /) -> None: ...


class Menus:
    """Puts the menus that grow and shrink among the actions, and fills each when it is about to be shown."""

    def __init__(
        self,
        owner: QMainWindow,
        window: Opener,
        menus: dict[str, QMenu],
        actions: Actions,
        docks: Docks,
        kept: Preferences,
    ) -> None:
        """Make them, empty where filling them needs the library.

        Args:
            owner: the window as a widget.
            window: the same as what it can do.
            menus: those of the menu bar, by name.
            actions: what stands in them already.
            docks: what the menu of panels shows and hides.
            kept: what the choices choose.
        """
        self._owner = owner
        self._window = window
        self._actions = actions
        self._preferences = kept
        library, recent = self._menu("library", _tr("New from &Library")), self._menu("recent", _tr("Open &Recent"))
        menus["file"].insertMenu(actions["open"], library)
        menus["file"].insertMenu(actions["save"], recent)
        library.aboutToShow.connect(lambda: self._fill_library(library))
        recent.aboutToShow.connect(lambda: self._fill_recent(recent))
        add = self._menu("add", _tr("&Add"))
        menus["layer"].insertMenu(actions["quick_add"], add)
        add.aboutToShow.connect(lambda: self._fill_add(add))
        view = menus["view"]
        view.addSeparator()
        self._choices = {
            "theme": self._choice(view, "theme", _tr("&Theme"), [(n, _tr(n.capitalize())) for n in THEME_NAMES]),
            "shape_order": self._choice(view, "shape_order", _tr("&Shapes as"), [("HWC", "H×W×C"), ("CHW", "C×H×W")]),
        }
        self.panels = self._menu("panels", _tr("&Panels"))
        view.addMenu(self.panels)
        for dock in docks.all():
            dock.toggleViewAction().setObjectName(f"action_{dock.objectName()}")
            self.panels.addAction(dock.toggleViewAction())
        self.panels.addSeparator()
        self.panels.addAction(_tr("&Reset Layout"), docks.arrange).setObjectName("action_reset_layout")

    def follow_preferences(self) -> None:
        """Tick what is chosen."""
        for name, menu in self._choices.items():
            chosen = getattr(self._preferences, name)
            for action in menu.actions():
                action.setChecked(action.data() == chosen)

    def show_context(self, at: QPoint) -> None:
        """Show the menu of the canvas; what it adds goes to the pointer.

        Args:
            at: a point of the screen.
        """
        self._actions.update()
        canvas = self._window.canvas
        if canvas is None:
            return
        menu = self._menu("context", "")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        about = self._under_pointer(canvas)
        if about in ("canvas", "wire"):
            self._offer_adding(menu, canvas, at)
        self._actions.fill_with_usable(menu, CONTEXTS[about])
        menu.popup(at)

    def _under_pointer(self, canvas: CanvasWidget) -> str:
        """What a menu is about: what the canvas has selected for it."""
        session = canvas.session
        if canvas.selected_edge is not None:
            return "wire"
        return "node" if session.selection else "frame" if session.annotations else "canvas"

    def _offer_adding(self, menu: QMenu, canvas: CanvasWidget, at: QPoint) -> None:
        """Adding on the selected wire, or else where the menu was asked for: by searching, or from a list."""
        from gui.canvas.requests import AddRequest

        there, edge = canvas.to_canvas(QPointF(canvas.mapFromGlobal(at))), canvas.selected_edge
        request = AddRequest(there, at, edge=edge)
        text = _tr("&Insert on the Wire…") if edge is not None else _tr("&Quick Add…")
        action = menu.addAction(self._actions["quick_add"].icon(), text, lambda: canvas.ask_to_add(request))
        action.setObjectName("action_add_here")
        if edge is None:
            add = menu.addMenu(_tr("&Add"))
            add.setObjectName("menu_context_add")
            self._fill_add(add, there)
        menu.addSeparator()

    def show_commands(self) -> None:
        """Let the person search everything that the menus can do now."""
        from gui.search.command_palette import ENTRY, RECENT_COMMANDS, CommandPalette, commands_of
        from gui.search.popup import SearchPopup
        from gui.search.recent import Recent

        self._actions.update()
        commands = list(commands_of(self._owner.menuBar(), _NOT_SEARCHED))
        actions = {command.action.objectName(): command.action for command in commands}
        recent = Recent(self._preferences.settings, RECENT_COMMANDS)
        popup = SearchPopup(CommandPalette(commands, recent), theme_named(self._preferences.theme), self._owner)

        def run(key: str) -> None:
            if key in actions:
                recent.note(key)
                # In a turn of its own: a command may open a list, too, which must not go with this one.
                QTimer.singleShot(0, self._owner, actions[key].trigger)
            else:
                self._window.open_source(f"library:{key.removeprefix(ENTRY)}")

        popup.chosen.connect(run)
        popup.open_over(self._owner)

    def _menu(self, name: str, title: str) -> QMenu:
        menu = QMenu(title, self._owner)
        menu.setObjectName(f"menu_{name}")
        return menu

    def _choice(self, parent: QMenu, name: str, title: str, choices: Sequence[tuple[str, str]]) -> QMenu:
        menu = self._menu(name, title)
        parent.addMenu(menu)
        for value, text in choices:
            action = menu.addAction(text)
            action.setObjectName(f"action_{name}_{value}")
            action.setCheckable(True)
            action.setData(value)
            action.triggered.connect(lambda _checked, value=value: self._prefer(name, value))
        return menu

    def _prefer(self, name: str, value: str) -> None:
        setattr(self._preferences, name, value)
        self.follow_preferences()  # also where it was the same: the tick must stay

    def _fill_library(self, menu: QMenu) -> None:
        """A submenu a family: more than a hundred entries would not fit on the screen."""
        from core.library.catalog import families

        if menu.actions():
            return
        for number, family in enumerate(families()):
            submenu = self._menu(f"library_{number}", family.title.replace("&", "&&"))
            menu.addMenu(submenu)
            for entry in family.entries:
                action = submenu.addAction(entry.title, partial(self._window.open_source, f"library:{entry.name}"))
                action.setStatusTip(entry.teaches)
                action.setObjectName(f"action_library_{entry.name}")

    def _fill_recent(self, menu: QMenu) -> None:
        menu.clear()
        files = self._window.files
        paths = files.recent()
        for path in paths:
            action = menu.addAction(path.name.replace("&", "&&"), partial(self._window.open_source, str(path)))
            action.setStatusTip(str(path))
            action.setObjectName("action_recent")
        if paths:
            menu.addSeparator()
            menu.addAction(_tr("&Clear"), files.clear_recent).setObjectName("action_recent_clear")
        else:
            nothing = menu.addAction(_tr("No recent files"))
            nothing.setObjectName("action_recent_none")
            nothing.setEnabled(False)

    def _fill_add(self, menu: QMenu, at: QPointF | None = None) -> None:
        """Everything the palette offers; ``at`` is the point of the canvas where it goes."""
        from core.library.presets import presets

        menu.clear()
        for before in menu.findChildren(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly):
            before.deleteLater()  # clear() takes them off and keeps them
        self._fill_add_blocks(menu, at)
        submenus: dict[str, QMenu] = {}
        for preset in presets():
            category = preset.category.value
            if category not in submenus:
                submenus[category] = menu.addMenu(category)
                submenus[category].setObjectName(f"menu_add_{preset.category.name.lower()}")
            action = submenus[category].addAction(preset.label, partial(self._window.add_preset, preset.key, at))
            action.setStatusTip(preset.doc)
            action.setObjectName(f"action_add_{preset.key}")

    def _fill_add_blocks(self, menu: QMenu, at: QPointF | None) -> None:
        """The blocks of this sketch, where it has any."""
        from gui.canvas.placeable import BLOCK

        session = self._window.session
        if session is None or not session.document.modules:
            return
        blocks = menu.addMenu(_tr("&Blocks of This Sketch"))
        blocks.setObjectName("menu_add_blocks")
        for key, module in session.document.modules.items():
            action = blocks.addAction(module.name.replace("&", "&&"), partial(self._window.add_preset, BLOCK + key, at))
            action.setStatusTip(module.note)
            action.setObjectName(f"action_add_block_{key}")
        menu.addSeparator()


def _tr(text: str) -> str:
    return QCoreApplication.translate("Menus", text)
