"""The schema in resources is the one that follows from the operators, and says what the reader does."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from core.document.document import Document
from core.document.graph import Graph, Node, Point
from core.io.codec import encode
from core.io.schema import SCHEMA_FILE, schema, schema_text, write_schema
from core.library.catalog import entry
from core.library.presets import presets
from core.ops.every import OPERATORS

FILES = Path(__file__).parents[2] / "data" / "files"


def test_the_schema_in_resources_is_up_to_date(tmp_path):
    # Out of date? python -c "from core.io.schema import write_schema; write_schema()"
    # A default that changed needs a migration: files do not state defaults.
    assert SCHEMA_FILE.read_bytes() == schema_text().encode()
    write_schema(tmp_path / "a.json")
    assert (tmp_path / "a.json").read_bytes() == SCHEMA_FILE.read_bytes()


def test_the_schema_has_every_operator_and_every_parameter():
    definitions = schema()["$defs"]
    for name, cls in OPERATORS.items():
        stated = definitions[name]["properties"]["params"]["properties"]
        assert stated.keys() == {param.name for param in cls.params}
        assert all(stated[param.name]["description"] == param.doc for param in cls.params)


TYPES: dict[str, Any] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}


def fits(value: Any, rule: dict[str, Any], root: dict[str, Any]) -> bool:
    """As much of JSON Schema as ours uses."""
    if "$ref" in rule:
        return fits(value, root["$defs"][rule["$ref"].rsplit("/", 1)[1]], root)
    if "type" in rule:
        kinds = rule["type"] if isinstance(rule["type"], list) else [rule["type"]]
        if not any(isinstance(value, TYPES[kind]) and isinstance(value, bool) <= (kind == "boolean") for kind in kinds):
            return False
    tests = [
        "const" not in rule or value == rule["const"],
        "enum" not in rule or value in rule["enum"],
        all(fits(value, each, root) for each in rule.get("allOf", ())),
        "anyOf" not in rule or any(fits(value, each, root) for each in rule["anyOf"]),
        "if" not in rule or not fits(value, rule["if"], root) or fits(value, rule["then"], root),
    ]
    if isinstance(value, dict):
        inner = rule.get("properties", {})
        tests += [set(rule.get("required", ())) <= value.keys()]
        tests += [fits(value[key], inner[key], root) for key in inner if key in value]
        if "additionalProperties" in rule:
            tests += [fits(value[key], rule["additionalProperties"], root) for key in value if key not in inner]
        if "propertyNames" in rule:
            tests += [fits(key, rule["propertyNames"], root) for key in value]
    elif isinstance(value, list):
        tests += ["uniqueItems" not in rule or len({json.dumps(item) for item in value}) == len(value)]
        tests += [rule.get("minItems", 0) <= len(value) <= rule.get("maxItems", len(value))]
        tests += [fits(item, rule["items"], root) for item in value if "items" in rule]
        tests += [fits(item, each, root) for item, each in zip(value, rule.get("prefixItems", ()), strict=False)]
    elif isinstance(value, str):
        pattern = rule.get("pattern", "").replace(r"\p{L}\p{N}_", r"\w")
        tests += [re.search(pattern, value) is not None, len(value) >= rule.get("minLength", 0)]
    elif isinstance(value, int | float):
        tests += [rule.get("minimum", value) <= value <= rule.get("maximum", value)]
        tests += ["exclusiveMinimum" not in rule or value > rule["exclusiveMinimum"]]
    return all(tests)


def test_every_preset_of_the_palette_fits_the_schema():
    nodes = {}
    for number, preset in enumerate(presets()):
        inputs = () if preset.op.variadic else (None,) * len(preset.op.inputs)
        nodes[f"n{number}"] = Node(f"n{number}", preset.op, inputs, f"{preset.name}-{number}", preset.formulas)
    document = Document(Graph(nodes, {key: Point(0.5, 8) for key in nodes}))
    rule = schema()
    assert fits(json.loads(encode(document)), rule, rule)


@pytest.mark.parametrize("name", ["efficientnet-b0", "shufflenet-v2-1.0", "lenet-5-1998"])
def test_networks_of_the_library_fit_the_schema(name):
    found = entry(name)
    assert found is not None
    rule = schema()
    assert fits(json.loads(encode(found.build())), rule, rule)


SAYS_LESS = {"cycle", "duplicate-names", "missing-source", "module-recursion", "module-wires"}
"""What a schema cannot say: the reader alone finds it."""
FORGOTTEN = {"duplicate-keys", "duplicate-parameter", "half-characters", "nested", "too-large"}
"""What a parser of JSON forgets before the schema sees it, or does not mind."""


@pytest.mark.parametrize("path", sorted((FILES / "bad").glob("*.convas")), ids=lambda path: path.stem)
def test_the_schema_refuses_what_the_reader_refuses(path):
    try:
        value = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        return  # not JSON: no schema is asked
    rule = schema()
    if path.stem not in FORGOTTEN:
        assert fits(value, rule, rule) is (path.stem in SAYS_LESS)
