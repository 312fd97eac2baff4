"""Whatever is edited, in whatever order: analysing the change equals analysing the document anew."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from core.analysis.hints import issues_of
from core.analysis.infer import infer
from core.document import edits
from core.document.annotations import add_annotation
from core.document.builder import Builder
from core.document.definition_edits import (
    remove_parameter,
    remove_variable,
    rename_module,
    rename_parameter,
    rename_variable,
    set_parameter,
    set_variable,
)
from core.document.document import MAIN
from core.document.graph import (
    COLORS,
    FLOWS,
    Annotation,
    NodeStyle,
    OutputRef,
    Point,
    Wire,
    edges,
    find_cycle,
    pruned,
)
from core.document.module_edits import add_call, extract_module, inline_module, make_unique, set_argument
from core.document.modules import ModuleCall
from core.document.styles import set_bends, set_bypassed, set_flow, set_style
from core.errors import EditError
from core.io.codec import decode, decode_fragment, encode, encode_fragment
from core.language.formulas import Formula
from core.ops.activation import ReLU
from core.ops.conv import Conv2d
from core.ops.interface import Input, Output
from core.ops.merge import Add, Concat
from core.ops.norm import BatchNorm2d
from core.ops.rearrange import Split
from tests.core.analysis.blocks import afresh, summed
from tests.core.analysis.sketches import same

OPS = st.sampled_from(
    [
        ReLU(),
        BatchNorm2d(),
        Conv2d(out_channels=4, kernel_size=(1, 1)),
        Conv2d(out_channels=6, kernel_size=(3, 3), padding="same", groups=2),
        Concat(),
        Add(),
        Split(chunks=2),
        Input(channels=4, height=8, width=8),
        Output(),
    ]
)
NUMBERS = st.sampled_from([0, 1, 2, 3, 4, 8])
TEXTS = st.sampled_from(["c_in", "w", "2*w", "v + 4", "i + 1", "4 if w > 2 else 8", "nothing", "w +", "w/2"])
VALUES = st.one_of(NUMBERS, TEXTS.map(Formula))
NAMES = st.sampled_from(["w", "v", "u"])


def sketch():
    """Two definitions, one in the other, called here and there, with a variable and parameters."""
    build = Builder("Machine", w=4)
    unit = build.block("unit", v=4)
    x = unit.input()
    y = unit.add(Conv2d, x, name="conv", out_channels="v", kernel_size=1)
    unit.output(unit.add(ReLU, y, name="relu"))
    stage = build.block("stage", u=2)
    x = stage.input()
    y = stage.call(unit, x, name="units", repeat="u", v="2*u")
    stage.output(stage.add(Concat, y, x, name="join"))
    x = build.input("w", 8, 8)
    a = build.call(stage, x, name="first")
    b = build.call(unit, a, name="second", v="w", repeat=2)
    c = build.call(unit, x, name="third", shared=True)
    d = build.call(unit, x, name="fourth", shared=True)
    build.output(build.add(Add, build.add(Add, c, d, name="inner"), x, name="sum"), name="out1")
    build.output(b, name="out2")
    return build.build()


class Edited(RuleBasedStateMachine):
    """A document that is edited at random, main graph and definitions alike, with every analysis kept."""

    @initialize()
    def start(self):
        self.document = sketch()
        self.analysis = infer(self.document)
        self.past = [(self.document, self.analysis)]
        self.fresh = 0
        self.refused = []

    def new_id(self):
        self.fresh += 1
        return f"n{self.fresh}"

    def edit(self, change):
        try:
            document = change(self.document)
        except EditError as error:
            self.refused.append(str(error))
            return
        self.document = document
        self.analysis = infer(document, self.analysis)
        self.past.append((document, self.analysis))

    def graph(self, data):
        return data.draw(st.sampled_from([MAIN, *self.document.modules]))

    def node(self, data, graph, kind=None):
        nodes = self.document.graph(graph).nodes
        found = [key for key, node in nodes.items() if kind is None or isinstance(node.op, kind)]
        return data.draw(st.sampled_from(found)) if found else None

    @rule(data=st.data(), op=OPS)
    def add(self, data, op):
        graph, key = self.graph(data), self.new_id()
        self.edit(lambda d: edits.add_node(d, op, node_id=key, name=op.label, at=Point(0, 0), graph=graph))

    @rule(data=st.data())
    def connect(self, data):
        graph = self.graph(data)
        source, target = self.node(data, graph), self.node(data, graph)
        if source is None:
            return
        ref = OutputRef(source, data.draw(st.integers(0, 1)))
        port = data.draw(st.integers(0, 2))
        self.edit(lambda d: edits.connect(d, ref, target, port, graph=graph))

    @rule(data=st.data(), port=st.integers(0, 1))
    def disconnect(self, data, port):
        graph = self.graph(data)
        target = self.node(data, graph)
        if target is not None:
            self.edit(lambda d: edits.disconnect(d, target, port, graph=graph))

    @rule(data=st.data())
    def remove(self, data):
        graph = self.graph(data)
        target = self.node(data, graph)
        if target is not None:
            self.edit(lambda d: edits.remove(d, (target,), graph=graph))

    @rule(data=st.data(), value=VALUES)
    def set_number(self, data, value):
        graph = self.graph(data)
        target = self.node(data, graph, Conv2d | Input)
        if target is not None:
            conv = isinstance(self.document.graph(graph).nodes[target].op, Conv2d)
            self.edit(lambda d: edits.set_param(d, target, "out_channels" if conv else "channels", value, graph=graph))

    @rule(data=st.data(), value=VALUES)
    def set_repeat(self, data, value):
        graph = self.graph(data)
        target = self.node(data, graph, ModuleCall)
        if target is not None:
            self.edit(lambda d: edits.set_param(d, target, "repeat", value, graph=graph))

    @rule(data=st.data(), shared=st.booleans())
    def share(self, data, shared):
        graph = self.graph(data)
        target = self.node(data, graph, ModuleCall)
        if target is not None:
            self.edit(lambda d: edits.set_param(d, target, "shared", shared, graph=graph))

    @rule(data=st.data(), bypassed=st.booleans())
    def bypass(self, data, bypassed):
        graph = self.graph(data)
        target = self.node(data, graph)
        if target is not None:
            self.edit(lambda d: set_bypassed(d, (target,), bypassed, graph=graph))

    @rule(data=st.data(), color=st.sampled_from(COLORS), flag=st.booleans())
    def style(self, data, color, flag):
        graph = self.graph(data)
        target = self.node(data, graph)
        if target is not None:
            self.edit(lambda d: set_style(d, (target,), color=color, locked=flag, graph=graph))

    @rule(data=st.data(), flow=st.sampled_from(FLOWS))
    def turn(self, data, flow):
        graph = self.graph(data)
        self.edit(lambda d: set_flow(d, flow, graph=graph))

    @rule(data=st.data(), at=st.tuples(st.integers(-9, 9), st.integers(-9, 9)))
    def bend(self, data, at):
        graph = self.graph(data)
        wires = [Wire(edge.source, edge.target) for edge in edges(self.document.graph(graph))]
        if wires:
            wire = data.draw(st.sampled_from(wires))
            way = data.draw(st.integers(0, 2))
            self.edit(lambda d: set_bends(d, wire, [Point(*at)] * way, graph=graph))

    @rule(data=st.data(), kind=st.sampled_from(["frame", "note"]))
    def annotate(self, data, kind):
        graph, key = self.graph(data), self.new_id()
        self.edit(lambda d: add_annotation(d, Annotation(key, kind, key, 0, 0, 64, 64), graph=graph))

    @rule(data=st.data(), incoming=st.booleans())
    def duplicate(self, data, incoming):
        graph = self.graph(data)
        nodes, notes = self.document.graph(graph).nodes, self.document.graph(graph).annotations
        chosen = data.draw(st.lists(st.sampled_from(list(nodes)), max_size=3)) if nodes else []
        framed = data.draw(st.lists(st.sampled_from(list(notes)), max_size=2)) if notes else []
        fragment = edits.copy_fragment(self.document, chosen, annotations=framed, graph=graph)
        back = decode_fragment(encode_fragment(fragment))
        new = {key: self.new_id() for key in back.ids}
        self.edit(lambda d: edits.paste(d, back, new, dx=8, dy=8, incoming=incoming, graph=graph))

    @rule(data=st.data(), by=st.integers(-8, 8))
    def move(self, data, by):
        graph = self.graph(data)
        within = self.document.graph(graph)
        chosen = data.draw(st.lists(st.sampled_from(list(within.nodes)), max_size=3)) if within.nodes else []
        self.edit(lambda d: edits.move(d, chosen, by, by, annotations=tuple(within.annotations), graph=graph))

    @rule(data=st.data(), name=NAMES, value=st.one_of(st.none(), VALUES))
    def set_argument(self, data, name, value):
        graph = self.graph(data)
        target = self.node(data, graph, ModuleCall)
        if target is not None:
            self.edit(lambda d: set_argument(d, target, name, value, graph=graph))

    @rule(name=NAMES, value=NUMBERS)
    def set_variable(self, name, value):
        self.edit(lambda d: set_variable(d, name, value))

    @rule(name=NAMES, new=NAMES)
    def rename_variable(self, name, new):
        self.edit(lambda d: rename_variable(d, name, new) if name in d.variables else d)

    @rule(name=NAMES)
    def remove_variable(self, name):
        self.edit(lambda d: remove_variable(d, name))

    @rule(data=st.data(), name=NAMES, value=NUMBERS)
    def set_parameter(self, data, name, value):
        module = data.draw(st.sampled_from(list(self.document.modules)))
        self.edit(lambda d: set_parameter(d, module, name, value))

    @rule(data=st.data(), name=NAMES, new=NAMES)
    def change_parameter(self, data, name, new):
        module = data.draw(st.sampled_from(list(self.document.modules)))
        if name in self.document.modules[module].parameters:
            gone = data.draw(st.booleans())
            self.edit(lambda d: remove_parameter(d, module, name) if gone else rename_parameter(d, module, name, new))

    @rule(data=st.data(), name=st.sampled_from(["A", "B"]))
    def rename_module(self, data, name):
        module = data.draw(st.sampled_from(list(self.document.modules)))
        self.edit(lambda d: rename_module(d, module, name))

    @rule(data=st.data())
    def call(self, data):
        graph = self.graph(data)
        module = data.draw(st.sampled_from(list(self.document.modules)))
        key = self.new_id()
        self.edit(lambda d: add_call(d, module, node_id=key, at=Point(0, 0), graph=graph))

    @rule(data=st.data())
    def extract(self, data):
        graph = self.graph(data)
        nodes = list(self.document.graph(graph).nodes)
        chosen = data.draw(st.lists(st.sampled_from(nodes), max_size=4)) if nodes else []
        module, key = self.new_id(), self.new_id()
        framed = tuple(self.document.graph(graph).annotations)[:1]
        self.edit(
            lambda d: extract_module(
                d,
                chosen,
                module_id=module,
                call_id=key,
                name="Made",
                new_id=self.new_id,
                annotations=framed,
                graph=graph,
            )
        )

    @rule(data=st.data())
    def inline(self, data):
        graph = self.graph(data)
        target = self.node(data, graph, ModuleCall)
        if target is not None:
            self.edit(lambda d: inline_module(d, target, new_id=self.new_id, graph=graph))

    @rule(data=st.data())
    def make_unique(self, data):
        graph = self.graph(data)
        target = self.node(data, graph, ModuleCall)
        module = self.new_id()
        if target is not None:
            self.edit(lambda d: make_unique(d, target, module, graph=graph))

    @rule(data=st.data())
    def go_back(self, data):
        self.document, _ = data.draw(st.sampled_from(self.past))
        self.analysis = infer(self.document, self.analysis)

    @invariant()
    def says_why_it_refuses(self):
        assert all(text.endswith(".") for text in self.refused)

    @invariant()
    def equals_a_full_pass(self):
        again = afresh(self.document)
        assert same(self.analysis, again)
        assert issues_of(self.analysis) == issues_of(again)
        if again.main.complete:
            assert (summed(again.rows()) or again.main.cost) == again.main.cost
            assert (summed(again.rows(expanded=False)) or again.main.cost) == again.main.cost

    @invariant()
    def looks_belong_to_what_is_there(self):
        for graph in map(self.document.graph, (MAIN, *self.document.modules)):
            assert pruned(graph) is graph
            assert all(style != NodeStyle() for style in graph.styles.values())
            assert all(graph.bends.values())
            assert graph.annotations.keys().isdisjoint(graph.nodes)
            assert all(note.id == key for key, note in graph.annotations.items())

    @invariant()
    def survives_being_saved(self):
        text = encode(self.document)
        back = decode(text)
        assert back.same_as(self.document)
        assert encode(back) == text

    @invariant()
    def calls_show_their_definitions(self):
        assert self.document.refitted() is self.document
        for graph in (MAIN, *self.document.modules):
            nodes = self.document.graph(graph).nodes
            assert find_cycle(nodes) == ()
            for node in nodes.values():
                assert node.op.variadic or len(node.inputs) == len(node.op.inputs)
                for ref in node.inputs:
                    assert ref is None or ref.port < max(1, len(nodes[ref.node].op.outputs))


TestEdited = Edited.TestCase
TestEdited.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
