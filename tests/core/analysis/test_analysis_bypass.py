"""What is bypassed hands on its first input, costs nothing, and says nothing of itself."""

from dataclasses import replace

import pytest

from core.analysis.branches import merges
from core.analysis.connecting import Connecting, Verdict
from core.analysis.hints import hints, issues_of
from core.analysis.infer import State, infer
from core.analysis.inside import graph_at
from core.analysis.totals import totals
from core.document import edits
from core.document.builder import Builder
from core.document.definition_edits import set_variable
from core.document.document import Document
from core.document.graph import OutputRef, Point
from core.document.styles import set_bypassed
from core.language.formulas import Formula
from core.language.operator import Cost
from core.ops.activation import ReLU
from core.ops.conv import Conv2d
from core.ops.dense import Linear
from core.ops.interface import Input
from core.ops.merge import Add, Concat
from core.ops.norm import BatchNorm2d
from core.ops.pool import MaxPool2d
from core.ops.rearrange import Split
from tests.core.analysis.blocks import afresh, summed
from tests.core.analysis.sketches import same

SHAPE = (1, 3, 8, 8)


FED = (OutputRef("input"),)


def chain(op=None, inputs=FED):
    """input → it → output, where "it" is bypassed."""
    document = Document()
    for key, each in {"input": Input(channels=3, height=8, width=8), "it": op or Conv2d(out_channels=5)}.items():
        document = edits.add_node(document, each, node_id=key, name=key, at=Point(0, 0))
    for port, ref in enumerate(inputs):
        if ref is not None:
            document = edits.connect(document, ref, "it", port)
    return set_bypassed(document, ("it",), True)


def of(document, key="it"):
    return infer(document).main.results[key]


def test_it_hands_on_what_arrives_and_costs_nothing():
    result = of(chain())
    assert (result.state, result.outputs, result.cost, result.terms) == (State.OK, (SHAPE,), Cost(), ())
    assert result.bypassed
    assert (result.layers, result.learnable, result.macs_formula) == (0, False, "")


def test_totals_are_those_of_the_sketch_without_it():
    build = Builder("Chain")
    x = build.add(Conv2d, build.input(3, 8, 8), name="conv", out_channels=3, kernel_size=1)
    build.output(build.add(BatchNorm2d, x, name="bn"))
    document = build.build()
    before, after = totals(infer(document)), totals(infer(set_bypassed(document, ("bn",), True)))
    assert (before.layers, after.layers) == (2, 1)
    assert (before.params - after.params, before.activations - after.activations) == (6, 3 * 8 * 8)
    assert after.macs == before.macs
    assert after.complete


@pytest.mark.parametrize(
    "op", [Conv2d(groups=2), Conv2d(stride=(0, 0)), Linear(), MaxPool2d(kernel_size=(20, 20))], ids=lambda op: op.label
)
def test_its_own_rule_is_silent(op):
    result = of(chain(op))
    assert (result.state, result.issues, result.output) == (State.OK, (), SHAPE)
    assert of(set_bypassed(chain(op), ("it",), False)).issues


def test_a_formula_that_has_no_value_is_silent_and_one_that_has_is_shown():
    document = edits.set_param(chain(), "it", "out_channels", Formula("nothing + 1"))
    assert (of(document).state, of(document).issues) == (State.OK, ())
    assert of(edits.set_param(document, "it", "out_channels", Formula("2*c_in"))).op.out_channels == 6


def test_every_output_is_the_first_input():
    assert of(chain(Split(chunks=3))).outputs == (SHAPE,) * 3


@pytest.mark.parametrize("op", [Add(), Concat()])
def test_a_merge_passes_its_first_input_and_joins_nothing(op):
    document = Document()
    ends = {"input": Input(channels=3, height=8, width=8), "b": Input(channels=7, height=4, width=4)}
    for key, each in {**ends, "it": op}.items():
        document = edits.add_node(document, each, node_id=key, name=key, at=Point(0, 0))
    for port, source in enumerate(("input", "b")):
        document = edits.connect(document, OutputRef(source), "it", port)
    assert len(merges(infer(document).main)) == 1
    bypassed = set_bypassed(document, ("it",), True)
    assert of(bypassed).outputs == (SHAPE,)
    assert merges(infer(bypassed).main) == ()


