"""MNASNets: 0.5 and 1.0 layer by layer, 0.75 and 1.3 by arithmetic."""

import pytest

from core.analysis.infer import infer
from core.analysis.totals import totals
from core.library.networks.mnasnet import ENTRIES

BY_NAME = {entry.name: entry for entry in ENTRIES}

# Stem, first separable block, then the stages: channels after rounding to multiples of 8.
WIDTHS = {
    "0.5": (16, 8, 16, 24, 40, 48, 96, 160),
    "0.75": (24, 16, 24, 32, 64, 72, 144, 240),
    "1.0": (32, 16, 24, 40, 80, 96, 192, 320),
    "1.3": (40, 24, 32, 56, 104, 128, 248, 416),
}
STAGES = ((3, 3, 3, 2), (3, 5, 3, 2), (6, 5, 3, 2), (6, 3, 2, 1), (6, 5, 4, 2), (6, 3, 1, 1))


@pytest.mark.parametrize(("alpha", "reference"), [("0.5", "mnasnet0_5"), ("1.0", "mnasnet1_0")])
def test_it_agrees_layer_by_layer(alpha, reference, agrees_with_reference):
    agrees_with_reference(BY_NAME[f"mnasnet-{alpha}"], reference)


@pytest.mark.parametrize(("alpha", "gmacs"), [("0.5", 0.104), ("0.75", 0.215), ("1.0", 0.314), ("1.3", 0.526)])
def test_every_width_agrees_with_arithmetic(alpha, gmacs, tally):
    stem, channels, *stages = WIDTHS[alpha]
    tally.conv(112, 3, stem, 9)
    tally.conv(112, stem, stem, 9, groups=stem)
    tally.conv(112, stem, channels)
    side = 112
    for out, (expand, kernel, repeats, stride) in zip(stages, STAGES, strict=True):
        for block in range(repeats):
            middle = tally.conv(side, channels, expand * channels)
            side //= stride if block == 0 else 1
            tally.conv(side, middle, middle, kernel * kernel, groups=middle)
            channels = tally.conv(side, middle, out)
    tally.conv(7, channels, 1280)
    tally.linear(1280, 1000)
    found = totals(infer(BY_NAME[f"mnasnet-{alpha}"].build()))
    assert (found.params, found.macs) == (tally.params, tally.macs)
    assert round(found.macs / 1e9, 3) == gmacs


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_every_entry_is_complete_without_errors_or_warnings(entry):
    analysis = infer(entry.build())
    found = totals(analysis)
    assert found.complete
    assert [issue for issue in analysis.issues() if issue.severity != "hint"] == []
