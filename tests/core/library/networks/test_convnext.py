"""ConvNeXts: tiny and base layer by layer, the others by arithmetic."""

import pytest

from core.analysis.infer import infer
from core.analysis.totals import totals
from core.library.networks.convnext import ENTRIES

BY_NAME = {entry.name: entry for entry in ENTRIES}
SIZES = {
    "tiny": (96, (3, 3, 9, 3), 4.456),
    "small": (96, (3, 3, 27, 3), 8.684),
    "base": (128, (3, 3, 27, 3), 15.355),
    "large": (192, (3, 3, 27, 3), 34.361),
    "v2-atto": (40, (2, 2, 6, 2), 0.547),
    "v2-femto": (48, (2, 2, 6, 2), 0.780),
    "v2-pico": (64, (2, 2, 6, 2), 1.367),
    "v2-nano": (80, (2, 2, 8, 2), 2.446),
    "v2-tiny": (96, (3, 3, 9, 3), 4.456),
    "v2-base": (128, (3, 3, 27, 3), 15.355),
    "v2-large": (192, (3, 3, 27, 3), 34.361),
    "v2-huge": (352, (3, 3, 27, 3), 114.922),
}


@pytest.mark.parametrize("size", ["tiny", "base"])
def test_it_agrees_layer_by_layer(size, agrees_with_reference):
    agrees_with_reference(BY_NAME[f"convnext-{size}"], f"convnext_{size}")


@pytest.mark.parametrize("size", SIZES)
def test_every_size_agrees_with_arithmetic(size, tally):
    width, depths, gmacs = SIZES[size]
    tally.conv(56, 3, width, 16, bias=True)
    side = 56
    for number, depth in enumerate(depths):
        if number:
            side //= 2
            tally.params += 2 * width
            width = tally.conv(side, width, 2 * width, 4, norm=False, bias=True)
        for _ in range(depth):
            tally.conv(side, width, width, 49, bias=True, groups=width)
            tally.conv(side, width, 4 * width, norm=False, bias=True)
            tally.conv(side, 4 * width, width, norm=False, bias=True)
            tally.params += 8 * width if size.startswith("v2") else width  # GRN's two values, or layer scale's one
    tally.params += 2 * width
    tally.linear(width, 1000)
    found = totals(infer(BY_NAME[f"convnext-{size}"].build()))
    assert (found.params, found.macs) == (tally.params, tally.macs)
    assert round(found.macs / 1e9, 3) == gmacs


def test_the_second_version_has_the_params_of_its_authors():
    assert totals(infer(BY_NAME["convnext-v2-tiny"].build())).params == 28_635_496


def test_the_linear_layers_of_the_block_work_at_every_position():
    found = totals(infer(BY_NAME["convnext-block"].build()))
    assert found.macs == 56 * 56 * (49 * 96 + 2 * 96 * 384)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_every_entry_is_complete_without_errors_or_warnings(entry):
    analysis = infer(entry.build())
    found = totals(analysis)
    assert found.complete
    assert [issue for issue in analysis.issues() if issue.severity != "hint"] == []
