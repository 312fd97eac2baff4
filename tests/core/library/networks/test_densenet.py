"""DenseNets: 121 and 201 layer by layer, the others by arithmetic from table 1 of the paper."""

import pytest

from core.analysis.infer import infer
from core.analysis.totals import totals
from core.document.definition_edits import set_variable
from core.library.networks.densenet import ENTRIES

BY_NAME = {entry.name: entry for entry in ENTRIES}
TABLE = {
    121: ((6, 12, 24, 16), 32, 64),
    161: ((6, 12, 36, 24), 48, 96),
    169: ((6, 12, 32, 32), 32, 64),
    201: ((6, 12, 48, 32), 32, 64),
    264: ((6, 12, 64, 48), 32, 64),
}


@pytest.mark.parametrize("depth", [121, 201])
def test_it_agrees_layer_by_layer(depth, agrees_with_reference):
    agrees_with_reference(BY_NAME[f"densenet-{depth}"], f"densenet{depth}")


@pytest.mark.parametrize(("depth", "gmacs"), [(121, 2.834), (161, 7.728), (169, 3.360), (201, 4.291), (264, 5.752)])
def test_every_depth_agrees_with_arithmetic(depth, gmacs, tally):
    blocks, growth, channels = TABLE[depth]
    tally.conv(112, 3, channels, 49)
    side = 56
    for number, layers in enumerate(blocks):
        for _ in range(layers):
            tally.params += 2 * channels
            tally.conv(side, channels, 4 * growth)
            tally.conv(side, 4 * growth, growth, 9, norm=False)
            channels += growth
        tally.params += 2 * channels
        if number < 3:
            channels = tally.conv(side, channels, channels // 2, norm=False)
            side //= 2
    tally.linear(channels, 1000)
    found = totals(infer(BY_NAME[f"densenet-{depth}"].build()))
    assert (found.params, found.macs) == (tally.params, tally.macs)
    assert round(found.macs / 1e9, 3) == gmacs


@pytest.mark.parametrize("growth", [4, 12, 32])
def test_the_channels_of_a_dense_block_grow_by_the_growth_rate(growth):
    results = infer(set_variable(BY_NAME["dense-block"].build(), "growth", growth)).main.results
    assert results["concat_4"].output == (1, 64 + 4 * growth, 56, 56)


def test_a_transition_keeps_its_share_of_channels_and_halves_the_map():
    results = infer(set_variable(BY_NAME["transition"].build(), "compression", 0.25)).main.results
    assert results["avgpool"].output == (1, 64, 28, 28)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_every_entry_is_complete_without_errors_or_warnings(entry):
    analysis = infer(entry.build())
    found = totals(analysis)
    assert found.complete
    assert [issue for issue in analysis.issues() if issue.severity != "hint"] == []
