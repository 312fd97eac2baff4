"""The pages about operators: generated ones are up to date, and the tutorial's code works as it stands."""

import re
from pathlib import Path
from typing import Any

import pytest

from core.language.docs import costs_table, example_inputs, formulas_by_name, operators_page
from core.ops.conv import Conv2d
from core.ops.dense import Linear
from core.ops.every import OPERATORS
from core.ops.merge import Concat
from core.ops.pool import GlobalAvgPool2d
from core.ops.unknown import UnknownOperator
from tests.core.ops import conformance

DOCS = Path(__file__).resolve().parents[3] / "docs"
STALE = "run: python tools/write_docs.py"


def page(name):
    return (DOCS / name).read_text(encoding="utf-8")


def test_the_page_of_operators_is_what_the_declarations_say():
    assert page("operators.md") == operators_page(OPERATORS), STALE


def test_the_table_of_what_is_counted_is_what_the_declarations_say():
    between = re.search(r"<!-- costs: [^>]*-->\n(.*?)<!-- end of costs -->", page("counting.md"), re.DOTALL)
    assert between is not None
    assert between[1] == costs_table(OPERATORS), STALE


def test_the_page_of_operators_names_every_operator_parameter_and_unit():
    text = page("operators.md")
    for name, cls in OPERATORS.items():
        section = re.search(rf"^### {name}\n(.*?)(?=^##|\Z)", text, re.DOTALL | re.MULTILINE)
        assert section is not None
        assert "source: " in section[1]
        assert [param.name for param in cls.params if f"| `{param.name}` |" not in section[1]] == []


def test_formulas_by_name_hide_no_factor():
    assert formulas_by_name(Conv2d) == {
        "macs": "H_out·W_out·C_out × k_h·k_w·(C_in/groups)",
        "params": "k_h·k_w·(C_in/groups) × C_out + C_out",
        "elementwise_ops": "H_out·W_out·C_out",
    }
    assert formulas_by_name(Linear)["macs"] == "F_out × F_in"
    assert formulas_by_name(Concat) == {}


def test_examples_are_what_a_layer_takes_without_a_warning():
    assert example_inputs(Conv2d()) == ((1, 16, 32, 32),)
    assert example_inputs(Linear()) == ((1, 16),)
    assert len(example_inputs(Concat())) == 2
    assert example_inputs(GlobalAvgPool2d()) == ((1, 16, 32, 32),)
    with pytest.raises(ValueError, match="Mystery accepts none"):
        example_inputs(UnknownOperator("Mystery"))


def blocks(kind):
    found = re.findall(rf"^```python {kind}\n(.*?)^```$", page("adding-an-operator.md"), re.DOTALL | re.MULTILINE)
    assert found
    return found


@pytest.fixture
def tutorial():
    """The names that the tutorial's code defines; its operator is taken out of the registry afterwards."""
    before = dict(OPERATORS)
    names: dict[str, Any] = {"__name__": "tutorial"}
    try:
        for block in (*blocks("operator"), *blocks("test")):
            exec(compile(block, "docs/adding-an-operator.md", "exec"), names)
        yield names
    finally:
        OPERATORS.clear()
        OPERATORS.update(before)


def test_the_class_of_the_tutorial_becomes_an_operator_and_passes_every_conformance_test(tutorial):
    cls: Any = tutorial["Maxout"]
    assert OPERATORS["Maxout"] == cls
    conformance.is_documented(cls)
    conformance.is_mapped_by_real_names(cls)
    conformance.has_defaults_that_evaluate(cls)
    conformance.is_a_value(cls)
    conformance.has_terms_that_are_its_cost_and_its_formula(cls)
    assert conformance.is_the_same_for_arrays(cls) > 10
    conformance.never_raises(cls(pool_size=0), ((1, 2, 3),))
    assert "### Maxout" in operators_page(OPERATORS)


def test_the_tests_of_the_tutorial_pass(tutorial):
    tests = [name for name in tutorial if name.startswith("test_")]
    assert len(tests) == 2
    for name in tests:
        tutorial[name]()


def test_the_tutorial_leaves_no_operator_behind():
    assert "Maxout" not in OPERATORS


def test_the_pages_link_to_files_that_exist():
    for name in ("operators.md", "counting.md", "adding-an-operator.md"):
        for target in re.findall(r"\]\(([^)#:]+)\)", page(name)):
            assert (DOCS / target).is_file(), (name, target)
        for path in re.findall(r"`((?:core|tests|tools|docs)/[\w./-]+\.(?:py|md))`", page(name)):
            assert (DOCS.parent / path).is_file() or path.endswith("test_activation.py"), (name, path)
