"""GoogLeNet: both versions layer by layer, the paper's table module by module, and the switch of the heads."""

import pytest

from core.analysis.infer import infer
from core.analysis.totals import totals
from core.document.definition_edits import set_variable
from core.library.networks.googlenet import ENTRIES

PAPER, TORCHVISION = ENTRIES

# Parameters with biases, and MACs, of each module as the table's widths give them.
TABLE = {
    "3a": (163_696, 128_049_152),
    "3b": (388_736, 304_267_264),
    "4a": (376_176, 73_608_192),
    "4b": (449_160, 87_908_352),
    "4c": (510_104, 99_850_240),
    "4d": (605_376, 118_515_712),
    "4e": (868_352, 169_996_288),
    "5a": (1_043_456, 51_079_168),
    "5b": (1_444_080, 70_697_984),
}


def test_the_papers_agrees_layer_by_layer(agrees_with_reference):
    agrees_with_reference(PAPER, "googlenet_paper")


def test_torchvisions_agrees_layer_by_layer(agrees_with_reference):
    agrees_with_reference(TORCHVISION, "googlenet")


def test_every_module_costs_what_its_row_of_the_table_says():
    results = {result.node.name: result for result in infer(PAPER.build()).main.results.values()}
    found = {name: results[f"inception {name}"].cost for name in TABLE}
    assert {name: (cost.params, cost.macs) for name, cost in found.items()} == TABLE


@pytest.mark.parametrize(("entry", "both"), [(PAPER, 13_378_280), (TORCHVISION, 13_004_888)])
def test_the_variable_aux_counts_the_heads_and_leaves_the_main_path_alone(entry, both):
    document = entry.build()
    off = infer(document)
    on = infer(set_variable(document, "aux", 1))
    assert totals(on).params == both
    heads = [result for result in on.main.results.values() if result.node.name.startswith("auxiliary")]
    assert [head.output for head in heads] == [(1, 512, 14, 14), (1, 528, 14, 14)]
    assert totals(on).params - totals(off).params == sum(head.cost.params for head in heads)
    assert totals(on).activations - totals(off).activations == sum(head.cost.activations for head in heads)
    assert {key: result.outputs for key, result in on.main.results.items()} == {
        key: result.outputs for key, result in off.main.results.items()
    }


def test_a_head_of_the_paper_has_the_layers_of_the_text(tally):
    on = infer(set_variable(PAPER.build(), "aux", 1))
    heads = {r.node.name: r.cost for r in on.main.results.values() if r.node.name.startswith("auxiliary")}
    tally.conv(4, 512, 128, norm=False, bias=True)
    tally.linear(tally.linear(4 * 4 * 128, 1024), 1000)
    head = heads["auxiliary head 1"]
    assert (head.params, head.macs) == (tally.params, tally.macs)
    assert not [issue for issue in on.issues() if issue.severity != "hint"]
