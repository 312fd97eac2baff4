"""AlexNet: torchvision's layer by layer, the paper's by arithmetic."""

from core.analysis.infer import infer
from core.analysis.totals import totals
from core.library.networks.alexnet import ENTRIES

PAPER, TORCHVISION = ENTRIES


def test_torchvisions_agrees_layer_by_layer(agrees_with_reference):
    agrees_with_reference(TORCHVISION, "alexnet")


def test_the_papers_agrees_with_arithmetic_from_its_text(tally):
    channels = 3
    for side, out, kernel, groups in (
        (55, 96, 11, 1),
        (27, 256, 5, 2),
        (13, 384, 3, 1),
        (13, 384, 3, 2),
        (13, 256, 3, 2),
    ):
        channels = tally.conv(side, channels, out, kernel**2, norm=False, bias=True, groups=groups)
    tally.linear(tally.linear(tally.linear(6 * 6 * channels, 4096), 4096), 1000)
    found = totals(infer(PAPER.build()))
    assert (found.params, found.macs) == (tally.params, tally.macs) == (60_965_224, 724_406_816)


def test_the_paper_normalises_behind_the_first_two_convolutions_and_before_the_pool():
    nodes = PAPER.build().main.nodes.values()
    reads = {node.name: ref.node for node in nodes for ref in node.inputs if ref is not None}
    assert {name: source for name, source in reads.items() if name.startswith(("norm", "pool"))} == {
        "norm1": "relu1",
        "pool1": "norm1",
        "norm2": "relu2",
        "pool2": "norm2",
        "pool5": "relu5",
    }
