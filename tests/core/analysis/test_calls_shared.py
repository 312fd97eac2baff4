"""Blocks whose calls share their weights."""

from dataclasses import replace

from core.analysis.infer import infer
from core.document import edits
from core.document.builder import Builder
from core.document.module_edits import set_argument
from core.language.formulas import Formula
from core.ops.conv import Conv2d
from core.ops.norm import BatchNorm2d
from tests.core.analysis.blocks import summed, texts_of

CONV = 8 * 8 * 9 + 8


def sharing(*, shapes=((8, 16), (8, 16)), repeat=1, width="c_in", kernel=3):
    """Calls of one block that share weights, on inputs of their own."""
    build = Builder()
    block = build.block("head", k=kernel)
    x = block.input()
    y = block.add(Conv2d, x, name="conv", out_channels=width, kernel_size="k", padding=1)
    block.output(block.add(BatchNorm2d, y, name="bn"))
    for number, (channels, size) in enumerate(shapes):
        x = build.input(channels, size, size, name=f"in{number}")
        x = build.call(block, x, name=f"head{number}", shared=True, repeat=repeat)
        build.output(x, name=f"out{number}")
    return build.build()


def test_shared_weights_count_once_and_their_work_at_each_use():
    analysis = infer(sharing(shapes=((8, 16), (8, 8), (8, 4))))
    main = analysis.main
    assert main.cost.params == CONV + 16
    assert main.cost.buffers == 16
    assert main.cost.macs == (16 * 16 + 8 * 8 + 4 * 4) * 8 * 8 * 9
    assert [main.results[f"head{n}"].shared_with for n in range(3)] == [None, "head0", "head0"]
    assert summed(analysis.rows()) == main.cost
    assert summed(analysis.rows(expanded=False)) == main.cost


def test_copies_that_share_count_once_too():
    analysis = infer(sharing(repeat=5))
    assert analysis.main.cost.params == CONV + 16
    assert analysis.main.cost.macs == 10 * 16 * 16 * 8 * 8 * 9
    assert summed(analysis.rows()) == analysis.main.cost
    assert sum(row.copies for row in analysis.rows()) == analysis.main.layers == 20


def test_weights_of_unequal_shapes_cannot_be_shared():
    analysis = infer(sharing(shapes=((8, 16), (4, 16))))
    ((_, node, text),) = texts_of(analysis)
    assert node == "head1"
    assert "cannot share its weights with “head0”" in text
    assert not analysis.main.complete


def test_as_many_weights_of_another_shape_are_unequal():
    document = sharing()
    document = edits.set_param(document, "conv", "kernel_size", (Formula("k"), Formula("9 // k")), graph="head")
    document = edits.set_param(document, "conv", "padding", (4, 4, 4, 4), graph="head")
    document = set_argument(document, "head0", "k", 9)
    document = set_argument(document, "head1", "k", 1)
    assert "cannot share" in texts_of(infer(document))[0][2]


def test_a_conflict_of_shared_weights_is_gone_when_the_other_side_is_cured():
    document = sharing(shapes=((4, 16), (8, 16)))
    before = infer(document)
    cured = edits.set_param(document, "in0", "channels", 8)
    after = infer(cured, before)
    assert texts_of(after) == []
    assert after.main.cost == infer(cured).main.cost
    assert after.main.complete
    back = infer(document, after)
    assert texts_of(back) == texts_of(before)


def test_copies_that_change_the_shape_of_their_weights_cannot_share():
    build = Builder()
    block = build.block("double")
    x = block.input()
    block.output(block.add(Conv2d, x, name="conv", out_channels="2*c_in", kernel_size=1))
    build.output(build.call(block, build.input(4, 8, 8), name="doubles", repeat=3, shared=True))
    ((_, node, text),) = texts_of(infer(build.build()))
    assert node == "doubles"
    assert "differ from copy to copy" in text


def test_what_else_is_said_of_a_call_outlasts_unequal_weights():
    document = sharing()
    second = document.main.nodes["head1"]
    passing = replace(second, op=replace(second.op, arguments=(("ghost", 1),)))
    document = document.with_graph("", replace(document.main, nodes={**document.main.nodes, "head1": passing}))
    before = infer(document)
    unequal = edits.set_param(document, "in0", "channels", 9)
    meanwhile = infer(unequal, before)
    after = infer(edits.set_param(unequal, "in0", "channels", 8), meanwhile)
    assert [issue.severity for issue in meanwhile.main.issues["head1"]] == ["error", "warning"]
    assert after.main.issues == before.main.issues
    assert [issue.severity for issue in after.main.issues["head1"]] == ["warning"]
