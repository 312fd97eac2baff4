"""The report of a sketch as one value, which every format renders. Nothing here knows a format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Final

from core.analysis.branches import Branch, Merge, merges
from core.analysis.hints import issues_of
from core.analysis.infer import Analysis, Place, Row, State
from core.analysis.issue import Issue
from core.analysis.meetings import effort
from core.analysis.totals import DEFAULT_PRECISION, PRECISIONS, Totals, totals
from core.document.document import Document
from core.document.graph import Node, NodeId
from core.language.dims import Shape
from core.language.formulas import Number
from core.language.operator import Severity, formula_text
from core.text import HWC, ShapeOrder

__all__ = ["BranchRow", "Conventions", "Finding", "LayerRow", "MergeRow", "Port", "Report", "build"]


@dataclass(frozen=True)
class Conventions:
    """What the numbers of a report mean.

    Attributes:
        precision: name of the number format that bytes are given for.
        bytes_per_number: its size.
        batch: examples at a time; multiplies activations and their bytes.
        shape_order: how shapes are written for people.
        variables: the sketch's variables and their values, which the numbers hold for.
        counted: what each quantity counts, a sentence by its name in ``Totals``.
    """

    precision: str
    bytes_per_number: int
    batch: int
    shape_order: ShapeOrder
    variables: Mapping[str, Number]
    counted: Mapping[str, str]


@dataclass(frozen=True)
class Port:
    """An Input or an Output of the sketch: its path and its shape, None where unknown."""

    path: str
    shape: Shape | None


@dataclass(frozen=True)
class LayerRow:
    """A layer: any node but Input and Output. What is not known of it is None.

    Attributes:
        path: names joined by ``/``.
        name: its name.
        type: name of its operator in files.
        summary: its main parameters as people say them.
        copies: how many there are of it; rows × copies add up to the totals.
        inputs: shapes (N, C, H, W) that arrive, None where unknown.
        outputs: shapes that leave; empty where unknown.
        macs: multiply-accumulates of one copy, for one example.
        params: learnable numbers of one copy.
        buffers: numbers of one copy that are kept but not learned.
        activations: output elements of one copy, for the whole batch.
        elementwise_ops: operations of one copy that are no MACs, for one example.
        formula: its MACs with the numbers in them; empty where it has none.
        params_formula: its params likewise.
        bypassed: whether it hands on its first input unchanged; it costs nothing then, and ``totals`` leaves it out.
    """

    path: str
    name: str
    type: str
    summary: str
    copies: int
    inputs: tuple[Shape | None, ...]
    outputs: tuple[Shape, ...]
    macs: int | None
    params: int | None
    buffers: int | None
    activations: int | None
    elementwise_ops: int | None
    formula: str | None
    params_formula: str | None
    bypassed: bool = False

    @property
    def output(self) -> Shape | None:
        """Shape of the first output, None where unknown."""
        return self.outputs[0] if self.outputs else None


@dataclass(frozen=True)
class BranchRow:
    """One input of a merge.

    Attributes:
        layers: paths of the layers of this branch alone, in order.
        identity: whether the wire comes straight from the fork.
        channels_in: channels that enter it, None where unknown.
        channels_out: channels that it hands to the merge, None where unknown.
        macs: sum over its layers that could be counted.
        params: likewise.
    """

    layers: tuple[str, ...]
    identity: bool
    channels_in: int | None
    channels_out: int | None
    macs: int
    params: int


@dataclass(frozen=True)
class MergeRow:
    """A concat or an add with its branches.

    Attributes:
        path: of the merge.
        type: name of its operator in files.
        joins_channels: whether the channels of the branches add up in it, as they do in a concat.
        fork: path of the node where the branches part, None where they start at several inputs.
        shared: paths of layers on more than one branch; they belong to no branch's sum.
        shared_macs: sum over ``shared``.
        shared_params: likewise.
        branches: in port order.
    """

    path: str
    type: str
    joins_channels: bool
    fork: str | None
    shared: tuple[str, ...]
    shared_macs: int
    shared_params: int
    branches: tuple[BranchRow, ...]

    @cached_property
    def macs(self) -> int:
        """Of everything between fork and merge."""
        return sum(branch.macs for branch in self.branches) + self.shared_macs

    @cached_property
    def channels(self) -> int:
        """That the branches hand to the merge, those left out that are not known."""
        return sum(branch.channels_out or 0 for branch in self.branches)


@dataclass(frozen=True)
class Finding:
    """Something wrong, or worth a hint: the node's path, the parameter's key or None, and a sentence."""

    path: str
    param: str | None
    severity: Severity
    message: str


@dataclass(frozen=True)
class Report:
    """Everything that a report says.

    Attributes:
        title: heading; empty when the sketch has none.
        description: what the sketch shows.
        source: the paper or course it is taken from.
        conventions: what the numbers mean.
        inputs: where tensors enter.
        outputs: where they leave.
        totals: sums over all layers.
        layers: depth-first from the outputs, inputs in port order.
        merges: concats and adds, in the order of the layers.
        issues: errors first, then in the order of the layers.
        picture: the sketch as an SVG element for a light page, or None.
        dark_picture: the same for a dark page, or None.
        unlisted: paths of merges that are not among ``merges``, the largest: where merges lie within one another, all
            their branches together may be millions of layers.
    """

    title: str
    description: str
    source: str
    conventions: Conventions
    inputs: tuple[Port, ...]
    outputs: tuple[Port, ...]
    totals: Totals
    layers: tuple[LayerRow, ...]
    merges: tuple[MergeRow, ...]
    issues: tuple[Finding, ...]
    picture: str | None = None
    dark_picture: str | None = None
    unlisted: tuple[str, ...] = ()

    @cached_property  # every row asks
    def repeated(self) -> bool:
        """Whether a row stands for more than one layer."""
        return any(row.copies != 1 for row in self.layers)

    @cached_property
    def nested(self) -> bool:
        """Whether a layer lies inside a block."""
        return any("/" in row.path for row in self.layers)

    @cached_property
    def bypassed(self) -> int:
        """How many layers and blocks are bypassed, copies included."""
        return sum(row.copies for row in self.layers if row.bypassed)

    @property
    def sound(self) -> bool:
        """Whether there is no error. Warnings and hints do not count."""
        return all(issue.severity != "error" for issue in self.issues)


def build(
    document: Document,
    analysis: Analysis,
    *,
    precision: str = DEFAULT_PRECISION,
    shape_order: ShapeOrder = HWC,
    untitled: str = "",
    picture: str | None = None,
    dark_picture: str | None = None,
) -> Report:
    """Write down what follows from a sketch.

    Args:
        document: the sketch.
        analysis: of that document.
        precision: a key of ``PRECISIONS``.
        shape_order: how shapes are written for people.
        untitled: title where the sketch has none, such as the name of its file.
        picture: the sketch as an SVG element, for formats that show one.
        dark_picture: the same in dark colours.
    """
    main = analysis.main
    batch = document.meta.batch
    ends = [main.results[key] for key in main.order]
    places = {place.ids: place for place in reversed(list(analysis.places()))}
    listed, unlisted = _merges(analysis)
    return Report(
        title=document.meta.title if document.meta.title.strip() else untitled,
        description=document.meta.description,
        source=document.meta.source,
        conventions=_conventions(document, precision, shape_order),
        inputs=tuple(Port(end.node.name, end.output) for end in ends if end.op.is_input),
        outputs=tuple(Port(end.node.name, end.output) for end in ends if end.op.is_output),
        totals=totals(analysis, precision),
        layers=tuple(_layer(row, batch) for row in analysis.rows()),
        merges=listed,
        issues=tuple(_finding(places[issue.path], issue) for issue in issues_of(analysis)),
        picture=picture,
        dark_picture=dark_picture,
        unlisted=unlisted,
    )


def _conventions(document: Document, precision: str, shape_order: ShapeOrder) -> Conventions:
    size, batch = PRECISIONS[precision], document.meta.batch
    whole = "for one example" if batch == 1 else f"for the whole batch of {batch}"
    counted = {
        "macs": "Multiply-accumulates of weights against data, for one example; the bias is not counted. "
        "Normalisation, activations, pooling and element-wise sums have none. FLOPs, in the sense of 2 × MACs, are "
        "not stated.",
        "params": "Learnable numbers: weights, biases, scale and shift of a batch norm.",
        "buffers": "Numbers that are kept but not learned: running mean and variance of a batch norm.",
        "activations": f"Output elements of every layer (not of Input and Output), {whole}.",
        "elementwise_ops": "Operations that are no MACs, for one example: per output element 1 for a bias or an "
        "activation, 2 for a batch norm, inputs − 1 for an add, the elements of its window for a pool. Shown apart, "
        "never added to the MACs.",
        "weight_bytes": f"(params + buffers) × {size}, the bytes of one {precision}.",
        "activation_bytes": f"activations × {size}: all of them together, not the peak of those alive at once.",
    }
    variables = {name: variable.value for name, variable in sorted(document.variables.items())}
    return Conventions(precision, size, batch, shape_order, variables, counted)


def _layer(row: Row, batch: int) -> LayerRow:
    """A row; without a result it has parameters and shapes that arrive, but no costs."""
    result, cost = row.result, row.cost
    node, op = result.node, result.op
    known = result.state is State.OK
    return LayerRow(
        path="/".join(row.path),
        name=node.name,
        type=op.type_name(),
        summary=result.parameters if known or not node.formulas else _formulas(node),
        copies=row.copies,
        inputs=result.inputs,
        outputs=result.outputs,
        macs=cost.macs if known else None,
        params=cost.params if known else None,
        buffers=cost.buffers if known else None,
        activations=cost.activations * batch if known else None,
        elementwise_ops=cost.elementwise_ops if known else None,
        formula=(_BYPASSED if result.bypassed else result.macs_formula) if known else None,
        params_formula=_params_formula(row) if known else None,
        bypassed=result.bypassed,
    )


_BYPASSED: Final = "0 (bypassed)"


def _params_formula(row: Row) -> str:
    if row.result.bypassed:
        return _BYPASSED
    if row.weighs or not row.result.cost.params:
        return formula_text(row.result.terms, "params")
    return "0 (shared weights, counted at their first use)"


def _formulas(node: Node) -> str:
    """What stands in for parameters that could not be evaluated: the numbers beneath formulas are used nowhere."""
    return ", ".join(f"{key} = {formula}" for key, formula in node.formulas.items())


def _path(place: Place, key: NodeId) -> str:
    return "/".join((*place.names, place.analysis.graph.nodes[key].name))


def _paths(place: Place, keys: tuple[NodeId, ...]) -> tuple[str, ...]:
    return tuple(_path(place, key) for key in keys)


_MOST: Final = 1 << 16
"""So much effort is made for all branches together, which is at least the number of layers and wires in them."""


def _merges(analysis: Analysis) -> tuple[tuple[MergeRow, ...], tuple[str, ...]]:
    """Merges with their branches, and the paths of those, the largest, for which that would be too much."""
    found = [(place, merge) for place in analysis.places() for merge in merges(place.analysis)]
    efforts = [effort(place.analysis.structure, merge.meeting) for place, merge in found]
    smallest = sorted(range(len(found)), key=efforts.__getitem__)
    sums = accumulate(efforts[number] for number in smallest)
    near = {number for number, spent in zip(smallest, sums, strict=True) if spent <= _MOST}
    return (
        tuple(_merge(*pair) for number, pair in enumerate(found) if number in near),
        tuple(_path(place, merge.node) for number, (place, merge) in enumerate(found) if number not in near),
    )


def _merge(place: Place, merge: Merge) -> MergeRow:
    branches = tuple(_branch(place, branch) for branch in merge.branches)
    output = place.analysis.results[merge.node].output or ()
    passed = [branch.channels_out for branch in branches]
    joined = sum(channels or 0 for channels in passed)
    return MergeRow(
        path=_path(place, merge.node),
        type=place.analysis.graph.nodes[merge.node].op.type_name(),
        joins_channels=len(output) > 1 and None not in passed and output[1] == joined and len(branches) > 1,
        fork=None if merge.fork is None else _path(place, merge.fork),
        shared=_paths(place, merge.shared),
        shared_macs=merge.shared_cost.macs,
        shared_params=merge.shared_cost.params,
        branches=branches,
    )


def _branch(place: Place, branch: Branch) -> BranchRow:
    return BranchRow(
        layers=_paths(place, branch.layers),
        identity=branch.identity,
        channels_in=branch.channels_in,
        channels_out=branch.channels_out,
        macs=branch.cost.macs,
        params=branch.cost.params,
    )


def _finding(place: Place, issue: Issue) -> Finding:
    return Finding(_path(place, issue.node), issue.param, issue.severity, str(issue.message))
