"""Random editing: whatever is done to a sketch, it stays well-formed, saves, loads, and undoes to the same object."""

from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
)

from core.analysis.infer import infer
from core.document import edits
from core.document.document import Document
from core.document.graph import OutputRef, Point, find_cycle
from core.document.module_edits import add_call, extract_module, inline_module, make_unique
from core.document.modules import calls_in, interface_of, reached
from core.errors import EditError
from core.io.codec import decode, decode_fragment, encode, encode_fragment
from core.language.formulas import Formula
from core.language.params import ParamKind
from core.layout.documents import laid_out
from core.library.presets import preset, presets
from gui.session import Session
from tests.core.analysis.sketches import inception_3a, same
from tests.core.ops.conformance import any_values

FORMULAS = st.sampled_from(
    ["c_in", "2*c_in", "h_in // 2", "w_in - 7", "c_in // 0", "c_out", "(", "c_in*c_in*c_in"]
).map(Formula)
COORDINATES = st.integers(-100, 100).map(float)


class Editing(RuleBasedStateMachine):
    """A session and, beside it, the plain list of documents that its history should be."""

    nodes = Bundle("nodes")
    fragments = Bundle("fragments")

    @initialize(target=nodes, start=st.sampled_from(["empty", "inception"]))
    def open(self, start):
        document = Document() if start == "empty" else laid_out(inception_3a())
        self.session = Session(document, seed=0)
        self.session.changed.connect(self.follow)
        self.published = self.session.document
        self.past = [document]
        self.at = 0
        return multiple(*document.main.nodes)

    def follow(self, change):
        assert change.before is None or change.before.document is self.published
        self.published = change.after.document

    def apply(self, text, edit, gesture=None):
        """Apply and keep the list in step; an impossible edit must leave the very same document."""
        before = self.session.document
        merged = gesture is not None and gesture == self.last_gesture and self.at == len(self.past) - 1 > 0
        try:
            changed = self.session.apply(text, edit, gesture)
        except EditError:
            assert self.session.document is before
            return False
        assert changed is (self.session.document is not before)
        if changed:
            del self.past[self.at + (0 if merged else 1) :]
            self.past.append(self.session.document)
            self.at = len(self.past) - 1
            self.last_gesture = gesture
        return changed

    last_gesture: int | None = None

    @property
    def here(self):
        """The graph that is shown and edited."""
        return self.session.graph_id

    # -- what a person does ---------------------------------------------------------------------------------------

    @rule(target=nodes, key=st.sampled_from([entry.key for entry in presets()]), x=COORDINATES, y=COORDINATES)
    def add(self, key, x, y):
        entry = preset(key)
        assert entry is not None
        node = self.session.new_id()
        assert self.apply(
            f"Add {entry.label}",
            lambda d: edits.add_node(
                d,
                entry.op,
                node_id=node,
                name=entry.name,
                at=Point(x, y),
                formulas=entry.formulas,
                graph=self.here,
            ),
        )
        return node

    @rule(writer=nodes, reader=nodes, port=st.integers(0, 4))
    def connect(self, writer, reader, port):
        self.apply("Connect", lambda d: edits.connect(d, OutputRef(writer), reader, port, graph=self.here))

    @rule(reader=nodes, port=st.integers(0, 4))
    def disconnect(self, reader, port):
        self.apply("Disconnect", lambda d: edits.disconnect(d, reader, port, graph=self.here))

    @rule(gone=st.lists(consumes(nodes), max_size=2))
    def remove(self, gone):
        self.apply("Delete", lambda d: edits.remove(d, gone, graph=self.here))

    @rule(node=nodes, data=st.data())
    def set_param(self, node, data):
        found = self.session.graph.nodes.get(node)
        if found is None or not found.op.params:
            return
        param = data.draw(st.sampled_from(found.op.params))
        value: Any = data.draw(any_values(param))
        if param.kind in (ParamKind.INT, ParamKind.PAIR, ParamKind.PADDING) and data.draw(st.booleans()):
            parts = [data.draw(st.one_of(FORMULAS, st.integers(0, 9))) for _ in param.component_keys()]
            value = parts[0] if param.kind is ParamKind.INT else tuple(parts)
        self.apply(f"Set {param.name}", lambda d: edits.set_param(d, node, param.name, value, graph=self.here))

    @rule(node=nodes, numbers=st.lists(st.integers(1, 300), min_size=1, max_size=4))
    def type_a_number(self, node, numbers):
        """One gesture, one step: what a spin box does."""
        gesture = self.session.new_gesture()
        for number in numbers:
            self.apply(
                "Type",
                lambda d, number=number: edits.set_param(d, node, "out_channels", number, graph=self.here),
                gesture,
            )

    @rule(node=nodes, name=st.one_of(st.text(max_size=6), st.sampled_from(["conv", "conv_2", "a/b", " "])))
    def rename(self, node, name):
        self.apply("Rename", lambda d: edits.rename(d, node, name, graph=self.here))

    @rule(moved=st.lists(nodes, max_size=3), dx=COORDINATES, dy=COORDINATES)
    def move(self, moved, dx, dy):
        nodes = self.session.graph.nodes
        if self.apply("Move", lambda d: edits.move(d, moved, dx, dy, graph=self.here)):
            assert self.session.graph.nodes is nodes

    @rule(target=fragments, chosen=st.lists(nodes, max_size=5))
    def copy(self, chosen):
        fragment = edits.copy_fragment(self.session.document, chosen, graph=self.here)
        text = encode_fragment(fragment)
        assert encode_fragment(decode_fragment(text)) == text
        return text

    @rule(target=nodes, fragment=fragments, dx=COORDINATES)
    def paste(self, fragment, dx):
        content = decode_fragment(fragment)
        ids: dict[str, str] = {}
        for node in content.nodes:
            ids[node] = self.session.new_id(ids.values())
        self.apply("Paste", lambda d: edits.paste(d, content, ids, dx=dx, dy=8, graph=self.here))
        return multiple(*ids.values())

    @rule(batch=st.integers(0, 4))
    def set_batch(self, batch):
        self.apply("Set batch", lambda d: edits.set_meta(d, batch=batch))

    @rule(chosen=st.lists(nodes, max_size=3))
    def select(self, chosen):
        self.session.select(chosen)

    # -- blocks ----------------------------------------------------------------------------------------------------

    @rule(target=nodes, chosen=st.lists(nodes, min_size=1, max_size=4))
    def group(self, chosen):
        call, module = self.session.new_id(), self.session.new_id()
        self.apply(
            "Group",
            lambda d: extract_module(
                d,
                chosen,
                module_id=module,
                call_id=call,
                name="block",
                new_id=self.session.new_id,
                graph=self.here,
            ),
        )
        return call

    @rule(node=nodes)
    def ungroup(self, node):
        self.apply("Ungroup", lambda d: inline_module(d, node, new_id=self.session.new_id, graph=self.here))

    @rule(target=nodes, number=st.integers(0, 9))
    def call(self, number):
        """Another call of one of the sketch's blocks."""
        modules = list(self.session.document.modules)
        node = self.session.new_id()
        if modules:
            module = modules[number % len(modules)]
            self.apply("Call", lambda d: add_call(d, module, node_id=node, at=Point(0, 0), graph=self.here))
        return node

    @rule(node=nodes)
    def make_unique(self, node):
        module = self.session.new_id()
        self.apply("Make Unique", lambda d: make_unique(d, node, module, graph=self.here))

    @rule(node=nodes)
    def enter(self, node):
        if self.session.enter(node):
            assert self.session.path[-1] == node

    @rule(depth=st.integers(0, 2))
    def leave(self, depth):
        self.session.leave(depth)

    @precondition(lambda self: self.at > 0)
    @rule()
    def undo(self):
        self.session.undo()
        self.at -= 1

    @precondition(lambda self: self.at < len(self.past) - 1)
    @rule()
    def redo(self):
        self.session.redo()
        self.at += 1

    # -- what must hold -------------------------------------------------------------------------------------------

    @invariant()
    def the_history_is_the_list_of_documents(self):
        assert self.session.document is self.past[self.at]
        assert self.session.document is self.published
        assert (self.session.undo_text is not None) is (self.at > 0)
        assert (self.session.redo_text is not None) is (self.at < len(self.past) - 1)
        assert self.session.modified is (self.at > 0)

    @invariant()
    def every_graph_is_well_formed(self):
        document = self.session.document
        self.check_graph(document.main)
        for key, module in document.modules.items():
            assert key == module.id
            self.check_graph(module.graph)
            assert {*module.inputs, *module.outputs} == {
                k for k, node in module.graph.nodes.items() if node.op.is_input or node.op.is_output
            }
            for _, call in calls_in(module.graph):
                assert key not in reached(document.modules, call.module)
        for graph in (document.main, *(module.graph for module in document.modules.values())):
            for _, call in calls_in(graph):
                assert call.interface == interface_of(document.modules[call.module])
        names = [module.name for module in document.modules.values()]
        assert len(set(names)) == len(names)

    def check_graph(self, graph):
        for key, node in graph.nodes.items():
            assert key == node.id
            for ref in node.inputs:
                if ref is None:
                    assert not node.op.variadic
                else:
                    assert 0 <= ref.port < len(graph.nodes[ref.node].op.outputs)
            if not node.op.variadic:
                assert len(node.inputs) == len(node.op.inputs)
        names = [node.name for node in graph.nodes.values()]
        assert len(set(names)) == len(names)
        assert all(name and "/" not in name and "\n" not in name for name in names)
        assert graph.layout.keys() == graph.nodes.keys()
        assert find_cycle(graph.nodes) == ()

    @invariant()
    def what_is_shown_is_there(self):
        session = self.session
        assert session.graph is session.document.graph(session.graph_id)
        assert session.graph_analysis.results.keys() == session.graph.nodes.keys()
        assert session.selection <= session.graph.nodes.keys()
        assert len(session.names_on_path()) == len(session.path)

    @invariant()
    def the_analysis_is_that_of_the_document(self):
        assert same(self.session.analysis, infer(self.session.document))

    @invariant()
    def it_saves_and_loads_the_same(self):
        text = encode(self.session.document)
        loaded = decode(text)
        assert loaded.same_as(self.session.document)
        assert encode(loaded) == text

    def teardown(self):
        """Undo to the very first object, redo to the very last."""
        if not hasattr(self, "session"):
            return
        while self.session.undo_text:
            self.session.undo()
        assert self.session.document is self.past[0]
        for document in self.past[1:]:
            self.session.redo()
            assert self.session.document is document
        assert self.session.redo_text is None


TestRandomEditing = Editing.TestCase
TestRandomEditing.settings = settings(max_examples=150, stateful_step_count=40)


class LongEditing(Editing):
    """As many examples as the profile says (`make soak`), each of a hundred steps."""


TestRandomEditingForLong = pytest.mark.soak(LongEditing.TestCase)
TestRandomEditingForLong.settings = settings(stateful_step_count=100)
