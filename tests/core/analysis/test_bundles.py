"""Several wires led to one layer at once."""

import pytest

from core.analysis.bundles import Bundle, Dependence, landing
from core.analysis.connecting import Verdict
from core.analysis.infer import infer
from core.document import edits
from core.document.builder import Builder
from core.document.graph import Node, OutputRef, ancestors
from core.ops.conv import Conv2d
from core.ops.merge import Add, Concat
from core.ops.resize import CenterCrop


def sketch():
    """Two convs of the same shape, one of half the size, and layers that read nothing yet."""
    builder = Builder()
    image = builder.input(8, 16, 16)
    for name, stride in (("a", 1), ("b", 1), ("small", 2)):
        builder.add(Conv2d(out_channels=4, stride=(stride, stride), padding=(1, 1, 1, 1)), image, name=name)
    builder.add(Add(), name="add")
    builder.add(Concat(), name="concat")
    builder.add(CenterCrop(), name="crop")
    builder.add(Conv2d(out_channels=4), name="conv")
    return builder.build()


def judged(document, target, *sources):
    judgement = Bundle(infer(document).main, [OutputRef(source) for source in sources]).judge(target)
    return judgement.verdict, str(judgement.reason) if judgement.reason else None


@pytest.mark.parametrize(
    ("op", "inputs", "count", "ports"),
    [
        (Add(), (), 3, (0, 1, 2)),
        (Add(), (OutputRef("x"),), 2, (1, 2)),
        (CenterCrop(), (None, None), 2, (0, 1)),
        (CenterCrop(), (OutputRef("x"), None), 1, (1,)),
        (CenterCrop(), (OutputRef("x"), None), 2, (1,)),
        (Conv2d(), (None,), 2, (0,)),
    ],
)
def test_wires_take_the_inputs_that_are_free(op, inputs, count, ports):
    assert landing(Node("n", op, inputs), count) == ports


@pytest.mark.parametrize("target", ["add", "concat"])
def test_wires_of_one_shape_fit_a_merge_together(target):
    assert judged(sketch(), target, "a", "b") == (Verdict.FITS, None)


def test_wires_that_do_not_fit_each_other_are_a_warning_though_each_fits_alone():
    document = sketch()
    assert judged(document, "add", "small") == (Verdict.FITS, None)
    verdict, reason = judged(document, "add", "a", "small")
    assert verdict is Verdict.WARNED
    assert "16" in reason
    assert "8" in reason


def test_wires_are_measured_against_what_is_wired_already():
    document = edits.connect(sketch(), OutputRef("a"), "add", 0)
    assert judged(document, "add", "b", "a") == (Verdict.FITS, None)
    assert judged(document, "add", "b", "small")[0] is Verdict.WARNED


def test_more_wires_than_free_inputs_are_refused():
    assert judged(sketch(), "conv", "a", "b") == (Verdict.REFUSED, "“conv” has 1 input free, not 2.")
    assert judged(sketch(), "crop", "a", "b")[0] is not Verdict.REFUSED
    taken = edits.connect(sketch(), OutputRef("a"), "conv", 0)
    assert judged(taken, "conv", "a", "b") == (Verdict.REFUSED, "“conv” has no free input.")


def test_one_wire_that_closes_a_cycle_refuses_all_of_them():
    document = edits.connect(sketch(), OutputRef("add"), "conv", 0)
    verdict, reason = judged(document, "add", "a", "conv")
    assert verdict is Verdict.REFUSED
    assert "“conv” already depends on “add”" in reason


def test_dependence_is_that_of_the_ancestors(inception):
    nodes = inception.main.nodes
    asked = ("a", "b1", "join", "output")
    dependence = Dependence(infer(inception).main, asked)
    for node in nodes:
        assert dependence.of(node) == ancestors(nodes, (node,)) & set(asked)
