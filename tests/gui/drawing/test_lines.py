"""What a node says."""

from __future__ import annotations

import pytest

from core.analysis.infer import infer
from core.document import edits
from core.document.builder import Builder
from core.layout.node_size import HEIGHT, WIDTH
from core.ops.activation import ReLU
from core.ops.conv import Conv2d
from core.ops.norm import BatchNorm2d
from core.text import ShapeOrder
from gui.drawing.ink import Font, Tone, metrics
from gui.drawing.lines import cost_text, node_lead, node_lines, node_title


def said(document, node: str, order: ShapeOrder = "HWC") -> list[str]:
    return [line.text for line in node_lines(infer(document).main.results[node], order)]


@pytest.fixture
def course(qapp):
    """28×28×192 → conv 5×5, 32, same, no bias."""
    b = Builder()
    x = b.input(192, 28, 28, at=(0, 0))
    op = Conv2d(out_channels=32, kernel_size=(5, 5), padding="same", bias=False)
    b.output(b.add(ReLU(), b.add(op, x, name="conv", at=(0, 1)), name="relu", at=(0, 2)), at=(0, 3))
    return b.build()


def test_a_layer_says_name_type_parameters_shape_and_cost(course):
    assert said(course, "conv") == [
        "conv",
        "Conv2d",
        "5×5, 32, same, no bias",
        "28×28×32",
        "120.4M MACs · 153.6K params",
    ]
    assert said(course, "input") == ["input", "Input", "28×28×192"]
    assert said(course, "output", "CHW") == ["output", "Output", "32×28×28"]


def test_what_costs_nothing_says_nothing_of_cost(course):
    assert said(course, "relu") == ["relu", "ReLU", "28×28×32"]


def test_parameters_without_multiplications_stand_alone(qapp):
    b = Builder()
    b.add(BatchNorm2d(), b.input(32, 8, 8, at=(0, 0)), name="bn", at=(0, 1))
    assert cost_text(infer(b.build()).main.results["bn"]) == "64 params"


def test_a_layer_that_follows_its_input_says_the_numbers(qapp):
    b = Builder()
    follows = {"groups": "c_in", "out_channels": "c_in"}
    op = Conv2d(kernel_size=(3, 3), padding="same")
    at = b.add(op, b.input(32, 8, 8, at=(0, 0)), name="depthwise", at=(0, 1), formulas=follows)
    document = b.build()
    assert "3×3, 32, same, depthwise" in said(document, "depthwise")
    open_ = edits.disconnect(document, at.node, 0)
    assert any("c_in" in text for text in said(open_, "depthwise"))
    assert not any("groups 1" in text or "64" in text for text in said(open_, "depthwise"))


def test_a_wrong_layer_says_why_and_what_waits_says_so(course):
    wrong = edits.set_param(course, "conv", "groups", 5)
    result = infer(wrong).main.results["conv"]
    lines = node_lines(result, "HWC")
    errors = [line for line in lines if line.tone is Tone.ERROR]
    assert len(errors) == 2
    reason = str(result.issues[0].message)
    assert reason.startswith(errors[0].text)
    assert said(wrong, "relu")[-1] == "? – waiting for its input"
    assert said(edits.disconnect(course, "conv", 0), "conv")[-1] == "not connected"


@pytest.mark.parametrize("name", ["x" * 200, "a name of many words " * 9, "Ж" * 80, "x", "⚙" * 60])
def test_every_line_fits_its_box(course, name):
    long = edits.rename(course, "conv", name)
    long = edits.set_param(long, "conv", "out_channels", 10**9)
    long = edits.set_param(long, "conv", "dilation", (123456, 654321))
    for document in (long, edits.set_param(long, "conv", "groups", 7)):
        for line in node_lines(infer(document).main.results["conv"], "HWC"):
            assert line.x + metrics()[line.font].horizontalAdvance(line.text) <= WIDTH, line
    title = node_title(infer(long).main.results["conv"])
    assert title.x >= 0
    assert title.x + metrics()[title.font].horizontalAdvance(title.text) <= WIDTH


