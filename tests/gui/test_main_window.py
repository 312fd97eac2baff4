"""The main window as a person uses it: tabs, files on the disk, questions before something is lost."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QRegularExpression, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QMessageBox, QToolBar, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from core.document import edits
from core.document.document import Document
from core.io.codec import encode
from core.io.files import read_document, write_document
from core.library.catalog import entries, entry
from core.ops.conv import Conv2d
from gui.main_window import MainWindow
from gui.preferences import Preferences
from gui.session import Session

ROOT = Path(__file__).resolve().parents[2]
BAD = ROOT / "tests" / "data" / "files" / "bad"
NONE = Qt.KeyboardModifier.NoModifier

OpenWindow = Callable[..., MainWindow]


def current(window: MainWindow) -> Session:
    session = window.session
    assert session is not None
    return session


def widen(session: Session, channels: int = 100) -> None:
    """An edit such as a person makes."""
    session.apply("Set out_channels", lambda d: edits.set_param(d, "conv1x1", "out_channels", channels))


def status(window: MainWindow, name: str) -> str:
    label = window.findChild(QToolButton if name == "zoom" else QLabel, f"status_{name}")
    assert isinstance(label, QToolButton | QLabel)
    return label.text()


def tab_texts(window: MainWindow) -> list[str]:
    return [window.tabs.tabText(index) for index in range(window.tabs.count())]


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A file on the disk."""
    path = tmp_path / "module.convas"
    found = entry("inception-3a")
    assert found is not None
    write_document(path, found.build())
    return path


# -- opening -------------------------------------------------------------------------------------------------------


def test_an_entry_of_the_library_opens_as_an_untitled_copy(window: MainWindow):
    session = current(window)
    assert (session.file, session.title, session.modified) == (None, "inception-3a", False)
    assert window.windowTitle() == "inception-3a[*] — Convas"
    assert status(window, "totals") == "128,049,152 MACs   163,696 params"


def test_two_copies_of_an_entry_are_two_documents_with_a_history_each(window: MainWindow):
    first = current(window)
    assert window.open_source("library:inception-3a")
    second = current(window)
    widen(second)
    assert first is not second
    assert (first.undo_text, second.undo_text) == (None, "Set out_channels")
    assert tab_texts(window) == ["inception-3a", "• inception-3a"]


def test_opening_an_open_file_raises_its_tab(open_window: OpenWindow, saved: Path):
    window = open_window(str(saved), "library:course-5x5")
    assert window.tabs.currentIndex() == 1
    assert window.open_source(str(saved.parent / "." / saved.name))
    assert (window.tabs.count(), window.tabs.currentIndex()) == (2, 0)


def test_a_link_to_an_open_file_raises_its_tab_too(open_window: OpenWindow, saved: Path):
    link = saved.with_name("link.convas")
    link.symlink_to(saved)
    window = open_window(str(saved))
    assert window.open_source(str(link))
    assert window.tabs.count() == 1


def test_panels_and_status_follow_the_tab(open_window: OpenWindow):
    window = open_window("library:course-5x5", "library:course-bottleneck")
    panels = window.docks.panels
    assert panels is not None
    for index, macs in ((0, "120,422,400"), (1, "12,443,648")):
        window.tabs.setCurrentIndex(index)
        assert status(window, "totals").startswith(f"{macs} MACs")
        assert {panel.session for panel in panels.all} == {current(window)}


def test_the_menu_of_the_library_opens_each_entry(window: MainWindow):
    menu = window.findChild(QMenu, "menu_library")
    assert menu is not None
    menu.aboutToShow.emit()
    families = window.findChildren(QMenu, QRegularExpression(r"^menu_library_\d+$"))
    offered = [action for family in families for action in family.actions()]
    assert [action.text() for action in offered] == [found.title for found in entries()]
    next(action for action in offered if action.objectName() == "action_library_lenet-5").trigger()
    assert current(window).title == "lenet-5"
    assert status(window, "totals") == "416,520 MACs   61,706 params"


def test_open_asks_and_opens_every_file_that_is_chosen(open_window: OpenWindow, answers, saved: Path):
    other = saved.with_name("other.convas")
    other.write_bytes(saved.read_bytes())
    answers.paths = [saved, other]
    window = open_window()
    window.actions_table["open"].trigger()
    assert tab_texts(window) == ["module.convas", "other.convas"]


