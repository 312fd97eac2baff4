"""Documents without positions get them; what has positions keeps them."""

from dataclasses import replace

from core.document.builder import Builder
from core.document.document import Document
from core.document.graph import Graph, NodeStyle, Point
from core.layout.documents import laid_out, placed
from core.layout.layered import GAP_X, lay_out_graph
from core.layout.node_size import GRID, node_size
from core.ops.activation import ReLU
from core.ops.merge import Add


def sketch() -> Document:
    b = Builder()
    block = b.block("block")
    x = block.input()
    block.output(block.add(Add, block.add(ReLU, x), x))
    b.output(b.call(block, b.add(ReLU, b.input(3, 8, 8))))
    return b.build()


def test_every_graph_without_positions_gets_the_layered_layout():
    before = sketch()
    after = laid_out(before)
    assert after.main.layout == lay_out_graph(before.main).positions
    graph = after.modules["block"].graph
    assert graph.layout == lay_out_graph(graph).positions
    assert graph.nodes is before.modules["block"].graph.nodes
    assert after.modules["block"].inputs == before.modules["block"].inputs


def test_a_document_with_all_its_positions_stays_the_same_object():
    after = laid_out(sketch())
    assert laid_out(after) is after


def test_graphs_with_all_their_positions_stay_the_same_objects():
    document = laid_out(sketch())
    bare = replace(document, main=replace(document.main, layout={}))
    after = laid_out(bare)
    assert after.main.layout == document.main.layout
    assert after.modules["block"] is document.modules["block"]


def test_nodes_without_positions_are_set_beside_those_that_stand():
    graph = laid_out(sketch()).main
    standing = {"input": Point(-300, 16), "output": Point(40, 500)}
    after = placed(replace(graph, layout=standing))
    assert after.layout.keys() == graph.nodes.keys()
    assert {key: after.layout[key] for key in standing} == standing
    right = 40 + node_size(graph.nodes["output"]).width
    fresh = [point for key, point in after.layout.items() if key not in standing]
    assert all(point.x > right and point.x % GRID == point.y % GRID == 0 for point in fresh)
    assert min(point.y for point in fresh) == 16


def test_an_empty_graph_stays_as_it_is():
    graph = Graph()
    assert placed(graph) is graph


def test_what_is_added_stands_beside_the_others_as_they_look():
    document = laid_out(sketch())
    nodes = dict(document.main.nodes)
    layout = {key: at for key, at in document.main.layout.items() if key != "output"}
    wide = replace(
        document.main, nodes=nodes, layout=layout, flow="right", styles={"output": NodeStyle(collapsed=True)}
    )
    after = placed(wide)
    right = max(layout[key].x + node_size(nodes[key], flow="right").width for key in layout)
    assert after.layout["output"] == Point(right + 2 * GAP_X, min(at.y for at in layout.values()))
    assert {key: after.layout[key] for key in layout} == layout
