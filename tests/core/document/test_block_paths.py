"""Ways into the blocks of a document."""

import pytest

from core.document.block_paths import existing, graph_of, names_on
from core.document.builder import Builder
from core.document.document import MAIN
from core.ops.activation import ReLU


@pytest.fixture
def nested():
    """A call of a block that calls a block."""
    build = Builder()
    inner = build.block("inner")
    inner.output(inner.add(ReLU(), inner.input(), name="relu"))
    outer = build.block("outer")
    outer.output(outer.call(inner, outer.input(), name="Stage 1"))
    build.output(build.call(outer, build.input(3, 8, 8), name="Trunk"))
    return build.build()


def test_a_path_leads_to_a_graph_and_has_names(nested):
    assert graph_of(nested, ()) == MAIN
    assert graph_of(nested, ("trunk",)) == "outer"
    assert graph_of(nested, ("trunk", "stage_1")) == "inner"
    assert names_on(nested, ("trunk", "stage_1")) == ("Trunk", "Stage 1")


@pytest.mark.parametrize("path", [("nothing",), ("input",), ("trunk", "input")])
def test_a_path_that_leads_nowhere_has_no_graph(nested, path):
    with pytest.raises(KeyError):
        graph_of(nested, path)


def test_a_path_exists_as_far_as_it_leads_through_blocks(nested):
    whole = ("trunk", "stage_1")
    assert existing(nested, whole) is whole
    assert existing(nested, ("trunk", "relu", "more")) == ("trunk",)
    assert existing(nested, ("nothing",)) == ()
