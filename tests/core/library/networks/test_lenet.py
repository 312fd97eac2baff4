"""LeNet-5 of 1998 against the numbers in its paper."""

from core.analysis.infer import infer
from core.analysis.totals import totals
from core.library.networks.lenet import ENTRIES

(LENET,) = ENTRIES


def test_every_layer_has_the_trainable_parameters_that_the_paper_states():
    results = {result.node.name: result for result in infer(LENET.build()).main.results.values()}
    stated = {"C1": 156, "S2": 12, "C3": 1_516, "S4": 32, "C5": 48_120, "F6": 10_164}
    assert {name: results[name].cost.params for name in stated} == stated
    assert results["RBF"].cost.params == 0
    assert results["RBF"].cost.buffers == 10 * 84


def test_macs_and_biases_are_the_connections_that_the_paper_counts():
    results = {result.node.name: result for result in infer(LENET.build()).main.results.values()}
    stated = {"C1": 122_304, "C3": 151_600, "C5": 48_120, "F6": 10_164}
    biases = {"C1": 28 * 28 * 6, "C3": 10 * 10 * 16, "C5": 120, "F6": 84}
    assert {name: results[name].cost.macs + biases[name] for name in stated} == stated


def test_the_whole_network_has_60000_parameters():
    found = totals(infer(LENET.build()))
    assert (found.params, found.buffers, found.macs) == (60_000, 840, 117_600 + 150_000 + 48_000 + 10_080)
