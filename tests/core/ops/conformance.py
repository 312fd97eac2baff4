"""What every operator must do, as functions of its class: the conformance tests and the tutorial's test call them."""

import dataclasses
import re
from collections.abc import Iterator

import numpy as np
from hypothesis import strategies as st

from core.analysis.infer import State, evaluate_node
from core.document.graph import Node, OutputRef
from core.language.dims import PADDING_WORDS
from core.language.docs import QUANTITIES, example_inputs
from core.language.formulas import Formula, evaluate
from core.language.operator import Category, Factor, Operator, cost_of, formula_text
from core.language.params import Param, ParamKind

NUMERIC = (ParamKind.INT, ParamKind.PAIR, ParamKind.PADDING)
SMALL_IMAGES = ((2, 12, 7, 9), (1, 16, 32, 32))


def evaluated(op: Operator, inputs):
    refs = tuple(OutputRef(f"source{number}") for number in range(len(inputs)))
    return evaluate_node(Node("node", op, refs), tuple(inputs))


# -- the declaration ----------------------------------------------------------------------------------------------


def is_documented(cls):
    doc = cls.__dict__.get("__doc__") or ""
    assert re.match(r"\S.*\.\n|\S.*\.$", doc), f"{cls.__name__}: the docstring starts with one sentence"
    assert re.search(r"Source:.*(https?://|definition)", doc), f"{cls.__name__}: the docstring names its source"
    assert cls.label
    assert cls.category in Category
    assert cls.category is not Category.UNKNOWN
    assert all(word == word.lower() for word in cls.keywords)
    for param in cls.params:
        assert param.doc.endswith("."), param.name
        assert param.minimum <= param.maximum, param.name
        if param.kind in NUMERIC and param.varies and not param.name.endswith("factor"):
            assert param.unit, f"{param.name} is a number of something"


def is_mapped_by_real_names(cls):
    names = {param.name for param in cls.params}
    if cls.torch is not None:
        assert re.fullmatch(r"(nn\.|nn\.functional\.|torchvision\.([a-z]+\.)+)?[A-Za-z]\w*", cls.torch.name)
        assert not set(cls.torch.inferred) & names, "what follows from the input is no parameter"
    if cls.onnx is not None:
        assert re.fullmatch(r"[A-Z]\w*", cls.onnx.name)
        assert set(cls.onnx.attributes.values()) <= names


def has_defaults_that_evaluate(cls):
    op = cls()
    inputs = example_inputs(op)
    result = evaluated(op, inputs)
    assert result.state is State.OK, [str(issue.message) for issue in result.issues]
    assert len(result.outputs) == max(1, len(op.outputs))
    assert all(type(d) is int and d >= 1 for shape in result.outputs for d in shape)
    assert type(op.summary()) is str
    assert "\n" not in op.summary()


def is_a_value(cls):
    assert cls() == cls()
    assert hash(cls()) == hash(cls())
    for param in cls.params:
        for other in other_values(param):
            changed = dataclasses.replace(cls(), **{param.name: other})
            assert changed != cls()
            assert type(changed.summary()) is str


def other_values(param: Param) -> Iterator:
    """Values that differ from the default."""
    match param.kind:
        case ParamKind.BOOL:
            yield not param.default
        case ParamKind.CHOICE:
            yield from (word for word in param.choices if word != param.default)
        case ParamKind.INT:
            yield param.default + 1 if param.default < param.maximum else param.default - 1
        case ParamKind.PAIR:
            yield (param.default[0] + 1, param.default[1])
        case ParamKind.PADDING:
            yield from (value for value in (*param.choices, (1, 2, 0, 1)) if value != param.default)
            if param.minimum < 0:
                yield (-1, 0, -2, 1)
        case ParamKind.FLOAT:
            yield param.bounds[1]
        case ParamKind.LIST:
            yield (*param.default, max(param.minimum, 1))
        case ParamKind.TEXT:
            yield "0 1; 1"


def instances(cls) -> Iterator[Operator]:
    """The default, and each parameter changed in turn."""
    yield cls()
    for param in cls.params:
        for other in other_values(param):
            yield dataclasses.replace(cls(), **{param.name: other})


