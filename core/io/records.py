"""The typed fast path: large files that hold nothing but what this version knows, decoded by msgspec.

It either gives the very document that ``core.io.reading`` would give, or nothing; then the thorough pass decides, and
says what is wrong or keeps what is unknown. This is the only module that imports msgspec.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Annotated, Any, Final, Literal, Union

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

import core.ops  # noqa: F401  (fills OPERATORS)
from core.document import document as documents
from core.document.document import Document
from core.document.graph import Graph, Node, NodeId, OutputRef, Point, find_cycle
from core.io.migrations import VERSION
from core.io.words import FARTHEST, FORMAT, ID
from core.language.formulas import Formula
from core.language.operator import OPERATORS, Operator
from core.language.params import Param, ParamKind

__all__ = ["document_or_none"]

_WIDEST: Final = 2**63 - 1  # what msgspec can check; integers beyond it are for the thorough pass
_Whole = Annotated[int, Meta(ge=-_WIDEST, le=_WIDEST)]
_Coordinate = Annotated[float, Meta(ge=-FARTHEST, le=FARTHEST)]
_KEY: Final = re.compile(rb'"[ \t\r\n]*:')

_TYPES: Final[dict[ParamKind, Any]] = {
    ParamKind.INT: _Whole,
    ParamKind.PAIR: tuple[_Whole, _Whole],
    ParamKind.PADDING: str | tuple[_Whole, _Whole, _Whole, _Whole],
    ParamKind.CHOICE: str,
    ParamKind.BOOL: bool,
}


class _MetaRecord(Struct, forbid_unknown_fields=True):
    title: str | UnsetType = UNSET
    description: str | UnsetType = UNSET
    source: str | UnsetType = UNSET
    batch: Annotated[int, Meta(ge=1, le=_WIDEST)] | UnsetType = UNSET


def _params_record(cls: type[Operator]) -> type[Struct]:
    def field(param: Param) -> tuple[str, Any, Any]:
        return (param.name, Union[_TYPES[param.kind], UnsetType], UNSET)  # noqa: UP007  (the types are values here)

    return msgspec.defstruct(f"{cls.__name__}Params", [field(p) for p in cls.params], forbid_unknown_fields=True)


def _node_record(name: str, cls: type[Operator]) -> type[Struct]:
    fields: list[tuple[str, Any, Any]] = [
        ("name", str | UnsetType, UNSET),
        ("params", Union[_params_record(cls), UnsetType], UNSET),  # noqa: UP007
        ("formulas", dict[str, str] | UnsetType, UNSET),
        ("inputs", list[str | None] | UnsetType, UNSET),
        ("at", tuple[_Coordinate, _Coordinate] | UnsetType, UNSET),
    ]
    return msgspec.defstruct(f"{name}Node", fields, tag_field="type", tag=name, forbid_unknown_fields=True)


@cache
def _decoder() -> msgspec.json.Decoder[Any]:
    nodes = {name: _node_record(name, cls) for name, cls in OPERATORS.items()}
    union = Union[tuple(nodes.values())]  # type: ignore[valid-type]  # noqa: UP007
    graph = msgspec.defstruct("GraphRecord", [("nodes", dict[str, union])], forbid_unknown_fields=True)  # type: ignore[valid-type]
    return msgspec.json.Decoder(
        msgspec.defstruct(
            "FileRecord",
            [
                ("format", Literal[FORMAT]),
                ("version", Literal[VERSION]),
                ("graph", graph),
                ("meta", Union[_MetaRecord, UnsetType], UNSET),  # noqa: UP007
            ],
            forbid_unknown_fields=True,
        )
    )


@cache
def _shape_of(name: str) -> tuple[type[Operator], tuple[str, ...], frozenset[str]]:
    """An operator, the names of its parameters and the keys of their components."""
    cls = OPERATORS[name]
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
    meta = _stated(record.meta, ("title", "description", "source", "batch"), built)
    graph = built.graph(record.graph.nodes)
    header = 5 if record.meta is not UNSET else 4
    if graph is None or built.keys + header != len(_KEY.findall(data)):
        return None
    return Document(graph, documents.Meta(**meta))


def _stated(record: Any, names: tuple[str, ...], built: _Builder) -> dict[str, Any]:
    """The fields that a file states."""
    if record is UNSET:
        return {}
    values = {name: value for name in names if (value := getattr(record, name)) is not UNSET}
    built.keys += len(values)
    return values


class _Builder:
    """Makes nodes of records and counts the keys that they had in the file."""

    def __init__(self) -> None:
        self.keys = 0

    def graph(self, records: dict[str, Any]) -> Graph | None:
        nodes: dict[NodeId, Node] = {}
        layout: dict[NodeId, Point] = {}
        for key in sorted(records):
            record = records[key]
            node = self.node(key, record)
            if node is None or not ID.fullmatch(key):
                return None
            nodes[key] = node
            if record.at is not UNSET:
                layout[key] = Point(*record.at)
                self.keys += 1
        names = {node.name for node in nodes.values()}
        sound = len(names) == len(nodes) and all(name.strip() and "/" not in name for name in names)
        return Graph(nodes, layout) if sound and _wired(nodes) and not find_cycle(nodes) else None

    def node(self, key: NodeId, record: Any) -> Node | None:
        cls, names, components = _shape_of(type(record).__struct_config__.tag)
        op = cls(**_stated(record.params, names, self))
        self.keys += 2  # its id and its type
        for field in (record.name, record.params, record.formulas, record.inputs):
            self.keys += field is not UNSET
        name = key if record.name is UNSET else record.name
        formulas: dict[str, Formula] = {}
        if record.formulas:
            if not record.formulas.keys() <= components:
                return None
            self.keys += len(record.formulas)
            formulas = {component: Formula(text) for component, text in record.formulas.items()}
        inputs: tuple[OutputRef | None, ...]
        if record.inputs is UNSET:
            inputs = () if cls.variadic else (None,) * len(cls.inputs)
        else:
            inputs = tuple([None if text is None else OutputRef(text) for text in record.inputs])
            if None in inputs if cls.variadic else len(inputs) != len(cls.inputs):
                return None
        return Node(key, op, inputs, name, formulas)


def _wired(nodes: dict[NodeId, Node]) -> bool:
    """Whether every wire comes from the first output of a node that is there; others are for the thorough pass."""
    ends = {key for key, node in nodes.items() if not node.op.outputs}
    return all(
        ref is None or (ref.node in nodes and ref.node not in ends) for node in nodes.values() for ref in node.inputs
    )
