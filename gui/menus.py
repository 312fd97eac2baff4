"""The menus whose entries are not in the table of actions: the library, recent files, layers, choices, panels."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QCoreApplication, QPoint, QPointF, Qt
from PySide6.QtWidgets import QMenu, QWidget

from gui.action_table import CONTEXT
from gui.actions import Actions
from gui.docks import Docks
from gui.preferences import THEME_NAMES, Preferences

if TYPE_CHECKING:
    from gui.canvas.widget import CanvasWidget
    from gui.files import Files
    from gui.session import Session

__all__ = ["Menus", "Opener"]


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
        self, owner: QWidget, window: Opener, menus: dict[str, QMenu], actions: Actions, docks: Docks, kept: Preferences
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
        menus["layer"].insertMenu(actions["find_layer"], add)
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
        menu = self._menu("context", "")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        add = menu.addMenu(_tr("&Add"))
        add.setObjectName("menu_context_add")
        canvas = self._window.canvas
        self._fill_add(add, canvas.to_canvas(QPointF(canvas.mapFromGlobal(at))) if canvas is not None else None)
        menu.addSeparator()
        self._actions.fill(menu, CONTEXT)
        menu.popup(at)

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
