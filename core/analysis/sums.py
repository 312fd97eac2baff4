"""Sums over the results of a graph, while an edit replaces some of them."""

from __future__ import annotations

from core.analysis.results import FREE, NodeResult, State
from core.language.operator import Cost

__all__ = ["Sums"]


class Sums:
    """Sums that follow along while results are replaced.

    Attributes:
        layers: that the results stand for.
        unknown: how many of them have no result.
    """

    def __init__(self, cost: Cost, layers: int, unknown: int) -> None:
        """Start from these."""
        # Plain numbers: a new cost for each of ten thousand results would take longer than finding them.
        self._macs, self._params, self._buffers = cost.macs, cost.params, cost.buffers
        self._activations, self._elementwise_ops = cost.activations, cost.elementwise_ops
        self.layers, self.unknown = layers, unknown

    @property
    def cost(self) -> Cost:
        """Of all results taken."""
        return Cost(self._macs, self._params, self._buffers, self._activations, self._elementwise_ops)

    def take(self, result: NodeResult) -> None:
        """Add a result."""
        self.add(result.cost)
        self.layers += result.layers
        self.unknown += result.unknown

    def drop(self, result: NodeResult) -> None:
        """Take one away."""
        self._subtract(result.cost)
        self.layers -= result.layers
        self.unknown -= result.unknown

    def swap(self, was: NodeResult | None, result: NodeResult) -> None:
        """Take a result in place of another."""
        if was is None:
            self.take(result)
        elif _counts_alike(was, result):
            self._subtract(was.cost)
            self.add(result.cost)
            if was.state is not result.state:
                self.unknown += (was.state is State.OK) - (result.state is State.OK)
        else:
            self.drop(was)
            self.take(result)

    def add(self, cost: Cost) -> None:
        """Add a cost alone."""
        if cost is not FREE:
            self._macs += cost.macs
            self._params += cost.params
            self._buffers += cost.buffers
            self._activations += cost.activations
            self._elementwise_ops += cost.elementwise_ops

    def _subtract(self, cost: Cost) -> None:
        if cost is not FREE:
            self._macs -= cost.macs
            self._params -= cost.params
            self._buffers -= cost.buffers
            self._activations -= cost.activations
            self._elementwise_ops -= cost.elementwise_ops


def _counts_alike(was: NodeResult, result: NodeResult) -> bool:
    """Whether each stands for the same one layer, or for none, for certain."""
    return (
        not (was.copies or result.copies)
        and type(was.op) is type(result.op)
        and was.node.bypassed is result.node.bypassed
    )
