"""U-Net: the paper's layer by layer, the padded one by arithmetic."""

import pytest

from core.analysis.infer import infer
from core.analysis.totals import totals
from core.library.networks.unet import ENTRIES

PAPER, SAME = ENTRIES


def test_the_papers_network_agrees_layer_by_layer(agrees_with_reference):
    agrees_with_reference(PAPER, "unet_valid_572")


def test_the_paper_gives_388_of_572_and_28_at_the_bottom():
    results = infer(PAPER.build()).main.results
    assert results["conv1x1"].output == (1, 2, 388, 388)
    assert results["bottom"].output == (1, 1024, 28, 28)


def test_the_padded_network_agrees_with_arithmetic(tally):
    channels, side = 1, 256
    for width in (64, 128, 256, 512, 1024):
        tally.conv(side, channels, width, 9, norm=False, bias=True)
        channels = tally.conv(side, width, width, 9, norm=False, bias=True)
        side //= 2
    side *= 2
    for width in (512, 256, 128, 64):
        tally.conv(side, channels, width, 4, norm=False, bias=True)  # transposed: counted at its input
        side *= 2
        tally.conv(side, 2 * width, width, 9, norm=False, bias=True)
        channels = tally.conv(side, width, width, 9, norm=False, bias=True)
    tally.conv(side, channels, 2, norm=False, bias=True)
    analysis = infer(SAME.build())
    found = totals(analysis)
    assert (found.params, found.macs) == (tally.params, tally.macs)
    assert found.params == totals(infer(PAPER.build())).params
    assert analysis.main.results["conv1x1"].output == (1, 2, 256, 256)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_every_entry_is_complete_without_errors_or_warnings(entry):
    analysis = infer(entry.build())
    found = totals(analysis)
    assert found.complete
    assert [issue for issue in analysis.issues() if issue.severity != "hint"] == []
