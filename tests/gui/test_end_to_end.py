"""The whole way through the program, by mouse and keyboard in the real window; numbers are read off the screen."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from core.document.graph import NodeId
from core.io.codec import encode
from gui.dialogs.report import ReportDialog
from gui.entry.fields import TextField
from tests.gui.person import LEFT, NONE, Person


def draw_inception(person: Person) -> dict[str, NodeId]:
    """Inception 3a from nothing, with the layers' parameters typed where the palette's are others."""
    nodes: dict[str, NodeId] = {}

    def put(node: str, label: str, column: float, row: float, /, **params: str) -> None:
        nodes[node] = person.place(label, column, row)
        for param, text in params.items():
            person.types(param, text)

    put("input", "Input", 1.5, 0, channels="192", height="28", width="28")
    put("one", "Conv 1×1", 0, 1, out_channels="64")
    put("reduce3", "Conv 1×1", 1, 1, out_channels="96")
    put("three", "Conv 3×3", 1, 2, out_channels="128")
    put("reduce5", "Conv 1×1", 2, 1, out_channels="16")
    put("five", "Conv 5×5", 2, 2, out_channels="32", name="five")
    put("pool", "MaxPool2d", 3, 1, kernel_size="3x3", stride="1", padding="same")
    put("project", "Conv 1×1", 3, 2, out_channels="32")
    put("concat", "Concat", 1.5, 3)
    put("relu", "ReLU", 1.5, 4)
    put("output", "Output", 1.5, 5)
    for source, target in (
        *(("input", "one"), ("input", "reduce3"), ("input", "reduce5"), ("input", "pool")),
        *(("reduce3", "three"), ("reduce5", "five"), ("pool", "project")),
        *(("concat", "relu"), ("relu", "output")),
    ):
        person.connect(nodes[source], nodes[target])
    for port, source in enumerate(("one", "three", "five", "project")):
        person.connect(nodes[source], nodes["concat"], port)
    return nodes


def test_inception_3a_from_nothing_to_a_report(person: Callable[..., Person], answers, tmp_path: Path, monkeypatch):
    user = person()
    user.key("Ctrl+N")
    nodes = draw_inception(user)
    session = user.session

    # What is seen.
    assert user.totals() == ("128,049,152", "163,696")
    assert user.reads("status_totals") == "128,049,152 MACs   163,696 params"
    assert user.bar() == "64 + 128 + 32 + 32 = 256 channels"
    assert "28×28×256" in user.row("concat")
    user.click(nodes["five"])
    assert user.reads("formula.0.numbers") == "28·28·32 × 5·5·16 = 10,035,200"
    assert session.analysis.main.complete
    QApplication.processEvents()  # behind another tab issues are counted in the next turn
    assert user.window.docks["issues"].windowTitle() == "Issues"
    assert user.window.windowTitle() == "Untitled[*] — Convas"
    assert user.window.isWindowModified()

    # Save, close, open again: the same.
    answers.path = tmp_path / "mine.convas"
    user.key("Ctrl+S")
    before = encode(session.document)
    user.key("Ctrl+W")
    assert user.window.tabs.count() == 0
    answers.paths = [answers.path]
    user.key("Ctrl+O")
    assert encode(user.session.document) == before
    assert user.totals() == ("128,049,152", "163,696")
    assert answers.asked == ["save as", "open"]

    # The report says what the screen says.
    exported: dict[str, str] = {}

    def export(dialog: ReportDialog) -> int:
        dialog.show()
        for name, suffix in (("json", "json"), ("html", "html"), ("md", "md"), ("csv", "csv")):
            target = tmp_path / f"report.{suffix}"
            dialog._ask_path = lambda *_arguments, target=target: target
            user.push(dialog.findChild(QWidget, f"report_format_{name}"))
            user.push(dialog.save_button)
            exported[name] = target.read_text(encoding="utf-8")
        dialog.close()
        return 0

    monkeypatch.setattr(ReportDialog, "exec", export)
    user.key("Ctrl+E")
    report = json.loads(exported["json"])
    assert (report["totals"]["macs"], report["totals"]["params"], report["totals"]["complete"]) == (
        128_049_152,
        163_696,
        True,
    )
    assert [branch["channels_out"] for branch in report["merges"][0]["branches"]] == [64, 128, 32, 32]
    assert sum(layer["macs"] * layer["copies"] for layer in report["layers"]) == 128_049_152
    assert "10035200" in exported["csv"]
    for name in ("html", "md"):
        assert "128,049,152" in exported[name]
        assert "163,696" in exported[name]
        assert "28·28·32 × 5·5·16 = 10,035,200" in exported[name]
    assert "<svg" in exported["html"]


def test_everything_drawn_by_hand_is_undone_step_by_step(person: Callable[..., Person]):
    user = person()
    user.key("Ctrl+N")
    empty = user.session.document
    first = user.place("Conv 5×5", 1, 1)
    user.types("out_channels", "32")
    second = user.place("Input", 1, 0)
    user.connect(second, first)
    steps = []
    while (text := user.session.undo_text) is not None:
        steps.append(text)
        user.canvas.setFocus()
        user.key("Ctrl+Z")
    assert steps == ["Connect input to conv5x5", "Add Input", "Set out_channels", "Add Conv 5×5"]
    assert user.session.document is empty
    assert not user.window.isWindowModified()


def test_a_width_that_is_edited_is_seen_everywhere_with_every_key_and_undone_at_once(person: Callable[..., Person]):
    user = person("library:inception-3a")
    user.click("conv5x5")
    form = user.inspector.form
    assert form is not None
    QTest.mouseClick(form.name_field.editor, LEFT, NONE, QPoint(8, 8))  # away from the canvas and its frame of focus

    def seen() -> tuple[object, ...]:
        return user.totals(), user.bar(), user.reads("formula.0.numbers"), user.row("concat")[4]

    before, picture = seen(), user.canvas.grab().toImage()
    assert before == (
        ("128,049,152", "163,696"),
        "64 + 128 + 32 + 32 = 256 channels",
        "28·28·32 × 5·5·16 = 10,035,200",
        "28×28×256",
    )
    user.types("out_channels", "6")
    assert user.reads("status_totals").startswith("119,895,552 MACs")  # halfway to 64
    user.types("out_channels", "64")
    assert seen() == (
        ("138,084,352", "176,528"),
        "64 + 128 + 64 + 32 = 288 channels",
        "28·28·64 × 5·5·16 = 20,070,400",
        "28×28×288",
    )
    assert user.canvas.grab().toImage() != picture
    undo = user.window.actions_table["undo"]
    assert undo.text() == "&Undo Set out_channels"
    undo.trigger()
    assert seen() == before
    assert user.canvas.grab().toImage() == picture
    assert not undo.isEnabled()  # it was one step
    assert not user.window.isWindowModified()


def test_text_that_is_no_number_stays_with_its_reason_and_the_sketch_keeps_its_value(person: Callable[..., Person]):
    user = person("library:inception-3a")
    user.click("conv5x5")
    form = user.inspector.form
    assert form is not None
    field = form.field("out_channels")
    assert isinstance(field, TextField)
    QTest.mouseClick(field.editor, LEFT, NONE, QPoint(8, 8))
    QTest.keyClicks(field.editor, "x")
    assert field.invalid
    assert field.reason.isVisible()
    assert user.totals() == ("128,049,152", "163,696")


def test_the_pair_of_the_course_side_by_side(person: Callable[..., Person]):
    user = person("library:course-5x5", "library:course-bottleneck")
    assert user.totals() == ("12,443,648", "15,872")
    user.key("Ctrl+PgUp")
    assert user.totals() == ("120,422,400", "153,600")
    assert user.row("conv5x5")[4] == "28×28×32"
    user.click("conv5x5")
    assert user.reads("formula.0.numbers") == "28·28·32 × 5·5·192 = 120,422,400"


def test_a_wrong_layer_is_said_in_words_and_the_totals_are_incomplete(person: Callable[..., Person]):
    user = person("library:inception-3a")
    user.click("conv5x5")
    user.types("kernel_size", "40x40")
    user.types("padding", "0")
    user.window.docks.show("totals")
    assert user.reads("status_totals").endswith("(incomplete)")
    assert user.reads("totals.incomplete").startswith("Incomplete: ")
    user.window.docks.show("issues")
    panels = user.window.docks.panels
    assert panels is not None
    assert [row.severity for row in panels.issues.rows][:1] == ["error"]
    assert "conv5x5" in [row.layer for row in panels.issues.rows]
    user.key("Ctrl+Z")
    user.key("Ctrl+Z")
    assert user.totals() == ("128,049,152", "163,696")
