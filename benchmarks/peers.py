"""Run by another Python, which has torch, torchinfo and onnx: ResNet-152 through their eyes, printed as JSON.

Imports nothing of Convas. Each line is (what, CPU ms of the summary alone from a built model, MACs or None).
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from typing import Any

_DEPTHS = ((64, 3, 1), (128, 8, 2), (256, 36, 2), (512, 3, 2))
_REPEATS = 5


def _median_ms(run: Callable[[], object]) -> float:
    run()
    spent = []
    for _ in range(_REPEATS):
        start = time.process_time_ns()
        run()
        spent.append((time.process_time_ns() - start) / 1e6)
    return statistics.median(spent)


def _torch_model() -> Any:
    import torch
    from torch import nn

    class Block(nn.Module):
        def __init__(self, before: int, width: int, stride: int) -> None:
            super().__init__()
            self.c1, self.b1 = nn.Conv2d(before, width, 1, bias=False), nn.BatchNorm2d(width)
            self.c2 = nn.Conv2d(width, width, 3, stride, 1, bias=False)
            self.b2 = nn.BatchNorm2d(width)
            self.c3, self.b3 = nn.Conv2d(width, 4 * width, 1, bias=False), nn.BatchNorm2d(4 * width)
            self.relu = nn.ReLU()
            self.skip: nn.Module = nn.Identity()
            if stride != 1 or before != 4 * width:
                self.skip = nn.Sequential(
                    nn.Conv2d(before, 4 * width, 1, stride, bias=False), nn.BatchNorm2d(4 * width)
                )

        def forward(self, x: Any) -> Any:
            y = self.relu(self.b1(self.c1(x)))
            y = self.relu(self.b2(self.c2(y)))
            return self.relu(self.b3(self.c3(y)) + self.skip(x))

    layers: list[nn.Module] = [
        nn.Conv2d(3, 64, 7, 2, 3, bias=False),
        nn.BatchNorm2d(64),
        nn.ReLU(),
        nn.MaxPool2d(3, 2, 1),
    ]
    before = 64
    for width, count, stride in _DEPTHS:
        for number in range(count):
            layers.append(Block(before, width, stride if number == 0 else 1))
            before = 4 * width
    layers += [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(2048, 1000)]
    with torch.device("meta"):
        pass
    return nn.Sequential(*layers).to("meta").eval()


def _onnx_model() -> Any:
    from onnx import TensorProto, helper

    nodes: list[Any] = []
    weights: list[Any] = []

    def conv(x: str, before: int, after: int, kernel: int, stride: int) -> str:
        name = f"t{len(nodes)}"
        shape = helper.make_tensor(f"{name}_s", TensorProto.INT64, [4], [after, before, kernel, kernel])
        weights.append(shape)
        nodes.append(helper.make_node("ConstantOfShape", [f"{name}_s"], [f"{name}_w"]))
        pads = [kernel // 2] * 4
        nodes.append(
            helper.make_node(
                "Conv", [x, f"{name}_w"], [name], kernel_shape=[kernel] * 2, strides=[stride] * 2, pads=pads
            )
        )
        return name

    def relu(x: str) -> str:
        nodes.append(helper.make_node("Relu", [x], [f"{x}_r"]))
        return f"{x}_r"

    x = relu(conv("x", 3, 64, 7, 2))
    nodes.append(helper.make_node("MaxPool", [x], ["pool"], kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1]))
    x, before = "pool", 64
    for width, count, stride in _DEPTHS:
        for number in range(count):
            step = stride if number == 0 else 1
            y = relu(conv(x, before, width, 1, 1))
            y = relu(conv(y, width, width, 3, step))
            y = conv(y, width, 4 * width, 1, 1)
            skip = conv(x, before, 4 * width, 1, step) if number == 0 else x
            nodes.append(helper.make_node("Add", [y, skip], [f"{y}_a"]))
            x, before = relu(f"{y}_a"), 4 * width
    nodes.append(helper.make_node("GlobalAveragePool", [x], ["y"]))
    graph = helper.make_graph(
        nodes,
        "resnet152",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 3, 224, 224])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)],
        weights,
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])


def main() -> None:
    """Measure and print."""
    import onnx
    import torch
    from torch.utils.flop_counter import FlopCounterMode
    from torchinfo import summary

    rows: list[tuple[str, float, int | None]] = []
    exported = _onnx_model()
    rows.append(
        ("onnx.shape_inference (shapes only)", _median_ms(lambda: onnx.shape_inference.infer_shapes(exported)), None)
    )
    model = _torch_model()
    image = torch.empty(1, 3, 224, 224, device="meta")

    def counted() -> int:
        with FlopCounterMode(display=False) as counter, torch.no_grad():
            model(image)
        return int(counter.get_total_flops())

    rows.append(("torch FlopCounterMode, meta device", _median_ms(counted), counted() // 2))

    def summed() -> int:
        return int(summary(model, input_data=image, verbose=0, device="meta").total_mult_adds)

    rows.append(("torchinfo, meta device", _median_ms(summed), summed()))
    print(json.dumps(rows))


if __name__ == "__main__":
    main()
