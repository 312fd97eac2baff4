"""SqueezeNet: 1.1 layer by layer, 1.0 and the fire module by arithmetic from table 1 of the paper."""

import pytest

from core.analysis.infer import infer
from core.analysis.totals import totals
from core.document.definition_edits import set_variable
from core.library.networks.squeezenet import ENTRIES

V10, V11, FIRE = ENTRIES

# Parameters of fire2 to fire9 before pruning, as the paper prints them in table 1.
PRINTED = (11_920, 12_432, 45_344, 49_440, 104_880, 111_024, 188_992, 197_184)


def test_version_1_1_agrees_layer_by_layer(agrees_with_reference):
    agrees_with_reference(V11, "squeezenet1_1")


def test_version_1_0_has_the_parameters_that_the_paper_prints_for_every_fire():
    results = {result.node.name: result for result in infer(V10.build()).main.results.values()}
    assert tuple(results[f"fire{number}"].cost.params for number in range(2, 10)) == PRINTED
    assert results["conv1"].cost.params == 14_208
    assert results["conv10"].cost.params == 513_000


def test_version_1_0_agrees_with_arithmetic_at_224(tally):
    channels = tally.conv(109, 3, 96, 49, norm=False, bias=True)
    fires = ((54, 16, 64), (54, 16, 64), (54, 32, 128), (27, 32, 128), (27, 48, 192), (27, 48, 192), (27, 64, 256))
    for side, squeeze, expand in (*fires, (13, 64, 256)):
        tally.conv(side, channels, squeeze, 1, norm=False, bias=True)
        channels = tally.conv(side, squeeze, expand, 1, norm=False, bias=True)
        channels += tally.conv(side, squeeze, expand, 9, norm=False, bias=True)
    tally.conv(13, channels, 1000, 1, norm=False, bias=True)
    found = totals(infer(V10.build()))
    assert (found.params, found.macs) == (tally.params, tally.macs)
    assert (found.params, round(found.macs / 1e6)) == (1_248_424, 819)


@pytest.mark.parametrize(("squeeze", "expand"), [(16, 64), (32, 128), (1, 1)])
def test_the_fire_module_follows_its_variables(squeeze, expand):
    document = set_variable(set_variable(FIRE.build(), "squeeze", squeeze), "expand", expand)
    analysis = infer(document)
    found = totals(analysis)
    assert found.params == 97 * squeeze + (squeeze + 1) * expand + (9 * squeeze + 1) * expand
    assert found.macs == 55 * 55 * (96 * squeeze + 10 * squeeze * expand)
    assert analysis.main.results["output"].outputs == ((1, 2 * expand, 55, 55),)
