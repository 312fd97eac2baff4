"""Every operator against single operators as PyTorch, onnxruntime and Keras run them (tests/data/vectors)."""

import json
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from core.analysis.infer import NodeResult, State, evaluate_node
from core.document.graph import Node, OutputRef
from core.language.formulas import Formula
from core.language.operator import Operator
from core.ops.activation import ReLU
from core.ops.common import spatial_pads
from core.ops.conv_transpose import ConvTranspose2d
from core.ops.dense import Linear
from core.ops.pool import MaxPool2d
from tests.core.ops.framework_layers import keras_ops, onnx_ops, torch_ops

VECTORS = Path(__file__).resolve().parents[2] / "data" / "vectors"


@cache
def cases(framework):
    return json.loads((VECTORS / f"ops_{framework}.json").read_text())["cases"]


def evaluate(op: Operator | tuple[Operator, dict[str, str]], *shapes) -> NodeResult:
    """One operator as a sketch would evaluate it: formulas, ranges of parameters, then checks, then shape and cost."""
    op, overlay = op if isinstance(op, tuple) else (op, {})
    inputs = tuple(OutputRef(f"source{number}") for number in range(len(shapes)))
    formulas = {key: Formula(text) for key, text in overlay.items()}
    return evaluate_node(Node("node", op, inputs, "node", formulas), tuple(tuple(shape) for shape in shapes))


def chain(ops, shape):
    """The results of operators one behind the other."""
    results = []
    for op in ops:
        results.append(evaluate(op, shape))
        shape = results[-1].output
    return results


def channels_first(shape):
    return (shape[0], shape[-1], *shape[1:-1])


# -- the comparison -----------------------------------------------------------------------------------------------

EXPECTED: dict[str, dict[str, int]] = {
    "torch": {
        "AdaptiveAvgPool2d": 18,
        "AdaptiveMaxPool2d": 18,
        "Add": 5,
        "AvgPool2d": 39,
        "BatchNorm2d": 4,
        "ChannelShuffle": 1,
        "Chunk": 2,
        "Concat": 5,
        "Conv2d": 157,
        "ConvTranspose2d": 56,
        "Flatten": 3,
        "GroupNorm": 3,
        "InstanceNorm2d": 3,
        "LayerNorm": 4,
        "Linear": 8,
        "LocalResponseNorm": 2,
        "MaxPool2d": 243,
        "Mean": 2,
        "Mul": 4,
        "PReLU": 3,
        "Permute": 3,
        "PixelShuffle": 3,
        "PixelUnshuffle": 3,
        "ReflectionPad2d": 3,
        "Reshape": 5,
        "Split": 3,
        "Upsample": 13,
        "ZeroPad2d": 4,
    },
    "onnx": {
        "Conv": 75,
        "AveragePool": 63,
        "MaxPool": 63,
        "ConvTranspose": 36,
        "Resize": 5,
        "Upsample_opset9": 4,
        "DepthToSpace": 1,
        "SpaceToDepth": 1,
        "Pad": 2,
        "GlobalAveragePool": 1,
        "GlobalMaxPool": 1,
        "Flatten": 3,
        "LRN": 1,
        "Softmax": 1,
        "Identity": 1,
        "Reshape": 3,
        "ReduceMean": 2,
    },
    "keras": {
        "Conv2D": 46,
        "DepthwiseConv2D": 15,
        "SeparableConv2D": 15,
        "AveragePooling2D": 8,
        "MaxPooling2D": 8,
        "Conv2DTranspose": 16,
        "BatchNormalization": 1,
        "LayerNormalization": 1,
        "Dense": 1,
        "ZeroPadding2D": 1,
        "Cropping2D": 1,
        "UpSampling2D": 1,
        "GlobalAveragePooling2D": 1,
        "GlobalMaxPooling2D": 1,
        "Flatten": 1,
        "PReLU": 1,
    },
}

NO_SUCH_LAYER: dict[str, dict[str, int]] = {
    # Not of images: one and three dimensions, and a product of two tensors.
    "torch": {"Conv1d": 20, "Conv3d": 12, "MatMul": 2, "MaxPool1d": 8, "MaxPool3d": 3},
    # The mean along the width alone.
    "onnx": {"ReduceMean": 2},
    "keras": {},
}

NOT_EXPRESSIBLE = {
    # The number of input channels is inferred from what arrives, so it cannot be wrong.
    ("torch", "p0112"): "Conv2d of 4 input channels on 3",
    # Likewise; but the engine warns, because an image that was not flattened is most likely a mistake.
    ("torch", "p0350"): "Linear of 512 features on the 7 columns of an image",
    # Likewise: the sizes it normalises over are those of the axes that are named.
    ("torch", "p0346"): "LayerNorm of 96 values on the 56 columns of an image with 96 channels",
    # Flatten joins axes; it never makes one.
    ("onnx", "p0252"): "ONNX's Flatten before axis 0, which puts an axis of 1 in front",
    # The standard and Keras say input × stride; onnxruntime never pads an output whose kernel is below the stride.
    ("onnx", "p0234"): "ConvTranspose with SAME_LOWER, kernel 1 and stride 2, which is 7 of 4 in onnxruntime",
    # A slope for each place is no layer of a network that takes other sizes.
    ("keras", "p0117"): "PReLU with a slope for each of 7×7×16 values",
}


