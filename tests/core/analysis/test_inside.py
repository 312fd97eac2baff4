"""Graphs seen from inside, through the blocks that lead to them."""

import pytest

from core.analysis.hints import issues_inside
from core.analysis.infer import State, infer
from core.analysis.inside import graph_at
from core.document import edits
from core.document.builder import Builder
from core.ops.conv import Conv2d


def chain(**settings):
    """input → first (c = 8) → second (c = 2·c_in) → output, two calls of one block."""
    build = Builder()
    block = build.block("unit", c=4, g=1)
    conv = block.add(Conv2d, block.input(), name="conv", out_channels="c", kernel_size=(1, 1), groups="g")
    block.output(conv)
    first = build.call(block, build.input(3, 8, 8), name="first", c=8)
    build.output(build.call(block, first, name="second", c="2*c_in", **settings))
    return build.build()


def test_each_way_in_shows_its_own_shapes():
    analysis = infer(chain())
    assert graph_at(analysis, ()) is analysis.main
    assert graph_at(analysis, ("first",)).results["conv"].output == (1, 8, 8, 8)
    assert graph_at(analysis, ("second",)).results["conv"].output == (1, 16, 8, 8)


@pytest.mark.parametrize("path", [("input",), ("nothing",), ("input", "first")])
def test_a_way_that_leads_nowhere_ends_early(path):
    analysis = infer(chain())
    assert graph_at(analysis, path) is analysis.main


def test_a_skipped_block_shows_what_one_copy_would_be():
    analysis = infer(chain(repeat=0))
    assert not analysis.main.results["second"].copies
    assert graph_at(analysis, ("second",)).results["conv"].output == (1, 16, 8, 8)


def test_a_block_without_input_waits_inside():
    analysis = infer(edits.disconnect(chain(), "first", 0))
    for path in (("first",), ("second",)):
        inside = graph_at(analysis, path)
        assert {result.state for result in inside.results.values()} == {State.WAITING}
        assert not inside.issues


def test_an_argument_without_a_value_leaves_the_default_inside():
    analysis = infer(chain(g="c_in // 0"))
    assert analysis.main.results["second"].state is State.WRONG
    conv = graph_at(analysis, ("second",)).results["conv"].op
    assert isinstance(conv, Conv2d)
    assert conv.groups == 1


def test_what_is_wrong_inside_is_counted_for_each_block():
    analysis = infer(edits.set_param(chain(), "conv", "out_channels", -1, graph="unit"))
    results = analysis.main.results
    assert issues_inside(results["first"]) == (1, "error")
    assert issues_inside(results["second"]) == (0, None)  # it waits for the first
    assert issues_inside(results["input"]) == (0, None)


def test_what_is_wrong_deep_inside_is_counted_all_the_way_out():
    build = Builder()
    inner = build.block("inner")
    inner.output(inner.add(Conv2d(groups=5), inner.input(), name="conv"))
    outer = build.block("outer")
    source = outer.input()
    outer.output(outer.call(inner, source, name="a"))
    outer.output(outer.call(inner, source, name="b"))
    build.call(outer, build.input(3, 8, 8), name="outer")
    assert issues_inside(infer(build.build()).main.results["outer"]).issues == 1  # equal calls: said once
