"""The branch around a layer."""

from core.analysis import selecting_branch
from core.analysis.infer import infer
from core.analysis.selecting_branch import branch
from core.document.builder import Builder
from core.ops.activation import ReLU
from core.ops.merge import Add


def test_a_branch_reaches_from_fork_to_merge(inception):
    analysis = infer(inception).main
    assert branch(analysis, ["b1"]) == branch(analysis, ["b2"]) == {"b1", "b2"}
    assert branch(analysis, ["a"]) == {"a"}
    assert branch(analysis, ["c2", "d"]) == {"c1", "c2", "p", "d"}


def test_the_innermost_branch_counts():
    b = Builder()
    x = b.input(3, 8, 8)
    y = b.add(ReLU, x, name="a")
    inner = b.add(Add, b.add(ReLU, y, name="left"), b.add(ReLU, y, name="right"), name="inner")
    b.output(b.add(Add, b.add(ReLU, inner, name="z"), x, name="outer"))
    analysis = infer(b.build()).main
    assert branch(analysis, ["left"]) == {"left"}
    assert branch(analysis, ["a"]) == {"a", "left", "right", "inner", "z"}


def test_outside_of_branches_a_layer_stands_for_its_chain():
    b = Builder()
    x = b.input(3, 8, 8)
    for name in ("one", "two", "three"):
        x = b.add(ReLU, x, name=name)
    y = b.add(Add, x, b.add(ReLU, x, name="side"), name="sum")
    b.output(b.add(ReLU, y, name="last"))
    analysis = infer(b.build()).main
    assert branch(analysis, ["two"]) == {"input", "one", "two", "three"}
    assert branch(analysis, ["last"]) == {"sum", "last", "output"}
    assert branch(analysis, ["nobody"]) == set()


def test_a_chain_of_which_all_layers_are_asked_about_is_walked_once(counted):
    b = Builder()
    x = b.input(3, 8, 8)
    for _ in range(9):
        x = b.add(ReLU, x)
    b.output(x)
    analysis = infer(b.build()).main
    walks = counted(selecting_branch, "_chain")
    assert branch(analysis, analysis.order) == set(analysis.order)
    assert len(walks) == 1
