"""Another type for a layer: what carries over, and what cannot."""

import pytest

from core.document.builder import Builder
from core.document.document import Document
from core.document.graph import Graph, Node, NodeStyle, OutputRef, Point
from core.document.modules import ModuleCall, calls_in, interface_of
from core.document.replacing import replace_op, replace_op_of_all
from core.errors import EditError
from core.language.formulas import Formula
from core.ops.activation import ReLU
from core.ops.conv import Conv2d
from core.ops.conv_transpose import ConvTranspose2d
from core.ops.interface import Input
from core.ops.merge import Add, Concat
from core.ops.norm import BatchNorm2d
from core.ops.pool import MaxPool2d
from core.ops.rearrange import Split


def refs(*sources):
    return tuple(None if s is None else OutputRef(*s) if isinstance(s, tuple) else OutputRef(s) for s in sources)


def sketch(op=None, name="conv", **fields):
    nodes = {
        "a": Node("a", Input(), (), "a"),
        "x": Node("x", op or Conv2d(), refs("a"), name, **fields),
        "y": Node("y", ReLU(), refs("x"), "relu"),
    }
    return Document(Graph(nodes, {key: Point(0, 0) for key in nodes}, {"x": NodeStyle(color="red")}))


def replaced(document, op, **given):
    return replace_op(document, "x", op, **given).main.nodes["x"]


def test_place_looks_and_wires_stay():
    before = sketch()
    after = replace_op(before, "x", MaxPool2d())
    assert after.main.layout is before.main.layout
    assert after.main.styles == before.main.styles
    assert after.main.nodes["x"].inputs == refs("a")
    assert after.main.nodes["y"] is before.main.nodes["y"]


def test_parameters_of_the_same_name_and_kind_carry_over_with_their_formulas():
    op = Conv2d(out_channels=96, kernel_size=(5, 3), stride=(2, 2), padding="same_upper", groups=3)
    overlay = {"stride.0": Formula("a"), "groups": Formula("b")}
    found = replaced(sketch(op, formulas=overlay), MaxPool2d())
    assert found.op == MaxPool2d(kernel_size=(5, 3), stride=(2, 2), padding="same_upper")
    assert found.formulas == {"stride.0": Formula("a")}
    found = replaced(sketch(op), ConvTranspose2d())
    assert (found.op.out_channels, found.op.groups) == (96, 3)


def test_what_the_new_operator_brings_along_wins():
    op = Conv2d(out_channels=96, kernel_size=(5, 5))
    found = replaced(sketch(op), Conv2d(kernel_size=(1, 1)), formulas={"out_channels": Formula("c_in")})
    assert found.op.kernel_size == (1, 1)
    assert found.formulas == {"out_channels": Formula("c_in")}


@pytest.mark.parametrize(
    ("old", "new"),
    [("conv", "maxpool"), ("conv2d_3", "maxpool"), ("conv3x3", "maxpool"), ("stem", "stem"), ("convx", "convx")],
)
def test_a_name_that_says_the_type_follows_it(old, new):
    assert replaced(sketch(name=old), MaxPool2d()).name == new


def test_the_new_name_is_as_asked_for_and_unlike_all_others():
    assert replaced(sketch(), MaxPool2d(), name="pool").name == "pool"
    assert replaced(sketch(), ReLU()).name == "relu_2"
    assert replaced(sketch(name="depthwise"), ReLU()).name == "depthwise"
    assert replaced(sketch(name="depthwise"), MaxPool2d(), plain_names=("depthwise",)).name == "maxpool"
    assert replaced(sketch(BatchNorm2d(), name="bn_7"), MaxPool2d()).name == "maxpool"


