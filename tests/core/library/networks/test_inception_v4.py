"""Inception v4 and Inception-ResNet v2, by arithmetic from the widths and against published counts."""

import pytest

from core.analysis.infer import infer
from core.analysis.totals import totals
from core.library.networks.inception_v4 import ENTRIES
from core.ops.conv import Conv2d
from core.ops.dense import Linear
from core.ops.norm import BatchNorm2d

V4, RESNET, *BLOCKS = ENTRIES


def _a(t, c):
    t.tower(c, (35, 96, 1))
    t.tower(c, (35, 96, 1))
    t.tower(c, (35, 64, 1), (35, 96, 9))
    t.tower(c, (35, 64, 1), (35, 96, 9), (35, 96, 9))
    return 4 * 96


def _b(t, c):
    t.tower(c, (17, 128, 1))
    t.tower(c, (17, 384, 1))
    t.tower(c, (17, 192, 1), (17, 224, 7), (17, 256, 7))
    t.tower(c, (17, 192, 1), (17, 192, 7), (17, 224, 7), (17, 224, 7), (17, 256, 7))
    return 128 + 384 + 256 + 256


def _c(t, c):
    t.tower(c, (8, 256, 1))
    t.tower(c, (8, 256, 1))
    for way in (((8, 384, 1),), ((8, 384, 1), (8, 448, 3), (8, 512, 3))):
        wide = t.tower(c, *way)
        t.tower(wide, (8, 256, 3))
        t.tower(wide, (8, 256, 3))
    return 6 * 256


def _reduction_a(t, c, k, l, m, n):  # noqa: E741
    t.tower(c, (17, n, 9))
    t.tower(c, (35, k, 1), (35, l, 9), (17, m, 9))
    return c + n + m


def test_v4_agrees_with_arithmetic_from_the_figures(tally):
    c = tally.tower(3, (149, 32, 9), (147, 32, 9), (147, 64, 9))
    c += tally.tower(c, (73, 96, 9))
    tally.tower(c, (73, 64, 1), (71, 96, 9))
    tally.tower(c, (73, 64, 1), (73, 64, 7), (73, 64, 7), (71, 96, 9))
    c = 192 + tally.tower(192, (35, 192, 9))
    for _ in range(4):
        c = _a(tally, c)
    c = _reduction_a(tally, c, 192, 224, 256, 384)
    for _ in range(7):
        c = _b(tally, c)
    tally.tower(c, (17, 192, 1), (8, 192, 9))
    tally.tower(c, (17, 256, 1), (17, 256, 7), (17, 320, 7), (8, 320, 9))
    c += 192 + 320
    for _ in range(3):
        c = _c(tally, c)
    tally.linear(c, 1000)
    found = totals(infer(V4.build()))
    assert (found.params, found.macs) == (tally.params, tally.macs)
    assert found.params == V4.published_params == 42_679_816


def _residual(t, side, c, *towers):
    wide = sum(t.tower(c, *layers) for layers in towers)
    t.conv(side, wide, c, norm=False, bias=True)


def test_inception_resnet_agrees_with_arithmetic_from_the_authors_code(tally):
    c = tally.tower(3, (149, 32, 9), (147, 32, 9), (147, 64, 9), (73, 80, 1), (71, 192, 9))
    tally.tower(c, (35, 96, 1))
    tally.tower(c, (35, 48, 1), (35, 64, 25))
    tally.tower(c, (35, 64, 1), (35, 96, 9), (35, 96, 9))
    tally.tower(c, (35, 64, 1))
    c = 320
    for _ in range(10):
        _residual(
            tally,
            35,
            c,
            ((35, 32, 1),),
            ((35, 32, 1), (35, 32, 9)),
            ((35, 32, 1), (35, 48, 9), (35, 64, 9)),
        )
    c = _reduction_a(tally, c, 256, 256, 384, 384)
    for _ in range(20):
        _residual(tally, 17, c, ((17, 192, 1),), ((17, 128, 1), (17, 160, 7), (17, 192, 7)))
    tally.tower(c, (17, 256, 1), (8, 384, 9))
    tally.tower(c, (17, 256, 1), (8, 288, 9))
    tally.tower(c, (17, 256, 1), (17, 288, 9), (8, 320, 9))
    c += 384 + 288 + 320
    assert c == 2080
    for _ in range(10):
        _residual(tally, 8, c, ((8, 192, 1),), ((8, 192, 1), (8, 224, 3), (8, 256, 3)))
    tally.linear(tally.conv(8, c, 1536), 1000)
    found = totals(infer(RESNET.build()))
    assert (found.params, found.macs) == (tally.params, tally.macs)
    assert found.params == RESNET.published_params == 55_843_464


@pytest.mark.parametrize(("entry", "gmacs"), [(V4, 12.3), (RESNET, 13.2)], ids=lambda value: str(value)[:20])
def test_timms_printed_figure_is_macs_and_two_per_normalised_element(entry, gmacs):
    analysis = infer(entry.build())
    normed = sum(
        row.copies * row.result.cost.activations for row in analysis.rows() if isinstance(row.result.op, BatchNorm2d)
    )
    assert round((totals(analysis).macs + 2 * normed) / 1e9, 1) == gmacs


def test_v4_has_the_activations_that_timm_prints():
    weighted = (
        row.copies * row.result.cost.activations
        for row in infer(V4.build()).rows()
        if isinstance(row.result.op, Conv2d | Linear)
    )
    assert round(sum(weighted) / 1e6, 1) == 15.1


def test_the_stages_of_v4_have_the_shapes_of_figure_9():
    results = infer(V4.build()).main.results
    assert [results[key].output for key in ("stem", "reduction_a", "reduction_b")] == [
        (1, 384, 35, 35),
        (1, 1024, 17, 17),
        (1, 1536, 8, 8),
    ]


@pytest.mark.parametrize("block", BLOCKS, ids=lambda entry: entry.name)
def test_a_block_alone_is_that_of_the_network(block):
    alone = infer(block.build())
    results = {result.node.name: result for result in infer(V4.build()).main.results.values()}
    (call,) = (result for name, result in results.items() if name.endswith(f"Inception-{block.name[-1].upper()}"))
    assert alone.main.results["input"].outputs == call.inputs
    assert alone.main.results["output"].outputs == (call.output,)
    assert alone.main.cost == call.copies[0].analysis.cost


def test_the_blocks_are_a_to_c():
    assert [block.name for block in BLOCKS] == [f"inception-v4-{letter}" for letter in "abc"]
