"""Numbers typed after the name of a layer end up where a person means them, or nowhere."""

from __future__ import annotations

import pytest

from core.library.presets import preset, presets
from core.library.typed import adjusted, find_preset, read_typed


@pytest.mark.parametrize(
    ("typed", "words", "numbers"),
    [
        ("conv 5x5 32", ("conv",), ("5x5", "32")),
        ("Conv 5×5", ("conv",), ("5x5",)),
        ("drop .3", ("drop",), (".3",)),
        ("conv2d 1x1x", ("conv2d", "1x1x"), ()),
        ("  ", (), ()),
    ],
)
def test_a_text_is_parted_into_words_and_numbers(typed, words, numbers):
    assert read_typed(typed) == (words, numbers)


@pytest.mark.parametrize(
    ("key", "numbers", "summary"),
    [
        ("Conv2d", ["5x5", "32"], "5×5, 32"),
        ("Conv2d", ["32", "5", "2"], "5×5, 32, stride 2"),
        ("Conv2d:3x3", ["128"], "3×3, 128, same"),
        ("Conv2d:3x3", ["128", "2"], "3×3, 128, same, stride 2"),
        ("MaxPool2d", ["3", "2"], "3×3, stride 2"),
        ("Linear", ["10"], "10"),
        ("Dropout", [".25"], "p 0.25"),
        ("Upsample", ["4"], "×4, nearest"),
        ("GroupNorm", ["16"], "16 groups"),
    ],
)
def test_numbers_go_to_the_main_parameters(key, numbers, summary):
    entry = preset(key)
    assert entry is not None
    made = adjusted(entry, numbers)
    assert made is not None
    assert made.op.summary() == summary
    assert find_preset(made.key) == made


def test_an_input_takes_its_shape():
    entry = preset("Input")
    assert entry is not None
    made = adjusted(entry, ["28x32x192"])
    assert made is not None
    assert (made.op.height, made.op.width, made.op.channels) == (28, 32, 192)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("key", "numbers"),
    [
        ("Conv2d:depthwise", ["8"]),  # a formula fills it
        ("Conv2d:3x3", ["5x5"]),  # it would no longer be what it is called
        ("Conv2d", ["0"]),
        ("Dropout", ["3"]),
        ("ReLU", ["6"]),
        ("Linear", ["10", "20"]),
        ("Conv2d", ["1x2x3"]),
    ],
)
def test_a_number_without_a_place_is_refused(key, numbers):
    entry = preset(key)
    assert entry is not None
    assert adjusted(entry, numbers) is None


@pytest.mark.parametrize("key", ["Conv2d[a=b]", "Conv2d[out_channels=2*c_in]", "Conv9d[p=1]", "Conv2d[", "Conv2d[]x"])
def test_keys_that_make_no_sense_name_nothing(key):
    assert find_preset(key) is None


def test_plain_keys_name_what_they_always_did():
    assert [find_preset(entry.key) for entry in presets()] == list(presets())
