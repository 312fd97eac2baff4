"""What a wire may do, and with which warning."""

import pytest

from core.analysis.connecting import Connecting, Verdict
from core.analysis.infer import infer
from core.document import edits
from core.document.document import Document
from core.document.graph import OutputRef, Point
from core.errors import EditError
from core.ops.conv import Conv2d
from core.ops.dense import Linear
from core.ops.interface import Input, Output
from core.ops.merge import Add, Concat
from core.ops.pool import MaxPool2d
from core.ops.shape import Flatten


def placed(document, op, node):
    return edits.add_node(document, op, node_id=node, name=node, at=Point(0, 0))


def judged(document, source, target, port=0):
    judgement = Connecting(infer(document).main, OutputRef(source)).judge(target, port)
    return judgement.verdict, str(judgement.reason) if judgement.reason else None


def test_a_wire_that_fits_needs_no_reason(inception):
    document = placed(inception, Conv2d(), "new")
    assert judged(document, "join", "new") == (Verdict.FITS, None)
    assert judged(document, "input", "b2") == (Verdict.FITS, None)


@pytest.mark.parametrize(
    ("source", "target", "port", "reason"),
    [
        ("b2", "b1", 0, "This would close a cycle: “b2” already depends on “b1”."),
        ("join", "join", 4, "A layer cannot read its own output."),
        ("join", "a", 0, "This would close a cycle: “join” already depends on “a”."),
        ("a", "b1", 1, "“b1” has no such input."),
        ("a", "join", 5, "“join” has no such input."),
        ("a", "input", 0, "“input” has no such input."),
        ("output", "a", 0, "“output” has no such output."),
    ],
)
def test_an_impossible_wire_is_refused_by_the_same_rule_as_the_edit(inception, source, target, port, reason):
    assert judged(inception, source, target, port) == (Verdict.REFUSED, reason)
    with pytest.raises(EditError):
        edits.connect(inception, OutputRef(source), target, port)


def test_every_verdict_agrees_with_what_the_edit_does(inception):
    document = placed(placed(inception, Conv2d(groups=5, out_channels=10), "odd"), Linear(), "fc")
    document = edits.connect(placed(document, Flatten(), "flat"), OutputRef("a"), "flat", 0)
    analysis = infer(document)
    tried = 0
    for source in document.main.nodes:
        connecting = Connecting(analysis.main, OutputRef(source))
        for target in document.main.nodes:
            for port, judgement in connecting.targets(target).items():
                tried += 1
                try:
                    after = edits.connect(document, OutputRef(source), target, port)
                except EditError:
                    assert judgement.verdict is Verdict.REFUSED
                    continue
                assert judgement.verdict is not Verdict.REFUSED
                issues = infer(after, analysis).main.results[target].issues
                worth_a_word = [str(issue.message) for issue in issues if issue.severity != "hint"]
                assert (judgement.verdict is Verdict.WARNED) is bool(worth_a_word)
                if judgement.reason:
                    assert str(judgement.reason) in worth_a_word
    assert tried > 150


def test_a_wire_that_will_not_fit_is_accepted_with_its_reason(inception):
    document = placed(inception, Flatten(), "flat")
    document = edits.connect(document, OutputRef("join"), "flat", 0)
    document = placed(document, MaxPool2d(), "pool")
    verdict, reason = judged(document, "flat", "pool")
    assert verdict is Verdict.WARNED
    assert reason == (
        "MaxPool2d needs an input of 4 dimensions, but gets 1×200704 (N×features). "
        "Connect it before the Flatten, where the tensor still has height and width."
    )


def test_a_wire_into_a_merge_is_measured_against_the_others(inception):
    document = edits.set_param(inception, "p", "stride", (2, 2))
    document = edits.set_param(document, "p", "padding", "valid")
    document = edits.disconnect(document, "join", 3)
    verdict, reason = judged(document, "d", "join", 3)
    assert verdict is Verdict.WARNED
    assert reason is not None
    assert reason.startswith("Input 4 has height 13 and width 13, but input 1 has 28 and 28")
    assert judged(document, "c2", "join", 3) == (Verdict.FITS, None)


def test_a_good_wire_into_a_merge_that_is_wrong_already_is_not_blamed(inception):
    document = edits.set_param(inception, "b2", "padding", "valid")
    assert judged(document, "c1", "join", 4) == (Verdict.FITS, None)
    assert judged(document, "b2", "join", 4)[0] is Verdict.WARNED
    # The first input is what the others are measured against.
    assert judged(document, "b2", "join", 0)[0] is Verdict.WARNED


def test_a_layer_with_a_mistake_of_its_own_does_not_blame_the_wire():
    document = placed(placed(Document(), Input(), "input"), Conv2d(stride=(0, 0)), "conv")
    assert judged(document, "input", "conv") == (Verdict.FITS, None)


def test_a_wire_that_can_be_computed_but_hardly_meant_is_warned_of():
    document = placed(placed(Document(), Input(), "input"), Linear(), "fc")
    verdict, reason = judged(document, "input", "fc")
    assert verdict is Verdict.WARNED
    assert reason is not None
    assert "Put a Flatten" in reason


def test_an_even_kernel_is_no_fault_of_the_wire():
    document = placed(placed(Document(), Input(), "input"), Conv2d(kernel_size=(4, 4), padding="same"), "conv")
    assert judged(document, "input", "conv") == (Verdict.FITS, None)


def test_a_wire_whose_shape_is_not_known_yet_fits(inception):
    document = placed(edits.disconnect(inception, "b1", 0), Output(), "end")
    assert judged(document, "b2", "end") == (Verdict.FITS, None)
    assert judged(document, "b2", "join", 4) == (Verdict.FITS, None)


def test_a_wire_on_an_occupied_input_replaces_the_other():
    document = placed(placed(placed(Document(), Input(), "one"), Input(channels=8), "two"), Conv2d(groups=8), "conv")
    document = edits.connect(document, OutputRef("two"), "conv", 0)
    assert judged(document, "two", "conv") == (Verdict.FITS, None)
    assert judged(document, "one", "conv")[0] is Verdict.WARNED


def test_a_merge_offers_its_free_port_and_a_layer_all_of_its_own(inception):
    connecting = Connecting(infer(inception).main, OutputRef("input"))
    assert list(connecting.targets("join")) == [0, 1, 2, 3, 4]
    assert list(connecting.targets("a")) == [0]
    assert connecting.targets("input") == {}


def test_a_first_wire_into_an_empty_merge_fits():
    for op in (Concat(), Add()):
        document = placed(placed(Document(), Input(), "input"), op, "join")
        assert judged(document, "input", "join") == (Verdict.FITS, None)
