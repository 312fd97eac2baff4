"""Sketches that the tests of the canvas look at."""

from __future__ import annotations

from core.document import edits
from core.document.builder import Builder
from core.document.document import Document
from core.ops.activation import ReLU
from core.ops.conv import Conv2d
from core.ops.dense import Linear
from core.ops.merge import Add, Concat
from core.ops.rearrange import Split

__all__ = ["blocks", "loose", "nested", "split", "tower"]


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


def loose() -> Document:
    """Layers without wires, but for a → b; and a linear layer, which an image does not fit."""
    builder = Builder()
    image = builder.input(8, 16, 16, at=(1, 0))
    a = builder.add(Conv2d(out_channels=4, padding="same"), image, name="a", at=(0, 1))
    builder.add(Conv2d(out_channels=4, padding="same"), a, name="b", at=(0, 2))
    builder.add(Conv2d(out_channels=4, padding="same"), name="c", at=(2, 2))
    builder.add(Linear(), name="linear", at=(2, 3))
    builder.add(Add(), name="add", at=(0, 3))
    return builder.build()


def split() -> Document:
    """A layer with three outputs, two that could read them, and a merge."""
    builder = Builder()
    parts = builder.add(Split(chunks=3), builder.input(9, 16, 16, at=(1, 0)), name="split", at=(1, 1))
    builder.add(Conv2d(out_channels=4, padding="same"), parts, name="left", at=(0, 2))
    builder.add(Conv2d(out_channels=4, padding="same"), name="right", at=(2, 2))
    builder.add(Concat(), name="concat", at=(1, 3))
    return builder.build()


def blocks() -> Document:
    """Two calls of one block, the second of which reads nothing yet."""
    builder = Builder()
    unit = builder.block("unit")
    unit.output(unit.add(Conv2d(out_channels=3, padding="same"), unit.input(), name="conv"))
    first = builder.call(unit, builder.input(3, 16, 16, at=(0, 0)), name="first", at=(0, 1))
    builder.call(unit, first, name="second", at=(0, 2))
    return edits.disconnect(builder.build(), "second", 0)
