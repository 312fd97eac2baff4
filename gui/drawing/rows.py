"""The rows of a scene: boxes and wires of one graph in NumPy arrays that follow its analysis. No Qt here.

What is asked of them stands in ``gui.drawing.geometry``.
"""

from __future__ import annotations

import gc
from collections.abc import Hashable, Mapping
from functools import lru_cache
from itertools import chain, compress, repeat
from operator import attrgetter, is_, is_not, ne
from typing import Any, Final, NamedTuple, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from core.analysis.hints import issues_inside
from core.analysis.infer import GraphAnalysis, NodeResult, State
from core.document.graph import COLORS, Flow, Node, NodeStyle, Point
from core.document.modules import ModuleCall
from core.language.dims import Shape
from core.language.operator import Operator, Severity
from core.layout.node_size import input_ports, node_size
from gui.drawing.arrays import Array
from gui.drawing.columns import BLOCK, BYPASSED, CATEGORIES, COLLAPSED, LOCKED, REPEATED, SKIPPED, STATES
from gui.drawing.links import LABEL_REACH, MARGIN, LinkRows, offsets
from gui.drawing.rect import NOTHING, Rect

__all__ = ["LABEL_GAP", "LABEL_REACH", "MARGIN", "SEVERITIES", "SceneRows", "offsets"]

LABEL_GAP: Final = 2.0
"""Labels this near to what moved may stand elsewhere now."""
SEVERITIES: Final[tuple[Severity, ...]] = ("error", "warning", "hint")

_CATEGORY_INDEX: Final = {category: index for index, category in enumerate(CATEGORIES)}
_STATE_INDEX: Final = {state: index for index, state in enumerate(STATES)}
_OK: Final = STATES.index(State.OK)
_COLOR_INDEX: Final = {color: index for index, color in enumerate(COLORS)}
_MANY: Final = 500
_ORIGIN: Final = Point(0, 0)
_PLAIN: Final = NodeStyle()

_op, _inputs, _state, _issues, _copies = map(attrgetter, ("op", "inputs", "state", "issues", "copies"))
_id, _own_op, _own_inputs, _low = map(attrgetter, ("node.id", "node.op", "node.inputs", "collapsed"))

_Key = TypeVar("_Key", bound=Hashable)


class _Kind(NamedTuple):
    """What all nodes of one kind share: the size of the box, the ports on it, the category."""

    width: float
    height: float
    inputs: int
    outputs: int
    category: int


def _measured(node: Node, style: NodeStyle, flow: Flow) -> _Kind:
    size = node_size(node, style, flow)
    category = _CATEGORY_INDEX[node.op.category]
    return _Kind(size.width, size.height, input_ports(node), len(node.op.outputs), category)


@lru_cache(maxsize=4096)
def _kind(op: Hashable, inputs: int, collapsed: bool, flow: Flow) -> _Kind | None:
    """The kind of a node, where the class of its operator alone says how many outputs there are."""
    if not (isinstance(op, type) and issubclass(op, Operator) and isinstance(op.outputs, tuple)):
        return None
    return _measured(Node("", op(), (None,) * inputs), NodeStyle(collapsed=collapsed), flow)


def _differing(new: Mapping[_Key, Any], old: Mapping[_Key, Any]) -> list[_Key]:
    """Keys under which there is another object than before, or one where there was none."""
    if new is old:
        return []
    return list(compress(new, map(is_not, new.values(), map(old.get, new)))) if old else list(new)


def _mark(result: NodeResult) -> int:
    """The worst of what is found about a node, as in ``Columns.mark``."""
    if result.state is State.OPEN or not (result.issues or result.copies):
        return 0
    found = [SEVERITIES.index(issue.severity) + 1 for issue in result.issues]
    inside = issues_inside(result).worst if result.copies else None
    if inside is not None:
        found.append(SEVERITIES.index(inside) + 1)
    return min(found, default=0)


def _named_otherwise(old: NodeResult | None, new: NodeResult) -> bool:
    """Whether a large name would say something else."""
    return (
        old is None
        or old.node.name != new.node.name
        or isinstance(old.op, ModuleCall)
        or isinstance(new.op, ModuleCall)
    )


