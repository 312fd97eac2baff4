"""VGG: three of the eight layer by layer, all of them by arithmetic from table 1 of the paper."""

import pytest

from core.analysis.infer import infer
from core.analysis.totals import totals
from core.library.networks.vgg import ENTRIES

BY_NAME = {entry.name: entry for entry in ENTRIES}
CONVOLUTIONS = {11: (1, 1, 2, 2, 2), 13: (2, 2, 2, 2, 2), 16: (2, 2, 3, 3, 3), 19: (2, 2, 4, 4, 4)}


def test_there_are_four_depths_without_and_with_normalisation():
    assert list(BY_NAME) == [f"vgg-{depth}{end}" for end in ("", "-bn") for depth in (11, 13, 16, 19)]


@pytest.mark.parametrize(("name", "reference"), [("vgg-11-bn", "vgg11_bn"), ("vgg-13", "vgg13"), ("vgg-16", "vgg16")])
def test_it_agrees_with_torchvision_layer_by_layer(agrees_with_reference, name, reference):
    agrees_with_reference(BY_NAME[name], reference)


@pytest.mark.parametrize("norm", [False, True])
@pytest.mark.parametrize("depth", CONVOLUTIONS)
def test_every_variant_agrees_with_the_papers_table_and_with_torchvisions_counts(tally, depth, norm):
    entry = BY_NAME[f"vgg-{depth}{'-bn' if norm else ''}"]
    channels, normed = 3, 0
    stages = zip(CONVOLUTIONS[depth], (64, 128, 256, 512, 512), (224, 112, 56, 28, 14), strict=True)
    for convs, width, side in stages:
        for _ in range(convs):
            channels = tally.conv(side, channels, width, 9, norm=norm, bias=True)
            normed += width
    tally.linear(tally.linear(tally.linear(7 * 7 * 512, 4096), 4096), 1000)
    found = totals(infer(entry.build()))
    assert (found.params, found.macs) == (tally.params, tally.macs)
    assert found.params == entry.published_params
    assert found.buffers == (2 * normed if norm else 0)
    assert entry.published_macs is not None
    assert abs(found.macs - entry.published_macs) <= 500_000  # three decimals of a thousand million
