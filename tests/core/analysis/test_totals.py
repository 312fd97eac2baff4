"""Totals: what multiplies with the batch, what with the precision, and what with neither."""

import dataclasses

import pytest

from core.analysis.infer import infer
from core.analysis.totals import DEFAULT_PRECISION, PRECISIONS, totals
from core.document import edits
from core.document.builder import Builder
from core.document.document import Document
from core.ops.conv import Conv2d
from core.ops.norm import BatchNorm2d


@pytest.fixture
def block():
    """A convolution without bias and its batch norm on 3×8×8."""
    build = Builder()
    x = build.input(3, 8, 8)
    y = build.add(Conv2d(out_channels=16, kernel_size=(3, 3), padding="same", bias=False), x, name="conv", at=(0, 1))
    build.output(build.add(BatchNorm2d(), y, name="bn", at=(0, 2)), at=(0, 3))
    return build.build()


def test_totals_are_the_sums_over_all_layers(block):
    assert dataclasses.asdict(totals(infer(block))) == {
        "macs": 8 * 8 * 16 * 27,
        "params": 16 * 27 + 32,
        "buffers": 32,
        "activations": 2 * 16 * 64,
        "elementwise_ops": 2 * 16 * 64,
        "weight_bytes": 4 * (16 * 27 + 32 + 32),
        "activation_bytes": 4 * 2 * 16 * 64,
        "layers": 2,
        "unknown": 0,
        "batch": 1,
        "precision": "float32",
    }


def test_the_batch_multiplies_activations_and_their_bytes_and_nothing_else(block):
    one, eight = totals(infer(block)), totals(infer(edits.set_meta(block, batch=8)))
    changed = {key for key, value in dataclasses.asdict(one).items() if getattr(eight, key) != value}
    assert changed == {"activations", "activation_bytes", "batch"}
    assert (eight.activations, eight.activation_bytes) == (8 * one.activations, 8 * one.activation_bytes)


@pytest.mark.parametrize(
    ("precision", "size"), [("float32", 4), ("float16", 2), ("bfloat16", 2), ("float64", 8), ("int8", 1)]
)
def test_the_precision_multiplies_bytes_and_nothing_else(block, precision, size):
    found = totals(infer(block), precision)
    assert found.weight_bytes == size * (found.params + found.buffers)
    assert found.activation_bytes == size * found.activations
    plain = totals(infer(block))
    assert (found.macs, found.params, found.activations) == (plain.macs, plain.params, plain.activations)


def test_every_precision_is_listed_and_the_default_is_one_of_them():
    assert len(PRECISIONS) == 5
    assert DEFAULT_PRECISION in PRECISIONS


def test_totals_say_that_they_are_incomplete(block):
    found = totals(infer(edits.set_param(block, "conv", "groups", 2)))
    assert (found.complete, found.unknown, found.layers) == (False, 3, 2)
    assert found.macs == 0
    assert totals(infer(block)).complete
    assert totals(infer(Document())).complete


def test_totals_are_exact_beyond_sixty_four_bits():
    build = Builder()
    x = build.input(10**18, 10**18, 10**18)
    build.add(Conv2d(out_channels=10**18, kernel_size=(1, 1)), x, name="conv", at=(0, 1))
    assert totals(infer(build.build())).macs == 10**72
