"""The typed fast path: large files that hold nothing but what this version knows, decoded by msgspec.

It either gives the very document that ``core.io.reading`` would give, or nothing; then the thorough pass decides, and
says what is wrong or keeps what is unknown. This is the only module that imports msgspec.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, Final, Literal, Union

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from core.document import document as documents
from core.document.document import Bookmark, Document
from core.document.graph import (
    FLOWS,
    Annotation,
    AnnotationId,
    AnnotationKind,
    Color,
    Flow,
    Graph,
    Node,
    NodeId,
    NodeStyle,
    OutputRef,
    Point,
    Wire,
    pruned,
)
from core.document.modules import Module, ModuleCall, ModuleId, Variable
from core.io.definitions import connected
from core.io.looks import ANNOTATION_FIELDS, BOOKMARK_FIELDS, STYLE_FIELDS
from core.io.migrations import VERSION
from core.io.plain import Problems
from core.io.words import CALL, FARTHEST, FORMAT, ID, name_fault
from core.language.formulas import Formula
from core.language.operator import Operator
from core.language.params import Param, ParamKind
from core.ops.every import OPERATORS

__all__ = ["document_or_none"]

_WIDEST: Final = 2**63 - 1  # what msgspec can check; integers beyond it are for the thorough pass
_Whole = Annotated[int, Meta(ge=-_WIDEST, le=_WIDEST)]
_Coordinate = Annotated[float, Meta(ge=-FARTHEST, le=FARTHEST)]
_Real = Annotated[float, Meta(ge=-1e29, le=1e29)]  # a whole number beyond 10^30 would be read as a float
_KEY: Final = re.compile(rb'"[ \t\r\n]*:')

_TYPES: Final[dict[ParamKind, Any]] = {
    ParamKind.INT: _Whole,
    ParamKind.PAIR: tuple[_Whole, _Whole],
    ParamKind.PADDING: str | tuple[_Whole, _Whole, _Whole, _Whole],
    ParamKind.CHOICE: str,
    ParamKind.BOOL: bool,
    ParamKind.FLOAT: _Real,
    ParamKind.LIST: tuple[_Whole, ...],
    ParamKind.TEXT: str,
}
_MARGINS: Final[Any] = tuple[_Whole, _Whole, _Whole, _Whole]  # a padding without words
_SOURCE: Final = re.compile(r"([^:]*):([1-9]\d{0,2})", re.ASCII)


class _VariableRecord(Struct, forbid_unknown_fields=True):
    value: _Whole | _Real
    note: str | UnsetType = UNSET


_Variables = dict[str, _Whole | _Real | _VariableRecord]


_Place = tuple[_Coordinate, _Coordinate]
_Length = Annotated[float, Meta(gt=0, le=FARTHEST)]
_Size = tuple[_Length, _Length]


class _StyleRecord(Struct, forbid_unknown_fields=True):
    color: Color | UnsetType = UNSET
    collapsed: bool | UnsetType = UNSET
    locked: bool | UnsetType = UNSET


class _AnnotationRecord(Struct, forbid_unknown_fields=True):
    kind: AnnotationKind
    size: _Size
    at: _Place | UnsetType = UNSET
    text: str | UnsetType = UNSET
    color: Color | UnsetType = UNSET


class _BookmarkRecord(Struct, forbid_unknown_fields=True):
    size: _Size
    at: _Place | UnsetType = UNSET
    path: list[str] | UnsetType = UNSET


class _MetaRecord(Struct, forbid_unknown_fields=True):
    title: str | UnsetType = UNSET
    description: str | UnsetType = UNSET
    source: str | UnsetType = UNSET
    batch: Annotated[int, Meta(ge=1, le=_WIDEST)] | UnsetType = UNSET


def _params_record(cls: type[Operator]) -> type[Struct]:
    def field(param: Param) -> tuple[str, Any, Any]:
        kind = _MARGINS if param.kind is ParamKind.PADDING and not param.choices else _TYPES[param.kind]
        return (param.name, Union[kind, UnsetType], UNSET)  # noqa: UP007  (the types are values here)

    fields: list[Any] = [field(param) for param in cls.params]
    if cls is ModuleCall:
        fields += [("module", str), ("arguments", dict[str, _Whole | _Real | str] | UnsetType, UNSET)]
    return msgspec.defstruct(f"{cls.__name__}Params", fields, forbid_unknown_fields=True, kw_only=True)


def _node_record(name: str, cls: type[Operator]) -> type[Struct]:
    params = _params_record(cls)
    fields: list[Any] = [
        ("name", str | UnsetType, UNSET),
        ("bypassed", bool | UnsetType, UNSET),
        ("params", params) if cls is ModuleCall else ("params", Union[params, UnsetType], UNSET),  # noqa: UP007
        ("formulas", dict[str, str] | UnsetType, UNSET),
        ("inputs", list[str | None] | UnsetType, UNSET),
        ("at", tuple[_Coordinate, _Coordinate] | UnsetType, UNSET),
    ]
    return msgspec.defstruct(
        f"{name}Node", fields, tag_field="type", tag=name, forbid_unknown_fields=True, kw_only=True
    )


@cache
def _decoder() -> msgspec.json.Decoder[Any]:
    types: dict[str, type[Operator]] = {**OPERATORS, CALL: ModuleCall}
    nodes = {name: _node_record(name, cls) for name, cls in types.items()}
    union = Union[tuple(nodes.values())]  # type: ignore[valid-type]  # noqa: UP007
    graph = msgspec.defstruct(
        "GraphRecord",
        [
            ("nodes", dict[str, union]),  # type: ignore[valid-type]
            ("flow", Flow | UnsetType, UNSET),
            ("styles", dict[str, _StyleRecord] | UnsetType, UNSET),
            ("annotations", dict[str, _AnnotationRecord] | UnsetType, UNSET),
            ("bends", dict[str, dict[str, list[_Place]]] | UnsetType, UNSET),
        ],
        forbid_unknown_fields=True,
    )
    module = msgspec.defstruct(
        "ModuleRecord",
        [
            ("graph", graph),
            ("inputs", list[str] | UnsetType, UNSET),
            ("outputs", list[str] | UnsetType, UNSET),
            ("name", str | UnsetType, UNSET),
            ("note", str | UnsetType, UNSET),
            ("parameters", _Variables | UnsetType, UNSET),
        ],
        forbid_unknown_fields=True,
    )
    return msgspec.json.Decoder(
        msgspec.defstruct(
            "FileRecord",
            [
                ("format", Literal[FORMAT]),
                ("version", Literal[VERSION]),
                ("graph", graph),
                ("meta", Union[_MetaRecord, UnsetType], UNSET),  # noqa: UP007
                ("variables", _Variables | UnsetType, UNSET),
                ("modules", Union[dict[str, module], UnsetType], UNSET),  # type: ignore[valid-type]  # noqa: UP007
                ("bookmarks", dict[str, _BookmarkRecord] | UnsetType, UNSET),
            ],
            forbid_unknown_fields=True,
        )
    )


@cache
def _shape_of(name: str) -> tuple[type[Operator], tuple[str, ...], frozenset[str]]:
    """An operator, the names of its parameters and the keys of their components."""
    cls = ModuleCall if name == CALL else OPERATORS[name]
    keys = frozenset(key for param in cls.params for key in param.component_keys())
    return cls, tuple(param.name for param in cls.params), keys


def document_or_none(data: bytes) -> Document | None:
    """The document in the bytes of a file of the current version, if all in it is sound and known."""
    # Of doubled keys msgspec keeps the last and says nothing. Without a backslash every quote is the end of a text, so
    # there are at most as many keys as quotes with a colon behind; more of these than keys kept: not for us.
    if b"\\" in data:
        return None
    try:
        record = _decoder().decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, MemoryError):
        return None
    built = _Builder()
    try:
        meta = _stated(record.meta, ("title", "description", "source", "batch"), built)
        variables = built.variables(record.variables)
        modules = built.modules({} if record.modules is UNSET else record.modules)
        graph = built.graph(record.graph)
        bookmarks = built.bookmarks(record.bookmarks)
    except _OddError:
        return None
    # Of wires and calls the thorough pass has the say: what it finds wrong here it finds again, with all the rest.
    problems = Problems()
    graph, modules = connected(graph, modules, problems)
    built.keys += 3  # format, version, graph
    built.keys += sum(part is not UNSET for part in (record.meta, record.variables, record.modules, record.bookmarks))
    if problems or built.keys != len(_KEY.findall(data)):
        return None
    return Document(graph, modules, variables, documents.Meta(**meta), bookmarks)


class _OddError(Exception):
    """Something was met that is for the thorough pass."""


def _stated(record: Any, names: tuple[str, ...], built: _Builder) -> dict[str, Any]:
    """The fields that a file states."""
    if record is UNSET:
        return {}
    values = {name: value for name in names if (value := getattr(record, name)) is not UNSET}
    built.keys += len(values)
    return values


class _Builder:
    """Makes nodes and modules of records and counts the keys that they had in the file."""

    def __init__(self) -> None:
        self.keys = 0

    def variables(self, records: Any) -> dict[str, Variable]:
        variables: dict[str, Variable] = {}
        for name, stated in {} if records is UNSET else records.items():
            if name_fault(name):
                raise _OddError
            self.keys += 1
            if isinstance(stated, _VariableRecord):
                variables[name] = Variable(**_stated(stated, ("value", "note"), self))
            else:
                variables[name] = Variable(stated)
        return variables

    def modules(self, records: dict[ModuleId, Any]) -> dict[ModuleId, Module]:
        modules: dict[ModuleId, Module] = {}
        for key in sorted(records):
            record = records[key]
            stated = {"name": key} | _stated(record, ("name", "note"), self)
            graph = self.graph(record.graph)
            if not ID.fullmatch(key) or not _is_name(stated["name"]):
                raise _OddError
            inputs = self.ports(record.inputs, [k for k, node in graph.nodes.items() if node.op.is_input])
            outputs = self.ports(record.outputs, [k for k, node in graph.nodes.items() if node.op.is_output])
            self.keys += 2 + (record.parameters is not UNSET)  # its id and its graph
            parameters = self.variables(record.parameters)
            modules[key] = Module(key, stated["name"], graph, inputs, outputs, parameters, stated.get("note", ""))
        return modules

    def ports(self, stated: Any, present: list[NodeId]) -> tuple[NodeId, ...]:
        if stated is UNSET:
            return tuple(present)
        if sorted(stated) != present:
            raise _OddError
        self.keys += 1
        return tuple(stated)

    def graph(self, record: Any) -> Graph:
        nodes: dict[NodeId, Node] = {}
        layout: dict[NodeId, Point] = {}
        records = record.nodes
        self.keys += 1
        for key in sorted(records):
            nodes[key] = self.node(key, records[key])
            if not ID.fullmatch(key):
                raise _OddError
            if records[key].at is not UNSET:
                layout[key] = Point(*records[key].at)
                self.keys += 1
        names = {node.name for node in nodes.values()}
        if len(names) != len(nodes) or not all(map(_is_name, names)):
            raise _OddError
        flow = FLOWS[0] if record.flow is UNSET else record.flow
        self.keys += sum(part is not UNSET for part in (record.flow, record.styles, record.annotations, record.bends))
        annotations = self.annotations(record.annotations, nodes)
        graph = Graph(nodes, layout, self.styles(record.styles), annotations, self.bends(record.bends), flow)
        return pruned(graph)

    def styles(self, records: Any) -> dict[NodeId, NodeStyle]:
        styles: dict[NodeId, NodeStyle] = {}
        for key, stated in {} if records is UNSET else records.items():
            self.keys += 1
            style = NodeStyle(**_stated(stated, STYLE_FIELDS, self))
            if style != NodeStyle():
                styles[key] = style
        return styles

    def annotations(self, records: Any, nodes: Mapping[NodeId, Node]) -> dict[AnnotationId, Annotation]:
        annotations: dict[AnnotationId, Annotation] = {}
        for key, stated in {} if records is UNSET else records.items():
            if not ID.fullmatch(key) or key in nodes:
                raise _OddError
            self.keys += 1
            found = {"text": "", "at": (0.0, 0.0), "color": ""} | _stated(stated, ANNOTATION_FIELDS, self)
            kind, text, at, size, color = (found[name] for name in ANNOTATION_FIELDS)
            annotations[key] = Annotation(key, kind, text, at[0], at[1], size[0], size[1], color)
        return annotations

    def bends(self, records: Any) -> dict[Wire, tuple[Point, ...]]:
        bends: dict[Wire, tuple[Point, ...]] = {}
        for target, wires in {} if records is UNSET else records.items():
            self.keys += 1 + len(wires)
            for source, points in wires.items():
                wire = Wire(_source(source), target)
                if points:
                    bends[wire] = tuple(Point(*point) for point in points)
        return bends

    def bookmarks(self, records: Any) -> tuple[Bookmark, ...]:
        bookmarks: list[Bookmark] = []
        for name, stated in {} if records is UNSET else records.items():
            self.keys += 1
            found = {"path": (), "at": (0.0, 0.0)} | _stated(stated, BOOKMARK_FIELDS, self)
            if not name.strip() or not all(map(ID.fullmatch, found["path"])):
                raise _OddError
            bookmarks.append(Bookmark(name, tuple(found["path"]), *found["at"], *found["size"]))
        return tuple(bookmarks)

    def node(self, key: NodeId, record: Any) -> Node:
        cls, names, components = _shape_of(type(record).__struct_config__.tag)
        values = _stated(record.params, names, self)
        if cls is ModuleCall:
            values |= self.call(record.params)
        op = cls(**values)
        self.keys += 2  # its id and its type
        for field in (record.name, record.bypassed, record.params, record.formulas, record.inputs):
            self.keys += field is not UNSET
        name = key if record.name is UNSET else record.name
        formulas: dict[str, Formula] = {}
        if record.formulas:
            if not record.formulas.keys() <= components:
                raise _OddError
            self.keys += len(record.formulas)
            formulas = {component: Formula(text) for component, text in record.formulas.items()}
        inputs: tuple[OutputRef | None, ...]
        if record.inputs is UNSET:
            inputs = () if cls is ModuleCall or cls.variadic else (None,) * len(op.inputs)
        else:
            inputs = tuple([None if text is None else _source(text) for text in record.inputs])
            if cls is not ModuleCall and (None in inputs if cls.variadic else len(inputs) != len(op.inputs)):
                raise _OddError
        return Node(key, op, inputs, name, formulas, record.bypassed is True)

    def call(self, params: Any) -> dict[str, Any]:
        stated = {} if params.arguments is UNSET else params.arguments
        self.keys += 1 + (params.arguments is not UNSET) + len(stated)
        arguments = {name: Formula(value) if isinstance(value, str) else value for name, value in stated.items()}
        return {"module": params.module, "arguments": tuple(sorted(arguments.items()))}


def _is_name(name: str) -> bool:
    return bool(name.strip()) and "/" not in name


def _source(text: str) -> OutputRef:
    if ":" not in text:
        return OutputRef(text)
    parts = _SOURCE.fullmatch(text)
    if parts is None:
        raise _OddError
    return OutputRef(parts[1], int(parts[2]))
