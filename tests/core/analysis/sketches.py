"""What tests of the analysis share: one layer evaluated, one sketch, and when two analyses are the same."""

from core.analysis.infer import evaluate_node
from core.document.builder import Builder
from core.document.graph import Node, OutputRef
from core.ops.conv import Conv2d
from core.ops.merge import Concat
from core.ops.pool import MaxPool2d


def conv(channels, kernel=1, **params):
    return Conv2d(out_channels=channels, kernel_size=(kernel, kernel), **{"padding": "same", **params})


def inception_3a():
    """Inception 3a: four branches into a concat."""
    build = Builder()
    x = build.input(192, 28, 28, at=(1, 0))
    a = build.add(conv(64), x, name="a", at=(0, 2))
    b1 = build.add(conv(96), x, name="b1", at=(1, 1))
    b2 = build.add(conv(128, 3), b1, name="b2", at=(1, 2))
    c1 = build.add(conv(16), x, name="c1", at=(2, 1))
    c2 = build.add(conv(32, 5), c1, name="c2", at=(2, 2))
    p = build.add(MaxPool2d(kernel_size=(3, 3), stride=(1, 1), padding="same"), x, name="p", at=(3, 1))
    d = build.add(conv(32), p, name="d", at=(3, 2))
    join = build.add(Concat(), a, b2, c2, d, name="join", at=(0, 3))
    build.output(join, at=(0, 4))
    return build.build()


def evaluated(op, *shapes, formulas=None):
    refs = tuple(OutputRef(f"s{number}") for number in range(len(shapes)))
    return evaluate_node(Node("node", op, refs, "node", formulas or {}), shapes)


def texts(result):
    return [str(issue.message) for issue in result.issues]


def same(one, two):
    """Whether two analyses say the same of everything, inside of blocks too."""
    compared: set[tuple[int, int]] = set()
    todo = [(one.main, two.main)]
    while todo:
        a, b = todo.pop()
        if a is b or (id(a), id(b)) in compared:
            continue
        compared.add((id(a), id(b)))
        todo += same_graph(a, b)
    return True


def same_graph(a, b):
    """Compare two graphs; gives the pairs of graphs inside their blocks."""
    inside = []
    assert a.order == b.order
    assert dict(a.positions) == dict(b.positions)
    assert {key: sorted(found) for key, found in a.readers.items()} == {k: sorted(v) for k, v in b.readers.items()}
    assert a.results.keys() == b.results.keys()
    compared = ("op", "state", "inputs", "outputs", "terms", "cost", "issues", "shared_with")
    for key, result in a.results.items():
        other = b.results[key]
        assert result.node is other.node
        for field in compared:
            assert getattr(result, field) == getattr(other, field), (key, field)
        assert [run[1:] for run in result.copies] == [run[1:] for run in other.copies]
        inside += [(mine.analysis, its.analysis) for mine, its in zip(result.copies, other.copies, strict=True)]
    assert (a.cost, a.layers, a.unknown, dict(a.issues)) == (b.cost, b.layers, b.unknown, dict(b.issues))
    return inside
