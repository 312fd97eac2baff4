"""The main window: tabs of sketches, docks around them, a status bar, and what the actions do.

Painted before anything heavy is imported: sessions, canvas and panels come with ``furnish``, after the first paint.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QByteArray, QEvent, QObject, QPointF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QColor,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QPaintEvent,
    QPalette,
)
from PySide6.QtWidgets import (
    QApplication,
    QMainWindow,
    QStackedWidget,
    QTabWidget,
    QToolBar,
    QWidget,
)

from core.errors import ConvasError, EditError, FormatError
from gui.actions import TOOLBAR, Actions
from gui.docks import Docks
from gui.menus import Menus
from gui.preferences import Preferences
from gui.status_bar import StatusBar
from gui.theme import Theme, apply_theme, theme_named

if TYPE_CHECKING:
    from core.document.document import Document
    from gui.canvas.widget import CanvasWidget
    from gui.files import Files, Opened
    from gui.session import Session
    from gui.sketch_page import SketchPage
    from gui.start_screen import StartScreen

__all__ = ["MainWindow"]

_GEOMETRY: Final = "window/geometry"
_STATE: Final = "window/state"
_TABS: Final = "window/tabs"
_CURRENT: Final = "window/current"
_SIZE: Final = QSize(1440, 900)
_LEAST: Final = QSize(980, 560)
"""What all docks need at their narrowest, as they are arranged at first, with a canvas to work on."""
_MESSAGE_TIME: Final = 8000
_EDITING: Final = {"cut": "cut", "copy": "copy", "paste": "paste", "select_all": "selectAll"}
"""Commands that text fields and panels have too, with the name of Qt's slot."""


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
        self._sessions: dict[QWidget, Session] = {}
        self._files: Files | None = None
        self._origins: dict[QWidget, str] = {}
        self._untitled = 0
        self.setAcceptDrops(True)
        self.setMinimumSize(_LEAST)
        self.resize(_SIZE.boundedTo(self.screen().availableSize()))

        self._start: StartScreen | None = None  # made when it is first shown
        self._tabs = QTabWidget(self)
        self._tabs.setObjectName("tabs")
        self._tabs.setDocumentMode(True)
        self._tabs.setTabsClosable(True)
        self._tabs.setMovable(True)
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
        self._actions = Actions(self, self)
        menus = self._actions.fill_menus(self.menuBar())
        self._menus = Menus(self, self, menus, self._actions, self._docks, preferences)
        toolbar = QToolBar(self.tr("Tools"), self)
        toolbar.setObjectName("toolbar")
        toolbar.setIconSize(QSize(20, 20))
        toolbar.setMovable(False)
        self._actions.fill(toolbar, TOOLBAR)
        self.addToolBar(toolbar)
        self._status = StatusBar(self)
        self.setStatusBar(self._status)

        self._tabs.currentChanged.connect(self._follow_tab)
        self._tabs.tabCloseRequested.connect(self._close_index)
        self._tabs.tabBar().installEventFilter(self)
        self._tabs.tabBarDoubleClicked.connect(lambda index: self.save_as() if index >= 0 else None)
        preferences.changed.connect(self._follow_preferences)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow_desktop)
        QGuiApplication.clipboard().dataChanged.connect(self._follow_actions)
        self._follow_preferences()
        self._restore_window()
        self._put_docks_away()
        self._update_title()
        self._actions.update()

    # -- what is ---------------------------------------------------------------------------------------------------

    @property
    def actions_table(self) -> Actions:
        """The actions, by id."""
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
    def tabs(self) -> QTabWidget:
        """The open sketches."""
        return self._tabs

    @property
    def files(self) -> Files:
        """Opening and saving."""
        if self._files is None:
            from gui.files import Files

            self._files = Files(self._preferences)
        return self._files

    @property
    def canvas(self) -> CanvasWidget | None:
        """The canvas of the current tab, or None."""
        page = self._page
        return page.canvas if page is not None else None

    @property
    def _page(self) -> SketchPage | None:
        """The current tab, unless the start screen is shown in place of the tabs."""
        page = self._tabs.currentWidget() if self._stack.currentWidget() is self._tabs else None
        return page if page in self._sessions else None  # type: ignore[return-value]

    @property
    def session(self) -> Session | None:
        """The session of the current tab, or None."""
        page = self._page
        return self._sessions.get(page) if page is not None else None

    @property
    def sessions(self) -> list[Session]:
        """Every open session, in the order of the tabs."""
        pages = (self._tabs.widget(index) for index in range(self._tabs.count()))
        return [self._sessions[page] for page in pages if page in self._sessions]

    # -- furnishing ------------------------------------------------------------------------------------------------

    def furnish(self) -> None:
        """Import the panels and what the start screen lists; called once, after the first paint."""
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

        self._start.set_entries(
            [
                Entry(entry.name, entry.title, entry.teaches, entry.kind, family.title)
                for family in families()
                for entry in family.entries
            ]
        )
        self._start.set_recent([str(path) for path in self.files.recent()])

    # -- opening ---------------------------------------------------------------------------------------------------

    def open_source(self, source: str) -> bool:
        """Open a file or ``library:NAME``; one that is open already is raised. What is wrong is shown.

        Returns:
            Whether it is open now.
        """
        if not source.startswith("library:"):
            from gui.files import same_file

            path = Path(source).expanduser().absolute()
            for page, session in self._sessions.items():
                if session.file is not None and same_file(session.file, path):
                    self._show_page(page)
                    return True
        try:
            opened = self.files.read(source)
        except ConvasError as error:
            self._show_problem(source, error)
            self._leave_blank()
            return False
        self._add_opened(opened)
        return True

    def _add_opened(self, opened: Opened) -> None:
        session = self.add_session(opened.document)
        if opened.path is not None:
            session.mark_saved(opened.path, opened.document)
            self.files.adopt(session, opened.path)
        else:
            session.set_untitled(opened.title)
            page = self._tabs.currentWidget()
            if page is not None:
                self._origins[page] = f"library:{opened.title}"

    def add_session(self, document: Document | None = None) -> Session:
        """Open a document in a tab of its own."""
        from gui.session import Session
        from gui.sketch_page import SketchPage

        session = Session(document)
        page = SketchPage(session, self._preferences)
        canvas = page.canvas
        self._sessions[page] = session
        canvas.message.connect(self.say)
        canvas.view_changed.connect(self._follow_view)
        canvas.edge_selected.connect(self._follow_actions)
        canvas.edit_requested.connect(lambda _node: self.edit_layer())
        canvas.context_menu_requested.connect(self._menus.show_context)
        session.changed.connect(self.statusBar().clearMessage)  # what was said is about a sketch that is no more
        session.changed.connect(self._follow_session)
        session.selection_changed.connect(self._follow_session)
        session.path_changed.connect(self._follow_session)
        session.saved_changed.connect(self._follow_saved)
        index = self._tabs.addTab(page, session.title)
        self._stack.setCurrentWidget(self._tabs)
        self._tabs.setCurrentIndex(index)
        self._follow_tab()
        canvas.setFocus()
        return session

    def new_sketch(self) -> None:
        """Open an empty sketch."""
        self._untitled += 1
        name = self.tr("Untitled") if self._untitled == 1 else self.tr("Untitled {}").format(self._untitled)
        self.add_session().set_untitled(name)

    def open_asked(self) -> None:
        """Ask for files and open them."""
        for path in self.files.ask_to_open(self):
            self.open_source(str(path))

    def show_start(self) -> None:
        """Show the start screen in place of the sketches."""
        self._stack.setCurrentWidget(self.start_screen)
        self._refresh_start()
        self._follow_tab()
        if self._sessions:
            self.say(self.tr("Esc goes back to the sketch."))

    def toggle_start(self) -> None:
        """Show the start screen, or go back from it to the sketches."""
        if self._stack.currentWidget() is self._start and self._sessions:
            self.show_sketches()
        else:
            self.show_start()

    def show_sketches(self) -> None:
        """Go back from the start screen to the tab that was current."""
        page = self._tabs.currentWidget()
        if page is not None:
            self.statusBar().clearMessage()
            self._show_page(page)
            page.setFocus()

    def step_tab(self, step: int) -> None:
        """Raise the tab so many places to the right, around the end."""
        if self._tabs.count():
            self._tabs.setCurrentIndex((self._tabs.currentIndex() + step) % self._tabs.count())

    def _leave_blank(self) -> None:
        if self._stack.currentWidget() is self._blank:
            self._stack.setCurrentWidget(self._tabs if self._sessions else self.start_screen)
            self._refresh_start()

    def _put_docks_away(self) -> None:
        """The start screen stands alone: there is nothing that docks could show."""
        away = self._stack.currentWidget() is self._start
        self._docks.set_away(away)
        self._menus.panels.setEnabled(not away)

    def _show_page(self, page: QWidget) -> None:
        self._stack.setCurrentWidget(self._tabs)
        self._tabs.setCurrentWidget(page)
        self._follow_tab()

    def _show_problem(self, source: str, error: ConvasError) -> None:
        if isinstance(error, FormatError):
            from gui.dialogs.problems import ProblemsDialog

            name = Path(source).name
            summary = self.tr("“{}” cannot be opened. Nothing was changed on the disk.").format(name)
            dialog = ProblemsDialog(self.tr("Cannot open the sketch"), summary, error.problems, self)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()  # and goes on: other files may follow, and the panels
        else:
            self.warn(self.tr("Cannot open the sketch"), str(error))

    # -- saving and closing ----------------------------------------------------------------------------------------

    def save(self) -> bool:
        """Save the current sketch."""
        session = self.session
        return session is not None and self._save(session, ask=False)

    def save_as(self) -> bool:
        """Save the current sketch under another name."""
        session = self.session
        return session is not None and self._save(session, ask=True)

    def _save(self, session: Session, *, ask: bool) -> bool:
        try:
            save = self.files.save_as if ask else self.files.save
            saved = save(session, self, self.sessions)
        except ConvasError as error:
            self.warn(self.tr("Not saved"), str(error))
            return False
        if saved and session.file is not None:
            self.say(self.tr("Saved {}").format(session.file))
        return saved

    def close_current(self) -> None:
        """Close the current tab."""
        self._close_index(self._tabs.currentIndex())

    def _close_index(self, index: int) -> None:
        page = self._tabs.widget(index)
        if page in self._sessions and self._may_close(self._sessions[page]):
            self._drop(page)

    def _may_close(self, session: Session) -> bool:
        if not session.modified:
            return True
        page = next(page for page, own in self._sessions.items() if own is session)
        self._show_page(page)
        answer = self.files.ask.about_changes(self, session.title)
        return answer == "discard" or (answer == "save" and self._save(session, ask=False))

    def _drop(self, page: QWidget) -> None:
        session = self._sessions.pop(page)
        self._origins.pop(page, None)
        if self._docks.panels is not None and self._docks.panels.inspector.session is session:
            self._docks.follow(None)
        self._tabs.removeTab(self._tabs.indexOf(page))
        page.deleteLater()
        session.deleteLater()
        if not self._sessions:
            self.show_start()
        self._follow_tab()

    # -- what actions do -------------------------------------------------------------------------------------------

    def on_canvas(self, method: str) -> None:
        """Let the current canvas do something; cut, copy and paste are those of the field or panel with the focus."""
        own = _own_command(QApplication.focusWidget(), _EDITING.get(method, ""))
        if own is not None:
            own()
            return
        canvas = self.canvas
        if canvas is not None:
            if method == "start_connecting":
                canvas.setFocus()
            getattr(canvas, method)()
            self._actions.update()

    def group(self) -> None:
        """Make the selected layers a block, and go where its name can be typed."""
        canvas = self.canvas
        if canvas is not None and canvas.group():
            self._docks.show("inspector")
            if self._docks.panels is not None:
                self._docks.panels.inspector.focus_name()

    def undo(self) -> None:
        """Take back the last step."""
        if self.session is not None:
            self.session.undo()

    def redo(self) -> None:
        """Do the step again that was taken back."""
        if self.session is not None:
            self.session.redo()

    def edit_layer(self) -> None:
        """Go to the first parameter of the selected layer."""
        self._docks.show("inspector")
        if self._docks.panels is not None:
            self._docks.panels.inspector.focus_first_field()

    def focus_palette(self) -> None:
        """Go to the palette's search field."""
        self._docks.show("palette")
        if self._docks.panels is not None:
            search = self._docks.panels.palette.search
            search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            search.selectAll()

    def disconnect_selected(self) -> None:
        """Take off the selected wire, or all wires at the inputs of the selected layers."""
        session, canvas = self.session, self.canvas
        if session is None or canvas is None:
            return
        from core.document import edits

        edge, chosen = canvas.selected_edge, session.selection
        targets = (
            [(edge.target, edge.port)]
            if edge is not None
            else [
                (key, port)
                for key in chosen
                for port, ref in reversed(list(enumerate(session.graph.nodes[key].inputs)))
                if ref is not None
            ]
        )

        def cut(document: Document) -> Document:
            for node, port in targets:
                document = edits.disconnect(document, node, port, graph=session.graph_id)
            return document

        session.apply(self.tr("Disconnect"), cut)

    def export_report(self) -> None:
        """Show the report and offer to save it."""
        if self.session is not None:
            from gui.dialogs.report import ReportDialog

            ReportDialog(self.session, self._preferences, self).exec()

    def export_picture(self) -> None:
        """Offer to save the sketch as a picture."""
        if self.session is not None:
            from gui.dialogs.picture import PictureDialog

            PictureDialog(self.session, self._preferences, self).exec()

    def show_preferences(self) -> None:
        """Show the preferences."""
        from gui.dialogs.preferences import PreferencesDialog

        PreferencesDialog(self._preferences, self).exec()

    def show_shortcuts(self) -> None:
        """Show every key."""
        from gui.dialogs.shortcuts import ShortcutsDialog

        ShortcutsDialog(self._actions.sheet(), self).exec()

    def show_about(self) -> None:
        """Say what this is."""
        from gui.dialogs.about import AboutDialog

        AboutDialog(self).exec()

    def say(self, text: str) -> None:
        """Show a message in the status bar for a while."""
        self.statusBar().showMessage(text, _MESSAGE_TIME)

    def warn(self, title: str, text: str) -> None:
        """Show a message that has to be seen."""
        from PySide6.QtWidgets import QMessageBox

        box = QMessageBox(QMessageBox.Icon.Warning, title, text, QMessageBox.StandardButton.Ok, self)
        box.setObjectName("warning")
        box.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

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

    def _follow_tab(self) -> None:
        self._docks.follow(self.session)
        self._follow_session()
        self._follow_saved()
        self._follow_view()

    def _follow_actions(self) -> None:
        """What is on the clipboard, or which wire is selected, is another one."""
        self._actions.update()

    def _follow_view(self) -> None:
        canvas = self.canvas
        self._status.show_zoom(canvas.scale if canvas is not None else None)

    def _follow_session(self) -> None:
        """The sketch or the selection is another one."""
        self._actions.update()
        self._status.show_session(self.session)

    def _follow_saved(self) -> None:
        for page, session in self._sessions.items():
            index = self._tabs.indexOf(page)
            text = ("• " if session.modified else "") + session.title.replace("&", "&&")
            if text != self._tabs.tabText(index):  # Qt lays all tabs out anew, even for the same text
                self._tabs.setTabText(index, text)
            self._tabs.setTabToolTip(index, str(session.file) if session.file else self.tr("Not saved yet"))
        self._update_title()

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

    def _restore_window(self) -> None:
        settings = self._preferences.settings
        geometry, state = settings.value(_GEOMETRY), settings.value(_STATE)
        if isinstance(geometry, QByteArray):
            self.restoreGeometry(geometry)
        if isinstance(state, QByteArray):
            self._docks.restore(state)

    def remembered_sources(self) -> list[str]:
        """What was open when the window was closed last."""
        value = self._preferences.settings.value(_TABS, [])
        names = [value] if isinstance(value, str) else value
        found = [str(name) for name in names] if isinstance(names, list) else []
        return [name for name in found if name.startswith("library:") or Path(name).exists()]

    def restore_current(self) -> None:
        """Raise the tab that was current when the window was closed last."""
        index = self._preferences.settings.value(_CURRENT, 0)
        if isinstance(index, int | str) and str(index).isdigit() and int(index) < self._tabs.count():
            self._tabs.setCurrentIndex(int(index))

    def _remember(self) -> None:
        """Keep where everything stands, and which files and library entries are open."""
        settings = self._preferences.settings
        sources: list[str] = []
        current = 0
        for index in range(self._tabs.count()):
            page = self._tabs.widget(index)
            if page is None:
                continue
            path = self._sessions[page].file
            source = str(path) if path is not None else self._origins.get(page, "")
            if source:
                current = len(sources) if index == self._tabs.currentIndex() else current
                sources.append(source)
        settings.setValue(_GEOMETRY, self.saveGeometry())
        settings.setValue(_STATE, self._docks.state())
        settings.setValue(_TABS, sources)
        settings.setValue(_CURRENT, current)
        settings.sync()

    # -- Qt --------------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self.painted.emit)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The middle button on a tab closes it, as in a browser."""
        if (
            isinstance(event, QMouseEvent)
            and event.type() == QEvent.Type.MouseButtonRelease
            and event.button() == Qt.MouseButton.MiddleButton
            and watched is self._tabs.tabBar()
        ):
            self._close_index(self._tabs.tabBar().tabAt(event.position().toPoint()))
            return True
        return super().eventFilter(watched, event)

    def closeEvent(self, event: QCloseEvent) -> None:
        page = self._tabs.currentWidget()
        for session in self.sessions:
            if not self._may_close(session):
                event.ignore()
                return
        if page is not None:
            self._tabs.setCurrentWidget(page)  # a question may have raised another
        self._remember()
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


def _own_command(widget: QWidget | None, name: str) -> Callable[[], object] | None:
    """The slot of that name of a text field, a list, or the panel around it; the canvas has commands of its own."""
    while name and widget is not None and not widget.isWindow() and widget.objectName() != "canvas":
        own: Callable[[], object] | None = getattr(widget, name, None)
        if own is not None:
            return own
        widget = widget.parentWidget()
    return None
