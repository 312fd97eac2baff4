"""Every problem of a file is in the table, and can be copied."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel

from core.errors import FormatProblem
from gui.dialogs.problems import ProblemsDialog

PROBLEMS = (
    FormatProblem("$.graph.nodes.conv1.params.stride", "must be a whole number, not “two”."),
    FormatProblem("line 3, column 7", "a comma is missing. " + "And much more is to be said about it. " * 12),
    FormatProblem("", "<b>no place</b>"),
)


def shown(qtbot, problems=PROBLEMS):
    dialog = ProblemsDialog("Cannot open", "Three problems were found.", problems)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    return dialog


def test_a_row_holds_the_place_and_the_message(qtbot):
    table = shown(qtbot).table
    rows = [(table.item(row, 0).text(), table.item(row, 1).text()) for row in range(table.rowCount())]
    assert rows == [(problem.place, problem.message) for problem in PROBLEMS]


def test_a_long_message_is_wrapped_in_a_higher_row(qtbot):
    table = shown(qtbot).table
    assert table.rowHeight(1) > 2 * table.rowHeight(0)


def test_copy_takes_the_summary_and_all_problems(qtbot):
    dialog = shown(qtbot)
    qtbot.mouseClick(dialog.copy_button, Qt.MouseButton.LeftButton)
    copied = QGuiApplication.clipboard().text().splitlines()
    assert copied[0] == "Three problems were found."
    assert copied[2] == "$.graph.nodes.conv1.params.stride\tmust be a whole number, not “two”."
    assert copied[-1] == "\t<b>no place</b>"


def test_the_summary_is_taken_literally(qtbot):
    dialog = ProblemsDialog("Cannot open", "“<i>.convas” was not opened.", PROBLEMS)
    qtbot.addWidget(dialog)
    summary = dialog.findChild(QLabel, "problems_summary")
    assert isinstance(summary, QLabel)
    assert summary.text().startswith("“<i>")
    assert summary.textFormat() is Qt.TextFormat.PlainText
