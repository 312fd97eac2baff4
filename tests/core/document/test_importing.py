"""A whole document as a block of another."""

import pytest

from core.analysis.infer import infer
from core.document import edits
from core.document.builder import Builder
from core.document.document import Document
from core.document.graph import OutputRef, Point
from core.document.importing import add_library_block, as_module
from core.document.module_edits import add_call, set_argument
from core.document.modules import ModuleCall
from core.errors import EditError
from core.language.formulas import Formula
from core.layout.documents import laid_out
from core.library.catalog import entries, entry
from core.ops.conv import Conv2d
from core.ops.interface import Input


def scaled():
    """A sketch whose variable is used by a block inside a block."""
    build = Builder("Scaled", "What it is.", width=4)
    inner = build.block("inner", k=3)
    inner.output(
        inner.add(Conv2d, inner.input(), name="conv", out_channels="8*width", kernel_size=("k", "k"), padding="same")
    )
    outer = build.block("outer")
    outer.output(outer.call(inner, outer.input(), name="inner", k=1))
    build.output(build.call(outer, build.input(3, 8, 8), name="outer"))
    return laid_out(build.build())


def placed(document, source, name="Scaled", call="call"):
    return add_library_block(document, source, name=name, call_id=call, at=Point(8, 16))


def fed(document, call, shape):
    """The document with an input of this shape wired to a call."""
    channels, height, width = shape
    document = edits.add_node(
        document, Input(channels=channels, height=height, width=width), node_id="x", name="x", at=Point(0, 0)
    )
    return edits.connect(document, OutputRef("x"), call, 0)


def test_a_sketch_becomes_a_block_with_its_ports_and_counts_the_same():
    source = scaled()
    document = placed(Document(), source)
    call = document.main.nodes["call"]
    assert (call.name, call.op.inputs, call.op.outputs) == ("Scaled", ("input",), ("output",))
    assert document.main.layout["call"] == Point(8, 16)
    assert infer(fed(document, "call", (3, 8, 8))).main.cost == infer(source).main.cost


def test_variables_become_parameters_that_are_handed_down():
    document = fed(placed(Document(), scaled()), "call", (3, 8, 8))
    assert document.variables == {}
    module = document.modules["scaled"]
    assert {name: v.value for name, v in module.parameters.items()} == {"width": 4}
    assert module.note == "What it is."
    assert document.modules["inner"].parameters.keys() == {"k", "width"}
    assert dict(document.modules["outer"].graph.nodes["inner"].op.arguments) == {"k": 1, "width": Formula("width")}
    assert infer(document).main.results["call"].output == (1, 32, 8, 8)
    assert infer(set_argument(document, "call", "width", 2)).main.results["call"].output == (1, 16, 8, 8)


def test_the_same_block_twice_is_one_definition():
    once = placed(Document(), scaled())
    twice = placed(once, scaled(), call="again")
    assert twice.modules.keys() == once.modules.keys()
    assert twice.main.nodes["again"].op.module == twice.main.nodes["call"].op.module


def test_a_block_with_a_taken_id_gets_another_and_leaves_the_one_there_alone():
    build = Builder()
    mine = build.block("inner")
    mine.output(mine.add(Conv2d(out_channels=1), mine.input(), name="mine"))
    build.output(build.call(mine, build.input(3, 8, 8), name="call"))
    before = laid_out(build.build())
    after = placed(before, scaled(), call="new")
    assert after.modules["inner"].same_as(before.modules["inner"])
    assert len(after.modules) == 4
    names = [module.name for module in after.modules.values()]
    assert len(set(names)) == 4
    called = after.modules["outer"].graph.nodes["inner"].op
    assert isinstance(called, ModuleCall)
    assert "conv" in after.modules[called.module].graph.nodes


def test_a_block_does_not_go_into_itself():
    document = placed(Document(), scaled())
    with pytest.raises(EditError, match="contain itself"):
        add_library_block(document, scaled(), name="Scaled", call_id="again", at=Point(0, 0), graph="scaled")


def test_a_sketch_without_ports_is_no_block():
    build = Builder()
    build.input(3, 8, 8)
    with pytest.raises(EditError, match="has no Output"):
        as_module(build.build(), "Half")


def test_a_parameter_that_hides_a_variable_from_a_block_inside_is_refused():
    build = Builder(width=4)
    inner = build.block("inner")
    inner.output(inner.add(Conv2d, inner.input(), name="conv", out_channels="width"))
    outer = build.block("outer", width=2)
    outer.output(outer.call(inner, outer.input(), name="inner"))
    build.output(build.call(outer, build.input(3, 8, 8), name="outer"))
    with pytest.raises(EditError, match="parameter width"):
        as_module(build.build(), "Hidden")


BLOCKS = [found.name for found in entries() if found.kind == "block"]


@pytest.mark.parametrize("name", [*BLOCKS, "efficientnet-b0", "resnet-50"])
def test_every_block_of_the_library_counts_as_a_block_what_it_counts_alone(name):
    found = entry(name)
    assert found is not None
    source = found.build()
    document = placed(Document(), source, name=found.title)
    call = document.main.nodes["call"]
    analysis = infer(source)
    alone = [analysis.main.results[key].output for key in as_module(source, found.title)[0].inputs]
    for port, shape in enumerate(alone):
        assert shape is not None
        document = edits.add_node(
            document,
            Input(channels=shape[1], height=shape[2], width=shape[3]),
            node_id=f"x{port}",
            name=f"x{port}",
            at=Point(0, 0),
        )
        document = edits.connect(document, OutputRef(f"x{port}"), "call", port)
    assert len(call.op.inputs) == len(alone)
    assert infer(document).main.cost == analysis.main.cost


def test_a_call_placed_by_hand_is_the_same_call():
    document = placed(Document(), scaled())
    more = add_call(document, "scaled", node_id="more", at=Point(0, 0))
    assert more.main.nodes["more"].op == more.main.nodes["call"].op
