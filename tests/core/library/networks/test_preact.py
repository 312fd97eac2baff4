"""Pre-activation ResNets by arithmetic: convolutions of ResNet, norms in front of them."""

import pytest

from core.analysis.infer import infer
from core.analysis.totals import totals
from core.library.networks.preact import ENTRIES

BY_NAME = {entry.name: entry for entry in ENTRIES}
BASIC = {18: (2, 2, 2, 2), 34: (3, 4, 6, 3)}
BOTTLENECK = {50: (3, 4, 6, 3), 101: (3, 4, 23, 3), 152: (3, 8, 36, 3), 200: (3, 24, 36, 3)}


def count(tally, blocks, expansion):
    channels, side, norms = tally.conv(112, 3, 64, 49, norm=False), 56, 64
    for stage, units in enumerate(blocks):
        middle = 64 * 2**stage
        out = expansion * middle
        for unit in range(units):
            before, first = side, unit == 0
            side //= 2 if stage and first else 1
            norms += 0 if first and stage == 0 else channels  # the stem has activated for the first unit
            if expansion == 1:
                tally.conv(side, channels, middle, 9, norm=False)
                tally.conv(side, middle, middle, 9, norm=False)
                norms += middle
            else:
                tally.conv(before, channels, middle, norm=False)
                tally.conv(side, middle, middle, 9, norm=False)
                tally.conv(side, middle, out, norm=False)
                norms += 2 * middle
            if channels != out:
                tally.conv(side, channels, out, norm=False)
            channels = out
    tally.params += 2 * (norms + channels)
    tally.linear(channels, 1000)


@pytest.mark.parametrize("depth", [*BASIC, *BOTTLENECK])
def test_every_depth_agrees_with_arithmetic(depth, tally):
    count(tally, {**BASIC, **BOTTLENECK}[depth], 1 if depth in BASIC else 4)
    found = totals(infer(BY_NAME[f"preact-resnet-{depth}"].build()))
    assert (found.params, found.macs) == (tally.params, tally.macs)


def test_params_are_those_known_less_the_norm_that_the_first_unit_does_not_repeat():
    known = {18: 11_687_848, 34: 21_796_008, 50: 25_549_480, 101: 44_541_608, 152: 60_185_256, 200: 64_666_280}
    for depth, params in known.items():
        assert totals(infer(BY_NAME[f"preact-resnet-{depth}"].build())).params == params - 128


def test_the_shortcut_of_the_block_passes_nothing_on_its_way():
    graph = BY_NAME["residual-preact"].build().main
    add = graph.nodes["add"]
    assert add.inputs[1] is not None
    assert add.inputs[1].node == "input"
    assert [ref and ref.node for ref in graph.nodes["output"].inputs] == ["add"]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_every_entry_is_complete_without_errors_or_warnings(entry):
    analysis = infer(entry.build())
    found = totals(analysis)
    assert found.complete
    assert [issue for issue in analysis.issues() if issue.severity != "hint"] == []
