"""Edits of blocks: what they change, what they keep, what they refuse."""

import itertools

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from core.analysis.infer import infer
from core.document import edits
from core.document.builder import Builder
from core.document.definition_edits import (
    remove_module,
    remove_parameter,
    remove_variable,
    rename_module,
    rename_parameter,
    rename_variable,
    set_parameter,
    set_variable,
    uses,
)
from core.document.document import MAIN
from core.document.graph import OutputRef, Point
from core.document.module_edits import (
    add_call,
    extract_module,
    inline_module,
    make_unique,
    set_argument,
    set_argument_of_all,
)
from core.document.modules import ModuleCall
from core.document.styles import set_bypassed
from core.errors import EditError
from core.language.formulas import Formula
from core.ops.activation import ReLU
from core.ops.conv import Conv2d
from core.ops.interface import Input, Output
from core.ops.merge import Add, Concat
from core.ops.norm import BatchNorm2d
from core.ops.pool import MaxPool2d
from core.ops.rearrange import Split


def ids():
    return map("new{}".format, itertools.count()).__next__


def sketch():
    """A variable, a block in a block, and calls of both."""
    build = Builder("Sketch", width=16)
    unit = build.block("unit", c=8, k=3)
    x = unit.input()
    unit.output(unit.add(Conv2d, x, name="conv", out_channels="c*2", kernel_size="k", padding="k//2"))
    stage = build.block("stage", n=2)
    x = stage.input()
    y = stage.call(unit, x, name="units", c="n + c_in", repeat=2)
    stage.output(stage.add(ReLU, y, name="relu"))
    x = build.input("width", 16, 16)
    x = build.call(unit, x, name="stem", c="width/2")
    build.output(build.call(stage, x, name="body", n=4))
    return build.build()


def figures(document):
    """What must not change: results by the names of the outputs, and the totals."""
    main = infer(document).main
    outs = {r.node.name: r.output for r in main.results.values() if r.op.is_output}
    # A block that waits for one of its inputs is not evaluated, whatever the others could say.
    return (outs, main.cost, main.layers) if main.complete else "incomplete"


def arguments_of(node):
    assert isinstance(node.op, ModuleCall)
    return node.op.arguments


def refusal(edit, *args, **kwargs):
    with pytest.raises(EditError) as caught:
        edit(*args, **kwargs)
    return str(caught.value)


# -- selection to block and back ----------------------------------------------------------------------------------

OPS = st.sampled_from(
    [
        ReLU(),
        BatchNorm2d(),
        MaxPool2d(),
        Add(),
        Concat(),
        Split(chunks=2),
        Conv2d(out_channels=6, kernel_size=(3, 3), padding="same"),
        Conv2d(out_channels=4, kernel_size=(1, 1), groups=2),
    ]
)


@st.composite
def graphs(draw):
    """A random sketch with formulas and a variable, and a random selection of its layers."""
    build = Builder(w=draw(st.integers(1, 3)))
    made = [build.input("4*w", 16, 16), build.input(8, 16, 16, name="other")]
    for number in range(draw(st.integers(1, 7))):
        op = draw(OPS)
        count = draw(st.integers(1, 3)) if op.variadic else 1
        formulas = {"out_channels": "2*c_in*w", "groups": "1"} if isinstance(op, Conv2d) and draw(st.booleans()) else {}
        ref = build.add(op, *(draw(st.sampled_from(made)) for _ in range(count)), name=f"l{number}", formulas=formulas)
        made += [OutputRef(ref.node, port) for port in range(len(op.outputs))]
    build.output(made[-1])
    layers = [ref.node for ref in made[2:]]
    return build.build(), draw(st.sets(st.sampled_from(layers), min_size=1))


@settings(max_examples=120)
@given(graphs())
def test_a_selection_made_a_block_and_taken_apart_keeps_shapes_and_totals(given_):
    document, chosen = given_
    new = ids()
    try:
        block = extract_module(document, chosen, module_id="m", call_id="call", name="Block", new_id=new)
    except EditError:
        assume(False)
    assert figures(block) == figures(document)
    assert set(block.main.nodes) == (set(document.main.nodes) - chosen) | {"call"}
    apart = inline_module(block, "call", new_id=new)
    assert figures(apart) == figures(document)
    assert sorted(n.name for n in apart.main.nodes.values()) == sorted(n.name for n in document.main.nodes.values())


