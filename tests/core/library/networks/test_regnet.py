"""RegNets: layer by layer where measured, all by arithmetic from the widths and depths the paper prints."""

import pytest

from core.analysis.infer import infer
from core.analysis.totals import totals
from core.library.networks.regnet import ENTRIES

BY_NAME = {entry.name: entry for entry in ENTRIES}

# Depths, widths and group width of each stage, as in the models' files that the authors publish.
PRINTED = {
    "x-400mf": ((1, 2, 7, 12), (32, 64, 160, 400), 16, 0.414),
    "x-800mf": ((1, 3, 7, 5), (64, 128, 288, 672), 16, 0.800),
    "x-1.6gf": ((2, 4, 10, 2), (72, 168, 408, 912), 24, 1.603),
    "x-3.2gf": ((2, 6, 15, 2), (96, 192, 432, 1008), 48, 3.177),
    "x-8gf": ((2, 5, 15, 1), (80, 240, 720, 1920), 120, 7.995),
    "x-16gf": ((2, 6, 13, 1), (256, 512, 896, 2048), 128, 15.941),
    "x-32gf": ((2, 7, 13, 1), (336, 672, 1344, 2520), 168, 31.736),
    "y-400mf": ((1, 3, 6, 6), (48, 104, 208, 440), 8, 0.402),
    "y-800mf": ((1, 3, 8, 2), (64, 144, 320, 784), 16, 0.834),
    "y-1.6gf": ((2, 6, 17, 2), (48, 120, 336, 888), 24, 1.612),
    "y-3.2gf": ((2, 5, 13, 1), (72, 216, 576, 1512), 24, 3.176),
    "y-8gf": ((2, 4, 10, 1), (224, 448, 896, 2016), 56, 8.473),
    "y-16gf": ((2, 4, 11, 1), (224, 448, 1232, 3024), 112, 15.912),
    "y-32gf": ((2, 5, 12, 1), (232, 696, 1392, 3712), 232, 32.280),
    "y-128gf": ((2, 7, 17, 1), (528, 1056, 2904, 7392), 264, 127.518),
}


@pytest.mark.parametrize("size", ["x-400mf", "x-1.6gf", "x-8gf", "x-32gf", "y-800mf", "y-3.2gf", "y-16gf"])
def test_it_agrees_layer_by_layer(size, agrees_with_reference):
    agrees_with_reference(BY_NAME[f"regnet-{size}"], "regnet_" + size.replace("-", "_").replace(".", "_"))


@pytest.mark.parametrize("size", PRINTED)
def test_every_size_agrees_with_arithmetic(size, tally):
    depths, widths, group_width, gmacs = PRINTED[size]
    side, channels = 112, tally.conv(112, 3, 32, 9)
    for depth, width in zip(depths, widths, strict=True):
        for block in range(depth):
            tally.conv(side, channels, width)
            side //= 2 if block == 0 else 1
            tally.conv(side, width, width, 9, groups=max(1, width // group_width))
            if size.startswith("y"):
                squeeze = round(channels / 4)
                tally.conv(1, width, squeeze, norm=False, bias=True)
                tally.conv(1, squeeze, width, norm=False, bias=True)
            tally.conv(side, width, width)
            if block == 0:
                tally.conv(side, channels, width)
            channels = width
    tally.linear(channels, 1000)
    found = totals(infer(BY_NAME[f"regnet-{size}"].build()))
    assert (found.params, found.macs) == (tally.params, tally.macs)
    assert round(found.macs / 1e9, 3) == gmacs


def test_there_is_an_entry_for_every_size():
    assert {entry.name for entry in ENTRIES} == {f"regnet-{size}" for size in PRINTED}


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_every_entry_is_complete_without_errors_or_warnings(entry):
    analysis = infer(entry.build())
    found = totals(analysis)
    assert found.complete
    assert [issue for issue in analysis.issues() if issue.severity != "hint"] == []