@pytest.mark.parametrize("name", ["wrong-fields", "truncated-in-a-string", "cycle", "not-json"])
def test_a_bad_file_shows_every_problem_with_its_place(open_window: OpenWindow, name: str, monkeypatch):
    from core.errors import FormatError
    from gui.dialogs.problems import ProblemsDialog

    path = BAD / f"{name}.convas"
    with pytest.raises(FormatError) as caught:
        read_document(path)
    shown: list[list[tuple[str, str]]] = []

    def read(dialog: ProblemsDialog) -> int:
        table = dialog.table
        rows = [[table.item(row, column) for column in (0, 1)] for row in range(table.rowCount())]
        shown.append([(place.text(), message.text()) for place, message in rows if place and message])
        return 0

    monkeypatch.setattr(ProblemsDialog, "open", read)
    window = open_window()
    assert not window.open_source(str(path))
    assert shown == [[(problem.place, problem.message) for problem in caught.value.problems]]
    assert window.tabs.count() == 0


@pytest.mark.parametrize("source", ["nothing-here.convas", "library:inception-4a"])
def test_a_source_that_is_not_there_is_said_in_words(open_window: OpenWindow, source: str, monkeypatch):
    said: list[str] = []
    monkeypatch.setattr(QMessageBox, "open", lambda box: said.append(box.text()))
    window = open_window(started=False)
    assert not window.open_source(source)
    assert len(said) == 1
    assert source.removeprefix("library:") in said[0]
    assert window.start_screen.isVisible()  # not an empty canvas for ever


def drop(window: MainWindow, *urls: QUrl) -> bool:
    mime = QMimeData()
    mime.setUrls(list(urls))
    at = QPointF(window.width() / 2, window.height() / 2)
    enter = QDragEnterEvent(at.toPoint(), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, NONE)
    QApplication.sendEvent(window, enter)
    if enter.isAccepted():
        event = QDropEvent(at, Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, NONE)
        QApplication.sendEvent(window, event)
        QApplication.processEvents()
    return enter.isAccepted()


def test_files_that_are_dropped_on_the_window_are_opened(window: MainWindow, saved: Path):
    assert drop(window, QUrl.fromLocalFile(str(saved)))
    assert current(window).file == saved


def test_a_link_into_the_web_is_no_file_to_drop(window: MainWindow):
    assert not drop(window, QUrl("https://example.org/a.convas"))
    assert window.tabs.count() == 1


# -- the unsaved mark ----------------------------------------------------------------------------------------------


def test_an_edit_marks_tab_and_title_and_undoing_it_takes_the_mark_away(window: MainWindow):
    assert not window.isWindowModified()
    widen(current(window))
    assert window.isWindowModified()
    assert tab_texts(window) == ["• inception-3a"]
    window.actions_table["undo"].trigger()
    assert not window.isWindowModified()
    assert tab_texts(window) == ["inception-3a"]


def test_a_name_with_an_ampersand_or_the_sign_of_the_mark_is_shown_as_it_is(open_window: OpenWindow, saved: Path):
    odd = saved.with_name("a&b[*].convas")
    saved.rename(odd)
    window = open_window(str(odd))
    assert tab_texts(window) == ["a&&b[*].convas"]
    assert window.windowTitle() == "a&b[*][*].convas[*] — Convas"


# -- saving --------------------------------------------------------------------------------------------------------


def test_saving_an_untitled_sketch_asks_where_and_reopening_gives_the_same(window: MainWindow, answers, tmp_path: Path):
    answers.path = tmp_path / "mine"
    widen(current(window))
    window.actions_table["save"].trigger()
    session = current(window)
    assert answers.asked == ["save as"]
    assert Path(answers.suggested).name == "inception-3a.convas"
    assert session.file == tmp_path / "mine.convas"
    assert (session.modified, window.isWindowModified()) == (False, False)
    assert window.windowTitle() == "mine.convas[*] — Convas"
    assert encode(read_document(tmp_path / "mine.convas")) == encode(session.document)


def test_a_cancelled_save_leaves_the_sketch_unsaved(window: MainWindow, answers):
    widen(current(window))
    assert not window.save()
    assert answers.asked == ["save as"]
    assert current(window).modified


