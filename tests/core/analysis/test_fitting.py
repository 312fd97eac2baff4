"""What would fit, before it is placed: the same as the rules of connecting say once it is."""

import pytest

from core.analysis.connecting import Connecting, Verdict
from core.analysis.fitting import Fitting
from core.analysis.infer import infer
from core.document import edits
from core.document.builder import Builder
from core.document.graph import OutputRef, Point
from core.document.importing import as_module
from core.document.modules import ModuleCall, interface_of
from core.language.formulas import Formula
from core.library.presets import presets
from core.ops.conv import Conv2d
from core.ops.dense import Linear
from core.ops.interface import Input, Output
from core.ops.merge import Add, Concat
from core.ops.shape import Flatten
from tests.core.analysis.sketches import inception_3a

OUTPUTS = ("input", "join", "b1", "flat", "loose")
INPUTS = (("join", 1), ("join", 4), ("c2", 0), ("output", 0), ("fc", 0), ("narrow", 0))


def network():
    """Inception 3a with a Flatten, a Linear layer, one that is not connected and one that wants 64 channels."""
    document = inception_3a()
    for key, op, source in (
        ("flat", Flatten(), "join"),
        ("fc", Linear(), "flat"),
        ("narrow", Conv2d(groups=64, out_channels=64), None),
        ("loose", Conv2d(), None),
    ):
        document = edits.add_node(document, op, node_id=key, name=key, at=Point(0, 0))
        if source is not None:
            document = edits.connect(document, OutputRef(source), key, 0)
    return document


def after_placing(document, entry, source, target):
    """What Connecting says of a layer that is there: the worse of its two wires."""
    document = edits.add_node(document, entry.op, node_id="new", name="new", at=Point(0, 0), formulas=entry.formulas)
    verdicts = []
    if source is not None:
        verdicts.append(Connecting(infer(document).main, source).judge("new", 0))
        if verdicts[0].verdict is not Verdict.REFUSED:
            document = edits.connect(document, source, "new", 0)
    if target is not None:
        verdicts.append(Connecting(infer(document).main, OutputRef("new")).judge(*target))
    worst = [v for v in verdicts if v.verdict is Verdict.REFUSED] + [v for v in verdicts if v.verdict is Verdict.WARNED]
    return (worst or verdicts)[0]


@pytest.mark.parametrize("source", [*map(OutputRef, OUTPUTS), None])
@pytest.mark.parametrize("target", [*INPUTS, None])
def test_a_layer_fits_where_it_would_once_it_is_placed(source, target):
    if source is None and target is None:
        return
    document = network()
    fitting = Fitting(infer(document).main, source, target)
    for entry in presets():
        found = fitting.judge(entry.op, entry.formulas)
        real = after_placing(document, entry, source, target)
        assert found.verdict is real.verdict, entry.key
        if found.verdict is Verdict.WARNED:
            assert found.reason == real.reason


def test_what_has_no_port_on_the_side_of_the_wire_is_refused():
    analysis = infer(inception_3a()).main
    found = Fitting(analysis, OutputRef("join")).judge(Input())
    assert (found.verdict, str(found.reason)) == (Verdict.REFUSED, "“Input” has no input.")
    found = Fitting(analysis, target=("a", 0)).judge(Output())
    assert (found.verdict, str(found.reason)) == (Verdict.REFUSED, "“Output” has no output.")


def test_nothing_fits_a_port_that_is_not_there_or_between_ends_that_close_a_cycle():
    analysis = infer(inception_3a()).main
    assert Fitting(analysis, OutputRef("output")).judge(Conv2d()).verdict is Verdict.REFUSED
    assert Fitting(analysis, OutputRef("a", 1)).judge(Conv2d()).verdict is Verdict.REFUSED
    assert Fitting(analysis, target=("a", 1)).judge(Conv2d()).verdict is Verdict.REFUSED
    assert "cycle" in str(Fitting(analysis, OutputRef("join"), ("a", 0)).judge(Conv2d()).reason)


def test_judging_leaves_nothing_behind():
    analysis = infer(inception_3a()).main
    fitting = Fitting(analysis, OutputRef("join"), ("output", 0))
    verdicts = [fitting.judge(op).verdict for op in (Linear(), Conv2d(), Linear(), Concat(), Add())]
    assert verdicts == [Verdict.WARNED, Verdict.FITS, Verdict.WARNED, Verdict.FITS, Verdict.FITS]
    assert "" not in analysis.graph.nodes
    assert "" not in analysis.results


def test_formulas_count():
    analysis = infer(inception_3a()).main
    fitting = Fitting(analysis, OutputRef("join"))
    assert fitting.judge(Conv2d(), {"groups": Formula("c_in")}).verdict is Verdict.WARNED  # 64 filters, 256 groups
    follows = {"groups": Formula("c_in"), "out_channels": Formula("c_in")}
    assert fitting.judge(Conv2d(), follows).verdict is Verdict.FITS


def test_a_block_that_the_sketch_does_not_have_is_judged_by_its_definition():
    build = Builder()
    build.output(build.add(Linear(), build.add(Flatten, build.input(3, 8, 8)), name="fc"))
    module = as_module(build.build(), "head")[0]
    call = ModuleCall(module=module.id, interface=interface_of(module))
    analysis = infer(network()).main
    known = {module.id: module}
    assert Fitting(analysis, OutputRef("join")).judge(call, modules=known).verdict is Verdict.FITS
    assert Fitting(analysis, OutputRef("join")).judge(call).verdict is Verdict.FITS  # missing whatever arrives
    assert Fitting(analysis, OutputRef("join"), ("narrow", 0)).judge(call, modules=known).verdict is Verdict.WARNED
