"""The convolution block and the towers, and what all families drawn with them or beside them have in common."""

import pytest

from core.analysis.hints import issues_of
from core.analysis.infer import infer
from core.document.builder import Builder
from core.library.networks import (
    alexnet,
    googlenet,
    inception_v3,
    inception_v4,
    lenet,
    nin,
    spp,
    squeezenet,
    vgg,
    xception,
)
from core.library.networks.towers import call_conv, conv_block, tower

FAMILIES = (alexnet, googlenet, inception_v3, inception_v4, lenet, nin, spp, squeezenet, vgg, xception)
ENTRIES = [entry for family in FAMILIES for entry in family.ENTRIES]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_an_entry_has_no_errors_and_no_warnings_and_every_layer_is_counted(entry):
    analysis = infer(entry.build())
    assert [str(issue.message) for issue in issues_of(analysis) if issue.severity != "hint"] == []
    assert analysis.main.complete


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_an_entry_is_drawn_the_same_every_time(entry):
    first, second = entry.build(), entry.build()
    assert first.main.same_as(second.main)
    assert all(first.modules[key].same_as(second.modules[key]) for key in first.modules)


def test_a_convolution_keeps_the_size_unless_it_has_a_stride_or_no_padding():
    sketch = Builder()
    conv = conv_block(sketch, norm=False)
    x = sketch.input(3, 33, 33)
    sketch.output(call_conv(sketch, conv, x, 8, (1, 7)), name="kept")
    sketch.output(call_conv(sketch, conv, x, 8, 7, stride=2), name="halved")
    sketch.output(tower(sketch, conv, x, (8, 3, 1), (16, 3, 2)), name="tower")
    results = infer(sketch.build()).main.results
    assert [results[key].outputs for key in ("kept", "halved", "tower")] == [
        ((1, 8, 33, 33),),
        ((1, 8, 17, 17),),
        ((1, 16, 15, 15),),
    ]


@pytest.mark.parametrize(
    ("options", "layers", "params"),
    [
        ({"norm": True}, 3, 27 * 4 + 8),
        ({"norm": True, "relu": False}, 2, 27 * 4 + 8),
        ({"norm": False, "bias": True}, 2, 27 * 4 + 4),
    ],
)
def test_the_block_holds_what_was_asked_for(options, layers, params):
    sketch = Builder()
    conv = conv_block(sketch, **options)
    sketch.output(call_conv(sketch, conv, sketch.input(3, 8, 8), 4, 3))
    analysis = infer(sketch.build())
    assert (analysis.main.layers, analysis.main.cost.params) == (layers, params)
