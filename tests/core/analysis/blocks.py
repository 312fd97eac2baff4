"""What tests of blocks share: small sketches with modules, and layers counted as they are evaluated."""

from collections import Counter
from contextlib import contextmanager

import pytest

from core.analysis import calls, evaluation
from core.analysis import infer as inference
from core.analysis.infer import Analysis, infer
from core.document.builder import Builder
from core.ops.activation import ReLU
from core.ops.conv import Conv2d
from core.ops.pool import MaxPool2d


@contextmanager
def counted():
    """Count evaluations of layers by name while the block runs; nothing remembered from before is used."""
    seen: Counter[str] = Counter()
    evaluate = evaluation.evaluate_leaf

    def counting(node, inputs, names):
        seen[node.name] += 1
        return evaluate(node, inputs, names)

    calls._RECENT.clear()
    monkey = pytest.MonkeyPatch()
    monkey.setattr(inference, "evaluate_leaf", counting)
    try:
        yield seen
    finally:
        monkey.undo()
        calls._RECENT.clear()


def afresh(document) -> Analysis:
    """Inference that remembers nothing of other documents."""
    kept = dict(calls._RECENT)
    calls._RECENT.clear()
    try:
        return infer(document)
    finally:
        calls._RECENT.clear()
        calls._RECENT.update(kept)


def column(repeat, *, size=32, channels=8, **parameters):
    """A sketch of one block: a convolution of ``width`` channels and a ReLU, repeated."""
    build = Builder("Column")
    block = build.block("unit", width=8, stride=1, **parameters)
    x = block.input()
    y = block.add(Conv2d, x, name="conv", out_channels="width", kernel_size=3, stride="stride", padding=1)
    block.output(block.add(ReLU, y, name="relu"))
    x = build.input(channels, size, size)
    build.output(build.call(block, x, name="units", repeat=repeat))
    return build.build()


def halving(repeat, *, size=1024):
    """A block that halves the map: its copies all differ until nothing is left."""
    build = Builder("Halving")
    block = build.block("half")
    x = block.input()
    block.output(block.add(MaxPool2d, x, name="pool", ceil_mode=True))
    build.output(build.call(block, build.input(4, size, size), name="halves", repeat=repeat))
    return build.build()


def nested(levels):
    """Each block calls the one below it twice; the lowest holds one convolution."""
    build = Builder("Nested")
    below = build.block("level0")
    x = below.input()
    below.output(below.add(Conv2d, x, name="conv", out_channels="c_in", kernel_size=3, padding=1))
    for level in range(1, levels + 1):
        block = build.block(f"level{level}")
        x = block.input()
        x = block.call(below, x, name="first")
        block.output(block.call(below, x, name="second"))
        below = block
    build.output(build.call(below, build.input(4, 8, 8), name="top"))
    return build.build()


def texts_of(analysis):
    """Every finding about single nodes, as (path, node, sentence)."""
    return [(issue.path, issue.node, str(issue.message)) for issue in analysis.issues()]


def summed(rows):
    """What rows add up to: rows × copies."""
    total = None
    for row in rows:
        cost = row.cost * row.copies
        total = cost if total is None else total + cost
    return total
