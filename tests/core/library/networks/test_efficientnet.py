"""EfficientNets: layer by layer where measured, all others by arithmetic from the papers' tables."""

import pytest

from core.analysis.infer import infer
from core.analysis.totals import totals
from core.document.definition_edits import set_variable
from core.library.networks.efficientnet import ENTRIES

BY_NAME = {entry.name: entry for entry in ENTRIES}

# Channels of stem and stages, layers of the stages, input: B0 scaled and rounded, as printed by the authors' code.
SCALED = {
    0: ((32, 16, 24, 40, 80, 112, 192, 320), (1, 2, 2, 3, 3, 4, 1), 224),
    1: ((32, 16, 24, 40, 80, 112, 192, 320), (2, 3, 3, 4, 4, 5, 2), 240),
    2: ((32, 16, 24, 48, 88, 120, 208, 352), (2, 3, 3, 4, 4, 5, 2), 288),
    3: ((40, 24, 32, 48, 96, 136, 232, 384), (2, 3, 3, 5, 5, 6, 2), 300),
    4: ((48, 24, 32, 56, 112, 160, 272, 448), (2, 4, 4, 6, 6, 8, 2), 380),
    5: ((48, 24, 40, 64, 128, 176, 304, 512), (3, 5, 5, 7, 7, 9, 3), 456),
    6: ((56, 32, 40, 72, 144, 200, 344, 576), (3, 6, 6, 8, 8, 11, 3), 528),
    7: ((64, 32, 48, 80, 160, 224, 384, 640), (4, 7, 7, 10, 10, 13, 4), 600),
}
ROWS = ((1, 3, 1), (6, 3, 2), (6, 5, 2), (6, 3, 2), (6, 5, 1), (6, 5, 2), (6, 3, 1))
# Fused or not, expansion, stride, channels, layers.
V2_STAGES = {
    "s": "f 1 1 24 2, f 4 2 48 4, f 4 2 64 4, m 4 2 128 6, m 6 1 160 9, m 6 2 256 15",
    "m": "f 1 1 24 3, f 4 2 48 5, f 4 2 80 5, m 4 2 160 7, m 6 1 176 14, m 6 2 304 18, m 6 1 512 5",
    "l": "f 1 1 32 4, f 4 2 64 7, f 4 2 96 7, m 4 2 192 10, m 6 1 224 19, m 6 2 384 25, m 6 1 640 7",
}


def halved(side, stride):
    return -(-side // stride)


def count_mbconv(tally, side, channels, expand, kernel, stride, out):
    middle = expand * channels
    if expand > 1:
        tally.conv(side, channels, middle)
    side = halved(side, stride)
    tally.conv(side, middle, middle, kernel * kernel, groups=middle)
    tally.conv(1, middle, channels // 4, norm=False, bias=True)
    tally.conv(1, channels // 4, middle, norm=False, bias=True)
    tally.conv(side, middle, out)
    return side


def count_fused(tally, side, channels, expand, stride, out):
    side = halved(side, stride)
    middle = tally.conv(side, channels, expand * channels if expand > 1 else out, 9)
    if expand > 1:
        tally.conv(side, middle, out)
    return side


@pytest.mark.parametrize(("name", "reference"), [*((f"b{k}", f"b{k}") for k in (0, 2, 4, 7)), ("v2-s", "v2_s")])
def test_it_agrees_layer_by_layer(name, reference, agrees_with_reference):
    agrees_with_reference(BY_NAME[f"efficientnet-{name}"], f"efficientnet_{reference}")


@pytest.mark.parametrize(
    ("number", "gmacs"), list(enumerate((0.386, 0.687, 1.088, 1.827, 4.394, 10.266, 19.068, 37.746)))
)
def test_every_scale_agrees_with_arithmetic(number, gmacs, tally):
    (stem, *widths), layers, size = SCALED[number]
    side = halved(size, 2)
    channels = tally.conv(side, 3, stem, 9)
    for out, count, (expand, kernel, stride) in zip(widths, layers, ROWS, strict=True):
        for layer in range(count):
            side = count_mbconv(tally, side, channels, expand, kernel, stride if layer == 0 else 1, out)
            channels = out
    tally.linear(tally.conv(side, channels, 4 * channels), 1000)
    found = totals(infer(BY_NAME[f"efficientnet-b{number}"].build()))
    assert (found.params, found.macs) == (tally.params, tally.macs)
    assert round(found.macs / 1e9, 3) == gmacs


@pytest.mark.parametrize(("size", "gmacs"), [("s", 8.366), ("m", 24.582), ("l", 56.080)])
def test_every_size_of_version_2_agrees_with_arithmetic(size, gmacs, tally):
    stages = [stage.split() for stage in V2_STAGES[size].split(", ")]
    side = {"s": 384, "m": 480, "l": 480}[size] // 2
    channels = tally.conv(side, 3, int(stages[0][3]), 9)
    for kind, *numbers in stages:
        expand, stride, out, layers = map(int, numbers)
        for layer in range(layers):
            step = stride if layer == 0 else 1
            if kind == "f":
                side = count_fused(tally, side, channels, expand, step, out)
            else:
                side = count_mbconv(tally, side, channels, expand, 3, step, out)
            channels = out
    tally.linear(tally.conv(side, channels, 1280), 1000)
    found = totals(infer(BY_NAME[f"efficientnet-v2-{size}"].build()))
    assert (found.params, found.macs) == (tally.params, tally.macs)
    assert round(found.macs / 1e9, 3) == gmacs


def test_b0_becomes_b7_by_its_three_variables():
    document = BY_NAME["efficientnet-b0"].build()
    for name, value in (("width", 2.0), ("depth", 3.1), ("resolution", 600)):
        document = set_variable(document, name, value)
    assert totals(infer(document)) == totals(infer(BY_NAME["efficientnet-b7"].build()))


def test_the_papers_b2_runs_at_260():
    document = set_variable(BY_NAME["efficientnet-b2"].build(), "resolution", 260)
    assert totals(infer(document)).params == 9_109_994
    assert round(totals(infer(document)).macs / 1e9, 1) == 1.0


def test_fusing_costs_more_macs_and_saves_layers():
    fused, plain = (infer(BY_NAME[name].build()) for name in ("fused-mbconv", "mbconv-se"))
    assert totals(fused).macs == 96 * 96 * (9 * 48 * 192 + 192 * 48)
    assert totals(plain).macs == 28 * 28 * (40 * 240 + 25 * 240 + 240 * 40) + 2 * 240 * 10


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_every_entry_is_complete_without_errors_or_warnings(entry):
    analysis = infer(entry.build())
    found = totals(analysis)
    assert found.complete
    assert [issue for issue in analysis.issues() if issue.severity != "hint"] == []
