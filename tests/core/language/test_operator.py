"""How an operator is declared, and how its terms become numbers and formulas."""

import dataclasses
from collections.abc import Iterator
from typing import Any, ClassVar

import pytest

from core.language.operator import (
    OPERATORS,
    Category,
    Check,
    Cost,
    Factor,
    Operator,
    Term,
    cost_of,
    formula_text,
    operator,
)
from core.language.params import bool_param, int_param, padding_param, pair_param
from core.text import Message


@pytest.fixture
def toy() -> Iterator[Any]:
    """An operator of this test's own, taken out of the registry afterwards."""

    @operator
    class Toy(Operator):
        """A toy."""

        category: ClassVar = Category.SHAPE

        count: int = int_param(default=2, unit="times", doc="How often.")
        size: tuple[int, int] = pair_param(default=(3, 3), doc="How large.")
        padding: object = padding_param(default="same", doc="How much around.")
        loud: bool = bool_param(default=False, doc="How loud.")

    try:
        yield Toy
    finally:
        del OPERATORS["Toy"]


def test_a_declared_class_is_a_frozen_value_in_the_registry(toy):
    assert OPERATORS["Toy"] == toy
    made = toy(count=5)
    assert (made.count, made.size, made.padding, made.loud) == (5, (3, 3), "same", False)
    assert made == toy(count=5)
    with pytest.raises(dataclasses.FrozenInstanceError):
        made.count = 6
    with pytest.raises(TypeError):
        toy(5)


def test_params_are_collected_with_their_names_in_the_order_of_the_fields(toy):
    assert [param.name for param in toy.params] == ["count", "size", "padding", "loud"]
    assert toy.params[0].doc == "How often."


def test_a_class_without_a_label_goes_by_its_name(toy):
    assert toy.label == "Toy"
    assert toy().type_name() == "Toy"


def test_what_an_operator_does_not_say_costs_nothing_and_checks_nothing(toy):
    assert toy().checks((1, 2)) == ()
    assert toy().hints((1, 2)) == ()
    assert toy().terms(((1, 2),), (1, 2)) == ()
    assert toy().summary() == ""
    with pytest.raises(NotImplementedError):
        toy().output_shapes((1, 2))


N, H, W = Factor("N", 1), Factor("H_out", 28), Factor("W_out", 28)
CONV = (
    Term("macs", ((N, H, W, Factor("C_out", 32)), (Factor("k_h", 5), Factor("k_w", 5), Factor("C_in", 192)))),
    Term("params", ((Factor("k_h", 5), Factor("k_w", 5), Factor("C_in/groups", 192 // 2)), (Factor("C_out", 32),))),
    Term("params", ((Factor("C_out", 32),),)),
)


def test_a_formula_shows_the_numbers_and_what_they_make():
    assert formula_text(CONV, "macs") == "28·28·32 × 5·5·192 = 120,422,400"
    assert formula_text(CONV, "macs", result=False) == "28·28·32 × 5·5·192"
    assert formula_text(CONV, "macs", names=True) == "H_out·W_out·C_out × k_h·k_w·C_in = 120,422,400"
    assert formula_text(CONV, "buffers") == ""


def test_terms_of_one_quantity_are_added_and_quotients_bracketed():
    assert formula_text(CONV, "params") == "5·5·96 × 32 + 32 = 76,832"
    assert formula_text(CONV, "params", names=True, result=False) == "k_h·k_w·(C_in/groups) × C_out + C_out"


def test_a_batch_of_one_is_not_written_and_a_larger_one_is():
    batch = Term("macs", ((Factor("N", 8), Factor("F_out", 10)),))
    assert formula_text((batch,), "macs") == "8·10 = 80"
    only = Term("elementwise_ops", ((N,),))
    assert formula_text((only,), "elementwise_ops") == "1 = 1"


def test_a_name_that_is_a_difference_is_always_bracketed():
    term = Term("elementwise_ops", ((H,), (Factor("inputs-1", 2),)))
    assert formula_text((term,), "elementwise_ops", names=True, result=False) == "H_out × (inputs-1)"


def test_the_cost_is_the_sum_of_the_terms_and_the_elements_that_come_out():
    cost = cost_of(CONV, ((1, 32, 28, 28),))
    assert cost == Cost(macs=120_422_400, params=76_832, activations=25_088)
    assert cost_of(CONV, ((1, 32, 28, 28),), counted=False).activations == 0
    assert cost_of((), ((1, 2), (1, 3))).activations == 5


def test_costs_add_subtract_and_repeat():
    a, b = Cost(1, 2, 3, 4, 5), Cost(10, 20, 30, 40, 50)
    assert a + b == Cost(11, 22, 33, 44, 55)
    assert b - a == Cost(9, 18, 27, 36, 45)
    assert a * 3 == Cost(3, 6, 9, 12, 15)


def test_costs_are_exact_beyond_sixty_four_bits():
    term = Term("macs", tuple((Factor("x", 10**18),) for _ in range(3)))
    assert cost_of((term,), ()).macs == 10**54


def test_the_message_of_a_check_is_built_only_when_asked_for():
    built = []

    def message():
        built.append("message")
        return Message("Wrong.")

    check = Check(True, message)
    assert check.holds
    assert built == []
    assert str(check.message()) == "Wrong."
    assert (check.param, check.severity, check.port) == (None, "error", None)


def test_the_main_number_of_a_layer_is_its_first_that_is_one(toy):
    assert toy().main_params() == ("count",)