def test_only_its_first_input_counts():
    document = edits.add_node(chain(Add()), ReLU(), node_id="waits", name="waits", at=Point(0, 0))
    document = edits.connect(document, OutputRef("waits"), "it", 1)
    assert (of(document).state, of(document).outputs) == (State.OK, (SHAPE,))
    assert of(document).inputs == (SHAPE, None)


def test_without_a_wire_to_its_first_input_it_says_so_and_the_rest_waits():
    document = edits.add_node(chain(inputs=(None,)), ReLU(), node_id="next", name="next", at=Point(0, 0))
    document = edits.connect(document, OutputRef("it"), "next", 0)
    main = infer(document).main
    assert (main.results["it"].state, main.results["next"].state) == (State.OPEN, State.WAITING)
    assert [issue.node for issue in issues_of(infer(document)) if issue.severity == "error"] == ["it"]
    assert main.unknown == 2


def test_behind_something_that_waits_it_waits():
    document = edits.disconnect(chain(), "it", 0)
    document = edits.add_node(document, ReLU(), node_id="open", name="open", at=Point(0, 0))
    document = edits.connect(document, OutputRef("open"), "it", 0)
    assert (of(document).state, of(document).outputs, of(document).issues) == (State.WAITING, (), ())


def test_an_input_is_never_bypassed_whatever_a_file_says():
    document = Builder("In")
    document.output(document.input(3, 8, 8))
    sketch = document.build()
    nodes = {key: replace(node, bypassed=True) for key, node in sketch.main.nodes.items()}
    main = infer(replace(sketch, main=replace(sketch.main, nodes=nodes))).main
    assert not any(result.bypassed for result in main.results.values())
    assert main.results["input"].output == SHAPE


def test_nothing_read_of_it_is_said_without_a_count():
    build = Builder("Unread")
    x = build.input(3, 8, 8)
    build.add(ReLU, x, name="lost")
    build.output(x)
    texts = {
        bypassed: str(hints(infer(set_bypassed(build.build(), ("lost",), bypassed)))[0].message)
        for bypassed in (False, True)
    }
    assert "though it is counted" in texts[False]
    assert "counted" not in texts[True]


def test_a_wire_to_it_fits_whatever_its_rule_says():
    document = edits.disconnect(chain(Conv2d(groups=2)), "it", 0)
    assert Connecting(infer(document).main, OutputRef("input")).judge("it", 0).verdict is Verdict.FITS
    working = set_bypassed(document, ("it",), False)
    assert Connecting(infer(working).main, OutputRef("input")).judge("it", 0).verdict is Verdict.WARNED


# -- the incremental pass -----------------------------------------------------------------------------------------


def test_switching_it_on_and_off_evaluates_it_and_what_really_changes():
    document = chain(Conv2d(out_channels=5, kernel_size=(1, 1)))
    for number, key in enumerate(("a", "b", "c")):
        document = edits.add_node(document, ReLU(), node_id=key, name=key, at=Point(0, 0))
        document = edits.connect(document, OutputRef("it" if number == 0 else "abc"[number - 1]), key, 0)
    on = infer(document)
    off = infer(set_bypassed(document, ("it",), False), on)
    assert off.main.evaluated == 4
    assert same(off, afresh(off.document))
    back = infer(set_bypassed(off.document, ("c",), True), off)
    assert back.main.evaluated == 1
    assert same(back, afresh(back.document))


