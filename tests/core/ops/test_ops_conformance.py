"""Every operator there is, and so every new one: documented, evaluable, exact, the same for arrays as for numbers."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.analysis.infer import State, evaluate_node
from core.document.graph import Node, OutputRef
from core.language.docs import example_inputs
from core.language.operator import Category
from core.language.params import ParamKind
from core.library.presets import preset, presets
from core.ops.every import OPERATORS
from tests.core.ops import conformance

ONLY_IN_PAPERS = {"GRN", "LayerScale", "PartialConv2d", "Subsampling2d", "RBFOutput", "Custom"}
"""Layers that no module of PyTorch or torchvision is."""

every_operator = pytest.mark.parametrize("cls", OPERATORS.values(), ids=OPERATORS)


def test_the_operators_of_this_version_are_registered():
    expected = """
        Input Output
        Conv2d ConvTranspose2d PartialConv2d
        MaxPool2d AvgPool2d GlobalAvgPool2d AdaptiveAvgPool2d AdaptiveMaxPool2d GlobalMaxPool2d Subsampling2d
        BatchNorm2d LayerNorm GroupNorm InstanceNorm2d LocalResponseNorm GRN LayerScale Dropout StochasticDepth
        ReLU ReLU6 LeakyReLU PReLU ELU SELU GELU SiLU Mish Hardswish Hardsigmoid Sigmoid Tanh Softplus Softmax
        Identity Scale Split ChannelShuffle Reshape Permute PixelShuffle PixelUnshuffle Upsample Pad CenterCrop Custom
        Flatten Unflatten
        Concat Add Multiply
        Linear RBFOutput
    """
    assert list(OPERATORS) == expected.split()


def test_operators_of_one_category_stand_together():
    seen = [cls.category for cls in OPERATORS.values()]
    runs = [category for place, category in enumerate(seen) if place == 0 or seen[place - 1] is not category]
    assert len(runs) == len(set(runs))


@every_operator
def test_an_operator_is_documented_with_its_source_and_its_units(cls):
    conformance.is_documented(cls)


@every_operator
def test_what_an_operator_is_called_elsewhere_refers_to_real_parameters(cls):
    conformance.is_mapped_by_real_names(cls)
    known = cls.category is not Category.INTERFACE and cls.__name__ not in ONLY_IN_PAPERS
    assert (cls.torch is not None) is known


@every_operator
def test_the_defaults_of_an_operator_make_a_layer_that_works(cls):
    conformance.has_defaults_that_evaluate(cls)


@every_operator
def test_an_operator_is_equal_to_another_with_the_same_parameters_only(cls):
    conformance.is_a_value(cls)


@every_operator
def test_terms_add_up_to_the_cost_and_formulas_evaluate_to_it(cls):
    conformance.has_terms_that_are_its_cost_and_its_formula(cls)


@every_operator
def test_rules_on_an_array_are_the_loop_over_its_elements(cls):
    varied = conformance.is_the_same_for_arrays(cls)
    assert varied or not cls.inputs


@every_operator
@settings(max_examples=60)
@given(data=st.data())
def test_no_parameter_and_no_shape_makes_a_rule_raise(cls, data):
    op = data.draw(conformance.any_instance(cls))
    conformance.never_raises(op, data.draw(conformance.any_inputs(cls)))


@pytest.mark.parametrize("key", [entry.key for entry in presets()])
def test_an_entry_of_the_palette_evaluates_as_it_is_dropped(key):
    entry = preset(key)
    assert entry is not None
    inputs = example_inputs(entry.op)
    refs = tuple(OutputRef(f"source{number}") for number in range(len(inputs)))
    result = evaluate_node(Node("node", entry.op, refs, entry.name, entry.formulas), inputs)
    assert result.state is State.OK
    assert [issue.severity for issue in result.issues if issue.severity != "hint"] == []
    assert entry.doc.endswith(".")


def test_keys_of_the_palette_are_unique_and_an_unknown_one_is_none():
    keys = [entry.key for entry in presets()]
    assert len(set(keys)) == len(keys)
    assert preset("Conv2d:7x7x7") is None


def test_the_depthwise_entry_follows_the_channels_that_arrive():
    entry = preset("Conv2d:depthwise")
    assert entry is not None
    result = evaluate_node(Node("dw", entry.op, (OutputRef("x"),), "dw", entry.formulas), ((1, 144, 56, 56),))
    assert result.output == (1, 144, 56, 56)
    assert result.cost.macs == 144 * 56 * 56 * 9


# -- the main number ----------------------------------------------------------------------------------------------


@every_operator
def test_the_main_number_of_an_operator_is_one_of_its_parameters_that_holds_numbers(cls):
    op = cls()
    known = {param.name: param for param in op.params}
    main = [known[key] for key in op.main_params()]
    assert all(param.kind not in (ParamKind.BOOL, ParamKind.CHOICE, ParamKind.TEXT) for param in main)
    assert len(main) in (0, 1, 3)


@pytest.mark.parametrize(
    ("name", "main"),
    [
        ("Conv2d", ("out_channels",)),
        ("ConvTranspose2d", ("out_channels",)),
        ("MaxPool2d", ("kernel_size",)),
        ("Linear", ("out_features",)),
        ("Input", ("channels", "height", "width")),
        ("Unflatten", ("sizes",)),
        ("Dropout", ("p",)),
        ("ReLU", ()),
        ("BatchNorm2d", ()),
    ],
)
def test_the_main_number_is_what_people_change_most(name, main):
    assert OPERATORS[name]().main_params() == main