def test_saving_again_asks_nothing_and_save_as_leaves_the_first_file(open_window: OpenWindow, answers, saved: Path):
    window = open_window(str(saved))
    widen(current(window), 100)
    assert window.save()
    answers.path = saved.with_name("copy.convas")
    widen(current(window), 200)
    assert window.save_as()
    assert answers.asked == ["save as"]
    assert current(window).file == saved.with_name("copy.convas")
    ops = [read_document(path).main.nodes["conv1x1"].op for path in (saved, answers.path)]
    widths = [op.out_channels for op in ops if isinstance(op, Conv2d)]
    assert widths == [100, 200]


def test_undoing_past_a_save_is_a_change_again(open_window: OpenWindow, saved: Path):
    window = open_window(str(saved))
    widen(current(window))
    window.save()
    window.sketch.undo()
    assert current(window).modified
    window.sketch.redo()
    assert not current(window).modified


@pytest.mark.parametrize("replace", [False, True])
def test_a_file_that_another_program_changed_is_not_replaced_unasked(
    open_window: OpenWindow, answers, saved: Path, *, replace: bool
):
    window = open_window(str(saved))
    widen(current(window))
    theirs = saved.read_bytes() + b"\n"
    saved.write_bytes(theirs)
    answers.overwrite = replace
    assert window.save() is replace
    assert answers.asked == ["overwrite module.convas"]
    assert (saved.read_bytes() == theirs) is not replace
    assert current(window).modified is not replace


def test_a_save_that_fails_is_said_and_loses_nothing(open_window: OpenWindow, answers, saved: Path, monkeypatch):
    said: list[str] = []
    monkeypatch.setattr(QMessageBox, "open", lambda box: said.append(box.text()))
    window = open_window(str(saved))
    widen(current(window))
    answers.path = saved.parent / "no-such-folder" / "x.convas"
    assert not window.save_as()
    assert len(said) == 1
    assert "x.convas" in said[0]
    assert (current(window).modified, current(window).file) == (True, saved)


# -- closing -------------------------------------------------------------------------------------------------------


def test_an_unchanged_tab_closes_without_a_question(window: MainWindow, answers):
    window.actions_table["close"].trigger()
    assert (window.tabs.count(), answers.asked) == (0, [])
    assert window.start_screen.isVisible()
    assert window.windowTitle() == "Convas"


@pytest.mark.parametrize(("answer", "path", "left"), [("cancel", "a", 1), ("discard", "a", 0), ("save", "a", 0)])
def test_closing_a_changed_tab_asks(window: MainWindow, answers, tmp_path: Path, answer: str, path: str, left: int):
    widen(current(window))
    answers.changes, answers.path = answer, tmp_path / "a.convas"
    window.tabs.tabCloseRequested.emit(0)
    assert answers.asked[0] == "changes of inception-3a"
    assert window.tabs.count() == left
    assert answers.path.exists() is (answer == "save")


def test_a_save_that_is_cancelled_while_closing_keeps_the_tab(window: MainWindow, answers):
    widen(current(window))
    answers.changes = "save"
    window.close_current()
    assert (window.tabs.count(), answers.asked) == (1, ["changes of inception-3a", "save as"])


def test_quitting_asks_for_each_changed_sketch_and_one_cancel_keeps_all(open_window: OpenWindow, answers):
    window = open_window("library:inception-3a", "library:course-5x5", "library:inception-naive")
    for index in (0, 2):
        widen(window.sessions[index])
    assert not window.close()
    assert answers.asked == ["changes of inception-3a"]
    assert (window.isVisible(), window.tabs.count()) == (True, 3)
    assert window.tabs.currentIndex() == 0  # the one that was asked about is seen
    answers.changes = "discard"
    assert window.close()
    assert answers.asked[1:] == ["changes of inception-3a", "changes of inception-naive"]


def test_panels_let_go_of_a_session_that_is_closed(window: MainWindow):
    window.close_current()
    panels = window.docks.panels
    assert panels is not None
    assert {panel.session for panel in panels.all} == {None}
    assert (status(window, "totals"), status(window, "zoom")) == ("", "")


# -- recent files --------------------------------------------------------------------------------------------------


def recent_texts(window: MainWindow) -> list[str]:
    menu = window.findChild(QMenu, "menu_recent")
    assert menu is not None
    menu.aboutToShow.emit()
    return [action.text() for action in menu.actions() if not action.isSeparator()]


