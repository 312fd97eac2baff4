"""Whole networks, node by node, against what PyTorch measures (tests/data/vectors/networks)."""

import json
from pathlib import Path

import pytest

from core.analysis.infer import infer
from core.document.document import Document
from core.document.graph import Graph, Node, OutputRef
from core.language.operator import Operator
from core.ops.activation import ReLU, ReLU6
from core.ops.conv import Conv2d
from core.ops.dense import Linear
from core.ops.interface import Input
from core.ops.merge import Add, Concat
from core.ops.norm import BatchNorm2d
from core.ops.pool import AvgPool2d, GlobalAvgPool2d, MaxPool2d
from core.ops.shape import Flatten

NETWORKS = Path(__file__).resolve().parents[2] / "data" / "vectors" / "networks"

LAYERS = {
    "densenet121": 432,
    "googlenet": 198,
    "inception_3a_block": 15,
    "inception_naive_3a_block": 6,
    "inverted_bottleneck_32_6_28_3": 10,
    "lenet5_28_pad2": 13,
    "mobilenet_v1_1.0_224": 85,
    "mobilenet_v2": 154,
    "nin_cifar10": 25,
    "resnet50": 176,
    "resnext101_32x8d": 346,
    "squeezenet1_1": 67,
}
"""Networks and how many nodes each has."""


def sides(pads):
    return (pads[0], pads[0], pads[1], pads[1])


def operator_of(entry) -> Operator:
    a = entry.get("attrs", {})
    plain = {"ReLU": ReLU, "ReLU6": ReLU6, "BatchNorm2d": BatchNorm2d, "AdaptiveAvgPool2d": GlobalAvgPool2d, "Add": Add}
    match entry["op"]:
        case "Input":
            _, channels, height, width = entry["out"]
            op: Operator = Input(channels=channels, height=height, width=width)
        case "Conv2d":
            op = Conv2d(
                out_channels=a["o"],
                kernel_size=tuple(a["k"]),
                stride=tuple(a["s"]),
                padding=sides(a["p"]),
                dilation=tuple(a["d"]),
                groups=a["g"],
                bias=a["bias"],
            )
        case "MaxPool2d":
            op = MaxPool2d(
                kernel_size=tuple(a["k"]),
                stride=tuple(a["s"]),
                padding=sides(a["p"]),
                dilation=tuple(a["d"]),
                ceil_mode=a["ceil"],
            )
        case "AvgPool2d":
            op = AvgPool2d(kernel_size=tuple(a["k"]), stride=tuple(a["s"]), padding=sides(a["p"]), ceil_mode=a["ceil"])
        case "Concat":
            op = Concat(dim=a["axis"])
        case "Flatten":
            op = Flatten(start_dim=a["start"], end_dim=a["end"])
        case "Linear":
            op = Linear(out_features=a["o"], bias=a["bias"])
        case name:
            op = plain[name]()
    return op


def network(name):
    """The entries of a network and the sketch of it; Dropout, which does nothing here, is left out."""
    entries = json.loads((NETWORKS / f"{name}.json").read_text())
    stands_for: dict[int, int] = {}
    nodes: dict[str, Node] = {}
    for entry in entries["nodes"]:
        sources = [stands_for.get(number, number) for number in entry.get("in", ())]
        if entry["op"] == "Dropout":
            stands_for[entry["id"]] = sources[0]
            continue
        key = str(entry["id"])
        inputs = tuple(OutputRef(str(number)) for number in sources)
        nodes[key] = Node(key, operator_of(entry), inputs, f"{entry.get('name', '')} {key}")
    return entries, Document(Graph(nodes))


@pytest.mark.parametrize("name", LAYERS)
def test_every_layer_of_a_network_has_the_measured_shape_and_costs(name):
    entries, document = network(name)
    main = infer(document).main
    assert main.complete
    compared = 0
    for entry in entries["nodes"]:
        if entry["op"] == "Dropout":
            continue
        result = main.results[str(entry["id"])]
        cost = result.cost
        assert result.output == tuple(entry["out"]), entry
        measured = tuple(entry.get(key, 0) for key in ("macs", "params", "running_stats"))
        assert (cost.macs, cost.params, cost.buffers) == measured, entry
        compared += 1
    dropped = [entry for entry in entries["nodes"] if entry["op"] == "Dropout"]
    assert compared + len(dropped) == LAYERS[name]


@pytest.mark.parametrize("name", LAYERS)
def test_the_totals_of_a_network_are_the_measured_ones(name):
    entries, document = network(name)
    totals, cost = entries["totals"], infer(document).main.cost
    assert (cost.macs, cost.params, cost.buffers) == (
        totals["macs"],
        totals["params_eval_graph"],
        totals["bn_running_stats"],
    )
    dropped = sum(elements(entry["out"]) for entry in entries["nodes"] if entry["op"] == "Dropout")
    assert cost.activations == totals["act_all"] - dropped


def elements(shape):
    product = 1
    for size in shape:
        product *= size
    return product


def test_every_network_at_hand_is_compared():
    assert {path.stem for path in NETWORKS.glob("*.json")} == set(LAYERS)
