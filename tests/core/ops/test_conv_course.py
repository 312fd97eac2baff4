"""The worked examples of courses on convolutions (tests/data/vectors/course.json): the numbers people check us by."""

import json
from fractions import Fraction
from pathlib import Path

import pytest

from core.analysis.infer import NodeResult, State, evaluate_node
from core.document.graph import Node, OutputRef
from core.language.dims import Padding
from core.language.operator import formula_text
from core.ops.conv import Conv2d
from core.ops.merge import Concat
from core.text import ratio_text

COURSE = {
    example["id"]: example
    for example in json.loads((Path(__file__).resolve().parents[2] / "data" / "vectors" / "course.json").read_text())[
        "examples"
    ]
}


def convolved(shape, channels, kernel, padding: Padding = "same", **params) -> NodeResult:
    op = Conv2d(out_channels=channels, kernel_size=(kernel, kernel), padding=padding, bias=False, **params)
    return evaluate_node(Node("conv", op, (OutputRef("x"),)), (tuple(shape),))


def test_a_5x5_convolution_of_192_channels_costs_120_million():
    example = COURSE["naive_5x5"]
    result = convolved(example["input"], 32, 5)
    assert result.output == tuple(example["output"])
    assert (result.cost.macs, result.cost.params) == (example["macs"], example["params_no_bias"]) == (120422400, 153600)
    assert result.macs_formula == "28·28·32 × 5·5·192 = 120,422,400"


def test_a_bottleneck_of_1x1_makes_it_nearly_ten_times_cheaper():
    example, naive = COURSE["bottleneck_1x1_then_5x5"], COURSE["naive_5x5"]
    reduce = convolved(example["input"], 16, 1)
    assert reduce.output is not None
    expand = convolved(reduce.output, 32, 5)
    for result, layer in zip((reduce, expand), example["layers"], strict=True):
        assert (result.output, result.cost.macs, result.cost.params) == (
            tuple(layer["output"]),
            layer["macs"],
            layer["params"],
        )
    assert reduce.cost.macs + expand.cost.macs == example["macs"] == 12_443_648
    assert ratio_text(naive["macs"], example["macs"]) == "9.68"


def test_four_branches_join_to_256_channels():
    example = COURSE["inception_concat"]
    shapes = tuple(tuple(shape) for shape in example["inputs"])
    refs = tuple(OutputRef(f"x{number}") for number in range(len(shapes)))
    result = evaluate_node(Node("join", Concat(), refs), shapes)
    assert (result.output, result.cost.macs, result.cost.params) == (tuple(example["output"]), 0, 0)


def test_a_3x3_has_nine_times_the_weights_of_a_1x1():
    example = COURSE["params_3x3_vs_1x1"]
    three, one = (convolved((1, 256, 11, 11), 128, kernel) for kernel in (3, 1))
    assert (three.cost.params, one.cost.params) == (example["params_3x3"], example["params_1x1"]) == (294912, 32768)
    assert formula_text(three.terms, "params") == "3·3·256 × 128 = 294,912"


def test_the_width_at_stride_1_is_the_textbook_formula():
    rows = COURSE["stride1_formula"]["rows"]
    assert len(rows) == 162
    for size, kernel, pad, out in rows:
        result = convolved((1, 4, size, size), 4, kernel, (pad, pad, pad, pad))
        assert result.output == (1, 4, out, out)


def test_same_padding_is_half_the_kernel_and_for_even_kernels_one_more_at_the_end_with_a_hint():
    rows = COURSE["same_padding"]["rows"]
    assert len(rows) == 11
    for kernel, pad in rows:
        result = convolved((1, 4, 28, 28), 4, kernel)
        assert result.output == (1, 4, 28, 28)
        even = kernel % 2 == 0
        assert (Fraction(pad).denominator == 2) is even
        assert [issue.severity for issue in result.issues] == ["hint"] * even
        begin = (kernel - 1) // 2
        by_numbers = convolved((1, 4, 28, 28), 4, kernel, (begin, begin + even, begin, begin + even))
        assert (by_numbers.output, by_numbers.issues) == ((1, 4, 28, 28), ())


def test_two_3x3_see_what_a_5x5_sees():
    example = COURSE["two_3x3_equal_5x5"]
    shape = (1, 1, 48, 48)
    assert convolved(shape, 1, 5, "valid").output == (1, 1, example["one_5x5"][1], example["one_5x5"][1])
    once = convolved(shape, 1, 3, "valid").output
    assert once is not None
    twice = convolved(once, 1, 3, "valid").output
    assert [48, once[2], twice and twice[2]] == example["two_3x3"]


@pytest.mark.parametrize("row", COURSE["inverted_bottleneck"]["rows"], ids=lambda row: f"{row['IC']}-{row['t']}")
def test_an_inverted_bottleneck_costs_what_its_formula_says(row):
    channels, hidden, size, kernel = row["IC"], row["hidden"], (row["H"], row["W"]), row["K"]
    expand = convolved((1, channels, *size), hidden, 1)
    depthwise = convolved((1, hidden, *size), hidden, kernel, groups=hidden)
    project = convolved((1, hidden, *size), channels, 1)
    assert project.output == (1, channels, *size)
    assert [result.cost.macs for result in (expand, depthwise, project)] == [
        row["expand"],
        row["depthwise"],
        row["project"],
    ]
    total = expand.cost.macs + depthwise.cost.macs + project.cost.macs
    assert total == row["macs"] == row["t"] * channels * size[0] * size[1] * (2 * channels + kernel**2)


def test_a_depthwise_separable_convolution_against_a_full_one():
    example = COURSE["depthwise_separable_14x14x512"]
    shape = (1, 512, 14, 14)
    full = convolved(shape, 512, 3)
    depthwise, pointwise = convolved(shape, 512, 3, groups=512), convolved(shape, 512, 1)
    assert (full.cost.macs, full.cost.params) == (example["full"]["macs"], example["full"]["params"])
    assert depthwise.cost.macs == example["separable"]["depthwise"]
    assert pointwise.cost.macs == example["separable"]["pointwise"]
    assert depthwise.cost.params + pointwise.cost.params == example["separable"]["params"]
    separable = depthwise.cost.macs + pointwise.cost.macs
    assert Fraction(separable, full.cost.macs) == Fraction(1, 512) + Fraction(1, 9)


def test_groups_divide_the_cost():
    example = COURSE["grouped_conv"]
    result = convolved((1, 256, 56, 56), 256, 3, groups=32)
    assert result.state is State.OK
    assert (result.output, result.cost.macs, result.cost.params) == (
        tuple(example["output"]),
        example["macs"],
        example["params_no_bias"],
    )
    assert result.macs_formula == "56·56·256 × 3·3·8 = 57,802,752"