def test_wires_without_a_port_are_gone_on_both_sides():
    nodes = {
        "a": Node("a", Input(), (), "a"),
        "x": Node("x", Concat(), refs("a", "a"), "x"),
        "half": Node("half", Split(chunks=2), refs("x"), "half"),
        "sum": Node("sum", Add(), refs(("half", 1), "half"), "sum"),
    }
    document = Document(Graph(nodes))
    assert replaced(document, ReLU()).inputs == refs("a")
    after = replace_op(document, "half", ReLU()).main.nodes
    assert after["sum"].inputs == refs("half")
    assert replace_op(document, "sum", Concat()).main.nodes["sum"].inputs == nodes["sum"].inputs
    assert replace_op(document, "half", Add()).main.nodes["half"].inputs == refs("x")
    assert replaced(sketch(), Add()).inputs == refs("a")
    assert replaced(Document(Graph({"x": Node("x", Add(), (), "x")})), ReLU()).inputs == (None,)


def test_the_same_again_is_no_change_and_nobody_cannot_be_replaced():
    document = sketch(Conv2d(out_channels=7))
    assert replace_op(document, "x", Conv2d()) is document
    with pytest.raises(EditError, match="no layer"):
        replace_op(document, "nobody", ReLU())


def test_a_bypassed_layer_stays_so_where_that_means_something():
    assert replaced(sketch(bypassed=True), ReLU()).bypassed
    assert not replaced(sketch(bypassed=True), Input()).bypassed


def test_a_block_named_after_its_definition_is_named_after_the_next_one():
    build = Builder()
    stem, head = build.block("stem"), build.block("head")
    for block in (stem, head):
        block.output(block.add(ReLU, block.input()))
    build.output(build.call(head, build.call(stem, build.input(3, 8, 8)), name="mine"))
    document = build.build()
    ops = {call.module: call for _, call in calls_in(document.main)}
    assert replace_op(document, "stem", ops["head"]).main.nodes["stem"].name == "head"
    assert replace_op(document, "mine", ops["stem"]).main.nodes["mine"].name == "mine"


def test_a_layer_becomes_a_block_but_never_one_that_contains_it():
    build = Builder()
    block = build.block("block", width=8)
    block.output(block.add(Conv2d, block.input(), name="conv"))
    build.output(build.call(block, build.input(3, 8, 8), name="stage", width=16))
    document = build.build()
    call = ModuleCall(module="block", interface=interface_of(document.modules["block"]))
    with pytest.raises(EditError, match="contain itself"):
        replace_op(document, "conv", call, graph="block")
    with pytest.raises(EditError, match="not part"):
        replace_op(document, "stage", ModuleCall(module="other"))
    after = replace_op(document, "stage", ReLU())
    assert after.main.nodes["stage"].op == ReLU()
    again = replace_op(after, "stage", call)
    assert again.main.nodes["stage"].op == call
    assert replace_op(document, "stage", call) is document  # its arguments carry over


def test_several_are_replaced_as_if_one_after_the_other():
    builder = Builder()
    last = builder.input(8, 32, 32)
    for name in ("conv", "mine", "conv_2", "maxpool", "conv_3"):
        last = builder.add(Conv2d(out_channels=8), last, name=name)
    split = builder.add(Split(chunks=3), last, name="parts")
    builder.add(Concat(), OutputRef(split.node, 2), split, name="both")
    builder.output(last)
    document = builder.build()
    nodes = [node.id for node in document.main.nodes.values() if node.name not in ("maxpool", "both")][1:-1]
    one_by_one = document
    for node in nodes:
        one_by_one = replace_op(one_by_one, node, MaxPool2d(), name="maxpool")
    at_once = replace_op_of_all(document, nodes, MaxPool2d(), name="maxpool")
    found, wanted = at_once.main.nodes, one_by_one.main.nodes
    assert list(found) == list(wanted)
    assert all(found[key].same_as(wanted[key]) for key in wanted)
    assert {"maxpool_2", "maxpool_3", "maxpool_4", "mine"} <= {node.name for node in at_once.main.nodes.values()}


def test_replacing_several_makes_one_graph_however_many_they_are(counted):
    builder = Builder()
    last = builder.input(8, 32, 32)
    nodes = []
    for _ in range(30):
        last = builder.add(ReLU(), last)
        nodes.append(last.node)
    made = counted(Document, "with_graph")
    after = replace_op_of_all(builder.build(), nodes, BatchNorm2d())
    assert len(made) == 1
    assert all(isinstance(after.main.nodes[node].op, BatchNorm2d) for node in nodes)