def test_calls_with_arguments_are_taken_apart_with_their_values_written_in():
    document = sketch()
    new = ids()
    apart = inline_module(document, "stem", new_id=new)
    assert figures(apart) == figures(document)
    (conv,) = (node for node in apart.main.nodes.values() if node.name == "conv")
    assert conv.formulas["out_channels"] == Formula("(width/2)*2")
    assert conv.formulas["padding.top"] == Formula("3//2")
    body = inline_module(apart, "body", new_id=new)
    assert figures(body) == figures(document)
    (units,) = (node for node in body.main.nodes.values() if node.name == "units")
    assert arguments_of(units) == (("c", Formula("4 + c_in")),)


def test_a_block_within_a_block_hands_on_the_parameters_it_uses():
    document = sketch()
    inner = extract_module(
        document, ["units"], module_id="m", call_id="call", name="Inner", new_id=ids(), graph="stage"
    )
    assert inner.modules["m"].parameters.keys() == {"n"}
    assert arguments_of(inner.modules["stage"].graph.nodes["call"]) == (("n", Formula("n")),)
    assert figures(inner) == figures(document)


def test_a_variable_is_not_captured_by_a_parameter_of_that_name():
    document = edits.set_param(sketch(), "conv", "out_channels", Formula("width"), graph="unit")
    document = set_parameter(document, "stage", "width", 3)
    document = edits.set_param(document, "units", "repeat", 1, graph="stage")
    document = set_argument(document, "units", "c", None, graph="stage")
    assert refusal(inline_module, document, "units", new_id=ids(), graph="stage") == (
        "“width” in “unit” is the sketch's variable, but would be the parameter of “stage”. Rename one of them first."
    )


def test_what_cannot_become_a_block_says_why():
    build = Builder()
    x = build.input(4, 8, 8)
    a = build.add(ReLU, x, name="a")
    b = build.add(ReLU, a, name="b")
    build.output(build.add(Add, a, b, name="c"))
    document = build.build()

    def extract(*nodes):
        return refusal(extract_module, document, nodes, module_id="m", call_id="k", name="B", new_id=ids())

    assert extract() == "Select the layers that shall become a block."
    assert extract("input", "a") == (
        "“input” is where the sketch begins or ends; a block has ports of its own. Leave it out."
    )
    assert extract("a", "c") == ("A path leaves the selection and comes back through “b” to “c”. Select “b” too.")


def test_a_block_that_is_repeated_or_reads_its_input_in_an_argument_cannot_be_taken_apart():
    document = sketch()
    assert "set its repeat to 1 first" in refusal(inline_module, document, "units", new_id=ids(), graph="stage")
    document = edits.set_param(document, "units", "repeat", 1, graph="stage")
    assert "reads c_in of the block" in refusal(inline_module, document, "units", new_id=ids(), graph="stage")


def test_calls_that_share_weights_stay_together():
    build = Builder()
    block = build.block("head")
    x = block.input()
    block.output(block.add(Conv2d, x, name="conv", out_channels=4))
    x = build.input(4, 16, 16)
    a = build.call(block, x, name="one", shared=True)
    b = build.call(block, x, name="two", shared=True)
    build.output(build.add(Add, a, b, name="add"))
    document = build.build()
    extract = {"module_id": "m", "call_id": "k", "name": "B", "new_id": ids()}
    assert "“one” and “two” share their weights" in refusal(extract_module, document, ["one"], **extract)
    assert "share their weights" in refusal(inline_module, document, "two", new_id=ids())
    both = extract_module(document, ["one", "two", "add"], **extract)
    assert figures(both) == figures(document)


# -- definitions and their calls ----------------------------------------------------------------------------------