def test_recent_files_are_listed_newest_first_and_missing_ones_are_not(open_window: OpenWindow, saved: Path):
    other = saved.with_name("other&1.convas")
    other.write_bytes(saved.read_bytes())
    window = open_window(str(saved), str(other))
    assert recent_texts(window) == ["other&&1.convas", "module.convas", "&Clear"]
    saved.unlink()
    assert recent_texts(window) == ["other&&1.convas", "&Clear"]
    menu = window.findChild(QMenu, "menu_recent")
    assert menu is not None
    window.close_current()
    menu.aboutToShow.emit()
    menu.actions()[0].trigger()
    assert current(window).file == other
    menu.aboutToShow.emit()
    menu.actions()[-1].trigger()
    assert recent_texts(window) == ["No recent files"]


# -- start screen --------------------------------------------------------------------------------------------------


def test_without_a_sketch_the_start_screen_stands_alone(open_window: OpenWindow):
    window = open_window()
    assert window.start_screen.isVisible()
    assert [dock.objectName() for dock in window.docks.all() if dock.isVisible()] == []
    assert (window.canvas, window.session) == (None, None)


def test_the_start_screen_opens_what_is_chosen_on_it(open_window: OpenWindow, saved: Path):
    window = open_window()
    window.start_screen.entry_chosen.emit("vgg-block")
    window.start_screen.file_chosen.emit(str(saved))
    window.start_screen.new_requested.emit()
    assert tab_texts(window) == ["vgg-block", "module.convas", "Untitled"]
    window.new_sketch()
    assert tab_texts(window)[-1] == "Untitled 2"


def test_the_start_screen_comes_over_open_sketches_and_goes_again(window: MainWindow):
    shown = {dock.objectName(): dock.isVisible() for dock in window.docks.all()}
    session = current(window)
    window.actions_table["start"].trigger()
    assert window.start_screen.isVisible()
    assert not any(dock.isVisible() for dock in window.docks.all())
    assert not window.actions_table["save"].isEnabled()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert current(window) is session
    assert {dock.objectName(): dock.isVisible() for dock in window.docks.all()} == shown
    window.actions_table["start"].trigger()
    window.actions_table["start"].trigger()
    assert current(window) is session


def test_a_layer_from_the_palette_without_a_sketch_starts_one(open_window: OpenWindow):
    window = open_window()
    panels = window.docks.panels
    assert panels is not None
    panels.palette.preset_activated.emit("Input")
    assert current(window).title == "Untitled"
    assert [node.op.type_name() for node in current(window).graph.nodes.values()] == ["Input"]


# -- preferences ---------------------------------------------------------------------------------------------------


def test_the_theme_is_live(window: MainWindow, preferences: Preferences):
    menu = window.findChild(QMenu, "menu_theme")
    assert menu is not None
    light = window.palette().window().color().lightness()
    dark = next(action for action in menu.actions() if action.data() == "dark")
    dark.trigger()
    assert preferences.theme == "dark"
    assert window.palette().window().color().lightness() < 100 < light
    dark.trigger()  # again: the tick stays
    assert [action.data() for action in menu.actions() if action.isChecked()] == ["dark"]
    preferences.theme = "light"
    assert [action.data() for action in menu.actions() if action.isChecked()] == ["light"]


def test_the_desktop_changing_its_colours_is_followed_where_the_theme_is_the_systems(
    window: MainWindow, preferences: Preferences
):
    told: list[str] = []
    preferences.changed.connect(lambda: told.append(preferences.theme))
    hints = QGuiApplication.styleHints()
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert told == []
    preferences.theme = "system"
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert told == ["system", "system"]


def test_the_order_of_shapes_is_live(window: MainWindow, preferences: Preferences):
    panels = window.docks.panels
    assert panels is not None
    current(window).select(["conv1x1"])
    assert ("Output", "28×28×64") in [fact[:2] for fact in panels.inspector.facts.facts]
    menu = window.findChild(QMenu, "menu_shape_order")
    assert menu is not None
    next(action for action in menu.actions() if action.data() == "CHW").trigger()
    assert preferences.shape_order == "CHW"
    assert ("Output", "64×28×28") in [fact[:2] for fact in panels.inspector.facts.facts]


