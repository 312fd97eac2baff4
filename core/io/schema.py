"""The JSON schema of the file format, made from the operators; ``resources/convas.schema.json`` is its text.

For editors and for other programs that write sketches. It is a little stricter than the reader: it states the ranges
of parameters, while a file with a value out of range opens and shows an issue. What a schema cannot say (sources that
exist, unique names, no cycles) only the reader checks.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from core.document.graph import COLORS, FLOWS
from core.document.modules import ModuleCall
from core.io.looks import KINDS
from core.io.migrations import VERSION
from core.io.plain import write_plain
from core.io.words import CALL, FARTHEST, FORMAT
from core.language.operator import Operator
from core.language.params import Param, ParamKind
from core.ops.every import OPERATORS
from core.paths import RESOURCES

__all__ = ["SCHEMA_FILE", "schema", "schema_text", "write_schema"]

SCHEMA_FILE: Final = RESOURCES / "convas.schema.json"

_DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
_ID: Final = r"^[\p{L}\p{N}_.-]{1,200}$"
_SOURCE: Final = r"^[\p{L}\p{N}_.-]{1,200}(:(0|[1-9][0-9]{0,2}))?$"
_NAME: Final = r"^[^/]*[^/\s][^/]*$"
_ONE_LINE: Final = 6  # levels that are written over several lines; deeper ones read better on one

Schema = dict[str, Any]


def schema() -> Schema:
    """The schema as a plain value."""
    text = {"type": "string"}
    return {
        "$schema": _DRAFT,
        "title": f"Convas sketch, version {VERSION}",
        "description": "A sketch of a CNN architecture. Fields and layer types that are not listed here are kept.",
        "type": "object",
        "required": ["format", "version", "graph"],
        "properties": {
            "format": {"const": FORMAT},
            "version": {"const": VERSION},
            "meta": {
                "type": "object",
                "properties": {
                    "title": text | {"description": "Heading of the report."},
                    "description": text | {"description": "A sentence or two: what the sketch shows."},
                    "source": text | {"description": "The paper or course it is taken from."},
                    "batch": {"type": "integer", "minimum": 1, "default": 1, "description": "Examples at a time."},
                },
            },
            "variables": {"$ref": "#/$defs/variables"},
            "modules": {
                "type": "object",
                "description": "Definitions of blocks, by id. None contains itself.",
                "propertyNames": {"pattern": _ID},
                "additionalProperties": {"$ref": "#/$defs/module"},
            },
            "graph": {"$ref": "#/$defs/graph"},
            "bookmarks": {
                "type": "object",
                "description": "Places to go back to, by name, in the order in which they are shown.",
                "propertyNames": {"pattern": r"\S"},
                "additionalProperties": _bookmark(),
            },
        },
        "$defs": {
            "graph": _graph(),
            "module": _module(),
            "variables": _variables(),
            "node": _node(),
            "source": _source(),
            "point": _point(),
            "size": _size(),
            "color": {"enum": list(COLORS), "description": "Each theme has a tone for it; empty for the theme's own."},
        }
        | {name: _layer(cls) for name, cls in OPERATORS.items()}
        | {CALL: _call()},
    }


def _graph() -> Schema:
    return {
        "type": "object",
        "properties": {
            "nodes": {
                "type": "object",
                "description": "The layers, by id.",
                "propertyNames": {"pattern": _ID},
                "additionalProperties": {"$ref": "#/$defs/node"},
            },
            "flow": {"enum": list(FLOWS), "default": FLOWS[0], "description": "Where data flows on the canvas."},
            "styles": {
                "type": "object",
                "description": "How layers look, by id; of those that do not look as all others.",
                "additionalProperties": _style(),
            },
            "annotations": {
                "type": "object",
                "description": "Frames and notes by id; later ones lie above earlier ones.",
                "propertyNames": {"pattern": _ID},
                "additionalProperties": _annotation(),
            },
            "bends": {
                "type": "object",
                "description": "Points that wires are led through: by id of the layer they lead to, then by source.",
                "additionalProperties": {
                    "type": "object",
                    "propertyNames": {"pattern": _SOURCE},
                    "additionalProperties": {"type": "array", "items": {"$ref": "#/$defs/point"}},
                },
            },
        },
    }


def _style() -> Schema:
    return {
        "type": "object",
        "properties": {
            "color": {"$ref": "#/$defs/color"},
            "collapsed": {"type": "boolean", "default": False, "description": "Only its name is shown."},
            "locked": {"type": "boolean", "default": False, "description": "Neither dragging nor a layout moves it."},
        },
    }


def _annotation() -> Schema:
    return {
        "type": "object",
        "required": ["kind", "size"],
        "properties": {
            "kind": {"enum": list(KINDS)},
            "text": {"type": "string", "description": "The title of a frame, or what a note says."},
            "at": {"$ref": "#/$defs/point"},
            "size": {"$ref": "#/$defs/size"},
            "color": {"$ref": "#/$defs/color"},
        },
    }


def _bookmark() -> Schema:
    return {
        "type": "object",
        "required": ["size"],
        "properties": {
            "path": {
                "type": "array",
                "description": "Ids of the blocks on the way there, outermost first.",
                "items": {"type": "string", "pattern": _ID},
            },
            "at": {"$ref": "#/$defs/point"},
            "size": {"$ref": "#/$defs/size"},
        },
    }


def _point() -> Schema:
    coordinate = {"type": "number", "minimum": -FARTHEST, "maximum": FARTHEST}
    return _pair("A place on the canvas, x to the right and y down.", coordinate)


def _size() -> Schema:
    length = {"type": "number", "exclusiveMinimum": 0, "maximum": FARTHEST}
    return _pair("Width and height on the canvas.", length)


def _pair(doc: str, number: Schema) -> Schema:
    return {"type": "array", "description": doc, "prefixItems": [number, number], "minItems": 2, "maxItems": 2}


def _module() -> Schema:
    def ports(doc: str) -> Schema:
        return {"type": "array", "uniqueItems": True, "items": {"type": "string", "pattern": _ID}, "description": doc}

    return {
        "type": "object",
        "required": ["graph"],
        "properties": {
            "name": {"type": "string", "pattern": _NAME, "description": "By default the id."},
            "note": {"type": "string", "description": "What it is, and where from."},
            "parameters": {"$ref": "#/$defs/variables"},
            "inputs": ports("Ids of all its Inputs, in port order; by default in the order of the ids."),
            "outputs": ports("Ids of all its Outputs, likewise."),
            "graph": {"$ref": "#/$defs/graph"},
        },
    }


def _variables() -> Schema:
    noted = {
        "type": "object",
        "required": ["value"],
        "properties": {"value": {"type": "number"}, "note": {"type": "string"}},
    }
    return {
        "type": "object",
        "description": "Numbers that formulas may use, by name, in the order in which they are shown.",
        "propertyNames": {"pattern": r"^[A-Za-z_][A-Za-z0-9_]*$"},
        "additionalProperties": {"anyOf": [{"type": "number"}, noted]},
    }


def _source() -> Schema:
    return {
        "description": "Where a wire comes from: the id of a layer, “split:1” for its second output, null for none.",
        "type": ["string", "null"],
        "pattern": _SOURCE,
    }


def _node() -> Schema:
    known: list[Schema] = [
        {"if": {"properties": {"type": {"const": name}}}, "then": {"$ref": f"#/$defs/{name}"}}
        for name in (*OPERATORS, CALL)
    ]
    return {
        "type": "object",
        "required": ["type"],
        "properties": {
            "type": {"type": "string", "minLength": 1, "description": "The layer type, such as Conv2d."},
            "name": {"type": "string", "pattern": _NAME, "description": "Unique; by default the id."},
            "bypassed": {"type": "boolean", "default": False, "description": "It hands on its first input, for free."},
            "params": {"type": "object", "description": "Parameters that differ from their defaults."},
            "formulas": {"type": "object", "description": "Formulas that stand in place of numbers, by component."},
            "inputs": {"type": "array", "items": {"$ref": "#/$defs/source"}},
            "at": {"$ref": "#/$defs/point", "description": "Of the top left corner; by default the origin."},
        },
        "allOf": known,
    }


def _layer(cls: type[Operator]) -> Schema:
    """What a layer of one type may hold."""
    properties: Schema = {
        "params": {"properties": {param.name: _param(param) for param in cls.params}},
        "formulas": {
            "properties": {key: {"type": "string"} for param in cls.params for key in param.component_keys()},
        },
    }
    if cls.variadic:
        properties["inputs"] = {"items": {"type": "string"}}
    elif cls is not ModuleCall:  # which has as many as its module
        properties["inputs"] = {"minItems": len(cls.inputs), "maxItems": len(cls.inputs)}
    doc = (cls.__doc__ or "").strip().split("\n")[0]
    return {"title": cls.label, "description": doc, "properties": properties}


def _call() -> Schema:
    """What a call of a module may hold."""
    layer = _layer(ModuleCall)
    params = layer["properties"]["params"]
    params["required"] = ["module"]
    params["properties"] |= {
        "module": {"type": "string", "description": "Id of the module that it calls."},
        "arguments": {
            "type": "object",
            "description": "What it hands to parameters of the module: numbers, or formulas as text.",
            "additionalProperties": {"type": ["number", "string"]},
        },
    }
    return layer | {"title": ModuleCall.category.value, "required": ["params"]}


def _param(param: Param) -> Schema:
    default = list(param.default) if isinstance(param.default, tuple) else param.default
    return _values(param) | {"default": default, "description": param.doc}


def _values(param: Param) -> Schema:
    number = {"type": "integer", "minimum": param.minimum, "maximum": param.maximum}
    if param.kind is ParamKind.INT:
        return number
    if param.kind is ParamKind.BOOL:
        return {"type": "boolean"}
    if param.kind is ParamKind.CHOICE:
        return {"enum": list(param.choices)}
    if param.kind is ParamKind.TEXT:
        return {"type": "string"}
    if param.kind is ParamKind.FLOAT:
        return {"type": "number", "minimum": param.bounds[0], "maximum": param.bounds[1]}
    if param.kind is ParamKind.LIST:
        return {"type": "array", "items": number}
    if param.kind is ParamKind.PAIR:
        return {"type": "array", "items": number, "minItems": 2, "maxItems": 2}
    sides = {"type": "array", "items": number, "minItems": 4, "maxItems": 4}
    return {"anyOf": [{"enum": list(param.choices)}, sides]} if param.choices else sides


def schema_text() -> str:
    """The schema as text."""
    return write_plain(schema(), expanded=_ONE_LINE)


def write_schema(path: Path = SCHEMA_FILE) -> None:
    """Write the schema anew, after a change of the operators."""
    path.write_text(schema_text(), encoding="utf-8", newline="\n")
