"""Xception by arithmetic from figure 5 of its paper, and against Keras' counts."""

from core.analysis.infer import infer
from core.analysis.totals import totals
from core.library.networks.xception import ENTRIES

(XCEPTION,) = ENTRIES


def _separable(t, side, c_in, c_out):
    t.conv(side, c_in, c_in, 9, norm=False, groups=c_in)
    return t.conv(side, c_in, c_out)


def test_it_agrees_with_arithmetic_from_the_figure(tally):
    c = tally.tower(3, (149, 32, 9), (147, 64, 9))
    for side, first, out in ((147, 128, 128), (74, 256, 256), (37, 728, 728)):
        tally.conv((side + 1) // 2, c, out)
        c = _separable(tally, side, _separable(tally, side, c, first), out)
    for _ in range(8 * 3):
        _separable(tally, 19, 728, 728)
    tally.conv(10, 728, 1024)
    c = _separable(tally, 19, _separable(tally, 19, 728, 728), 1024)
    c = _separable(tally, 10, _separable(tally, 10, c, 1536), 2048)
    tally.linear(c, 1000)
    found = totals(infer(XCEPTION.build()))
    assert (found.params, found.macs) == (tally.params, tally.macs)


def test_parameters_are_the_papers_and_with_running_statistics_those_of_keras():
    found = totals(infer(XCEPTION.build()))
    assert found.params == XCEPTION.published_params == 22_855_952
    assert (found.buffers, found.params + found.buffers) == (54_528, 22_910_480)


def test_the_flows_have_the_shapes_of_the_figure():
    results = infer(XCEPTION.build()).main.results
    shapes = [results[key].output for key in ("entry_flow_1", "entry_flow_2", "entry_flow_3", "8_x_middle_flow")]
    assert shapes == [(1, 128, 74, 74), (1, 256, 37, 37), (1, 728, 19, 19), (1, 728, 19, 19)]
    assert results["exit_flow"].output == (1, 1024, 10, 10)
