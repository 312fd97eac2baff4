"""The tabs: which sketches are open, opening, saving and closing them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QTabWidget, QWidget

from core.errors import ConvasError, FormatError
from gui.preferences import Preferences

if TYPE_CHECKING:
    from core.document.document import Document
    from gui.files import Files, Opened
    from gui.session import Session
    from gui.sketch_page import SketchPage

__all__ = ["Tabs"]


class Tabs(QTabWidget):
    """The open sketches, one page each; it alone knows which page belongs to which session.

    It shows nothing else and follows nobody: the window listens to it and tells docks, actions and status bar.

    Signals:
        page_made(SketchPage): a page is about to get its tab; time to connect to its canvas and its session.
        raising(): a page is about to be raised; what stands in place of the tabs makes room.
        raised(): a page was raised, perhaps the one that was current before.
        dropping(Session): a session is about to end.
        dropped(): a tab was closed.
        said(str): something was done that is worth a line in the status bar.
    """

    page_made = Signal(object)
    raising = Signal()
    raised = Signal()
    dropping = Signal(object)
    dropped = Signal()
    said = Signal(str)

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        """Make it without tabs."""
        super().__init__(parent)
        self.setObjectName("tabs")
        self.setDocumentMode(True)
        self.setTabsClosable(True)
        self.setMovable(True)
        self._preferences = preferences
        self._sessions: dict[QWidget, Session] = {}
        self._origins: dict[QWidget, str] = {}
        self._untitled = 0
        self._files: Files | None = None  # imported when it is first needed
        self.tabCloseRequested.connect(self.close_index)
        self.tabBar().installEventFilter(self)

    # -- what is ---------------------------------------------------------------------------------------------------

    @property
    def files(self) -> Files:
        """Opening and saving."""
        if self._files is None:
            from gui.files import Files

            self._files = Files(self._preferences)
        return self._files

    @property
    def page(self) -> SketchPage | None:
        """The current page, or None."""
        page = self.currentWidget()
        return page if page in self._sessions else None  # type: ignore[return-value]

    @property
    def sessions(self) -> list[Session]:
        """Every open session, in the order of the tabs."""
        pages = (self.widget(index) for index in range(self.count()))
        return [self._sessions[page] for page in pages if page in self._sessions]

    def sources(self) -> tuple[list[str], int]:
        """What can be opened again: files and ``library:NAME``, and which of them is current."""
        sources: list[str] = []
        current = 0
        for index in range(self.count()):
            page = self.widget(index)
            if page is None:
                continue
            path = self._sessions[page].file
            source = str(path) if path is not None else self._origins.get(page, "")
            if source:
                current = len(sources) if index == self.currentIndex() else current
                sources.append(source)
        return sources, current

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
                    self.show_page(page)
                    return True
        try:
            opened = self.files.read(source)
        except ConvasError as error:
            self._show_problem(source, error)
            return False
        self._add_opened(opened)
        return True

    def add_session(self, document: Document | None = None) -> Session:
        """Open a document in a tab of its own."""
        from gui.session import Session
        from gui.sketch_page import SketchPage

        session = Session(document)
        page = SketchPage(session, self._preferences)
        self._sessions[page] = session
        self.page_made.emit(page)
        session.saved_changed.connect(self._follow_saved)
        self.addTab(page, session.title)
        self._follow_saved()
        self.show_page(page)
        page.canvas.setFocus()
        return session

    def new_sketch(self) -> None:
        """Open an empty sketch."""
        self._untitled += 1
        name = self.tr("Untitled") if self._untitled == 1 else self.tr("Untitled {}").format(self._untitled)
        self.add_session().set_untitled(name)

    def show_page(self, page: QWidget) -> None:
        """Raise a page."""
        self.raising.emit()
        self.setCurrentWidget(page)
        self.raised.emit()

    def step(self, step: int) -> None:
        """Raise the tab so many places to the right, around the end."""
        if self.count():
            self.setCurrentIndex((self.currentIndex() + step) % self.count())

    def _add_opened(self, opened: Opened) -> None:
        session = self.add_session(opened.document)
        if opened.path is not None:
            session.mark_saved(opened.path, opened.document)
            self.files.adopt(session, opened.path)
        else:
            session.set_untitled(opened.title)
            page = self.currentWidget()
            if page is not None:
                self._origins[page] = f"library:{opened.title}"

    # -- saving and closing ----------------------------------------------------------------------------------------

    def save(self, session: Session, *, ask: bool) -> bool:
        """Save a sketch. What went wrong is shown.

        Args:
            session: of the sketch.
            ask: for another name, also where it has a file.

        Returns:
            Whether it was saved.
        """
        try:
            save = self.files.save_as if ask else self.files.save
            saved = save(session, self.window(), self.sessions)
        except ConvasError as error:
            self._warn(self.tr("Not saved"), str(error))
            return False
        if saved and session.file is not None:
            self.said.emit(self.tr("Saved {}").format(session.file))
        return saved

    def close_index(self, index: int) -> None:
        """Close a tab, unless somebody wants to keep what is not saved."""
        page = self.widget(index)
        if page in self._sessions and self._may_close(self._sessions[page]):
            self._drop(page)

    def may_close_all(self) -> bool:
        """Ask about every sketch that is not saved; the tab that was current stays it where all may close."""
        page = self.currentWidget()
        if not all(self._may_close(session) for session in self.sessions):
            return False
        if page is not None:
            self.setCurrentWidget(page)  # a question may have raised another
        return True

    def _may_close(self, session: Session) -> bool:
        if not session.modified:
            return True
        page = next(page for page, own in self._sessions.items() if own is session)
        self.show_page(page)
        answer = self.files.ask.about_changes(self.window(), session.title)
        return answer == "discard" or (answer == "save" and self.save(session, ask=False))

    def _drop(self, page: QWidget) -> None:
        session = self._sessions.pop(page)
        self._origins.pop(page, None)
        self.dropping.emit(session)
        self.removeTab(self.indexOf(page))
        page.deleteLater()
        session.deleteLater()
        self.dropped.emit()

    # -- what is said ----------------------------------------------------------------------------------------------

    def _follow_saved(self) -> None:
        for page, session in self._sessions.items():
            index = self.indexOf(page)
            text = ("• " if session.modified else "") + session.title.replace("&", "&&")
            if text != self.tabText(index):  # Qt lays all tabs out anew, even for the same text
                self.setTabText(index, text)
            self.setTabToolTip(index, str(session.file) if session.file else self.tr("Not saved yet"))

    def _show_problem(self, source: str, error: ConvasError) -> None:
        if isinstance(error, FormatError):
            from gui.dialogs.problems import ProblemsDialog

            name = Path(source).name
            summary = self.tr("“{}” cannot be opened. Nothing was changed on the disk.").format(name)
            dialog = ProblemsDialog(self.tr("Cannot open the sketch"), summary, error.problems, self.window())
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()  # and goes on: other files may follow, and the panels
        else:
            self._warn(self.tr("Cannot open the sketch"), str(error))

    def _warn(self, title: str, text: str) -> None:
        """Show a message that has to be seen."""
        from PySide6.QtWidgets import QMessageBox

        box = QMessageBox(QMessageBox.Icon.Warning, title, text, QMessageBox.StandardButton.Ok, self.window())
        box.setObjectName("warning")
        box.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    # -- Qt --------------------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The middle button on a tab closes it, as in a browser."""
        if (
            isinstance(event, QMouseEvent)
            and event.type() == QEvent.Type.MouseButtonRelease
            and event.button() == Qt.MouseButton.MiddleButton
            and watched is self.tabBar()
        ):
            self.close_index(self.tabBar().tabAt(event.position().toPoint()))
            return True
        return super().eventFilter(watched, event)
