"""Every operator against single operators as PyTorch, onnxruntime and Keras run them (tests/data/vectors)."""

import json
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from core.analysis.infer import NodeResult, State, evaluate_node
from core.document.graph import Node, OutputRef
from core.language.operator import Operator
from core.ops.activation import ReLU
from core.ops.common import spatial_pads
from core.ops.conv import Conv2d
from core.ops.dense import Linear
from core.ops.merge import Add, Concat
from core.ops.norm import BatchNorm2d
from core.ops.pool import AvgPool2d, GlobalAvgPool2d, MaxPool2d
from core.ops.shape import Flatten

VECTORS = Path(__file__).resolve().parents[2] / "data" / "vectors"

AUTO_PAD = {"SAME_UPPER": "same_upper", "SAME_LOWER": "same_lower", "VALID": "valid", "NOTSET": (0, 0, 0, 0)}
KERAS_PADDING = {"same": "same_upper", "valid": "valid"}


@cache
def cases(framework):
    return json.loads((VECTORS / f"ops_{framework}.json").read_text())["cases"]


def evaluate(op: Operator, *shapes) -> NodeResult:
    """One operator as a sketch would evaluate it: ranges of parameters, then checks, then shape and cost."""
    inputs = tuple(OutputRef(f"source{number}") for number in range(len(shapes)))
    return evaluate_node(Node("node", op, inputs), tuple(tuple(shape) for shape in shapes))


def chain(ops, shape):
    """The results of operators one behind the other."""
    results = []
    for op in ops:
        results.append(evaluate(op, shape))
        shape = results[-1].output
    return results


def sides(pads):
    """Padding as stated for both sides of each axis, or a word."""
    return pads if isinstance(pads, str) else (pads[0], pads[0], pads[1], pads[1])


def channels_first(shape):
    return (shape[0], shape[-1], *shape[1:-1])


# -- PyTorch ------------------------------------------------------------------------------------------------------


def torch_ops(case):
    """The case as operators of ours, one behind the other, or None where this version has no such layer."""
    a = case["attrs"]
    ops: list[Operator] | None = None
    match case["op"]:
        case "Conv2d":
            ops = [
                Conv2d(
                    out_channels=a["o"],
                    kernel_size=tuple(a["k"]),
                    stride=tuple(a["s"]),
                    padding=sides(a["p"]),
                    dilation=tuple(a["d"]),
                    groups=a["g"],
                    bias=a["bias"],
                )
            ]
        case "MaxPool2d":
            ops = [
                MaxPool2d(
                    kernel_size=tuple(a["k"]),
                    stride=tuple(a["s"]),
                    padding=sides(a["p"]),
                    dilation=tuple(a["d"]),
                    ceil_mode=a["ceil"],
                )
            ]
        case "AvgPool2d":
            ops = [
                AvgPool2d(
                    kernel_size=tuple(a["k"]),
                    stride=tuple(a["s"]),
                    padding=sides(a["p"]),
                    ceil_mode=a["ceil"],
                    count_include_pad=a["cip"],
                )
            ]
        case "AdaptiveAvgPool2d" if a["out"] == [1, 1]:
            ops = [GlobalAvgPool2d()]
        case "Mean" if a["dims"] == [2, 3]:
            ops = [GlobalAvgPool2d(keepdim=a["keepdim"])]
        case "BatchNorm2d":
            ops = [BatchNorm2d(affine=a.get("affine", True), track_running_stats=a.get("track", True))]
        case "Flatten":
            ops = [Flatten(start_dim=a["start"], end_dim=a["end"])]
        case "Linear":
            ops = [Linear(out_features=a["o"], bias=a["bias"])]
        case "Add":
            ops = [Add()]
        case "Concat":
            ops = [Concat(dim=a["axis"])]
    return ops


# -- ONNX ---------------------------------------------------------------------------------------------------------


def onnx_padding(a):
    if "auto_pad" in a:
        return AUTO_PAD[a["auto_pad"]]
    top, left, bottom, right = a["pads"]
    return (top, bottom, left, right)


def onnx_ops(case):
    a = case["attrs"]
    match case["op"]:
        case "Conv":
            return [
                Conv2d(
                    out_channels=a["o"],
                    kernel_size=tuple(a["k"]),
                    stride=tuple(a["s"]),
                    padding=onnx_padding(a),
                    dilation=tuple(a.get("d", (1, 1))),
                    groups=a.get("g", 1),
                    bias=False,
                )
            ]
        case "MaxPool" | "AveragePool":
            pool = MaxPool2d if case["op"] == "MaxPool" else AvgPool2d
            return [
                pool(
                    kernel_size=tuple(a["k"]),
                    stride=tuple(a["s"]),
                    padding=onnx_padding(a),
                    ceil_mode=bool(a.get("ceil_mode", 0)),
                )
            ]
        case "GlobalAveragePool":
            return [GlobalAvgPool2d()]
        case "ReduceMean" if sorted(axis % 4 for axis in a["axes"]) == [2, 3]:
            return [GlobalAvgPool2d(keepdim=bool(a["keepdims"]))]
        case "Flatten":
            # ONNX makes a matrix of it: what stands before the axis, and the rest.
            axis = a.get("axis", 1) % 4
            return [Flatten(start_dim=axis), *([Flatten(start_dim=0, end_dim=axis - 1)] if axis else [])]
    return None


