"""Network in Network: CIFAR-10's layer by layer, ImageNet's by arithmetic."""

from core.analysis.infer import infer
from core.analysis.totals import totals
from core.library.networks.nin import ENTRIES

CIFAR, IMAGENET = ENTRIES


def test_cifars_agrees_layer_by_layer(agrees_with_reference):
    agrees_with_reference(CIFAR, "nin_cifar10")


def test_imagenets_agrees_with_arithmetic_from_its_widths(tally):
    channels = 3
    for side, kernel, widths in (
        (54, 11, (96, 96, 96)),
        (27, 5, (256, 256, 256)),
        (13, 3, (384, 384, 384)),
        (6, 3, (1024, 1024, 1000)),
    ):
        first, second, third = widths
        channels = tally.tower(
            channels, (side, first, kernel**2), (side, second, 1), (side, third, 1), norm=False, bias=True
        )
    found = totals(infer(IMAGENET.build()))
    assert (found.params, found.macs) == (tally.params, tally.macs)
    assert found.params == 7_595_176
