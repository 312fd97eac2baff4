"""Inception v3 and its blocks, by arithmetic from the widths and against the figures that tools give."""

import pytest

from core.analysis.infer import infer
from core.analysis.totals import totals
from core.document.definition_edits import set_variable
from core.library.networks.inception_v3 import ENTRIES
from core.ops.norm import BatchNorm2d

NETWORK, *BLOCKS = ENTRIES
CALLS = {
    "A": "3 × Inception A",
    "B": "Inception B",
    "C": "4 × Inception C",
    "D": "Inception D",
    "E": "2 × Inception E",
}


def _mixed_a(t, c, proj):
    t.tower(c, (35, 64, 1))
    t.tower(c, (35, 48, 1), (35, 64, 25))
    t.tower(c, (35, 64, 1), (35, 96, 9), (35, 96, 9))
    t.tower(c, (35, proj, 1))
    return 64 + 64 + 96 + proj


def _mixed_c(t, c, c7):
    t.tower(c, (17, 192, 1))
    t.tower(c, (17, c7, 1), (17, c7, 7), (17, 192, 7))
    t.tower(c, (17, c7, 1), *[(17, c7, 7)] * 3, (17, 192, 7))
    t.tower(c, (17, 192, 1))
    return 768


def _mixed_e(t, c):
    t.tower(c, (8, 320, 1))
    for way in (((8, 384, 1),), ((8, 448, 1), (8, 384, 9))):
        wide = t.tower(c, *way)
        t.tower(wide, (8, 384, 3))
        t.tower(wide, (8, 384, 3))
    t.tower(c, (8, 192, 1))
    return 2048


def test_the_network_agrees_with_arithmetic_from_its_widths(tally):
    c = tally.tower(3, (149, 32, 9), (147, 32, 9), (147, 64, 9), (73, 80, 1), (71, 192, 9))
    for proj in (32, 64, 64):
        c = _mixed_a(tally, c, proj)
    tally.tower(c, (17, 384, 9))
    tally.tower(c, (35, 64, 1), (35, 96, 9), (17, 96, 9))
    c += 384 + 96
    assert c == 768
    for c7 in (128, 160, 160, 192):
        c = _mixed_c(tally, c, c7)
    tally.tower(c, (17, 192, 1), (8, 320, 9))
    tally.tower(c, (17, 192, 1), (17, 192, 7), (17, 192, 7), (8, 192, 9))
    c += 320 + 192
    for _ in range(2):
        c = _mixed_e(tally, c)
    tally.linear(c, 1000)
    found = totals(infer(NETWORK.build()))
    assert (found.params, found.macs) == (tally.params, tally.macs) == (23_834_568, 5_713_216_096)


def test_the_variable_aux_counts_the_head_as_torchvision_publishes_it():
    document = NETWORK.build()
    on = infer(set_variable(document, "aux", 1))
    assert totals(on).params == NETWORK.published_params == 27_161_264
    assert on.main.results["output"].outputs == infer(document).main.results["output"].outputs == ((1, 1000),)


def test_what_other_tools_add_for_normalisation_is_found_in_the_sketch():
    # fvcore gives 5,731.3 M: MACs, two per normalised element, one per element that the last pool reads.
    analysis = infer(NETWORK.build())
    normed = sum(
        row.copies * row.result.cost.activations for row in analysis.rows() if isinstance(row.result.op, BatchNorm2d)
    )
    assert round((totals(analysis).macs + 2 * normed + 8 * 8 * 2048) / 1e6, 1) == 5_731.3


def test_the_stages_have_the_shapes_of_the_paper():
    results = {result.node.name: result for result in infer(NETWORK.build()).main.results.values()}
    shapes = {letter: results[name].output for letter, name in CALLS.items()}
    assert shapes == {
        "A": (1, 288, 35, 35),
        "B": (1, 768, 17, 17),
        "C": (1, 768, 17, 17),
        "D": (1, 1280, 8, 8),
        "E": (1, 2048, 8, 8),
    }


@pytest.mark.parametrize("block", BLOCKS, ids=lambda entry: entry.name)
def test_a_block_alone_is_the_first_of_its_kind_in_the_network(layers_of, block):
    alone = infer(block.build())
    results = {result.node.name: result for result in infer(NETWORK.build()).main.results.values()}
    call = results[CALLS[block.name[-1].upper()]]
    assert alone.main.results["input"].outputs == call.inputs
    assert alone.main.cost == call.copies[0].analysis.cost
    assert sum(layers_of(alone).values()) == call.copies[0].analysis.layers


def test_the_blocks_are_a_to_e():
    assert [block.name for block in BLOCKS] == [f"inception-v3-{letter}" for letter in "abcde"]
