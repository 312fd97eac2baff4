"""A hand that does anything to the whole window: canvas, keys that open no dialog, lists, fields, tabs, history.

Whatever it does, the canvas shows the document, the panels and the status bar show the numbers of an analysis from
nothing, and undoing everything in every tab brings back the very document that it was opened with.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QMenu, QTableView

from core.analysis.infer import infer
from core.analysis.totals import totals
from core.text import integer_text
from gui.entry.fields import TextField
from gui.search.popup import SearchPopup
from tests.conftest import SOAK_SCALE
from tests.core.analysis.sketches import same
from tests.gui.canvas.agreement import agree
from tests.gui.canvas.random_hand import RandomHand
from tests.gui.person import Person

GESTURES = 250 * SOAK_SCALE
_DIALOGS = frozenset(
    {
        "open",
        "save",
        "save_as",
        "report",
        "picture",
        "preferences",
        "close",
        "quit",
        "shortcuts",
        "edit_bookmarks",
        "new",
    }
)
"""Commands that wait for a dialog, end what the hand works on, or open more of it without end."""
_LETTERS = ("conv", "relu", "3x3 64", "add", "28", "x", "bypass", "lay", "")


class WindowHand:
    """Does something, anything, in a window. The same seed does the same."""

    def __init__(self, user: Person, seed: int) -> None:
        """Take a seat before a window."""
        self.user, self.window = user, user.window
        self.random = random.Random(seed)
        self.hands: dict[int, RandomHand] = {}
        table = self.window.actions_table
        every = [keys for command in table if command not in _DIALOGS for keys in table.shortcuts.keys(command)]
        self.keys = [
            keys for keys in every if cast(Any, keys)[0].key() < Qt.Key.Key_Back
        ]  # QTest knows no keys for media
        self.events = 0

    @property
    def hand(self) -> RandomHand:
        """That on the canvas of the current tab; the lists that canvas asks for are the window's matter."""
        canvas = self.user.canvas
        if id(canvas) not in self.hands:
            self.hands[id(canvas)] = RandomHand(canvas, self.random.random(), answers=False)
        return self.hands[id(canvas)]

    def act(self) -> str:
        """One thing. Returns what it was."""
        kinds = (self.gesture, self.key, self.field, self.history, self.look, self.find)
        what: Callable[[], str] = self.random.choices(kinds, (10, 8, 2, 1, 1, 1))[0]
        done = what() + self.close_lists()
        QApplication.processEvents()
        return done + self.close_lists()

    # -- what ------------------------------------------------------------------------------------------------------

    def gesture(self) -> str:
        hand = self.hand
        before = hand.events
        self.user.canvas.setFocus()
        done = hand.act()
        self.events += hand.events - before
        return done

    def key(self) -> str:
        keys = self.random.choice(self.keys)
        self.user.canvas.setFocus()
        QTest.keySequence(self.user.canvas, keys)
        self.events += 2
        QApplication.processEvents()
        return f"key {keys.toString()}"

    def field(self) -> str:
        """Type into a field of the inspector, whatever is selected; nothing else may happen meanwhile."""
        inspector = self.user.inspector
        fields = [
            field
            for form in (inspector.form, inspector.several_form)
            if form is not None
            for field in form.findChildren(TextField)
            if field.isVisible()
        ]
        if not fields:
            return "no field"
        field, text = self.random.choice(fields), self.random.choice(("64", "3x3", "same", "abc", "7", "", "2*8"))
        field.editor.setFocus()
        QTest.keySequence(field.editor, QKeySequence("Ctrl+A"))
        QTest.keyClicks(field.editor, text)
        QTest.keyClick(field.editor, self.random.choice((Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Tab)))
        self.events += 2 * len(text) + 4
        self.user.canvas.setFocus()
        return f"{field.objectName()} = {text}"

    def history(self) -> str:
        session = self.user.session
        return f"history {session.go_to(self.random.randrange(len(session.history) + 1))}"

    def look(self) -> str:
        """Another theme, order of shapes, panel or tab."""
        kind = self.random.choice(("theme", "order", "panel", "tab", "new"))
        preferences = self.user.canvas.preferences
        if kind == "theme":
            preferences.theme = self.random.choice(("light", "dark"))
        elif kind == "order":
            preferences.shape_order = self.random.choice(("HWC", "CHW"))
        elif kind == "panel":
            self.window.docks.show(self.random.choice(("layers", "issues", "history", "formula", "totals", "branches")))
        elif kind == "new" and self.window.tabs.count() < 3:
            self.window.new_sketch()
        else:
            self.window.step_tab(1)
        return kind

    def find(self) -> str:
        self.user.canvas.setFocus()
        self.user.key("Ctrl+F")
        self.user.write(self.random.choice(_LETTERS))
        for _ in range(self.random.randrange(3)):
            self.user.key(self.random.choice(("F3", "Shift+F3", "Return")))
        if self.random.random() < 0.7:
            self.user.key("Esc")
        self.events += 6
        return "find"

    def close_lists(self) -> str:
        """Choose something in whatever list has opened, or close it; menus are closed."""
        done = ""
        for _ in range(4):
            popup = QApplication.activePopupWidget()
            if isinstance(popup, SearchPopup):
                done += self._choose(popup)
            elif isinstance(popup, QMenu):
                QTest.keyClick(popup, Qt.Key.Key_Escape)
            elif popup is not None:
                popup.close()
            editor = QApplication.focusWidget()
            if isinstance(editor, QLineEdit) and self.user.canvas.isAncestorOf(editor):
                QTest.keyClick(editor, Qt.Key.Key_Escape)
        return done

    def _choose(self, popup: SearchPopup) -> str:
        text = self.random.choice(_LETTERS)
        QTest.keyClicks(popup.field, text)
        for _ in range(self.random.randrange(4)):
            QTest.keyClick(popup.field, self.random.choice((Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown)))
        row = popup.current
        harmless = popup.objectName() != "command_palette"  # its commands may open dialogs
        chosen = row.label if row is not None else "nothing"
        self.events += 2 * len(text) + 4
        if harmless and self.random.random() < 0.7:
            QTest.keyClick(popup.field, Qt.Key.Key_Return)
            if popup.isVisible():  # nothing was found
                QTest.keyClick(popup.field, Qt.Key.Key_Escape)
            return f", chosen {chosen}"
        QTest.keyClick(popup.field, Qt.Key.Key_Escape)
        return ", Esc"


