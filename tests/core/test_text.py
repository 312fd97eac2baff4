"""Numbers, shapes and sentences as people read them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text import (
    CHW,
    HWC,
    Message,
    count_text,
    integer_text,
    percent_text,
    ratio_text,
    shape_text,
    short_text,
    shortened,
)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, "0"),
        (992, "992"),
        (999, "999"),
        (1000, "1.00K"),
        (1004, "1.00K"),
        (1005, "1.01K"),
        (9_994, "9.99K"),
        (9_995, "10.0K"),
        (153_600, "153.6K"),
        (999_949, "999.9K"),
        (999_950, "1.00M"),
        (999_999, "1.00M"),
        (1_000_000, "1.00M"),
        (120_422_400, "120.4M"),
        (10_035_200, "10.0M"),
        (1_583_000_000, "1.58G"),
        (999_999_999_999, "1.00T"),
        (10**15, "1.00P"),
        (10**18, "1.00E"),
        (10**20, "100.0E"),
        (10**21, "1.0e21"),
        (996 * 10**18, "996.0E"),
        (9996 * 10**17, "999.6E"),
        (99_996 * 10**16, "1.0e21"),
        (996 * 10**19, "1.0e22"),
        (-1234, "-1.23K"),
    ],
)
def test_a_short_number_is_rounded_half_up_and_never_shows_a_thousand(value, expected):
    assert short_text(value) == expected


@given(st.integers(0, 10**21))
def test_a_short_number_is_within_half_a_unit_of_its_last_digit(value):
    text = short_text(value)
    units = {"K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12, "P": 10**15, "E": 10**18}
    if text[-1] in units:
        unit = units[text[-1]]
        whole, _, part = text[:-1].partition(".")
        shown = int(whole) * unit + (int(part) * unit // 10 ** len(part) if part else 0)
        assert abs(shown - value) * (200 if shown < 10 * unit else 20) <= unit
        assert int(whole) < 1000
        assert len(text) <= 6
    elif "e" not in text:
        assert int(text) == value


@given(st.integers())
def test_an_integer_is_written_out_whole(value):
    assert int(integer_text(value).replace(",", "")) == value


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (120_422_400, "120,422,400"),
        (10**399, "1" + ",000" * 133),
        (10**400, "1.000 × 10^400"),
        (10**5000, "1.000 × 10^5000"),
        (-(10**5000), "-1.000 × 10^5000"),
        (10**5000 - 1, "9.999 × 10^4999"),
        (12345 * 10**5000, "1.234 × 10^5004"),
    ],
    ids=lambda value: value[:12] if isinstance(value, str) else "",  # pytest cannot print such a number
)
def test_an_integer_beyond_reason_is_given_by_its_leading_digits(value, expected):
    assert integer_text(value) == expected


@pytest.mark.parametrize(
    ("shape", "order", "expected"),
    [
        ((1, 192, 28, 14), HWC, "28×14×192"),
        ((1, 192, 28, 14), CHW, "192×28×14"),
        ((2, 192, 28, 14), HWC, "2×28×14×192"),
        ((8, 192, 28, 14), CHW, "8×192×28×14"),
        ((1, 512), HWC, "512"),
        ((32, 512), HWC, "32×512"),
        ((1, 16, 49), HWC, "16×49"),
        ((1, 3, 8, 9, 10), HWC, "3×8×9×10"),
        ((50176,), HWC, "50176"),
        ((1,), HWC, "1"),
        ((1, 999_999), HWC, "999999"),
        ((1, 12_345_678), HWC, "12,345,678"),
        (None, HWC, "?"),
    ],
)
def test_a_shape_is_written_in_the_order_asked_for(shape, order, expected):
    assert shape_text(shape, order) == expected


def test_shares_and_ratios_are_rounded_half_up_and_need_a_whole():
    assert percent_text(101_154_816, 128_049_152) == "79.0 %"
    assert percent_text(1, 3) == "33.3 %"
    assert percent_text(1, 2000) == "0.1 %"
    assert percent_text(1, 0) == "–"
    assert ratio_text(120_422_400, 12_443_648) == "9.68"
    assert ratio_text(1, 0) == "–"
    assert percent_text(10**400, 10**400) == "100.0 %"


def test_a_count_agrees_with_its_noun():
    assert (count_text(1, "layer"), count_text(0, "layer"), count_text(2000, "layer")) == (
        "1 layer",
        "0 layers",
        "2,000 layers",
    )
    assert count_text(2, "branch", "branches") == "2 branches"


def test_a_message_keeps_its_numbers_and_writes_them_with_separators():
    message = Message("{channels} channels do not fit {name}.", channels=12345, name="{odd}")
    assert str(message) == "12,345 channels do not fit {odd}."
    assert message == Message("{channels} channels do not fit {name}.", channels=12345, name="{odd}")
    assert message != Message("{channels} channels do not fit {name}.", channels=1, name="{odd}")
    assert dict(message.values) == {"channels": 12345, "name": "{odd}"}


def test_a_message_can_name_a_truth_and_a_number_beyond_reason():
    assert str(Message("{a} {b}", a=True, b=10**5000)) == "True 1.000 × 10^5000"


def test_a_long_text_is_cut_where_a_sentence_quotes_it():
    assert shortened("c_in") == "c_in"
    assert shortened("1+" * 200_000) == "1+" * 59 + "1…"
    assert len(shortened("x" * 121)) == 120