def test_the_precision_is_live(window: MainWindow, preferences: Preferences):
    label = window.findChild(QLabel, "totals.weight_bytes")
    assert label is not None
    assert label.text() == "654,784"  # 163,696 × 4
    preferences.precision = "float16"
    assert label.text() == "327,392"


# -- what is remembered --------------------------------------------------------------------------------------------


def test_docks_geometry_and_tabs_are_remembered(open_window: OpenWindow, saved: Path):
    first = open_window("library:course-5x5", str(saved), "library:lenet-5")
    first.new_sketch()
    first.tabs.setCurrentIndex(1)
    first.resize(980, 700)
    first.docks["palette"].close()
    first.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, first.docks["inspector"])
    QApplication.processEvents()
    assert first.close()

    second = open_window(started=False)
    assert second.remembered_sources() == ["library:course-5x5", str(saved), "library:lenet-5"]
    for source in second.remembered_sources():
        second.open_source(source)
    second.restore_current()
    assert second.size().toTuple() == (980, 700)
    assert second.docks["palette"].isHidden()
    assert second.dockWidgetArea(second.docks["inspector"]) == Qt.DockWidgetArea.LeftDockWidgetArea
    assert current(second).file == saved


def test_a_window_closed_on_the_start_screen_keeps_its_docks(open_window: OpenWindow):
    first = open_window("library:course-5x5")
    first.docks["issues"].close()
    first.show_start()
    assert first.close()
    second = open_window("library:course-5x5")
    assert second.docks["issues"].isHidden()
    assert second.docks["inspector"].isVisible()


def test_a_remembered_file_that_is_gone_is_not_opened(open_window: OpenWindow, saved: Path):
    first = open_window(str(saved))
    first.close()
    saved.unlink()
    assert open_window().remembered_sources() == []


def test_unreadable_settings_are_as_good_as_none(open_window: OpenWindow, preferences: Preferences):
    for key in ("window/geometry", "window/state", "window/tabs", "window/current", "files/recent"):
        preferences.settings.setValue(key, 7)
    window = open_window()
    assert window.remembered_sources() == []
    window.restore_current()
    assert recent_texts(window) == ["No recent files"]


# -- as a whole ----------------------------------------------------------------------------------------------------


def test_every_widget_of_ours_dock_and_action_has_a_stable_name(window: MainWindow):
    for menu in window.findChildren(QMenu):
        menu.aboutToShow.emit()
    nameless = [action.text() for action in window.actions() if not action.objectName()]
    for menu in window.findChildren(QMenu):
        assert menu.objectName() or menu.parent() is not window, menu.title()
        if menu.objectName().startswith("menu_"):
            nameless += [
                a.text() for a in menu.actions() if not a.objectName() and a.menu() is None and not a.isSeparator()
            ]
    assert nameless == []
    docks = window.docks.all()
    assert len({dock.objectName() for dock in docks} - {""}) == len(docks) == 9
    for kind in (QToolBar, QWidget):
        ours = window.findChildren(kind, options=Qt.FindChildOption.FindDirectChildrenOnly)
        assert [w for w in ours if not w.objectName() and type(w).__module__.startswith("gui.")] == []
    named = [w for dock in docks for w in dock.findChildren(QWidget) if type(w).__module__.startswith("gui.")]
    assert [type(w).__name__ for w in named if not w.objectName()] == []


def test_ctrl_c_in_the_table_of_layers_copies_the_table(window: MainWindow, qtbot: QtBot):
    session = current(window)
    session.select(["conv1x1"])
    table = window.findChild(QWidget, "layers.table")
    assert table is not None
    window.activateWindow()
    table.setFocus()
    qtbot.waitUntil(table.hasFocus)
    window.actions_table["copy"].trigger()
    text = QGuiApplication.clipboard().text()
    assert "\t" in text
    assert "conv1x1" in text
    assert "9633792" in text


def test_cut_and_paste_in_a_text_field_are_the_fields(window: MainWindow, qtbot: QtBot):
    session = current(window)
    session.select(["conv1x1"])
    panels = window.docks.panels
    assert panels is not None
    assert panels.inspector.form is not None
    name = panels.inspector.form.name_field.editor
    window.activateWindow()
    name.setFocus()
    qtbot.waitUntil(name.hasFocus)
    name.selectAll()
    window.actions_table["copy"].trigger()
    assert QGuiApplication.clipboard().text() == "conv1x1"
    assert "conv1x1" in session.graph.nodes