def test_all_calls_follow_their_definition_until_one_is_made_unique():
    document = sketch()
    own = make_unique(document, "stem", "own")
    assert own.modules["own"].name == "unit_2"
    changed = edits.set_param(own, "conv", "bias", False, graph="unit")
    assert infer(changed).main.results["stem"].cost == infer(document).main.results["stem"].cost
    assert infer(changed).main.results["body"].cost != infer(document).main.results["body"].cost


def test_a_block_cannot_stand_in_itself():
    document = sketch()
    assert refusal(add_call, document, "stage", node_id="x", at=Point(0, 0), graph="unit") == (
        "“stage” cannot stand inside “unit”: it would contain itself."
    )
    assert "contain itself" in refusal(add_call, document, "unit", node_id="x", at=Point(0, 0), graph="unit")
    assert "x" in add_call(document, "unit", node_id="x", at=Point(0, 0), graph="stage").modules["stage"].graph.nodes


def test_a_call_loses_the_wire_of_a_port_that_is_gone_and_keeps_the_others():
    build = Builder()
    block = build.block("two")
    a, b = block.input(name="a"), block.input(name="b")
    block.output(block.add(ReLU, a, name="left"), name="o1")
    block.output(block.add(ReLU, b, name="right"), name="o2")
    x, y = build.input(4, 8, 8, name="x"), build.input(8, 8, 8, name="y")
    call = build.call(block, x, y, name="call")
    build.output(call, name="first")
    build.output(OutputRef(call.node, 1), name="second")
    document = build.build()
    fewer = edits.remove(document, ["a", "o1"], graph="two")
    nodes = fewer.main.nodes
    assert nodes["call"].inputs == (OutputRef("y"),)
    assert nodes["first"].inputs == (None,)
    assert nodes["second"].inputs == (OutputRef("call", 0),)
    assert infer(fewer).main.results["second"].output == (1, 8, 8, 8)
    more = edits.add_node(fewer, Input(), node_id="new", name="a new one", at=Point(0, 0), graph="two")
    more = edits.add_node(more, Output(), node_id="out", name="o3", at=Point(0, 0), graph="two")
    grown = more.main.nodes["call"]
    assert grown.inputs == (OutputRef("y"), None)
    assert grown.op.inputs == ("b", "a new one")
    assert grown.op.outputs == ("o2", "o3")
    assert more.main.nodes["second"].inputs == (OutputRef("call", 0),)
    named = edits.rename(more, "b", "image", graph="two")
    assert named.main.nodes["call"].op.inputs == ("image", "a new one")
    assert named.main.nodes["call"].inputs == grown.inputs


def test_an_edit_that_changes_no_port_leaves_the_calls_the_same_objects():
    document = sketch()
    changed = edits.set_param(document, "conv", "bias", False, graph="unit")
    assert changed.main is document.main
    assert changed.modules["stage"] is document.modules["stage"]


def test_a_definition_in_use_cannot_be_deleted():
    document = sketch()
    assert refusal(remove_module, document, "unit") == "“unit” is still used by “stem” in the sketch."
    assert refusal(remove_module, edits.remove(document, ["stem"]), "unit") == (
        "“unit” is still used by “units” in stage."
    )
    assert "unit" not in remove_module(edits.remove(document, ["stem", "body"]), "stage").modules["unit"].graph.nodes


def test_a_definition_is_renamed_for_all_its_calls():
    document = rename_module(sketch(), "unit", "  Conv / block ")
    assert document.modules["unit"].name == "Conv ∕ block"
    assert document.main.nodes["stem"].op.label == "Conv ∕ block"
    assert rename_module(document, "stage", "Conv ∕ block").modules["stage"].name == "Conv ∕ block_2"
    assert "needs a name" in refusal(rename_module, document, "unit", " ")


# -- names --------------------------------------------------------------------------------------------------------


def test_renaming_a_variable_renames_it_wherever_it_is_meant():
    document = rename_variable(sketch(), "width", "base")
    assert document.variables.keys() == {"base"}
    assert document.main.nodes["input"].formulas["channels"] == Formula("base")
    assert arguments_of(document.main.nodes["stem"]) == (("c", Formula("base/2")),)
    assert figures(document) == figures(sketch())
    assert figures(rename_parameter(document, "unit", "c", "channels")) == figures(sketch())


