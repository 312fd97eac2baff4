"""What the palette offers: every operator with its defaults, and presets, which are operators with other values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from core.language.formulas import Formula
from core.language.operator import Category, Operator
from core.ops.conv import Conv2d
from core.ops.every import OPERATORS

__all__ = ["Preset", "preset", "presets"]


@dataclass(frozen=True)
class Preset:
    """An entry of the palette: an operator with initial values and formulas.

    Attributes:
        key: stable name, used when dragging; the operator's name, or ``Conv2d:1x1``.
        label: what the palette says.
        op: operator with its initial values.
        name: name of a node made from it; numbered when taken.
        doc: one sentence.
        formulas: initial formulas by parameter component.
        keywords: more words the search finds it by.
    """

    key: str
    label: str
    op: Operator
    name: str
    doc: str
    formulas: Mapping[str, Formula] = field(default_factory=dict)
    keywords: tuple[str, ...] = ()

    @property
    def category(self) -> Category:
        """The family it is listed under."""
        return self.op.category


def _conv(key: str, label: str, op: Conv2d, name: str, doc: str, formulas: Mapping[str, str], *words: str) -> Preset:
    overlay = {param: Formula(text) for param, text in formulas.items()}
    return Preset(f"Conv2d:{key}", label, op, name, doc, overlay, (*Conv2d.keywords, "conv2d", *words))


_FOLLOWS = {"groups": "c_in", "out_channels": "c_in"}
_CONV_PRESETS = (
    _conv(
        "1x1",
        "Conv 1×1",
        Conv2d(kernel_size=(1, 1)),
        "conv1x1",
        "Mixes channels at each position: the bottleneck.",
        {},
        "bottleneck",
    ),
    _conv(
        "3x3",
        "Conv 3×3",
        Conv2d(kernel_size=(3, 3), padding="same"),
        "conv3x3",
        "A 3×3 convolution that keeps the size.",
        {},
    ),
    _conv(
        "5x5",
        "Conv 5×5",
        Conv2d(kernel_size=(5, 5), padding="same"),
        "conv5x5",
        "A 5×5 convolution that keeps the size.",
        {},
    ),
    _conv(
        "depthwise",
        "Depthwise 3×3",
        Conv2d(kernel_size=(3, 3), padding="same"),
        "depthwise",
        "One 3×3 filter for each channel; groups and output channels follow the input.",
        _FOLLOWS,
        "mobilenet",
        "separable",
    ),
    _conv(
        "pointwise",
        "Pointwise 1×1",
        Conv2d(kernel_size=(1, 1), bias=False),
        "pointwise",
        "The 1×1 convolution behind a depthwise one, without bias.",
        {},
        "mobilenet",
        "separable",
        "projection",
    ),
)
_NAMES = {"GlobalAvgPool2d": "gap", "BatchNorm2d": "bn"}


@cache
def presets() -> tuple[Preset, ...]:
    """Everything the palette offers, in its order: each operator, and behind it its presets."""
    entries: list[Preset] = []
    for key, cls in OPERATORS.items():
        name = _NAMES.get(key, key.lower().removesuffix("2d"))
        entries.append(Preset(key, cls.label, cls(), name, cls.doc_line(), keywords=cls.keywords))
        if cls is Conv2d:
            entries += _CONV_PRESETS
    return tuple(entries)


def preset(key: str) -> Preset | None:
    """The entry with this key, or None."""
    return next((entry for entry in presets() if entry.key == key), None)
