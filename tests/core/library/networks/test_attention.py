"""Blocks of attention and ASPP: layer by layer where measured, CBAM by arithmetic."""

import pytest

from core.analysis.infer import infer
from core.analysis.totals import totals
from core.document.definition_edits import set_variable
from core.library.networks.attention import ENTRIES

SE, CBAM, ASPP = ENTRIES


@pytest.mark.parametrize(("entry", "reference"), [(SE, "se_block_256_r16"), (ASPP, "deeplab_aspp_head")])
def test_it_agrees_layer_by_layer(entry, reference, agrees_with_reference):
    agrees_with_reference(entry, reference)


@pytest.mark.parametrize(("channels", "reduction"), [(256, 16), (64, 4)])
def test_the_mlp_of_cbam_is_used_twice_and_counted_once(channels, reduction):
    document = set_variable(set_variable(CBAM.build(), "channels", channels), "reduction", reduction)
    found = totals(infer(document))
    mlp = 2 * channels * channels // reduction
    assert found.params == mlp + 2 * 49
    assert found.macs == 2 * mlp + 56 * 56 * 2 * 49


def test_cbam_gates_channels_and_then_positions():
    results = infer(CBAM.build()).main.results
    assert results["channel_gate"].output == (1, 256, 1, 1)
    assert results["spatial_gate"].output == (1, 1, 56, 56)
    assert results["spatial_attention"].output == (1, 256, 56, 56)


def test_the_branches_of_aspp_stay_as_large_as_the_map_at_any_size():
    results = infer(set_variable(ASPP.build(), "size", 65)).main.results
    assert results["concat"].output == (1, 1280, 65, 65)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_every_entry_is_complete_without_errors_or_warnings(entry):
    analysis = infer(entry.build())
    found = totals(analysis)
    assert found.complete
    assert [issue for issue in analysis.issues() if issue.severity != "hint"] == []
