"""MobileNets: layer by layer where measured, v1 and v3 small by arithmetic from the papers' tables."""

import pytest

from core.analysis.infer import infer
from core.analysis.totals import totals
from core.document.definition_edits import set_variable
from core.library.networks.mobilenet import ENTRIES

BY_NAME = {entry.name: entry for entry in ENTRIES}

# Kernel, expanded, out, squeeze, stride: table 2 of the MobileNetV3 paper; squeeze widths as in its authors' code.
SMALL = (
    (3, 16, 16, 8, 2),
    (3, 72, 24, 0, 2),
    (3, 88, 24, 0, 1),
    (5, 96, 40, 24, 2),
    (5, 240, 40, 64, 1),
    (5, 240, 40, 64, 1),
    (5, 120, 48, 32, 1),
    (5, 144, 48, 40, 1),
    (5, 288, 96, 72, 2),
    (5, 576, 96, 144, 1),
    (5, 576, 96, 144, 1),
)


@pytest.mark.parametrize(
    ("name", "reference"),
    [
        ("mobilenet-v1-1.0-224", "mobilenet_v1_1.0_224"),
        ("mobilenet-v1-0.5-224", "mobilenet_v1_0.5_224"),
        ("mobilenet-v1-1.0-160", "mobilenet_v1_1.0_160"),
        ("mobilenet-v2", "mobilenet_v2"),
        ("mobilenet-v3-large", "mobilenet_v3_large"),
    ],
)
def test_it_agrees_layer_by_layer(name, reference, agrees_with_reference):
    agrees_with_reference(BY_NAME[name], reference)


@pytest.mark.parametrize("alpha", ["1.0", "0.75", "0.5", "0.25"])
@pytest.mark.parametrize("size", [224, 192, 160, 128])
def test_every_width_and_resolution_of_v1_agrees_with_arithmetic(alpha, size, tally):
    side, channels = size // 2, int(32 * float(alpha))
    tally.conv(side, 3, channels, 9)
    strides = {1: 2, 3: 2, 5: 2, 11: 2}
    for number, width in enumerate((64, 128, 128, 256, 256, *[512] * 6, 1024, 1024)):
        side //= strides.get(number, 1)
        tally.conv(side, channels, channels, 9, groups=channels)
        channels = tally.conv(side, channels, int(width * float(alpha)))
    tally.linear(channels, 1000)
    found = totals(infer(BY_NAME[f"mobilenet-v1-{alpha}-{size}"].build()))
    assert (found.params, found.macs) == (tally.params, tally.macs)


def test_v1_prints_the_millions_of_the_paper():
    printed = {"1.0-224": (569, 4.2), "0.75-224": (325, 2.6), "0.5-224": (149, 1.3), "0.25-224": (41, 0.5)}
    for name, (mega, millions) in printed.items():
        found = totals(infer(BY_NAME[f"mobilenet-v1-{name}"].build()))
        assert int(found.macs / 1e6 + 0.5) == mega
        assert round(found.params / 1e6, 1) == millions


def test_alpha_and_resolution_are_variables_of_one_drawing():
    changed = set_variable(set_variable(BY_NAME["mobilenet-v1-1.0-224"].build(), "alpha", 0.25), "resolution", 128)
    assert totals(infer(changed)) == totals(infer(BY_NAME["mobilenet-v1-0.25-128"].build()))


def test_v3_small_agrees_with_arithmetic(tally):
    side, channels = 112, tally.conv(112, 3, 16, 9)
    for kernel, expanded, out, squeeze, stride in SMALL:
        if expanded != channels:
            tally.conv(side, channels, expanded)
        side //= stride
        tally.conv(side, expanded, expanded, kernel * kernel, groups=expanded)
        if squeeze:
            tally.conv(1, expanded, squeeze, norm=False, bias=True)
            tally.conv(1, squeeze, expanded, norm=False, bias=True)
        channels = tally.conv(side, expanded, out)
    tally.conv(side, channels, 576)
    tally.linear(tally.linear(576, 1024), 1000)
    found = totals(infer(BY_NAME["mobilenet-v3-small"].build()))
    assert (found.params, found.macs) == (tally.params, tally.macs) == (2_542_856, 56_510_400)


def test_the_first_block_of_v2_does_not_expand():
    nodes = {row.path: row.result for row in infer(BY_NAME["mobilenet-v2"].build()).rows()}
    first = [path for path in nodes if path[0] == "bottleneck 16" and nodes[path].cost.macs]
    assert [path[-1] for path in first] == ["depthwise", "project"]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_every_entry_is_complete_without_errors_or_warnings(entry):
    analysis = infer(entry.build())
    found = totals(analysis)
    assert found.complete
    assert [issue for issue in analysis.issues() if issue.severity != "hint"] == []
