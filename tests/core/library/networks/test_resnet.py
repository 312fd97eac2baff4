"""ResNets and their kin: layer by layer where measured, by arithmetic from table 1 of the paper elsewhere."""

import pytest

from core.analysis.infer import infer
from core.analysis.totals import totals
from core.document.modules import ModuleCall
from core.library.networks.resnet import ENTRIES

BY_NAME = {entry.name: entry for entry in ENTRIES}
BLOCKS = {18: (2, 2, 2, 2), 34: (3, 4, 6, 3), 50: (3, 4, 6, 3), 101: (3, 4, 23, 3), 152: (3, 8, 36, 3)}


def count_basic(tally, blocks):
    channels, side = tally.conv(112, 3, 64, 49), 56
    for stage, count in enumerate(blocks):
        width = 64 * 2**stage
        for block in range(count):
            side //= 2 if stage and block == 0 else 1
            tally.conv(side, channels, width, 9)
            tally.conv(side, width, width, 9)
            if channels != width:
                tally.conv(side, channels, width, 1)
            channels = width
    tally.linear(channels, 1000)


def count_bottleneck(tally, blocks, *, first_strides=False, groups=1, group_width=64):
    channels, side = tally.conv(112, 3, 64, 49), 56
    for stage, count in enumerate(blocks):
        middle, out = groups * group_width * 2**stage, 256 * 2**stage
        for block in range(count):
            before = side
            side //= 2 if stage and block == 0 else 1
            tally.conv(side if first_strides else before, channels, middle)
            tally.conv(side, middle, middle, 9, groups=groups)
            tally.conv(side, middle, out)
            if block == 0:
                tally.conv(side, channels, out)
            channels = out
    tally.linear(channels, 1000)


@pytest.mark.parametrize(
    ("name", "reference"),
    [
        ("resnet-18", "resnet18"),
        ("resnet-18-v1", "resnet18"),
        ("resnet-50", "resnet50"),
        ("resnet-cifar-20", "resnet_cifar_20"),
        ("resnet-cifar-56", "resnet_cifar_56"),
        ("resnext-101-32x8d", "resnext101_32x8d"),
        ("wide-resnet-50-2", "wide_resnet50_2"),
    ],
)
def test_it_agrees_layer_by_layer(name, reference, agrees_with_reference):
    agrees_with_reference(BY_NAME[name], reference)


@pytest.mark.parametrize("version", ["", "-v1"])
@pytest.mark.parametrize(("depth", "gmacs"), [(18, 1.814), (34, 3.664)])
def test_depths_of_basic_blocks_agree_with_arithmetic_in_both_versions(depth, gmacs, version, tally):
    count_basic(tally, BLOCKS[depth])
    found = totals(infer(BY_NAME[f"resnet-{depth}{version}"].build()))
    assert (found.params, found.macs) == (tally.params, tally.macs)
    assert round(found.macs / 1e9, 3) == gmacs


@pytest.mark.parametrize(
    ("name", "depth", "options", "gmacs"),
    [
        ("resnet-101", 101, {}, 7.801),
        ("resnet-152", 152, {}, 11.514),
        ("resnet-50-v1", 50, {"first_strides": True}, 3.858),
        ("resnet-101-v1", 101, {"first_strides": True}, 7.570),
        ("resnet-152-v1", 152, {"first_strides": True}, 11.282),
        ("resnext-50-32x4d", 50, {"groups": 32, "group_width": 4}, 4.230),
        ("resnext-101-64x4d", 101, {"groups": 64, "group_width": 4}, 15.460),
        ("wide-resnet-101-2", 101, {"group_width": 128}, 22.753),
    ],
)
def test_depths_of_bottlenecks_agree_with_arithmetic(name, depth, options, gmacs, tally):
    count_bottleneck(tally, BLOCKS[depth], **options)
    found = totals(infer(BY_NAME[name].build()))
    assert (found.params, found.macs) == (tally.params, tally.macs)
    assert round(found.macs / 1e9, 3) == gmacs


@pytest.mark.parametrize("depth", [20, 32, 44, 56, 110])
@pytest.mark.parametrize("option", ["a", "b"])
def test_cifar_networks_agree_with_arithmetic(depth, option, tally):
    channels, side = tally.conv(32, 3, 16, 9), 32
    for width in (16, 32, 64):
        for block in range((depth - 2) // 6):
            side //= 2 if width > 16 and block == 0 else 1
            tally.conv(side, channels, width, 9)
            tally.conv(side, width, width, 9)
            if channels != width and option == "b":
                tally.conv(side, channels, width, 1)
            channels = width
    tally.linear(64, 10)
    found = totals(infer(BY_NAME[f"resnet-cifar-{depth}{'-a' if option == 'a' else ''}"].build()))
    assert (found.params, found.macs) == (tally.params, tally.macs)


def test_option_a_has_the_parameters_that_the_paper_prints():
    printed = {20: 0.27, 32: 0.46, 44: 0.66, 56: 0.85, 110: 1.7}
    for depth, millions in printed.items():
        params = totals(infer(BY_NAME[f"resnet-cifar-{depth}-a"].build())).params
        assert round(params / 1e6, 1 if depth == 110 else 2) == millions


def test_the_main_graph_is_the_table_of_the_paper():
    nodes = infer(BY_NAME["resnet-50"].build()).main.results
    stages = [nodes[f"conv{number}_x"] for number in (2, 3, 4, 5)]
    assert [stage.op.repeat for stage in stages if isinstance(stage.op, ModuleCall)] == [3, 4, 6, 3]
    assert [stage.output for stage in stages] == [(1, 256 * 2**k, 56 // 2**k, 56 // 2**k) for k in range(4)]


def test_the_block_of_resnext_costs_what_its_groups_leave():
    found = totals(infer(BY_NAME["resnext-block"].build()))
    assert found.macs == 56 * 56 * (256 * 128 + 9 * 4 * 128 + 128 * 256)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_every_entry_is_complete_without_errors_or_warnings(entry):
    analysis = infer(entry.build())
    found = totals(analysis)
    assert found.complete
    assert [issue for issue in analysis.issues() if issue.severity != "hint"] == []