def _states(results: list[NodeResult]) -> NDArray[np.int8]:
    found = np.full(len(results), _OK, np.int8)
    for at in compress(range(len(results)), map(is_not, map(_state, results), repeat(State.OK))):
        found[at] = _STATE_INDEX[results[at].state]
    return found


def _marks(results: list[NodeResult]) -> NDArray[np.int8]:
    found = np.zeros(len(results), np.int8)
    for of in (_issues, _copies):
        for at in compress(range(len(results)), map(of, results)):
            found[at] = _mark(results[at])
    return found


def _is_other(result: NodeResult) -> bool:
    """Whether it may have flags without a style of its own."""
    return result.node.bypassed or isinstance(result.op, ModuleCall)


def _flags(result: NodeResult, style: NodeStyle) -> int:
    flags = BYPASSED if result.node.bypassed else 0
    if style is not _PLAIN:
        flags |= (LOCKED if style.locked else 0) | (COLLAPSED if style.collapsed else 0)
    op = result.op
    if isinstance(op, ModuleCall):
        flags |= BLOCK | (REPEATED if op.repeat > 1 else 0)
        flags |= SKIPPED if op.repeat == 0 and result.state is State.OK else 0
    return flags


class SceneRows(LinkRows):
    """Rows that follow the analysis of one graph.

    Attributes:
        touched: node rows that the last ``sync`` wrote.
        touched_edges: edge rows that the last ``sync`` wrote.
    """

    def __init__(self) -> None:
        """An empty scene."""
        super().__init__()
        self.touched = 0
        self.touched_edges = 0

    # -- following -------------------------------------------------------------------------------------------------

    def sync(self, before: GraphAnalysis | None, after: GraphAnalysis) -> Rect:
        """Agree with an analysis, touching only rows whose result, place or look is another than at the last sync.

        Ends a shift.

        Args:
            before: None starts from nothing: another document was opened.
            after: what to agree with.

        Returns:
            What must be painted anew, in canvas units; empty if nothing.
        """
        if before is not None or len(after.results) < _MANY:
            return self._follow(before, after)
        # What is made here stays; to look through all of it for garbage meanwhile would double the time.
        collecting = gc.isenabled()
        gc.disable()
        try:
            return self._follow(before, after)
        finally:
            if collecting:
                gc.enable()

    def _follow(self, before: GraphAnalysis | None, after: GraphAnalysis) -> Rect:
        dirty = self._unshift()
        graph = after.graph
        if before is None or graph.flow != self.flow:
            dirty = dirty.united(self._around(list(self._row.values())))
            self._clear()
            self.flow = graph.flow
        dirty = dirty.united(self.annotations.sync(graph.annotations))
        results, known = after.results, self._known
        changed, gone = self._changes(before, after)
        fresh = [key for key in changed if key not in self._row]
        others = self._placed_otherwise(graph.layout, fresh, gone)
        others += [*_differing(graph.styles, self._styles), *_gone(self._styles, graph.styles)]
        rebent = [*_differing(graph.bends, self._bends), *_gone(self._bends, graph.bends)]
        self._known, self._layout, self._styles, self._bends = results, graph.layout, graph.styles, graph.bends

        stale: set[int] = set()
        for wire in rebent:
            dirty = dirty.united(self._along(np.array(self._rows_of(wire), np.intp)))
        rows = [self._row[key] for key in gone]
        dirty = dirty.united(self._around(rows))
        disturbed = self._covered(rows)
        for row in rows:
            self._release(row)
        # What is the same node as before has the same box, ports and wires, whatever is known of it now.
        other = [key for key in changed if key not in known or known[key].node is not results[key].node]
        writing = dict.fromkeys(other)
        writing.update(dict.fromkeys(key for key in others if key in self._row and key in results))
        if len(fresh) < len(writing):
            dirty = dirty.united(self._around([self._row[key] for key in writing if key in self._row]))
        self._reserve(len(fresh))
        for key in fresh:
            self._row[key] = self._free.pop()
        learnt = [key for key in changed if key not in writing] if len(other) < len(changed) else []
        relabelled = self._learn(
            [self._row[key] for key in learnt], [known[key] for key in learnt], [results[key] for key in learnt]
        )
        written = [self._row[key] for key in writing]
        anew = len(fresh) == len(self._row)
        before_inputs = [] if anew else [known[key].inputs if key in known else () for key in writing]
        at, there = self._write(written, [results[key] for key in writing])
        disturbed = disturbed.united(there)
        if anew:
            stale = self._wire_all(results)
        else:
            for row in at:
                stale.update(self._into[row], self._out_of[row])
            for key in other:
                self._wire(self._row[key], results[key], stale)
            for wire in rebent:
                stale.update(self._rows_of(wire))
            relabelled += self._relabel(written, before_inputs, stale)
        self._settle(stale)
        rerouted, area = self._make_way(stale, disturbed)
        self.touched = len(writing) + len(learnt) + len(gone)
        self.touched_edges = len(stale) + relabelled + rerouted
        dirty = dirty.united(self._around([*written, *(self._row[key] for key in learnt)])).united(area)
        if rebent:
            dirty = dirty.united(self._along(np.fromiter(stale, np.intp, len(stale))))
        self.synced += 1
        if gone or at or any(map(_named_otherwise, map(known.get, writing), map(results.__getitem__, writing))):
            self.arranged += 1
        self._renew(dirty)
        if fresh or gone:
            self._masks.clear()
            self._large = None
        return dirty

    def _learn(self, rows: list[int], old: list[NodeResult], new: list[NodeResult]) -> int:
        """Note what is known of nodes that are the same as before; returns how many wires carry another shape.

        Thousands of nodes learn something in one edit, so that each costs no more than it must.
        """
        if not rows:
            return 0
        at = np.array(rows, np.intp)
        for at_row in compress(range(len(rows)), map(is_not, map(_op, old), map(_op, new))):
            if isinstance(new[at_row].op, ModuleCall):
                self.flags[rows[at_row]] = _flags(new[at_row], self._styles.get(new[at_row].node.id, _PLAIN))
        self.state[at] = _states(new)
        self.mark[at] = _marks(new)
        other = compress(rows, map(ne, map(_inputs, old), map(_inputs, new)))
        edges = list(chain.from_iterable(map(self._into.__getitem__, other)))
        self.channels[edges] = np.nan
        return len(edges)

    def _relabel(self, rows: list[int], before: list[tuple[Shape | None, ...]], stale: set[int]) -> int:
        """Note other channels on wires that lie where they lay; returns how many."""
        count = 0
        for row, inputs in zip(rows, before, strict=True):
            result = self.result(row)
            if result is None or inputs == result.inputs:
                continue
            for edge in self._into[row]:
                port = int(self.links[edge, 3])
                if edge not in stale and (port >= len(inputs) or inputs[port] != result.inputs[port]):
                    self.channels[edge] = np.nan
                    count += 1
        return count

    def _renew(self, dirty: Rect) -> None:
        """Note that things lie or look otherwise in a rectangle: labels there must find their places anew."""
        self.version += 1
        if dirty.empty or not self.label_places:
            return
        area, boxes = dirty.grown(LABEL_GAP), self.boxes
        for edge, (_, label) in list(self.label_places.items()):
            if label is None:
                left, top, right, bottom = boxes[edge].tolist()
                near = left <= area.right and right >= area.x and top <= area.bottom and bottom >= area.y
            else:
                near = area.meets(label.box)
            if near:
                del self.label_places[edge]

    def _changes(self, before: GraphAnalysis | None, after: GraphAnalysis) -> tuple[list[str], list[str]]:
        """Nodes whose result is another than what is known here, and nodes that are known no longer."""
        results, known = after.results, self._known
        if before is not None and before.results is known:  # what differs may have been noted on the way
            changed, gone = after.changed_since(before)
            return list(changed), list(gone)
        return _differing(results, known), _gone(known, results)

    def _placed_otherwise(self, layout: Mapping[str, Point], fresh: list[str], gone: list[str]) -> list[str]:
        """Nodes that stand elsewhere than before."""
        old = self._layout
        if layout is old:
            return []
        before, after = _without(old, gone), _without(layout, fresh)
        if list(before) == list(after) and list(before.values()) == list(after.values()):  # a tenth of what follows
            return []
        moved = [key for key in _differing(layout, old) if key in self._row and old.get(key) != layout[key]]
        return moved + [key for key in _gone(old, layout) if key in self._row]

    def _write(self, rows: list[int], results: list[NodeResult]) -> tuple[list[int], Rect]:
        """Write node rows; returns those whose wires end elsewhere now, and what they covered and cover."""
        if not rows:
            return [], NOTHING
        at, count = np.array(rows, np.intp), len(rows)
        ids = list(map(_id, results))
        looks = list(map(self._styles.get, ids, repeat(_PLAIN)))
        kind = self._kinds(results, looks)
        rects = np.empty((count, 4))
        places = chain.from_iterable(map(self._layout.get, ids, repeat(_ORIGIN)))
        rects[:, :2] = np.fromiter(places, np.float64, 2 * count).reshape(-1, 2)
        rects[:, 2:] = kind[:, :2]
        ports = kind[:, 2:4].astype(np.int32)
        differs = ~self.alive[at] | (self.rects[at] != rects).any(axis=1) | (self.node_ports[at] != ports).any(axis=1)
        moved: list[int] = at[differs].tolist()
        there = self._covered(at[differs & self.alive[at]].tolist())
        self.rects[at], self.node_ports[at], self.alive[at], self.category[at] = rects, ports, True, kind[:, 4]
        self.state[at], self.mark[at] = _states(results), _marks(results)
        self.flags[at] = self.tint[at] = 0
        styled = compress(range(count), map(is_not, looks, repeat(_PLAIN)))
        for number in {*styled, *compress(range(count), map(_is_other, results))}:
            self.flags[rows[number]] = _flags(results[number], looks[number])
            self.tint[rows[number]] = _COLOR_INDEX[looks[number].color]
        known, sketches = self.ids, self.sketches
        for row, key in zip(rows, ids, strict=True):
            known[row], sketches[row] = key, None
        return moved, there.united(self._covered(moved))

    def _kinds(self, results: list[NodeResult], looks: list[NodeStyle]) -> Array:
        """What nodes of one kind share, a row a node: found once for each kind."""
        found: dict[tuple[type, int, bool], _Kind | None] = {}
        keys = list(
            zip(map(type, map(_own_op, results)), map(len, map(_own_inputs, results)), map(_low, looks), strict=True)
        )
        for key in set(keys):
            found[key] = _kind(cast(Hashable, key[0]), key[1], key[2], self.flow)
        kinds = list(map(found.__getitem__, keys))
        for number in compress(range(len(kinds)), map(is_, kinds, repeat(None))):
            kinds[number] = _measured(results[number].node, looks[number], self.flow)
        flat = chain.from_iterable(cast("list[_Kind]", kinds))
        return np.fromiter(flat, np.float64, 5 * len(kinds)).reshape(-1, 5)

    def _release(self, row: int) -> None:
        """Free a node's row and the rows of the wires into it; wires out of it fall with their readers' inputs."""
        for edge in self._into[row]:
            self._release_edge(edge)
        self._into[row] = []
        del self._row[self.ids[row] or ""]
        self.alive[row] = False
        self.ids[row] = self.sketches[row] = None
        self._free.append(row)

    def _unshift(self) -> Rect:
        """Show everything where the document has it."""
        return NOTHING


def _without(values: Mapping[_Key, Any], keys: list[_Key]) -> Mapping[_Key, Any]:
    if not keys:
        return values
    kept = dict(values)
    for key in keys:
        kept.pop(key, None)
    return kept


def _gone(old: Mapping[_Key, Any], new: Mapping[_Key, Any]) -> list[_Key]:
    """Keys that are there no longer."""
    if old is new or not old or old.keys() <= new.keys():
        return []
    return [key for key in old if key not in new]
