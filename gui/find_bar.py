"""Finding layers in a sketch: a bar above the canvas that lights what is found and leads from one to the next."""

from __future__ import annotations

from typing import Final, NamedTuple, Protocol

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QToolButton, QWidget

from core.analysis.finding import Match, find
from core.analysis.infer import Analysis
from core.document.block_paths import BlockPath, graph_of, names_on
from core.document.graph import NodeId
from gui.session import Session

__all__ = ["FindBar", "Found", "Lit"]

_FIELD_WIDTH: Final = 260
_LEAST_FIELD_WIDTH: Final = 110
_LONGEST_REASON: Final = 80
_LARGE: Final = 2000
_PATIENCE: Final = 120
"""Milliseconds without a key after which a sketch with more layers than that is searched."""


class Lit(Protocol):
    """The canvas below the bar."""

    def light(self, nodes: frozenset[NodeId]) -> None:
        """Have these nodes of the graph that is shown stand out."""

    def search_over(self) -> None:
        """Nobody looks for anything any more."""

    def setFocus(self) -> None:
        """Take the keys."""


class Found(NamedTuple):
    """A layer that was found, and the way to it."""

    path: BlockPath
    match: Match


class FindBar(QWidget):
    """A field, how many layers answer, and steps from one to the next. Esc closes it."""

    def __init__(self, session: Session, canvas: Lit, parent: QWidget | None = None) -> None:
        """Make it, hidden.

        Args:
            session: what to search.
            canvas: where what is found is lit; it gets the keys back.
            parent: the page around both.
        """
        super().__init__(parent)
        self.setObjectName("find_bar")
        self.setAutoFillBackground(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.hide()
        self._session, self._canvas = session, canvas
        self._found: list[Found] = []
        self._at = -1
        self._searched: tuple[str, bool, BlockPath] | None = None
        self._analysis: Analysis | None = None
        self.text = QLineEdit()
        self.text.setObjectName("find_text")
        self.text.setAccessibleName(self.tr("Find layers"))
        self.text.setPlaceholderText(self.tr("Name, type, 28×28, k=3, error …"))
        self.text.setClearButtonEnabled(True)
        self.text.setMinimumWidth(_LEAST_FIELD_WIDTH)
        self.text.setMaximumWidth(_FIELD_WIDTH)
        self.text.textChanged.connect(self._on_text)
        self.inside = QCheckBox(self.tr("Inside blocks"))
        self.inside.setObjectName("find_inside")
        self.inside.setToolTip(self.tr("Search the whole sketch, with the layers inside its blocks"))
        self.inside.toggled.connect(self._on_text)
        self.says = QLabel()
        self.says.setObjectName("find_says")
        self.says.setTextFormat(Qt.TextFormat.PlainText)
        self.says.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.says.setMinimumWidth(self.says.fontMetrics().horizontalAdvance(self.tr("{0} of {0}").format("000")))
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 4)
        row.setSpacing(6)
        row.addWidget(self.text, 1)
        for name, sign, what, act in (
            ("previous", Qt.ArrowType.UpArrow, self.tr("Previous (Shift+F3)"), self.previous),
            ("next", Qt.ArrowType.DownArrow, self.tr("Next (F3)"), self.next),
        ):
            button = self._button(name, what)
            button.setArrowType(sign)
            button.clicked.connect(act)
            row.addWidget(button)
        row.addWidget(self.inside)
        row.addSpacing(6)
        row.addWidget(self.says, 1)
        closing = self._button("close", self.tr("Close (Esc)"))
        closing.setText("✕")
        closing.clicked.connect(self.leave)
        row.addWidget(closing)
        self._typed = False
        self._timer = QTimer(self, singleShot=True)
        self._timer.setObjectName("find_timer")
        self._timer.timeout.connect(self._catch_up)
        session.changed.connect(lambda _change: self._follow())
        session.path_changed.connect(lambda _path: self._follow())

    def _button(self, name: str, what: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName(f"find_{name}")
        button.setAutoRaise(True)
        button.setToolTip(what)
        button.setAccessibleName(what)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the field keeps the keys
        return button

    # -- what is ---------------------------------------------------------------------------------------------------

    @property
    def found(self) -> list[Found]:
        """Every layer that answers, in the order of the sketch."""
        return list(self._found)

    @property
    def at(self) -> int:
        """Which of them is shown, counted from 0; -1 while none is."""
        return self._at

    # -- commands --------------------------------------------------------------------------------------------------

    def open(self) -> None:
        """Show the bar and go to its field; what was looked for last is there to be typed over."""
        self.show()
        self._typed = False
        self.text.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.text.selectAll()
        self._search()

    def leave(self) -> None:
        """Close it; the canvas gets the keys."""
        self.hide()
        self._timer.stop()
        self._typed = False
        self._searched = self._analysis = None
        self._canvas.search_over()
        self._canvas.setFocus()

    def next(self) -> None:
        """Show the next layer that answers, from the last one on the first."""
        self._step(1)

    def previous(self) -> None:
        """Show the one before, from the first one on the last."""
        self._step(-1)

    def _step(self, by: int) -> None:
        if not self.text.text().strip():
            self.open()
            return
        self.show()
        if self._typed:  # the first answer is the next one
            self._catch_up()
            return
        self._search()
        if self._found:
            count = len(self._found)
            self._show((self._at + by) % count if self._at >= 0 else (0 if by > 0 else count - 1))

    # -- searching -------------------------------------------------------------------------------------------------

    def _on_text(self) -> None:
        """Something else is looked for; in a large sketch, once the person pauses."""
        self._at = -1
        self._typed = True
        self._timer.start(_PATIENCE if len(self._session.graph.nodes) > _LARGE else 0)

    def _catch_up(self) -> None:
        """Search for what was typed, or again in what was changed."""
        self._timer.stop()
        if self._typed:
            self._look()
        elif self.isVisible():
            self._search()

    def _look(self) -> None:
        """Show the first layer that answers, from the selected one on."""
        self._typed = False
        self._search()
        if self._found and self.isVisible():
            self._show(self._nearest())

    def _search(self) -> None:
        """Find what answers, unless that is known already, and light it."""
        session = self._session
        wanted = (self.text.text(), self.inside.isChecked(), session.path)
        if self._searched != wanted or self._analysis is not session.analysis:
            self._searched, self._analysis = wanted, session.analysis
            here = self._found[self._at] if 0 <= self._at < len(self._found) else None
            self._found = self._answers(wanted[0], inside=wanted[1])
            keys = [(found.path, found.match.node) for found in self._found]
            known = (here.path, here.match.node) if here is not None else None
            self._at = keys.index(known) if known in keys else -1
        self._light()
        self._say()

    def _answers(self, text: str, *, inside: bool) -> list[Found]:
        session = self._session
        if not inside:
            return [Found(session.path, match) for match in find(session.graph_analysis, text)]
        found: list[Found] = []
        shown = session.graph_analysis
        for path, analysis in session.analysis.graphs():
            # Of equal blocks the one that is shown stands for all, so that nobody is led out of it.
            way = session.path if analysis is shown else path
            found += [Found(way, match) for match in find(analysis, text)]
        return found

    def _nearest(self) -> int:
        """The first answer from the selected layer on; the first of all where there is none."""
        session = self._session
        order = session.graph_analysis.positions
        start = min((order[node] for node in session.selection if node in order), default=0)
        for number, (path, match) in enumerate(self._found):
            if path == session.path and order.get(match.node, -1) >= start:
                return number
        return 0

    def _show(self, number: int) -> None:
        self._at = number
        path, match = self._found[number]
        self._session.reveal(match.node, path)
        self._light()
        self._say()

    def _light(self) -> None:
        path = self._session.path
        self._canvas.light(frozenset(found.match.node for found in self._found if found.path == path))

    def _say(self) -> None:
        if not self.text.text().strip():
            self.says.setText("")
        elif not self._found:
            self.says.setText(self.tr("Nothing answers to that"))
        elif self._at < 0:
            self.says.setText(self.tr("{count} found").format(count=len(self._found)))
        else:
            path, match = self._found[self._at]
            text = self.tr("{number} of {count}").format(number=self._at + 1, count=len(self._found))
            document = self._session.document
            graph = document.graph(graph_of(document, path))
            names = (*names_on(document, path), graph.nodes[match.node].name)
            reason = match.text if len(match.text) <= _LONGEST_REASON else match.text[: _LONGEST_REASON - 1] + "…"
            shown = "/".join(names)
            self.says.setText(f"{text}   ·   {shown}" + (f"   ·   {reason}" if reason != names[-1] else ""))

    def _follow(self) -> None:
        """The sketch, or the graph that is shown, is another one: what was found may be, too."""
        if self.isVisible():
            self._timer.start(_PATIENCE if len(self._session.graph.nodes) > _LARGE else 0)

    # -- keys ------------------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            event.setAccepted(event.key() in _KEYS)
            return event.isAccepted()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._step(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        else:
            super().keyPressEvent(event)


_KEYS: Final = (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter)