# -- Keras --------------------------------------------------------------------------------------------------------


def keras_ops(case):
    a, channels = case["attrs"], case["in_nhwc"][-1]
    padding = KERAS_PADDING[a.get("padding", "valid")]
    match case["op"]:
        case "Conv2D":
            return [
                Conv2d(
                    out_channels=a["filters"],
                    kernel_size=tuple(a["k"]),
                    stride=tuple(a["s"]),
                    padding=padding,
                    dilation=tuple(a["d"]),
                    bias=a["bias"],
                )
            ]
        case "DepthwiseConv2D":
            return [depthwise(a, channels, padding, bias=a["bias"])]
        case "SeparableConv2D":
            pointwise = Conv2d(out_channels=a["filters"], kernel_size=(1, 1), bias=a["bias"])
            return [depthwise(a, channels, padding, bias=False), pointwise]
        case "MaxPooling2D" | "AveragePooling2D":
            pool = MaxPool2d if case["op"] == "MaxPooling2D" else AvgPool2d
            return [pool(kernel_size=tuple(a["k"]), stride=tuple(a["s"]), padding=padding)]
        case "GlobalAveragePooling2D":
            return [GlobalAvgPool2d(keepdim=a.get("keepdims", False))]
        case "BatchNormalization":
            return [BatchNorm2d()]
        case "Flatten":
            return [Flatten()]
        case "Dense":
            return [Linear(out_features=a["units"])]
    return None


def depthwise(a, channels, padding, *, bias):
    return Conv2d(
        out_channels=channels * a["depth_multiplier"],
        kernel_size=tuple(a["k"]),
        stride=tuple(a["s"]),
        padding=padding,
        groups=channels,
        bias=bias,
    )


# -- the comparison -----------------------------------------------------------------------------------------------

EXPECTED = {
    "torch": {
        "Conv2d": 157,
        "MaxPool2d": 243,
        "AvgPool2d": 39,
        "AdaptiveAvgPool2d": 3,
        "Mean": 2,
        "BatchNorm2d": 4,
        "Flatten": 3,
        "Linear": 8,
        "Add": 5,
        "Concat": 5,
    },
    "onnx": {
        "Conv": 75,
        "MaxPool": 63,
        "AveragePool": 63,
        "GlobalAveragePool": 1,
        "ReduceMean": 2,
        "Flatten": 3,
    },
    "keras": {
        "Conv2D": 46,
        "DepthwiseConv2D": 15,
        "SeparableConv2D": 15,
        "MaxPooling2D": 8,
        "AveragePooling2D": 8,
        "GlobalAveragePooling2D": 1,
        "BatchNormalization": 1,
        "Flatten": 1,
        "Dense": 1,
    },
}

NOT_EXPRESSIBLE = {
    # The number of input channels is inferred from what arrives, so it cannot be wrong.
    ("torch", "p0112"): "Conv2d of 4 input channels on 3",
    # Likewise; but the engine warns, because an image that was not flattened is most likely a mistake.
    ("torch", "p0350"): "Linear of 512 features on the 7 columns of an image",
    # Flatten joins axes; it never makes one.
    ("onnx", "p0252"): "ONNX's Flatten before axis 0, which puts an axis of 1 in front",
}


def run(framework, translate):
    """Run every case of a framework; gives what was run by operator, and every disagreement."""
    ran: Counter[str] = Counter()
    disagreements = []
    for case in cases(framework):
        ops = translate(case)
        if ops is None:
            continue
        ran[case["op"]] += 1
        fault = compare(framework, case, ops)
        if bool(fault) is not ((framework, case["id"]) in NOT_EXPRESSIBLE):
            disagreements.append((case["id"], case["op"], case["attrs"], fault))
    return dict(ran), disagreements


def compare(framework, case, ops):
    """What differs, in words; empty where the engine agrees."""
    if framework == "keras":
        linear = isinstance(ops[0], Linear)  # works along the last axis, wherever the channels are
        shapes = [case["in_nhwc"] if linear else channels_first(case["in_nhwc"])]
        out = case["out_nhwc"]
        expected = tuple(out) if linear or len(out) != 4 else channels_first(out)
    else:
        shapes, expected = case["in"], case["out"] and tuple(case["out"])
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
    if not stated:
        return ""
    pads = spatial_pads(tuple(shape), op.padding, op.kernel_size, op.stride, op.dilation)
    return "" if [list(side) for side in pads] == stated else f"pads {pads}, not {stated}"


@pytest.mark.parametrize(("framework", "translate"), [("torch", torch_ops), ("onnx", onnx_ops), ("keras", keras_ops)])
def test_every_case_of_a_framework_gives_its_shape_its_costs_or_a_refusal(framework, translate):
    ran, disagreements = run(framework, translate)
    assert disagreements == []
    assert ran == EXPECTED[framework]


def test_the_vectors_hold_refusals_and_paddings_to_compare():
    refused = [case for case in cases("torch") if torch_ops(case) and case["out"] is None]
    padded = [case for case in (*cases("onnx"), *cases("keras")) if "pads" in case or "pads_tblr" in case]
    assert len(refused) == 15
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
