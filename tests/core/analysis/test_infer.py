"""Inference: the numbers, and what an edit makes it evaluate again."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.analysis.infer import infer
from core.document import edits
from core.document.builder import Builder
from core.document.definition_edits import set_variable
from core.document.document import Document
from core.document.graph import Graph, Node, OutputRef, Point
from core.ops.activation import ReLU
from core.ops.interface import Input, Output
from core.ops.merge import Add, Concat
from tests.core.analysis.blocks import counted
from tests.core.analysis.sketches import conv, same


def chain(length):
    build = Builder()
    x = build.input(8, 16, 16)
    for number in range(length):
        x = build.add(ReLU(), x, name=f"relu{number}", at=(0, number + 1))
    build.output(x, at=(0, length + 1))
    return build.build()


# -- numbers ------------------------------------------------------------------------------------------------------


def test_inception_3a_has_the_numbers_of_the_paper(inception):
    main = infer(inception).main
    assert main.results["join"].output == (1, 256, 28, 28)
    assert (main.cost.macs, main.cost.params, main.layers) == (128_049_152, 163_696, 8)
    assert main.results["c2"].macs_formula == "28·28·32 × 5·5·16 = 10,035,200"
    assert main.order == ("input", "a", "b1", "b2", "c1", "c2", "p", "d", "join", "output")
    assert main.complete
    assert main.evaluated == 10


def test_an_output_shows_the_shape_that_arrives_and_counts_nothing(inception):
    result = infer(inception).main.results["output"]
    assert (result.output, result.cost.activations, result.counted) == ((1, 256, 28, 28), 0, False)


def test_an_empty_document_has_no_layers_and_is_complete():
    main = infer(Document()).main
    assert (main.order, main.layers, main.complete, main.cost.macs) == ((), 0, True, 0)


# -- incremental --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("edit", "evaluated"),
    [
        (lambda d: edits.move(d, ("a", "join"), 8, 8), 0),
        (lambda d: edits.set_meta(d, title="T"), 0),
        (lambda d: edits.rename(d, "b1", "reduce"), 1),
        (lambda d: edits.set_param(d, "a", "bias", False), 1),
        (lambda d: edits.set_param(d, "b1", "out_channels", 48), 2),
        (lambda d: edits.set_param(d, "a", "out_channels", 48), 3),
        (lambda d: edits.set_param(d, "d", "padding", "valid"), 1),
        (lambda d: edits.set_param(d, "c1", "out_channels", 24), 2),
        (lambda d: edits.set_param(d, "input", "channels", 256), 6),
        (lambda d: edits.set_param(d, "input", "height", 32), 10),
        (lambda d: edits.disconnect(d, "join", 3), 2),
        (lambda d: edits.remove(d, ("p",)), 3),
        (lambda d: edits.add_node(d, ReLU(), node_id="r", name="r", at=Point(0, 0)), 1),
    ],
)
def test_an_edit_evaluates_only_what_it_can_have_changed(inception, edit, evaluated):
    before = infer(inception)
    after = infer(edit(inception), before)
    assert after.main.evaluated == evaluated
    assert same(after, infer(after.document))


def test_the_same_document_is_the_same_analysis(inception):
    before = infer(inception)
    assert infer(inception, before) is before


def test_results_of_nodes_that_an_edit_cannot_reach_are_the_same_objects(inception):
    before = infer(inception)
    after = infer(edits.set_param(inception, "b1", "out_channels", 48), before)
    kept = {key for key, result in after.main.results.items() if result is before.main.results[key]}
    assert kept == set(inception.main.nodes) - {"b1", "b2"}


def test_undoing_puts_back_equal_results(inception):
    before = infer(inception)
    changed = infer(edits.remove(inception, ("b1", "join")), before)
    assert same(infer(inception, changed), before)


def test_one_change_at_the_top_of_a_chain_of_ten_thousand_goes_no_further_than_shapes_differ():
    document = chain(10_000)
    before = infer(document)
    assert before.main.evaluated == 10_002
    renamed = infer(edits.rename(document, "relu0", "first"), before)
    assert renamed.main.evaluated == 1
    widened = infer(edits.set_param(document, "input", "channels", 9), before)
    assert widened.main.evaluated == 10_002
    assert widened.main.results["output"].output == (1, 9, 16, 16)


def test_a_node_is_evaluated_once_however_many_paths_lead_to_it():
    build = Builder()
    x = build.input(4, 8, 8)
    for number in range(30):
        x = build.add(Add(), x, x, x, name=f"add{number}", at=(0, number + 1))
    document = build.build()
    before = infer(document)
    after = infer(edits.set_param(document, "input", "channels", 5), before)
    assert after.main.evaluated == 31


def test_a_layer_that_becomes_an_output_moves_to_the_front():
    def document(op):
        reading = (OutputRef("in"),)
        nodes = (
            Node("in", Input(), (), "in"),
            Node("a", ReLU(), reading, "a"),
            Node("z", op, reading, "z"),
        )
        return Document(Graph({node.id: node for node in nodes}))

    before = infer(document(ReLU()))
    assert before.main.order == ("in", "a", "z")
    after = infer(document(Output()), before)
    assert after.main.order == ("in", "z", "a")
    assert same(after, infer(after.document))


def test_an_analysis_of_another_document_does_no_harm(inception):
    other = chain(5)
    assert same(infer(inception, infer(other)), infer(inception))
    assert same(infer(other, infer(inception)), infer(other))


OPS = st.sampled_from([ReLU(), Concat(), Output(), Input(channels=4, height=8, width=8), conv(6), conv(5, 3, groups=2)])


@st.composite
def documents(draw):
    """Small acyclic graphs under the same few ids and names, whatever stands there."""
    nodes: dict[str, Node] = {}
    for number in range(draw(st.integers(0, 6))):
        op = draw(OPS)
        earlier = [OutputRef(key) for key in nodes if nodes[key].op.outputs]
        if op.variadic:
            inputs = tuple(draw(st.lists(st.sampled_from(earlier), max_size=3))) if earlier else ()
        else:
            inputs = tuple(draw(st.sampled_from([None, *earlier])) for _ in op.inputs)
        nodes[f"n{number}"] = Node(f"n{number}", op, inputs, f"n{draw(st.integers(0, 1))}{number}")
    return Document(Graph(nodes))


@settings(max_examples=150)
@given(documents(), documents())
def test_inferring_from_any_other_document_equals_inferring_anew(one, two):
    assert same(infer(two, infer(one)), infer(two))


def blocks_of_ten_thousand(count=200, length=50):
    """A chain of ten thousand layers in blocks of its own each, with a variable for every tenth."""
    build = Builder()
    x = build.input(8, 16, 16)
    for number in range(count):
        x = build.add(conv(8), x, name=f"lead{number}", formulas={"out_channels": f"v{number // 10 * 10}"})
        block = build.block(f"block{number}")
        y = block.input()
        for layer in range(length - 1):
            y = block.add(ReLU(), y, name=f"relu{layer}")
        block.output(y)
        x = build.call(block, x, name=f"call{number}")
    build.output(x)
    document = build.build()
    for number in range(0, count, 10):
        document = set_variable(document, f"v{number}", 8)
    return document


def test_an_edit_among_ten_thousand_layers_evaluates_what_it_affects():
    document = blocks_of_ten_thousand()
    with counted() as seen:
        before = infer(document)
        assert before.main.layers == 10_000
        assert sum(seen.values()) == 10_000 + 2 + 2 * 200  # and the ends of the sketch and of every block

        def evaluated_by(edit):
            seen.clear()
            after = infer(edit(document), before)
            assert after.main.layers == before.main.layers
            return sum(seen.values())

        assert evaluated_by(lambda d: edits.set_param(d, "lead0", "bias", False)) == 1
        assert evaluated_by(lambda d: edits.set_param(d, "lead0", "kernel_size", (3, 3))) == 1
        assert evaluated_by(lambda d: edits.set_meta(d, batch=4)) == 0
        # Twenty layers use the variable; behind the last of each run of ten the shapes are as before.
        assert evaluated_by(lambda d: set_variable(d, "v0", 9)) == 10 + 10 * 51 + 1
        assert evaluated_by(lambda d: set_variable(d, "unused", 1)) == 0
        assert evaluated_by(lambda d: edits.rename(d, "relu7", "other", graph="block100")) == 1