# -- costs --------------------------------------------------------------------------------------------------------


def has_terms_that_are_its_cost_and_its_formula(cls):
    for op in instances(cls):
        for inputs in accepted_inputs(op):
            outputs = op.output_shapes(*inputs)
            terms = op.terms(inputs, outputs[0])
            cost = cost_of(terms, outputs)
            assert {term.quantity for term in terms} <= set(QUANTITIES)
            for quantity in QUANTITIES:
                text = formula_text(terms, quantity)
                total = sum(
                    np.prod([f.value for g in t.groups for f in g], dtype=object) for t in terms_of(terms, quantity)
                )
                assert getattr(cost, quantity) == total
                if not text:
                    assert total == 0
                    continue
                written, _, shown = text.rpartition(" = ")
                assert evaluate(Formula(written.replace(",", "")), {}) == total  # thousands are separated
                assert shown == f"{total:,}"
                named = formula_text(terms, quantity, names=True, result=False)
                assert evaluate(Formula(in_numbers(named, terms_of(terms, quantity))), {}) == total


def terms_of(terms, quantity):
    return [term for term in terms if term.quantity == quantity]


def in_numbers(named: str, terms) -> str:
    """A formula by names with each name replaced by its number."""
    values: dict[str, int] = {}
    for factor in (factor for term in terms for group in term.groups for factor in group):
        assert isinstance(factor, Factor)
        assert values.setdefault(factor.name, factor.value) == factor.value, f"{factor.name} is two numbers"
    names = "|".join(re.escape(name) for name in sorted(values, key=len, reverse=True))
    return re.sub(rf"(?<![\w/+-])(?:{names})(?![\w/+-])", lambda found: str(values[found.group()]), named)


def accepted_inputs(op):
    count = 2 if op.variadic else len(op.inputs)
    candidates = [(shape,) * count for shape in SMALL_IMAGES] + [example_inputs(type(op)()), ((1, 96, 6, 8),) * count]
    return [inputs for inputs in candidates if all(check.holds for check in op.checks(*inputs))]


# -- nonsense -----------------------------------------------------------------------------------------------------

NUMBERS = st.one_of(st.integers(-3, 12), st.sampled_from([10**6, 10**18, 2**70, -(2**70)]))
SHAPES = st.lists(st.one_of(st.integers(1, 40), st.just(10**9)), min_size=1, max_size=5).map(tuple)


def any_values(param: Param):
    match param.kind:
        case ParamKind.BOOL:
            return st.booleans()
        case ParamKind.CHOICE:
            return st.sampled_from((*param.choices, "nonsense", ""))
        case ParamKind.INT:
            return NUMBERS
        case ParamKind.PAIR:
            return st.tuples(NUMBERS, NUMBERS)
        case ParamKind.FLOAT:
            return st.one_of(st.floats(), st.integers(-3, 3).map(float))
        case ParamKind.LIST:
            return st.one_of(st.lists(NUMBERS, max_size=6), st.just([2] * 100)).map(tuple)
        case ParamKind.TEXT:
            rows = st.lists(st.lists(st.integers(-1, 12).map(str), max_size=4).map(" ".join), max_size=4).map(";".join)
            return st.one_of(st.text(max_size=12), rows, st.just("9" * 5000), st.just("0 1 ;" * 100_000))
        case ParamKind.PADDING if not param.choices:
            return st.tuples(NUMBERS, NUMBERS, NUMBERS, NUMBERS)
    return st.one_of(st.sampled_from((*PADDING_WORDS, "nonsense")), st.tuples(NUMBERS, NUMBERS, NUMBERS, NUMBERS))


def any_instance(cls):
    return st.builds(cls, **{param.name: any_values(param) for param in cls.params})


def any_inputs(cls):
    if cls.variadic:
        return st.lists(SHAPES, min_size=1, max_size=4).map(tuple)
    return st.tuples(*(SHAPES for _ in cls.inputs))


