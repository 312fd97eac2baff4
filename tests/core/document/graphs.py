"""Random sketches for properties of edits: layers of one input, merges of many, splits of several outputs, blocks."""

from hypothesis import strategies as st

from core.document.document import Document
from core.document.graph import Graph, Node, OutputRef, Point, Wire
from core.document.modules import Interface, ModuleCall, Port
from core.ops.activation import ReLU
from core.ops.conv import Conv2d
from core.ops.interface import Input, Output
from core.ops.merge import Add, Concat
from core.ops.rearrange import Split

BLOCK = ModuleCall(
    module="gone", interface=Interface("block", (Port("x", "x"), Port("y", "y")), (Port("p", "p"), Port("q", "q")))
)
OPERATORS = (Input(), ReLU(), Conv2d(), Add(), Concat(), Split(chunks=2), BLOCK, Output())


@st.composite
def documents(draw: st.DrawFn, most: int = 10, *, wired: bool = False) -> Document:
    """A sketch without cycles, some of its wires bent, and some inputs free unless it is to be wired throughout."""
    nodes: dict[str, Node] = {}
    outputs: list[OutputRef] = []
    bends: dict[Wire, tuple[Point, ...]] = {}
    for number in range(draw(st.integers(1, most))):
        op = draw(st.sampled_from(OPERATORS)) if outputs or not wired else Input()
        source = st.sampled_from(outputs) if outputs else st.nothing()
        if op.variadic:
            least, many = (1, 3) if wired else (0, 3 if outputs else 0)
            inputs: tuple[OutputRef | None, ...] = tuple(draw(st.lists(source, min_size=least, max_size=many)))
        else:
            inputs = tuple(draw(source if wired else st.one_of(st.none(), source)) for _ in op.inputs)
        key = f"n{number}"
        nodes[key] = Node(key, op, inputs, key)
        for ref in inputs:
            if ref is not None and draw(st.integers(0, 3)) == 0:
                bends[Wire(ref, key)] = (Point(number, 1), Point(number, 2))
        outputs += [OutputRef(key, port) for port in range(len(op.outputs))]
    layout = {key: Point(8 * draw(st.integers(0, 40)), 100 * place) for place, key in enumerate(nodes)}
    return Document(Graph(nodes, layout, bends=bends))


def valid(document: Document) -> None:
    """What holds of every graph: compact variadic inputs, ports that exist, and no bend of a wire that does not."""
    graph = document.main
    for node in graph.nodes.values():
        if node.op.variadic:
            assert None not in node.inputs
        elif not isinstance(node.op, ModuleCall):
            assert len(node.inputs) == len(node.op.inputs)
        for ref in node.inputs:
            assert ref is None or 0 <= ref.port < len(graph.nodes[ref.node].op.outputs)
    assert all(wire.source in graph.nodes[wire.target].inputs for wire in graph.bends)
