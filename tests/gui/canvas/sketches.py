"""Sketches that the tests of the canvas look at."""

from __future__ import annotations

from core.document.builder import Builder
from core.document.document import Document
from core.ops.activation import ReLU

__all__ = ["nested", "tower"]


def tower(layers: int) -> Document:
    """A chain of so many layers, one below the other: relu0, relu1 …"""
    builder = Builder()
    last = builder.input(8, 8, 8, at=(0, 0))
    for row in range(layers):
        last = builder.add(ReLU(), last, name=f"relu{row}", at=(0, row + 1))
    return builder.build()


def nested() -> Document:
    """A block of two layers, called by “first” and “second”."""
    builder = Builder("nested")
    block = builder.block("pair")
    block.output(block.add(ReLU(), block.add(ReLU(), block.input(at=(0, 0)), name="a", at=(0, 1)), name="b", at=(0, 2)))
    last = builder.call(block, builder.input(3, 8, 8, at=(0, 0)), name="first", at=(0, 1))
    builder.output(builder.call(block, last, name="second", at=(0, 2)), at=(0, 3))
    return builder.build()
