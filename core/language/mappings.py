"""What other frameworks call a layer: plain data that operators declare."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["OnnxOp", "TorchModule"]


@dataclass(frozen=True)
class TorchModule:
    """PyTorch's name of an operator.

    Attributes:
        name: dotted name below ``torch``, or one that begins with ``torchvision.``
        inferred: constructor arguments that follow from the input (``in_channels``).
    """

    name: str
    inferred: tuple[str, ...] = ()


@dataclass(frozen=True)
class OnnxOp:
    """ONNX's name of an operator.

    Attributes:
        name: operator type in the default domain.
        attributes: ONNX attribute name -> parameter name of ours.
    """

    name: str
    attributes: Mapping[str, str] = field(default_factory=dict)
