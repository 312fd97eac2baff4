"""The report as a value: what is a row, what adds up, what is not known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.analysis.infer import infer
from core.analysis.totals import PRECISIONS
from core.document import edits
from core.document.builder import Builder
from core.document.document import Document
from core.library.catalog import entries, entry
from core.ops.conv import Conv2d
from core.ops.merge import Add, Concat
from core.report.build import Report, build

NAMES = [found.name for found in entries()]
FLAT = [found.name for found in entries() if not found.sketch().modules]


def sketch(name: str) -> Document:
    found = entry(name)
    assert found is not None
    return found.build()


def report_of(document: Document, **options) -> Report:
    return build(document, infer(document), **options)


@pytest.mark.parametrize("name", NAMES)
def test_rows_times_copies_add_up_to_the_totals(name):
    report = report_of(edits.set_meta(sketch(name), batch=8))
    for quantity in ("macs", "params", "buffers", "activations", "elementwise_ops"):
        rows = sum(getattr(row, quantity) * row.copies for row in report.layers)
        assert rows == getattr(report.totals, quantity), quantity
    assert sum(row.copies for row in report.layers) == report.totals.layers
    assert report.totals.complete


@pytest.mark.parametrize("name", FLAT)
def test_branches_and_what_they_share_name_rows_of_the_report(name):
    report = report_of(sketch(name))
    paths = {row.path: row for row in report.layers}
    for merge in report.merges:
        assert merge.path in paths
        assert merge.fork in {*paths, *(port.path for port in report.inputs)}
        for branch in merge.branches:
            assert branch.macs == sum(paths[path].macs or 0 for path in branch.layers)
            assert branch.params == sum(paths[path].params or 0 for path in branch.layers)


def test_rows_of_a_block_say_where_they_are_and_which_copies_they_stand_for():
    rows = {row.path: row for row in report_of(sketch("resnet-50")).layers}
    assert [(path, row.copies) for path, row in rows.items() if path.endswith("/conv3x3")] == [
        ("conv2_x[1]/conv3x3", 1),
        ("conv2_x[2-3]/conv3x3", 2),
        ("conv3_x[1]/conv3x3", 1),
        ("conv3_x[2-4]/conv3x3", 3),
        ("conv4_x[1]/conv3x3", 1),
        ("conv4_x[2-6]/conv3x3", 5),
        ("conv5_x[1]/conv3x3", 1),
        ("conv5_x[2-3]/conv3x3", 2),
    ]
    assert [path for path in rows if "shortcut" in path and path.endswith("conv1x1")] == [
        f"conv{stage}_x[1]/shortcut/conv1x1" for stage in (2, 3, 4, 5)
    ]
    assert all(row.name == path.rpartition("/")[2] for path, row in rows.items())


@pytest.mark.parametrize("name", ["resnet-50", "googlenet", "mobilenet-v2", "unet", "inception-v4"])
def test_merges_in_blocks_are_named_with_their_blocks_and_listed_once_for_equal_copies(name):
    report = report_of(sketch(name))
    merging = [row.path for row in report.layers if row.type in ("Add", "Concat")]
    found = [merge.path for merge in report.merges]
    assert len(set(found)) == len(found)
    assert set(found) <= set(merging)
    for merge in report.merges:
        place = merge.path.rpartition("/")[0]
        assert all(path.rpartition("/")[0] == place for branch in merge.branches for path in branch.layers)


def test_weights_that_copies_share_are_in_one_row():
    draw = Builder()
    block = draw.block("twice")
    block.output(block.add(Conv2d, block.input(), name="conv", out_channels=8, kernel_size=3, padding=1))
    draw.output(draw.call(block, draw.input(8, 4, 4), name="stage", repeat=3, shared=True))
    report = report_of(draw.build())
    weights = 3 * 3 * 8 * 8 + 8
    assert [(row.path, row.copies, row.params) for row in report.layers] == [
        ("stage[1]/conv", 1, weights),
        ("stage[2-3]/conv", 2, 0),
    ]
    assert (report.totals.params, report.totals.macs) == (weights, 3 * 4 * 4 * 3 * 3 * 8 * 8)


def test_variables_are_among_the_conventions():
    assert dict(report_of(sketch("mobilenet-v1-0.5-160")).conventions.variables) == {"alpha": 0.5, "resolution": 160}
    assert report_of(sketch("resnet-50")).conventions.variables == {}


def test_an_issue_in_a_block_is_found_by_its_path():
    hints = [issue.path for issue in report_of(sketch("inception-v3")).issues]
    assert hints == ["Inception B/pool", "Inception D/pool"]


def test_the_description_says_where_code_departs_from_the_paper():
    found = entry("resnet-50")
    assert found is not None
    assert found.deviates in report_of(sketch("resnet-50")).description


def test_input_and_output_are_no_rows_but_are_named():
    report = report_of(sketch("inception-3a"))
    assert [(port.path, port.shape) for port in report.inputs] == [("input", (1, 192, 28, 28))]
    assert [(port.path, port.shape) for port in report.outputs] == [("output", (1, 256, 28, 28))]
    assert {"input", "output"}.isdisjoint(row.path for row in report.layers)


def test_rows_come_depth_first_from_the_output_in_port_order():
    paths = [row.path for row in report_of(sketch("inception-3a")).layers]
    assert paths[:3] == ["conv1x1", "relu1x1", "conv3x3_reduce"]
    assert paths[-3:] == ["pool_proj", "relu_proj", "concat"]


def test_the_batch_multiplies_activations_and_their_bytes_only():
    one, many = (report_of(edits.set_meta(sketch("lenet-5"), batch=batch)).totals for batch in (1, 32))
    assert many.activations == 32 * one.activations
    assert many.activation_bytes == 32 * one.activation_bytes
    assert (many.macs, many.params, many.weight_bytes, many.elementwise_ops) == (
        one.macs,
        one.params,
        one.weight_bytes,
        one.elementwise_ops,
    )


@pytest.mark.parametrize(("precision", "size"), PRECISIONS.items())
def test_bytes_follow_the_precision(precision, size):
    report = report_of(sketch("inverted-bottleneck"), precision=precision)
    assert report.totals.weight_bytes == (14_848 + 832) * size
    assert report.totals.activation_bytes == 978_432 * size
    assert report.conventions.bytes_per_number == size
    assert precision in report.conventions.counted["weight_bytes"]


def test_what_stands_behind_an_error_is_not_known_and_the_rest_is_counted():
    document = edits.set_param(sketch("course-bottleneck"), "conv5x5", "groups", 7)
    report = report_of(document)
    known, wrong = report.layers
    assert (known.macs, known.formula) == (2_408_448, "28·28·16 × 1·1·192 = 2,408,448")
    assert wrong.inputs == ((1, 16, 28, 28),)
    assert (wrong.outputs, wrong.output, wrong.formula, wrong.params_formula) == ((), None, None, None)
    assert (wrong.macs, wrong.params, wrong.buffers, wrong.activations, wrong.elementwise_ops) == (None,) * 5
    assert report.outputs[0].shape is None
    assert not report.totals.complete
    assert report.totals.macs == 2_408_448
    assert not report.sound
    assert [(issue.path, issue.param, issue.severity) for issue in report.issues] == [("conv5x5", "groups", "error")]


def test_a_layer_whose_formulas_wait_is_described_by_them_and_not_by_the_numbers_beneath():
    document = edits.disconnect(sketch("depthwise-separable"), "depthwise", 0)
    depthwise = next(row for row in report_of(document).layers if row.path == "depthwise")
    assert depthwise.summary == "out_channels = c_in, groups = c_in"


def test_a_hint_leaves_the_model_sound():
    report = report_of(sketch("inception-naive"))
    assert [issue.severity for issue in report.issues] == ["hint"]
    assert report.sound


def test_channels_add_up_in_a_concat_and_not_in_an_add():
    assert report_of(sketch("inception-3a")).merges[0].joins_channels
    assert not report_of(sketch("residual-basic")).merges[0].joins_channels


def test_a_layer_on_two_branches_is_shared_and_in_no_sum():
    draw = Builder()
    x = draw.input(8, 4, 4)
    stem = draw.add(Conv2d(out_channels=4, kernel_size=(1, 1)), x, name="stem", at=(0, 1))
    left = draw.add(Conv2d(out_channels=4, kernel_size=(1, 1)), stem, name="left", at=(0, 2))
    right = draw.add(Add(), stem, x, name="right", at=(1, 2))
    draw.output(draw.add(Concat(), left, right, name="joined", at=(0, 3)), at=(0, 4))
    merge = report_of(draw.build()).merges[-1]
    assert merge.fork == "input"
    assert merge.shared == ("stem",)
    assert merge.shared_macs == 4 * 4 * 4 * 8
    assert [branch.layers for branch in merge.branches] == [("left",), ("right",)]


def test_several_inputs_have_no_fork():
    draw = Builder()
    a, b = draw.input(4, 2, 2), draw.input(4, 2, 2)
    draw.output(draw.add(Add(), a, b, name="sum", at=(0, 1)), at=(0, 2))
    assert report_of(draw.build()).merges[0].fork is None


def test_an_empty_sketch_has_a_report():
    report = report_of(Document())
    assert (report.layers, report.merges, report.issues, report.sound) == ((), (), (), True)


@given(channels=st.integers(1, 10**18), size=st.integers(1, 10**18))
def test_numbers_stay_exact_at_any_size(channels, size):
    draw = Builder()
    x = draw.input(channels, size, size)
    draw.add(Conv2d(out_channels=10**18, kernel_size=(1, 1)), x, name="huge", at=(0, 1))
    assert report_of(draw.build()).totals.macs == 10**18 * size * size * channels