def agrees(user: Person) -> None:
    """What the window shows is what an analysis of the document from nothing says."""
    session = user.session
    fresh = infer(session.document)
    assert same(session.analysis, fresh)
    wanted = totals(fresh)
    text = f"{integer_text(wanted.macs)} MACs   {integer_text(wanted.params)} params"
    assert user.reads("status_totals").removesuffix("   (incomplete)") == text
    assert user.reads("status_totals").endswith("(incomplete)") != wanted.complete
    assert user.totals() == (integer_text(wanted.macs), integer_text(wanted.params))
    user.window.docks.show("layers")
    QApplication.processEvents()
    table = user.window.findChild(QTableView, "layers.table")
    assert table is not None
    rows = [str(table.model().index(row, 0).data()) for row in range(table.model().rowCount())]
    assert {result.node.name for result in session.graph_analysis.results.values() if result.counted} <= set(rows)


@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_a_hand_does_all_of_the_window_agrees_and_undo_leads_back(person, monkeypatch, seed):
    monkeypatch.setattr(QDialog, "exec", lambda dialog: pytest.fail(f"{dialog.objectName()} waits for somebody"))
    user = person("library:inception-3a", "library:residual-bottleneck")
    hand = WindowHand(user, seed)
    firsts = {session: session.document for session in user.window.sessions}
    done: list[str] = []
    for number in range(GESTURES):
        try:
            done.append(hand.act())
            firsts |= {session: session.document for session in user.window.sessions if session not in firsts}
            canvas = user.canvas
            canvas.settle()
            if canvas.gesture is None:
                agree(canvas)
            if number % 25 == 0:
                agrees(user)
        except BaseException as error:
            error.add_note("\n".join([f"seed {seed}, gesture {number}, after", *done[-6:]]))
            raise
    assert hand.events > GESTURES
    for session, first in firsts.items():
        assert session.steps_forgotten == 0
        session.go_to(0)
        assert session.document is first
    for _ in range(user.window.tabs.count()):
        agree(user.canvas)
        agrees(user)
        user.window.step_tab(1)
    assert not any(session.modified for session in firsts)