def test_copied_layers_are_pasted_into_another_tab(window: MainWindow):
    canvas = window.canvas
    assert canvas is not None
    canvas.setFocus()
    window.actions_table["select_all"].trigger()
    window.actions_table["copy"].trigger()
    window.new_sketch()
    window.actions_table["paste"].trigger()
    assert len(current(window).graph.nodes) == len(window.sessions[0].graph.nodes) == 16
    assert status(window, "totals") == "128,049,152 MACs   163,696 params"
    assert current(window).undo_text == "Paste 16 layers"


def test_the_context_menu_adds_at_the_pointer(window: MainWindow):
    canvas = window.canvas
    assert canvas is not None
    canvas.select_all()
    canvas.delete_selection()
    spot = canvas.rect().center() - QPoint(20, 60)
    there = canvas.to_canvas(QPointF(spot))
    canvas.context_menu_requested.emit(canvas.mapToGlobal(spot))
    menu = window.findChild(QMenu, "menu_context")
    assert menu is not None
    add = menu.findChild(QMenu, "menu_context_add")
    assert add is not None
    relu = next(a for sub in add.findChildren(QMenu) for a in sub.actions() if a.objectName() == "action_add_ReLU")
    relu.trigger()
    menu.close()
    (added,) = current(window).selection
    box = canvas.scene.rect(added)
    assert abs(box.x + box.width / 2 - there.x()) <= 8
    assert abs(box.y + box.height / 2 - there.y()) <= 8


def test_disconnecting_takes_off_the_selected_wire_or_all_inputs(window: MainWindow):
    from core.document.graph import Edge

    canvas, session = window.canvas, current(window)
    assert canvas is not None
    node = session.graph.nodes["conv5x5"]
    assert node.inputs[0] is not None
    assert not window.actions_table["disconnect"].isEnabled()
    canvas.select_edge(Edge(node.inputs[0], "conv5x5", 0))
    assert window.actions_table["disconnect"].isEnabled()
    assert window.actions_table["delete"].isEnabled()
    window.actions_table["disconnect"].trigger()
    assert session.graph.nodes["conv5x5"].inputs == (None,)
    assert status(window, "totals").endswith("(incomplete)")
    session.undo()
    session.select(["concat"])
    window.actions_table["disconnect"].trigger()
    assert [ref for ref in session.graph.nodes["concat"].inputs if ref is not None] == []
    session.undo()
    assert len(session.graph.nodes["concat"].inputs) == 4


def test_tabs_are_reached_by_keys(open_window: OpenWindow):
    window = open_window("library:course-5x5", "library:lenet-5")
    QTest.keySequence(window, QKeySequence("Ctrl+PgDown"))
    assert window.tabs.currentIndex() == 0
    QTest.keySequence(window, QKeySequence("Ctrl+PgUp"))
    assert window.tabs.currentIndex() == 1


def test_the_window_can_be_painted_without_numpy_msgspec_or_any_layer():
    code = (
        "import sys, gui.main_window\n"
        "from PySide6.QtWidgets import QApplication\n"
        "from gui.preferences import Preferences, open_settings\n"
        "app = QApplication([])\n"
        "window = gui.main_window.MainWindow(Preferences(open_settings()))\n"
        "window.show(); app.processEvents()\n"
        "heavy = 'numpy msgspec core.ops core.library core.analysis gui.session gui.canvas gui.panels'.split()\n"
        "print([name for name in heavy if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.returncode) == ("[]", 0), done.stderr


def test_a_refusal_goes_away_with_the_next_change(window: MainWindow):
    window.say("This cannot be.")
    assert window.session is not None
    window.session.apply("Set", lambda d: edits.set_meta(d, batch=2))
    assert window.statusBar().currentMessage() == ""


def test_disconnecting_many_layers_makes_one_graph(window: MainWindow, counted):
    session = current(window)
    session.select(session.graph.nodes)
    made = counted(Document, "with_graph")
    window.actions_table["disconnect"].trigger()
    assert len(made) == 1
    assert not any(ref for node in session.graph.nodes.values() for ref in node.inputs)
