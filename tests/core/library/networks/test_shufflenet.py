"""ShuffleNets: layer by layer where measured, the others by arithmetic from the papers' tables."""

import pytest

from core.analysis.infer import infer
from core.analysis.totals import totals
from core.library.networks.shufflenet import ENTRIES

BY_NAME = {entry.name: entry for entry in ENTRIES}
REPEATS = (4, 8, 4)
V1 = {1: (144, 143), 2: (200, 140), 3: (240, 137), 4: (272, 133), 8: (384, 137)}
V2 = {
    "0.5": (48, 1024, 1_366_792, 0.040),
    "1.0": (116, 1024, 2_278_604, 0.145),
    "1.5": (176, 1024, 3_503_624, 0.296),
    "2.0": (244, 2048, 7_393_996, 0.583),
}


@pytest.mark.parametrize(
    ("name", "reference"), [("v1-g1", "v1_g1"), ("v1-g3", "v1_g3"), ("v2-1.0", "v2_x1_0"), ("v2-2.0", "v2_x2_0")]
)
def test_it_agrees_layer_by_layer(name, reference, agrees_with_reference):
    agrees_with_reference(BY_NAME[f"shufflenet-{name}"], f"shufflenet_{reference}")


@pytest.mark.parametrize("groups", V1)
def test_every_group_number_of_version_1_agrees_with_arithmetic_and_with_the_printed_mflops(groups, tally):
    first, printed = V1[groups]
    side, channels = 56, tally.conv(112, 3, 24, 9)
    for number, units in enumerate(REPEATS):
        out = first * 2**number
        for unit in range(units):
            middle = tally.conv(side, channels, out // 4, groups=1 if channels == 24 else groups)
            side //= 2 if unit == 0 else 1
            tally.conv(side, middle, middle, 9, groups=middle)
            tally.conv(side, middle, out - channels if unit == 0 else out, groups=groups)
            channels = out
    assert round(tally.macs / 1e6) in (printed, printed + 1)  # 142.5 is printed as 143
    tally.linear(channels, 1000)
    found = totals(infer(BY_NAME[f"shufflenet-v1-g{groups}"].build()))
    assert (found.params, found.macs) == (tally.params, tally.macs)


@pytest.mark.parametrize("multiplier", V2)
def test_every_width_of_version_2_agrees_with_arithmetic(multiplier, tally):
    first, last, params, gmacs = V2[multiplier]
    side, channels = 56, tally.conv(112, 3, 24, 9)
    for number, units in enumerate(REPEATS):
        half = first * 2**number // 2
        tally.conv(side // 2, channels, channels, 9, groups=channels)
        tally.conv(side // 2, channels, half)
        tally.conv(side, channels, half)
        side //= 2
        tally.conv(side, half, half, 9, groups=half)
        tally.conv(side, half, half)
        for _ in range(units - 1):
            tally.conv(side, half, half)
            tally.conv(side, half, half, 9, groups=half)
            tally.conv(side, half, half)
        channels = 2 * half
    tally.linear(tally.conv(side, channels, last), 1000)
    found = totals(infer(BY_NAME[f"shufflenet-v2-{multiplier}"].build()))
    assert (found.params, found.macs) == (tally.params, tally.macs)
    assert (found.params, round(found.macs / 1e9, 3)) == (params, gmacs)


@pytest.mark.parametrize(("name", "channels"), [("shuffle-unit", 240), ("shuffle-unit-v2", 116)])
def test_a_unit_of_stride_1_gives_the_shape_it_gets(name, channels):
    analysis = infer(BY_NAME[name].build())
    assert analysis.main.results["output"].outputs == ((1, channels, 28, 28),)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_every_entry_is_complete_without_errors_or_warnings(entry):
    analysis = infer(entry.build())
    found = totals(analysis)
    assert found.complete
    assert [issue for issue in analysis.issues() if issue.severity != "hint"] == []