def test_the_branches_of_a_merge_follow_what_is_bypassed():
    build = Builder("Pools")
    x = build.input(8, 8, 8)
    conv = build.add(Conv2d, x, name="conv", out_channels=4, kernel_size=1)
    pool = build.add(MaxPool2d, x, name="pool", kernel_size=3, stride=1, padding="same")
    build.output(build.add(Concat, conv, pool, name="join"))
    analysis = infer(build.build())
    assert any("pool branch" in str(hint.message) for hint in hints(analysis))
    for key in ("pool", "conv", "join"):
        after = infer(set_bypassed(analysis.document, (key,), True), analysis)
        assert not any("pool branch" in str(hint.message) for hint in hints(after)), key
        assert hints(after) == hints(afresh(after.document))
        assert merges(after.main) == merges(afresh(after.document).main)


def test_a_sketch_with_open_inputs_behind_a_bypassed_merge_is_analysed_twice_alike():
    document = edits.connect(chain(Add(), (OutputRef("input"), None)), OutputRef("input"), "it", 1)
    first = infer(document)
    assert same(first, infer(document))


# -- blocks -------------------------------------------------------------------------------------------------------


def blocks():
    """input → unit ×2 → output; the unit is conv → relu."""
    build = Builder("Blocks")
    unit = build.block("unit")
    unit.output(unit.add(ReLU, unit.add(Conv2d, unit.input(), name="conv", out_channels=6, kernel_size=1), name="relu"))
    build.output(build.call(unit, build.input(3, 8, 8), name="call", repeat=2))
    return build.build()


def test_a_bypassed_block_costs_nothing_and_is_one_row():
    analysis = infer(set_bypassed(blocks(), ("call",), True))
    result = analysis.main.results["call"]
    assert (result.outputs, result.copies, result.layers) == ((SHAPE,), (), 0)
    assert (analysis.main.cost, analysis.main.layers) == (Cost(), 0)
    assert [(row.path, row.result.bypassed) for row in analysis.rows()] == [(("call",), True)]


def test_one_can_still_look_into_a_bypassed_block():
    inner = graph_at(infer(set_bypassed(blocks(), ("call",), True)), ("call",))
    assert inner.results["conv"].state is State.OK


def test_a_bypassed_layer_inside_a_block_is_left_out_of_every_copy():
    document = blocks()
    before = infer(document)
    after = infer(set_bypassed(document, ("relu",), True, graph="unit"), before)
    assert (before.main.layers, after.main.layers) == (4, 2)
    assert before.main.cost.activations - after.main.cost.activations == 2 * 6 * 8 * 8
    assert same(after, afresh(after.document))
    assert summed(after.rows()) == after.main.cost
    assert [row.path[-1] for row in after.rows() if row.result.bypassed] == ["relu"] * len(
        after.main.results["call"].copies
    )


def test_a_block_whose_definition_is_missing_or_wrong_can_be_bypassed():
    document = edits.set_param(blocks(), "conv", "groups", 5, graph="unit")
    assert infer(document).main.unknown
    after = infer(set_bypassed(document, ("call",), True))
    assert after.main.complete
    assert issues_of(after) == []


def test_of_calls_that_share_weights_a_bypassed_one_counts_nothing():
    build = Builder("Shared")
    unit = build.block("unit")
    unit.output(unit.add(Conv2d, unit.input(), name="conv", out_channels=3, kernel_size=1))
    x = build.call(unit, build.input(3, 8, 8), name="one", shared=True)
    build.output(build.call(unit, x, name="two", shared=True))
    document = build.build()
    analysis = infer(document)
    assert analysis.main.results["two"].shared_with == "one"
    after = infer(set_bypassed(document, ("one",), True), analysis)
    assert after.main.results["two"].shared_with is None
    assert after.main.cost.params == analysis.main.cost.params
    assert after.main.cost.macs * 2 == analysis.main.cost.macs
    assert same(after, afresh(after.document))


def test_a_formula_of_a_bypassed_layer_follows_a_variable():
    document = set_variable(edits.set_param(chain(), "it", "out_channels", Formula("w")), "w", 4)
    first = infer(document)
    after = infer(set_variable(document, "w", 9), first)
    assert after.main.results["it"].op == Conv2d(out_channels=9)
    assert same(after, afresh(after.document))
