"""Totals of a document, with the conventions that make bytes of elements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from core.analysis.infer import Analysis
from core.language.operator import Cost

__all__ = ["DEFAULT_PRECISION", "PRECISIONS", "Totals", "totals"]

PRECISIONS: Final[Mapping[str, int]] = {"float32": 4, "float16": 2, "bfloat16": 2, "float64": 8, "int8": 1}
"""Bytes of one number."""
DEFAULT_PRECISION: Final = "float32"


@dataclass(frozen=True)
class Totals:
    """What a whole sketch costs.

    ``macs``, ``params``, ``buffers`` and ``elementwise_ops`` are per example and do not depend on the batch;
    ``activations`` and ``activation_bytes`` are for the whole batch.

    Attributes:
        macs: multiply-accumulates of weights against data.
        params: learnable numbers.
        buffers: numbers kept but not learned (running statistics).
        activations: output elements of all layers, times the batch.
        elementwise_ops: operations that are no MACs, such as additions, comparisons and activations.
        weight_bytes: (params + buffers) × bytes of the precision.
        activation_bytes: activations × bytes of the precision.
        layers: nodes other than Input and Output that are not bypassed.
        unknown: nodes without a result.
        batch: examples at a time.
        precision: a key of ``PRECISIONS``.
    """

    macs: int
    params: int
    buffers: int
    activations: int
    elementwise_ops: int
    weight_bytes: int
    activation_bytes: int
    layers: int
    unknown: int
    batch: int
    precision: str

    @property
    def complete(self) -> bool:
        """Whether every node was counted."""
        return self.unknown == 0


def totals(analysis: Analysis, precision: str = DEFAULT_PRECISION) -> Totals:
    """Add everything up."""
    cost: Cost = analysis.main.cost
    size = PRECISIONS[precision]
    batch = analysis.document.meta.batch
    activations = cost.activations * batch
    return Totals(
        macs=cost.macs,
        params=cost.params,
        buffers=cost.buffers,
        activations=activations,
        elementwise_ops=cost.elementwise_ops,
        weight_bytes=(cost.params + cost.buffers) * size,
        activation_bytes=activations * size,
        layers=analysis.main.layers,
        unknown=analysis.main.unknown,
        batch=batch,
        precision=precision,
    )