def never_raises(op: Operator, inputs):
    """Rules answer nonsense with messages; what they accept has a shape and a cost."""
    for check in op.checks(*inputs):
        says_why(check)
    result = evaluated(op, inputs)
    assert result.state in (State.OK, State.WRONG)
    assert all(str(issue.message) and "{" not in str(issue.message) for issue in result.issues)
    if result.state is State.WRONG:
        assert any(issue.severity == "error" for issue in result.issues)
        return
    assert len(result.outputs) <= max(1, len(op.outputs))
    assert all(d >= 1 for shape in result.outputs for d in shape)
    assert min(dataclasses.astuple(result.cost)) >= 0
    for check in op.hints(*inputs):
        assert check.severity != "error"
        says_why(check)
    assert type(op.summary()) is str


def says_why(check):
    assert isinstance(check.holds, bool)
    if not check.holds:
        text = str(check.message())
        assert text.endswith("."), text


# -- arrays -------------------------------------------------------------------------------------------------------


def is_the_same_for_arrays(cls):
    """A rule on an array is the loop over its elements: for every number that a sweep may vary."""
    tried = 0
    for op in instances(cls):
        for inputs in [
            *((shape,) * (2 if op.variadic else len(op.inputs)) for shape in SMALL_IMAGES),
            example_inputs(cls()),
        ]:
            for vary in (*varied_params(op), *varied_inputs(inputs)):
                compare_with_loop(op, inputs, vary)
                tried += 1
    return tried


def varied_params(op) -> Iterator:
    """Functions that put a value in the place of one number of the operator."""
    for param in op.params:
        if param.kind not in NUMERIC or not param.varies:
            continue
        parts = param.components(getattr(op, param.name))
        least = max(param.minimum, -4)
        values = np.arange(least - 1, least + 12)
        for place in range(len(parts)):

            def put(value, op, inputs, param=param, parts=parts, place=place):
                whole = value if param.kind is ParamKind.INT else (*parts[:place], value, *parts[place + 1 :])
                return dataclasses.replace(op, **{param.name: whole}), inputs

            yield values, put


def varied_inputs(inputs) -> Iterator:
    """Functions that put a value in the place of one size of the inputs."""
    for number, shape in enumerate(inputs):
        for axis in range(len(shape)):

            def put(value, op, inputs, number=number, axis=axis):
                shape = inputs[number]
                changed = (*shape[:axis], value, *shape[axis + 1 :])
                return op, (*inputs[:number], changed, *inputs[number + 1 :])

            yield np.arange(1, 26), put


def compare_with_loop(op, inputs, vary):
    values, put = vary
    swept = rules(*put(values, op, inputs))
    for place, value in enumerate(values.tolist()):
        alone = rules(*put(value, op, inputs))
        assert len(swept.checks) == len(alone.checks)
        for one, many in zip(alone.checks, swept.checks, strict=True):
            assert isinstance(one.holds, bool)
            assert at(many.holds, place, values) == one.holds, (op, inputs, value)
        if not all(check.holds for check in alone.checks):
            continue
        for one, many in zip(alone.outputs, swept.outputs, strict=False):
            assert tuple(at(d, place, values) for d in many) == one, (op, inputs, value)
        # An array has as many outputs as any of its elements; where an element has fewer, they are empty.
        for many in swept.outputs[len(alone.outputs) :]:
            assert 0 in [at(d, place, values) for d in many], (op, inputs, value)
        for one, many in zip(alone.terms, swept.terms, strict=True):
            assert (many.quantity, at(many.value, place, values)) == (one.quantity, one.value), (op, inputs, value)
        for one, many in zip(alone.hints, swept.hints, strict=True):
            assert at(many.holds, place, values) == one.holds


@dataclasses.dataclass
class Rules:
    checks: tuple
    outputs: tuple
    terms: tuple
    hints: tuple


def rules(op, inputs):
    """What an operator states; only what may be called: a rank that is wrong is wrong for every element."""
    checks = op.checks(*inputs)
    if any(check.holds is False for check in checks):
        return Rules(checks, (), (), ())
    outputs = op.output_shapes(*inputs)
    return Rules(checks, outputs, op.terms(inputs, outputs[0]), op.hints(*inputs))


def at(value, place, values):
    return np.broadcast_to(np.asarray(value), values.shape)[place].item()
