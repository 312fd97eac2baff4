"""Formulas of the selected layer: with numbers, with names, and every name explained."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton

from core.analysis.infer import infer
from core.document import edits, module_edits
from core.document.builder import Builder
from core.language.formulas import Formula
from core.ops.conv import Conv2d
from core.ops.norm import BatchNorm2d
from core.ops.pool import MaxPool2d
from gui.panels.explanation import derivations, factor_legend, window_formula
from gui.panels.formula import FormulaPanel
from gui.session import Session

STEM = Conv2d(kernel_size=(7, 7), stride=(2, 2), padding=(3, 3, 3, 3))


@pytest.fixture
def formula(show):
    return show(FormulaPanel)


def course_layer(op: Conv2d | MaxPool2d | BatchNorm2d, channels: int = 192, size: int = 28):
    build = Builder("course")
    build.add(op, build.input(channels, size, size), name="it", at=(0, 0))
    return build.build()


def result_of(op, channels: int = 192, size: int = 28):
    return infer(course_layer(op, channels, size)).main.results["it"]


def label(panel: FormulaPanel, name: str) -> QLabel | None:
    found = panel.findChild(QLabel, name)
    return found if isinstance(found, QLabel) and found.isVisible() else None


def sections(panel: FormulaPanel) -> dict[str, tuple[str, str]]:
    """What is on the screen: heading, formula in names, formula in numbers."""
    found = {}
    for number in range(10):
        parts = [label(panel, f"formula.{number}.{part}") for part in ("heading", "names", "numbers")]
        heading, names, numbers = (part.text() if part is not None else "" for part in parts)
        if heading:
            found[heading] = (names, numbers)
    return found


def test_the_course_convolution_is_shown_factor_by_factor(formula):
    session = Session(course_layer(Conv2d(out_channels=32, kernel_size=(5, 5), padding="same", bias=False)))
    session.select(["it"])
    formula.set_session(session)
    shown = sections(formula)
    assert shown["MACs"] == ("H_out·W_out·C_out × k_h·k_w·C_in", "28·28·32 × 5·5·192 = 120,422,400")
    assert shown["Params"] == ("k_h·k_w·C_in × C_out", "5·5·192 × 32 = 153,600")
    assert shown["Output height"][1] == "(28 + 2 + 2 − 1·(5 − 1) − 1) // 1 + 1 = 28"


def test_formulas_follow_the_selection_and_every_edit(formula, session):
    session.select(["one"])
    assert sections(formula)["MACs"][1] == "28·28·64 × 1·1·192 = 9,633,792"
    session.apply("Set", lambda d: edits.set_param(d, "one", "out_channels", 2))
    assert sections(formula)["MACs"][1] == "28·28·2 × 1·1·192 = 301,056"
    session.select(["pool"])
    assert sections(formula)["MACs"][1].startswith("0:")


def test_every_named_factor_is_explained_once():
    legend = factor_legend(result_of(Conv2d(out_channels=32, kernel_size=(5, 3), padding="same")))
    assert [(name, value) for name, value, _ in legend] == [
        ("H_out", "28"),
        ("W_out", "28"),
        ("C_out", "32"),
        ("k_h", "5"),
        ("k_w", "3"),
        ("C_in", "192"),
    ]
    assert all(meaning for _, _, meaning in legend)


def test_buffers_are_shown_where_there_are_any():
    shown = {item.title: item.numbers for item in derivations(result_of(BatchNorm2d()))}
    assert shown["Buffers"] == "2 × 192 = 384"
    assert shown["Params"] == "2 × 192 = 384"
    assert "Output height" not in shown


@pytest.mark.parametrize(
    ("op", "size", "height"),
    [
        (STEM, 224, "(224 + 3 + 3 − 1·(7 − 1) − 1) // 2 + 1 = 112"),
        (Conv2d(kernel_size=(4, 4), padding="same"), 28, "(28 + 1 + 2 − 1·(4 − 1) − 1) // 1 + 1 = 28"),
        (Conv2d(kernel_size=(3, 3), dilation=(2, 2)), 28, "(28 + 0 + 0 − 2·(3 − 1) − 1) // 1 + 1 = 24"),
        (MaxPool2d(kernel_size=(2, 2), stride=(2, 2), ceil_mode=True), 5, "⌈(5 + 0 + 0 − 1·(2 − 1) − 1) / 2⌉ + 1 = 3"),
    ],
)
def test_the_output_size_is_derived_for_windows(op, size, height):
    result = result_of(op, size=size)
    shown = window_formula(result, 0)
    assert shown is not None
    assert shown[1] == height
    assert shown[1].endswith(f"= {result.output[2]}")


def test_a_window_that_is_dropped_in_ceil_mode_is_said_to_be():
    result = result_of(MaxPool2d(kernel_size=(2, 2), stride=(3, 3), padding=(1, 1, 1, 1), ceil_mode=True), size=5)
    shown = window_formula(result, 0)
    assert shown is not None
    names, numbers = shown
    assert names.endswith("− 1")
    assert f"= {result.output[2]} (" in numbers


def test_formulas_are_copied_with_names_and_numbers(formula, session):
    session.select(["one"])
    formula.findChild(QPushButton, "formula.0.copy").click()
    assert QGuiApplication.clipboard().text() == (
        "MACs: H_out·W_out·C_out × k_h·k_w·C_in\n28·28·64 × 1·1·192 = 9,633,792"
    )


def test_without_a_selection_the_panel_teaches(formula, session):
    assert "28·28·32 × 5·5·192 = 120,422,400" in formula.empty.text()
    session.select(["one", "five"])
    assert "Several layers" in formula.empty.text()
    session.select(["one"])
    assert not formula.empty.isVisible()


def test_a_layer_without_a_result_gives_the_reason(formula, session):
    session.apply("Set", lambda d: edits.set_param(d, "three", "padding", "valid"))
    session.select(["concat"])
    assert "26" in formula.empty.text()
    session.select(["output"])
    assert "waits" in formula.empty.text()


def test_input_and_output_cost_nothing_and_say_so(formula, session):
    session.select(["input"])
    assert sections(formula)["Costs"][1].endswith("no cost.")


# -- blocks -------------------------------------------------------------------------------------------------------


def rows(panel: FormulaPanel) -> list[tuple[str, str, str]]:
    model = panel.parts.model
    return [tuple(model.index(row, column).data() for column in range(3)) for row in range(model.rowCount())]


def test_the_parts_of_a_block_are_listed_with_their_sum(formula, blocks_session):
    formula.set_session(blocks_session)
    blocks_session.select(["stage"])
    assert formula.parts.isVisible()
    assert rows(formula) == [
        ("Copy 1", "", ""),
        ("conv", "4,718,592", "4,640"),
        ("relu", "0", "0"),
        ("sum", "4,718,592", "4,640"),
        ("Copies 2 to 3, each", "", ""),
        ("conv", "9,437,184", "9,248"),
        ("relu", "0", "0"),
        ("one copy", "9,437,184", "9,248"),
        ("× 2 copies", "18,874,368", "18,496"),
        ("together", "23,592,960", "23,136"),
    ]
    blocks_session.select(["input"])
    assert not formula.parts.isVisible()


def test_the_parts_are_copied_as_a_table(formula, blocks_session):
    formula.set_session(blocks_session)
    blocks_session.select(["stem"])
    formula.parts.copy_button.click()
    assert QGuiApplication.clipboard().text().split("\n") == [
        "part\tMACs\tparams",
        "conv\t442368\t448",
        "relu\t0\t0",
        "sum\t442368\t448",
    ]


def test_shared_weights_are_counted_once_below_the_parts(formula, blocks_session):
    formula.set_session(blocks_session)
    blocks_session.apply("Set", lambda d: edits.set_param(d, "input", "channels", 16))
    blocks_session.apply("Set", lambda d: edits.set_param(d, "stem", "repeat", 3))
    blocks_session.apply("Set", lambda d: edits.set_param(d, "stem", "shared", True))
    blocks_session.select(["stem"])
    assert rows(formula)[-1] == ("together; shared weights count once", "7,077,888", "2,320")


def test_copies_beyond_a_handful_are_summed_in_one_row(formula, blocks_session):
    formula.set_session(blocks_session)
    blocks_session.apply("Set", lambda d: edits.set_param(d, "stage", "repeat", 30))
    blocks_session.apply("Set", lambda d: module_edits.set_argument(d, "stage", "channels", Formula("8*(i + 1)")))
    blocks_session.select(["stage"])
    shown = formula.parts.model.parts
    assert shown[-2].name == "6 further copies"
    sums = [part.cost.params for part in shown if part.kind == "sum"]
    assert sum(sums[:-1]) == sums[-1] == blocks_session.analysis.main.results["stage"].cost.params


def test_a_block_that_is_never_there_costs_nothing_and_says_so(formula, blocks_session):
    formula.set_session(blocks_session)
    blocks_session.apply("Set", lambda d: edits.set_param(d, "stage", "repeat", 0))
    blocks_session.select(["stage"])
    assert "0 times" in formula.empty.text()


def test_inside_a_block_formulas_are_those_of_the_path(formula, blocks_session):
    formula.set_session(blocks_session)
    blocks_session.enter("stage")
    blocks_session.select(["conv"])
    numbers = label(formula, "formula.0.numbers")
    assert numbers is not None
    assert "= 4,718,592" in numbers.text()