def test_name_and_type_do_not_touch(course):
    long = edits.rename(course, "conv", "x" * 100)
    name, kind, *_ = node_lines(infer(long).main.results["conv"], "HWC")
    assert name.x + metrics()[Font.NAME].horizontalAdvance(name.text) < kind.x


def test_a_summary_that_does_not_fit_loses_whole_parts_and_no_digits(course):
    wide = edits.set_param(course, "conv", "stride", (2, 2))
    wide = edits.set_param(wide, "conv", "padding", (2, 2, 2, 2))
    wide = edits.set_param(wide, "conv", "groups", 32)
    text = said(wide, "conv")[2]
    assert text.endswith(" …")
    summary = infer(wide).main.results["conv"].op.summary()
    assert set(text.removesuffix(" …").split(", ")) < set(summary.split(", "))


# -- blocks -------------------------------------------------------------------------------------------------------


@pytest.fixture
def blocks(qapp):
    """One block called in five ways, and one that is wrong inside."""
    b = Builder()
    unit = b.block("unit", c=16)
    conv = unit.add(Conv2d, unit.input(), name="conv", out_channels="c", kernel_size=(3, 3), padding="same")
    unit.output(unit.add(ReLU(), conv, name="relu"))
    wrong = b.block("wrong")
    wrong.output(wrong.add(Conv2d(groups=5), wrong.input(), name="conv"))
    x = b.call(unit, b.input(3, 8, 8), name="unit")
    x = b.call(unit, x, name="named")
    x = b.call(unit, x, name="many", repeat=12, c=32)
    x = b.call(unit, x, name="skipped", repeat=0)
    x = b.call(unit, x, name="same", shared=True)
    x = b.call(wrong, x, name="bad")
    b.output(b.call(unit, x, name="behind"))
    return b.build()


def test_a_block_says_its_definition_layers_arguments_shape_and_cost(blocks):
    assert said(blocks, "unit") == ["unit", "", "2 layers", "8×8×16", "27.6K MACs · 448 params"]
    assert said(blocks, "named")[2] == "unit, 2 layers"
    assert said(blocks, "many")[:4] == ["many", "×12", "unit, 24 layers, c = 32", "8×8×32"]
    assert said(blocks, "same")[2] == "unit, 2 layers, shared weights"


def test_a_skipped_block_says_so_faintly(blocks):
    lines = node_lines(infer(blocks).main.results["skipped"], "HWC")
    assert [line.text for line in lines] == ["skipped", "×0", "skipped, unit", "8×8×32"]
    assert {line.tone for line in lines} == {Tone.FAINT}


def test_a_block_says_that_something_is_wrong_inside(blocks):
    assert said(blocks, "bad")[-1] == "1 issue inside"
    assert said(blocks, "behind")[-1] == "? – waiting for its input"


def test_a_repeat_that_has_no_value_stands_as_it_is(blocks):
    from core.language.formulas import Formula

    document = edits.set_param(blocks, "many", "repeat", Formula("depth"))
    assert said(document, "many")[1] == "×(depth)"


def test_the_title_of_a_repeated_block_has_the_number(blocks):
    results = infer(blocks).main.results
    assert [node_title(results[key]).text for key in ("unit", "many")] == ["unit", "many ×12"]


def test_from_further_away_a_third_line_says_what_a_layer_costs_most(course):
    results = infer(course).main.results
    lead = {key: node_lead(result, "HWC", costs=True) for key, result in results.items()}
    assert [line.text for line in lead["conv"]] == ["conv", "28×28×32", "120.4M MACs"]
    assert len(lead["relu"]) < 3  # it costs nothing
    assert len(node_lead(results["conv"], "HWC")) == 2
    rows = [line.y for line in lead["conv"]]
    heights = [metrics()[line.font].capHeight() for line in lead["conv"]]
    assert rows[0] - heights[0] > 4
    assert rows[-1] < HEIGHT - 4
    assert all(below - tall > above + 2 for above, below, tall in zip(rows, rows[1:], heights[1:], strict=False))
    wrong = infer(edits.set_param(course, "conv", "groups", 5)).main.results["conv"]
    assert len(node_lead(wrong, "HWC", costs=True)) == 2