def run(framework, translate):
    """Run every case of a framework; gives what was run by operator, and every disagreement."""
    ran: Counter[str] = Counter()
    left: Counter[str] = Counter()
    disagreements = []
    for case in cases(framework):
        ops = translate(case)
        if ops is None:
            left[case["op"]] += 1
            continue
        ran[case["op"]] += 1
        fault = compare(framework, case, ops)
        if bool(fault) is not ((framework, case["id"]) in NOT_EXPRESSIBLE):
            disagreements.append((case["id"], case["op"], case["attrs"], fault))
    return dict(ran), dict(left), disagreements


def compare(framework, case, ops):
    """What differs, in words; empty where the engine agrees."""
    if framework == "keras":
        linear = isinstance(ops[0], Linear)  # works along the last axis, wherever the channels are
        shapes = [case["in_nhwc"] if linear else channels_first(case["in_nhwc"])]
        out = case["out_nhwc"]
        expected = tuple(out) if linear or len(out) != 4 else channels_first(out)
    else:
        shapes, expected = case["in"], case["out"] and tuple(case["out"])
        if expected and isinstance(expected[0], list):
            return parts_differ(case, evaluate(ops[0], *shapes))
    results = [evaluate(ops[0], *shapes)]
    if results[0].state is State.OK:
        results += chain(ops[1:], results[0].output)
    last = results[-1]
    if expected is None:
        refused = last.state is State.WRONG and last.issues and all(str(issue.message) for issue in last.issues)
        return "" if refused else f"accepted as {last.output}"
    if last.output != expected:
        return f"{last.output}, not {expected}: {[str(issue.message) for issue in last.issues]}"
    return counts_differ(framework, case, results) or pads_differ(case, ops[0], shapes[0])


def parts_differ(case, result):
    """Of a layer with several outputs."""
    expected = tuple(map(tuple, case["out"]))
    return "" if result.outputs == expected and result.cost.params == 0 else f"{result.outputs}, not {expected}"


def counts_differ(framework, case, results):
    params = sum(result.cost.params for result in results)
    buffers = sum(result.cost.buffers for result in results)
    macs = sum(result.cost.macs for result in results)
    if framework == "keras":
        stated = (case["params_trainable"], case["params"] - case["params_trainable"], case.get("macs", macs))
    else:
        stated = (case.get("params", 0), case.get("running_stats", 0), case.get("macs", 0))
    return "" if (params, buffers, macs) == stated else f"{(params, buffers, macs)}, not {stated}"


def pads_differ(case, op, shape):
    stated = case.get("pads") or (case.get("pads_tblr") and [case["pads_tblr"][:2], case["pads_tblr"][2:]])
    if not stated or isinstance(op, ConvTranspose2d):
        return ""
    pads = spatial_pads(tuple(shape), op.padding, op.kernel_size, op.stride, op.dilation)
    return "" if [list(side) for side in pads] == stated else f"pads {pads}, not {stated}"


@pytest.mark.parametrize(("framework", "translate"), [("torch", torch_ops), ("onnx", onnx_ops), ("keras", keras_ops)])
def test_every_case_of_a_framework_gives_its_shape_its_costs_or_a_refusal(framework, translate):
    ran, left, disagreements = run(framework, translate)
    assert disagreements == []
    assert ran == EXPECTED[framework]
    assert left == NO_SUCH_LAYER[framework]
    assert sum(ran.values()) + sum(left.values()) == len(cases(framework))


def test_the_vectors_hold_refusals_and_paddings_to_compare():
    refused = [case for case in cases("torch") if torch_ops(case) and case["out"] is None]
    padded = [case for case in (*cases("onnx"), *cases("keras")) if "pads" in case or "pads_tblr" in case]
    assert len(refused) == 26
    assert len(padded) == 92


def test_a_linear_layer_on_an_image_is_computed_with_a_warning():
    result = evaluate(Linear(out_features=10), (1, 512, 7, 7))
    assert result.state is State.OK
    assert [issue.severity for issue in result.issues] == ["warning"]
    assert "the 7 columns" in str(result.issues[0].message)


def test_activations_change_nothing_but_count_an_operation_an_element():
    result = evaluate(ReLU(), (1, 64, 28, 28))
    assert result.output == (1, 64, 28, 28)
    assert (result.cost.macs, result.cost.params, result.cost.elementwise_ops) == (0, 0, 50176)


@pytest.mark.parametrize(
    ("pool", "out"),
    [
        (MaxPool2d(kernel_size=(3, 3), stride=(2, 2)), 55),
        (MaxPool2d(kernel_size=(3, 3), stride=(2, 2), padding=(1, 1, 1, 1)), 56),
        (MaxPool2d(kernel_size=(3, 3), stride=(2, 2), ceil_mode=True), 56),
        (MaxPool2d(kernel_size=(3, 3), stride=(2, 2), padding="same_upper"), 56),
    ],
)
def test_the_first_pool_of_googlenet_is_as_the_page_on_counting_says(pool, out):
    assert evaluate(pool, (1, 64, 112, 112)).output == (1, 64, out, out)
