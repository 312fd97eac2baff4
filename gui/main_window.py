"""The main window: it puts tabs, docks, menus and status bar together and lets each follow the others.

Painted before anything heavy is imported: sessions, canvas and panels come with ``furnish``, after the first paint.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QWidget

from core.errors import EditError
from gui.action_table import TOOLBAR
from gui.actions import Actions
from gui.commands import SketchCommands
from gui.docks import Docks
from gui.menus import Menus
from gui.preferences import Preferences
from gui.status_bar import StatusBar
from gui.tabs import Tabs
from gui.theme import Theme, apply_theme, theme_named
from gui.window_state import remember, remembered_current, remembered_sources, restore_places

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent, QPaintEvent

    from core.document.document import Document
    from gui.canvas.widget import CanvasWidget
    from gui.files import Files
    from gui.session import Session
    from gui.sketch_page import SketchPage
    from gui.start_screen import StartScreen

__all__ = ["MainWindow"]

_SIZE: Final = QSize(1440, 900)
_LEAST: Final = QSize(980, 560)
"""What all docks need at their narrowest, as they are arranged at first, with a canvas to work on."""
_MESSAGE_TIME: Final = 8000
_ZOOMS: Final = ("zoom_25", "zoom_50", "one_to_one", "zoom_200", "fit", "fit_selection")
"""The actions of the menu on the zoom."""


class MainWindow(QMainWindow):
    """The window of Convas.

    Signals:
        painted(): the window has been painted for the first time.
    """

    painted = Signal()

    def __init__(self, preferences: Preferences) -> None:
        """Make the window with menus, empty docks and an empty canvas."""
        super().__init__()
        self.setObjectName("main_window")
        self._preferences = preferences
        self._was_painted = False
        self._theme: Theme | None = None
        self._furnished = False
        self.setAcceptDrops(True)
        self.setMinimumSize(_LEAST)
        self.resize(_SIZE.boundedTo(self.screen().availableSize()))

        self._start: StartScreen | None = None  # made when it is first shown
        self._tabs = Tabs(preferences, self)
        self._blank = QWidget(self)
        self._blank.setObjectName("canvas_blank")
        self._blank.setAutoFillBackground(True)
        self._stack = QStackedWidget(self)
        self._stack.setObjectName("stack")
        for page in (self._blank, self._tabs):
            self._stack.addWidget(page)
        self._stack.currentChanged.connect(lambda _index: self._put_docks_away())
        self.setCentralWidget(self._stack)

        self._docks = Docks(self)
        self._sketch = SketchCommands(self, self, self._docks, preferences)
        self._actions = Actions(self, self, preferences.settings)
        self._titles = self._actions.make_menus(self.menuBar())
        self._menus: Menus | None = None
        self.addToolBar(self._actions.make_toolbar(self))
        self._status = StatusBar(self)
        self.setStatusBar(self._status)
        self._status.zoom.chosen.connect(self._zoom_to)

        self._tabs.currentChanged.connect(self._follow_tab)
        self._tabs.page_made.connect(self._connect_page)
        self._tabs.raising.connect(lambda: self._stack.setCurrentWidget(self._tabs))
        self._tabs.raised.connect(self._follow_tab)
        self._tabs.dropping.connect(self._let_go)
        self._tabs.dropped.connect(self._follow_dropped)
        self._tabs.said.connect(self.say)
        self._tabs.tabBarDoubleClicked.connect(lambda index: self.save_as() if index >= 0 else None)
        self._sketch.canvas_used.connect(self._follow_actions)
        preferences.changed.connect(self._follow_preferences)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow_desktop)
        QGuiApplication.clipboard().dataChanged.connect(self._follow_actions)
        self._follow_preferences()
        restore_places(preferences.settings, self, self._docks)
        self._put_docks_away()
        self._update_title()
        self._actions.update()

    # -- what is ---------------------------------------------------------------------------------------------------

    @property
    def actions_table(self) -> Actions:
        """The actions, by id."""
        self._fill_menus()
        return self._actions

    @property
    def docks(self) -> Docks:
        """The docks and their panels."""
        return self._docks

    @property
    def start_screen(self) -> StartScreen:
        """What is shown while no sketch is open."""
        if self._start is None:
            from gui.start_screen import StartScreen

            self._start = StartScreen(self._preferences, self)
            self._start.entry_chosen.connect(lambda name: self.open_source(f"library:{name}"))
            self._start.file_chosen.connect(self.open_source)
            self._start.open_requested.connect(self.open_asked)
            self._start.new_requested.connect(self.new_sketch)
            self._stack.addWidget(self._start)
        return self._start

    @property
    def tabs(self) -> Tabs:
        """The open sketches."""
        return self._tabs

    @property
    def sketch(self) -> SketchCommands:
        """What can be done to the sketch of the current tab."""
        return self._sketch

    @property
    def files(self) -> Files:
        """Opening and saving."""
        return self._tabs.files

    @property
    def canvas(self) -> CanvasWidget | None:
        """The canvas of the current tab, or None."""
        page = self.page
        return page.canvas if page is not None else None

    @property
    def page(self) -> SketchPage | None:
        """The current tab, unless the start screen is shown in place of the tabs."""
        return self._tabs.page if self._stack.currentWidget() is self._tabs else None

    @property
    def session(self) -> Session | None:
        """The session of the current tab, or None."""
        page = self.page
        return page.session if page is not None else None

    @property
    def sessions(self) -> list[Session]:
        """Every open session, in the order of the tabs."""
        return self._tabs.sessions

    # -- furnishing ------------------------------------------------------------------------------------------------

    def _fill_menus(self) -> Menus:
        """The menus with all that stands in them: made after the first paint, as nobody can open one before."""
        if self._menus is None:
            self._actions.complete()
            self._actions.fill_menus(self._titles)
            self._menus = Menus(self, self, self._titles, self._actions, self._docks, self._preferences)
            self._menus.follow_preferences()
            self._menus.panels.setEnabled(self._stack.currentWidget() is not self._start)
            self._status.zoom.offer([self._actions[key] for key in _ZOOMS])
            self._actions.update()
        return self._menus

    def furnish(self) -> None:
        """Fill the menus, import the panels and what the start screen lists; called once, after the first paint."""
        self._fill_menus()
        panels = self._docks.furnish(self._preferences)
        panels.palette.preset_activated.connect(self.add_preset)
        self._docks.follow(self.session)
        self._furnished = True
        if self._theme is not None:
            self._actions.use_theme(self._theme)
        self._refresh_start()

    def _refresh_start(self) -> None:
        """Let the start screen show the library and the recent files, once the window has been painted."""
        if self._start is None or not self._furnished:
            return
        from core.library.catalog import families
        from gui.start_tiles import Entry

        found = ((entry, family.title) for family in families() for entry in family.entries)
        self._start.set_entries([Entry(e.name, e.title, e.teaches, e.kind, title) for e, title in found])
        self._start.set_recent([str(path) for path in self.files.recent()])

    # -- opening ---------------------------------------------------------------------------------------------------

    def open_source(self, source: str) -> bool:
        """Open a file or ``library:NAME``; one that is open already is raised. What is wrong is shown.

        Returns:
            Whether it is open now.
        """
        opened = self._tabs.open_source(source)
        if not opened:
            self._leave_blank()
        return opened

    def add_session(self, document: Document | None = None) -> Session:
        """Open a document in a tab of its own."""
        return self._tabs.add_session(document)

    def new_sketch(self) -> None:
        """Open an empty sketch."""
        self._tabs.new_sketch()

    def open_asked(self) -> None:
        """Ask for files and open them."""
        for path in self.files.ask_to_open(self):
            self.open_source(str(path))

    def show_start(self) -> None:
        """Show the start screen in place of the sketches."""
        self._stack.setCurrentWidget(self.start_screen)
        self._refresh_start()
        self._follow_tab()
        if self._tabs.count():
            self.say(self.tr("Esc goes back to the sketch."))

    def toggle_start(self) -> None:
        """Show the start screen, or go back from it to the sketches."""
        if self._stack.currentWidget() is self._start and self._tabs.count():
            self.show_sketches()
        else:
            self.show_start()

    def show_sketches(self) -> None:
        """Go back from the start screen to the tab that was current."""
        page = self._tabs.currentWidget()
        if page is not None:
            self.statusBar().clearMessage()
            self._tabs.show_page(page)
            page.setFocus()

    def step_tab(self, step: int) -> None:
        """Raise the tab so many places to the right, around the end."""
        self._tabs.step(step)

    def _leave_blank(self) -> None:
        if self._stack.currentWidget() is self._blank:
            self._stack.setCurrentWidget(self._tabs if self._tabs.count() else self.start_screen)
            self._refresh_start()

    def _put_docks_away(self) -> None:
        """The start screen stands alone: there is nothing that docks could show."""
        away = self._stack.currentWidget() is self._start
        self._docks.set_away(away)
        if self._menus is not None:
            self._menus.panels.setEnabled(not away)

    # -- saving and closing ----------------------------------------------------------------------------------------

    def save(self) -> bool:
        """Save the current sketch."""
        session = self.session
        return session is not None and self._tabs.save(session, ask=False)

    def save_as(self) -> bool:
        """Save the current sketch under another name."""
        session = self.session
        return session is not None and self._tabs.save(session, ask=True)

    def close_current(self) -> None:
        """Close the current tab."""
        self._tabs.close_index(self._tabs.currentIndex())

    # -- what actions do -------------------------------------------------------------------------------------------

    def show_preferences(self) -> None:
        """Show the preferences."""
        from gui.dialogs.preferences import PreferencesDialog

        PreferencesDialog(self._preferences, self).exec()

    def show_shortcuts(self) -> None:
        """Show every key."""
        from gui.dialogs.shortcuts import ShortcutsDialog

        ShortcutsDialog(self._actions.shortcuts, self).exec()

    def show_commands(self) -> None:
        """Let the person search everything that the menus can do now."""
        self._fill_menus().show_commands()

    def show_bookmarks(self) -> None:
        """Show the bookmarks of the current sketch, to go to them or change them."""
        session, canvas = self.session, self.canvas
        if session is not None and canvas is not None:
            from gui.dialogs.bookmarks import BookmarksDialog

            BookmarksDialog(session, canvas.go_to_bookmark, self).exec()

    def show_about(self) -> None:
        """Say what this is."""
        from gui.dialogs.about import AboutDialog

        AboutDialog(self).exec()

    def say(self, text: str) -> None:
        """Show a message in the status bar for a while."""
        self.statusBar().showMessage(text, _MESSAGE_TIME)

    def add_preset(self, key: str, at: QPointF | None = None) -> None:
        """Add an entry of the palette, to a new sketch where none is open.

        Args:
            key: of the entry.
            at: centre of the layer in canvas units; a free place in view without it.
        """
        if self.canvas is None:
            self.new_sketch()
        canvas = self.canvas
        if canvas is not None:
            try:
                canvas.add_preset(key, at)
            except EditError as error:
                self.say(str(error))

    # -- following -------------------------------------------------------------------------------------------------

    def _connect_page(self, page: SketchPage) -> None:
        """Follow the canvas and the session of a new page."""
        canvas, session = page.canvas, page.session
        canvas.message.connect(self.say)
        canvas.view_changed.connect(self._follow_view)
        canvas.edge_selected.connect(self._follow_actions)
        canvas.edit_requested.connect(lambda _node: self._sketch.edit_layer())
        canvas.context_menu_requested.connect(lambda at: self._fill_menus().show_context(at))
        canvas.add_requested.connect(self._sketch.add_here)
        self._actions.listen_on(canvas)
        session.changed.connect(self.statusBar().clearMessage)  # what was said is about a sketch that is no more
        session.changed.connect(self._follow_session)
        session.selection_changed.connect(self._follow_session)
        session.path_changed.connect(self._follow_session)
        session.saved_changed.connect(self._update_title)

    def _let_go(self, session: Session) -> None:
        """Panels must not hold on to a session that ends."""
        if self._docks.panels is not None and self._docks.panels.inspector.session is session:
            self._docks.follow(None)

    def _follow_dropped(self) -> None:
        if not self._tabs.count():
            self.show_start()
        self._follow_tab()

    def _follow_tab(self) -> None:
        self._docks.follow(self.session)
        self._follow_session()
        self._update_title()
        self._follow_view()

    def _follow_actions(self) -> None:
        """What is on the clipboard, or which wire is selected, is another one."""
        self._actions.update()

    def _follow_view(self) -> None:
        canvas = self.canvas
        self._status.show_zoom(canvas.scale if canvas is not None else None)

    def _zoom_to(self, scale: float) -> None:
        """Take the scale that was typed."""
        canvas = self.canvas
        if canvas is not None:
            canvas.zoom_to(scale)
            canvas.setFocus()

    def _follow_session(self) -> None:
        """The sketch or the selection is another one."""
        self._actions.update()
        self._status.show_session(self.session)

    def _update_title(self) -> None:
        session = self.session
        # Qt takes [*] for the place of the mark; doubled, it stands for itself.
        name = session.title.replace("[*]", "[*][*]") if session is not None else ""
        self.setWindowTitle(f"{name}[*] — Convas" if name else "Convas")
        self.setWindowModified(session is not None and session.modified)

    def _follow_desktop(self) -> None:
        if self._preferences.theme == "system":
            self._preferences.changed.emit()  # the preference is the same, what it means is not

    def _follow_preferences(self) -> None:
        theme = theme_named(self._preferences.theme)
        if theme is not self._theme:
            self._use_theme(theme)
        if self._menus is not None:
            self._menus.follow_preferences()

    def _use_theme(self, theme: Theme) -> None:
        self._theme = theme
        application = QApplication.instance()
        if isinstance(application, QApplication):
            apply_theme(application, theme)
        self._actions.use_theme(theme, None if self._furnished else TOOLBAR)
        palette = QPalette(self._blank.palette())
        palette.setColor(QPalette.ColorRole.Window, QColor(theme.canvas))
        self._blank.setPalette(palette)

    # -- remembering -----------------------------------------------------------------------------------------------

    def remembered_sources(self) -> list[str]:
        """What was open when the window was closed last."""
        return remembered_sources(self._preferences.settings)

    def restore_current(self) -> None:
        """Raise the tab that was current when the window was closed last."""
        index = remembered_current(self._preferences.settings)
        if 0 <= index < self._tabs.count():
            self._tabs.setCurrentIndex(index)

    # -- Qt --------------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self.painted.emit)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._tabs.may_close_all():
            event.ignore()
            return
        sources, current = self._tabs.sources()
        remember(self._preferences.settings, self, self._docks, sources, current)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._stack.currentWidget() is self._start:
            self.show_sketches()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            # After the drop is over: a message about a bad file must not hold up the program it was dragged from.
            QTimer.singleShot(0, self, lambda: self._open_all(paths))

    def _open_all(self, sources: Sequence[str]) -> None:
        for source in sources:
            self.open_source(source)