@pytest.mark.parametrize(
    ("new", "why"),
    [
        ("2w", "is not a name"),
        ("if", "is not a name"),
        ("c_in", "has a meaning of its own"),
        ("i", "has a meaning of its own"),
        ("n", "is taken"),
    ],
)
def test_a_name_that_cannot_be_one_is_refused(new, why):
    assert why in refusal(rename_variable, sketch(), "width", new)


def test_a_variable_in_use_says_where():
    document = sketch()
    assert uses(document, "width") == ["channels of “input”", "c of “stem”"]
    assert refusal(remove_variable, document, "width") == (
        "“width” is used by channels of “input”, c of “stem”. Change these first."
    )
    assert refusal(remove_parameter, document, "unit", "c") == (
        "“c” is used by out_channels of “conv” in “unit”. Change these first."
    )
    free = set_parameter(set_variable(document, "spare", 1), "unit", "extra", 2)
    free = set_argument(free, "stem", "extra", 3)
    assert remove_variable(free, "spare").variables.keys() == {"width"}
    assert arguments_of(remove_parameter(free, "unit", "extra").main.nodes["stem"]) == (("c", Formula("width/2")),)


@pytest.mark.parametrize("value", [float("inf"), float("-inf"), float("nan")])
def test_a_value_that_is_no_finite_number_is_refused(value):
    document = sketch()
    for edit, *args in (
        (set_variable, "width"),
        (set_parameter, "unit", "c"),
        (set_argument, "stem", "c"),
    ):
        assert "a finite number is needed" in refusal(edit, document, *args, value)


def test_setting_what_is_there_already_changes_nothing():
    document = sketch()
    assert set_variable(document, "width", 16) is document
    assert set_parameter(document, "unit", "c", 8) is document
    assert set_argument(document, "stem", "k", None) is document
    assert rename_variable(document, "width", "width") is document
    assert set_variable(document, "width", 16.0) is not document
    assert document.graph(MAIN) is document.main


def test_a_selection_is_looked_through_a_few_times_however_large_the_sketch():
    class Counted(list):
        looks = 0

        def __iter__(self):
            self.looks += 1
            return super().__iter__()

    build = Builder()
    x = build.input(3, 8, 8)
    for _ in range(20):
        x = build.add(ReLU, x)
    build.output(x)
    document = build.build()
    chosen = Counted(key for key, node in document.main.nodes.items() if isinstance(node.op, ReLU))
    extract_module(document, chosen, module_id="m", call_id="c", name="m", new_id=ids())
    assert chosen.looks == 1


def test_an_argument_of_several_calls_is_set_at_once():
    document = set_argument_of_all(sketch(), ["stem"], "c", 12)
    assert document.main.nodes["stem"].op == set_argument(sketch(), "stem", "c", 12).main.nodes["stem"].op
    assert set_argument_of_all(document, ["stem"], "c", 12) is document
    assert refusal(set_argument_of_all, document, ["stem", "nobody"], "c", 3) == "This is not a block."
    assert refusal(set_argument_of_all, document, ["stem"], "q", 3) == "“stem” has no parameter “q”."


@pytest.mark.parametrize("wired", ["nowhere", "open", "input"])
def test_what_a_bypassed_block_hands_on_stays_when_it_is_taken_apart(wired):
    build = Builder("Bypassed")
    unit = build.block("unit")
    x = unit.input()
    y = unit.add(ReLU, unit.add(Conv2d, x, name="conv"), name="relu")
    unit.output(y)
    build.output(build.call(unit, build.input(3, 8, 8), name="call"))
    document = set_bypassed(build.build(), ("call",), True)
    if wired == "nowhere":
        document = edits.disconnect(document, "output", 0, graph="unit")
    elif wired == "open":
        document = edits.disconnect(document, "conv", 0, graph="unit")
    before = infer(document).main.results["output"]
    apart = inline_module(document, "call", new_id=ids())
    after = infer(apart).main.results["output"]
    assert (before.state, before.outputs, before.inputs) == (after.state, after.outputs, after.inputs)
    source = apart.main.nodes["output"].inputs[0]
    assert (source == OutputRef("input")) == (wired != "input")
