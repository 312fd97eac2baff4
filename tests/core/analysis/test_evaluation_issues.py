"""One mistake is one message, with its numbers and its cure; the rest waits or stays counted."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.analysis.infer import State, infer
from core.document import edits
from core.document.document import Document
from core.document.graph import Point
from core.ops.conv import Conv2d
from core.ops.dense import Linear
from core.ops.interface import Input
from core.ops.merge import Add, Concat
from core.ops.norm import BatchNorm2d
from core.ops.pool import MaxPool2d
from core.ops.shape import Flatten
from core.ops.unknown import UnknownOperator
from tests.core.analysis.sketches import evaluated, texts


def states(analysis):
    return {key: result.state.value for key, result in analysis.main.results.items()}


def messages(analysis):
    return [(issue.node, issue.param, str(issue.message)) for issue in analysis.issues()]


# -- states: one mistake is one message ---------------------------------------------------------------------------


def test_what_lies_behind_a_mistake_waits_and_the_rest_stays_counted(inception):
    wrong = edits.set_param(inception, "b1", "groups", 7)
    analysis = infer(wrong)
    assert states(analysis) == {
        **dict.fromkeys(("input", "a", "c1", "c2", "p", "d"), "ok"),
        "b1": "wrong",
        **dict.fromkeys(("b2", "join", "output"), "waiting"),
    }
    assert messages(analysis) == [
        (
            "b1",
            "groups",
            "Neither 192 input channels nor 96 output channels divide into 7 groups. "
            "Use a number of groups that divides both, such as 96.",
        )
    ]
    assert analysis.main.unknown == 4
    assert not analysis.main.complete
    assert analysis.main.cost.macs == 9_633_792 + 2_408_448 + 10_035_200 + 4_816_896


def test_an_open_port_is_said_with_its_number_and_the_rest_waits(inception):
    analysis = infer(edits.disconnect(inception, "b1", 0))
    assert messages(analysis) == [("b1", None, "Its input is not connected. Drag a wire to it from an output.")]
    assert analysis.issues()[0].port == 0
    assert states(analysis)["b1"] == "open"
    assert states(analysis)["join"] == "waiting"


def test_a_merge_without_wires_is_open():
    analysis = infer(edits.add_node(Document(), Concat(), node_id="c", name="c", at=Point(0, 0)))
    assert [text for _, _, text in messages(analysis)] == [
        "Nothing is connected. Drag a wire from an output to one of its inputs."
    ]


def test_a_waiting_layer_still_tells_a_mistake_of_its_own(inception):
    wrong = edits.set_param(edits.set_param(inception, "b1", "groups", 7), "b2", "stride", (0, 1))
    assert [(node, param) for node, param, _ in messages(infer(wrong))] == [("b1", "groups"), ("b2", "stride.0")]


def test_a_window_that_fits_on_neither_axis_is_one_message(inception):
    wrong = edits.set_param(edits.set_param(inception, "a", "kernel_size", (30, 31)), "a", "padding", (0, 0, 1, 0))
    assert messages(infer(wrong)) == [
        (
            "a",
            "kernel_size",
            "The window does not fit into the padded input: height 30 is more than the input's 28, and width 31 is "
            "more than the input's 28 + 1 + 0 = 29. Use a smaller kernel or more padding.",
        )
    ]


def test_a_concat_says_one_thing_for_each_input_that_differs(inception):
    wrong = edits.set_param(inception, "b2", "padding", "valid")
    wrong = edits.set_param(wrong, "d", "stride", (1, 2))
    wrong = edits.set_param(wrong, "d", "padding", "valid")
    analysis = infer(wrong)
    assert messages(analysis) == [
        (
            "join",
            None,
            "Input 2 has height 26 and width 26, but input 1 has 28 and 28: 1×128×26×26 against 1×64×28×28 (N×C×H×W). "
            "All but the channels must agree: adjust stride or padding of the branch that differs.",
        ),
        (
            "join",
            None,
            "Input 4 has width 14, but input 1 has 28: 1×32×28×14 against 1×64×28×28 (N×C×H×W). "
            "All but the channels must agree: adjust stride or padding of the branch that differs.",
        ),
    ]
    assert [issue.port for issue in analysis.issues()] == [1, 3]


@pytest.mark.parametrize("kernel", [2, 4])
def test_an_even_kernel_is_one_hint_for_both_axes(inception, kernel):
    analysis = infer(edits.set_param(inception, "c2", "kernel_size", (kernel, kernel)))
    begin, end = (kernel - 1) // 2, kernel // 2
    assert [(i.severity, str(i.message)) for i in analysis.issues()] == [
        (
            "hint",
            f"The {kernel}×{kernel} kernel cannot be padded symmetrically by “same”: {begin} at the top and left, "
            f"{end} at the bottom and right. An odd kernel size avoids it.",
        )
    ]
    assert analysis.main.complete


def test_an_even_width_alone_is_told_as_such(inception):
    analysis = infer(edits.set_param(inception, "c2", "kernel_size", (5, 4)))
    assert [str(i.message) for i in analysis.issues()] == [
        "The kernel's width 4 cannot be padded symmetrically by “same”: 1 at the left and 2 at the right. "
        "An odd kernel size avoids it."
    ]


def test_uneven_padding_of_a_strided_window_is_cured_by_equal_sides_of_the_same_size():
    result = evaluated(Conv2d(kernel_size=(3, 3), stride=(2, 2), padding="same_upper"), (1, 3, 224, 224))
    assert texts(result) == [
        "The 3×3 kernel at stride 2×2 on 224×224 cannot be padded symmetrically by “same upper”: 0 at the top and "
        "left, 1 at the bottom and right. Padding 1 gives the same output size with equal sides."
    ]
    equal = evaluated(Conv2d(kernel_size=(3, 3), stride=(2, 2), padding=(1, 1, 1, 1)), (1, 3, 224, 224))
    assert (equal.output, texts(equal)) == (result.output, [])


@settings(max_examples=200)
@given(st.data())
def test_what_the_hint_of_uneven_padding_proposes_does_what_it_says(data):
    size = (data.draw(st.integers(8, 40)), data.draw(st.integers(8, 40)))
    kernel, stride = (tuple(data.draw(st.integers(1, most)) for _ in range(2)) for most in (6, 3))
    word = data.draw(st.sampled_from(["same_upper", "same_lower"]))
    ceil = data.draw(st.booleans())
    shape = (1, 4, *size)
    pool = MaxPool2d(kernel_size=kernel, stride=stride, padding=word, ceil_mode=ceil)
    result = evaluated(pool, shape)
    for text in texts(result):
        if "gives the same output size" in text:
            padding: Any = MaxPool2d.params[2].parse(text.partition("Padding ")[2].partition(" gives")[0])
            equal = evaluated(MaxPool2d(kernel_size=kernel, stride=stride, padding=padding, ceil_mode=ceil), shape)
            assert equal.output == result.output
            assert padding[0] == padding[1]
            assert padding[2] == padding[3]
        elif "odd kernel size" in text:
            assert stride == (1, 1)


def test_pool_padding_may_be_half_of_the_dilated_window():
    assert evaluated(MaxPool2d(kernel_size=(3, 3), dilation=(2, 2), padding=(2, 2, 2, 2)), (1, 4, 9, 9)).outputs
    assert not evaluated(MaxPool2d(kernel_size=(3, 3), dilation=(2, 2), padding=(3, 3, 3, 3)), (1, 4, 9, 9)).outputs
    assert evaluated(MaxPool2d(kernel_size=(3, 3), padding=(2, 1, 1, 2)), (1, 4, 9, 9)).outputs


@pytest.mark.parametrize(
    ("op", "shapes", "text"),
    [
        (
            Conv2d(),
            ((1, 64),),
            "Conv2d needs an input of 4 dimensions, but gets 1×64 (N×features). "
            "Connect it before the Flatten, where the tensor still has height and width.",
        ),
        (
            Conv2d(groups=3),
            ((1, 64, 8, 8),),
            "Neither 64 input channels nor 64 output channels divide into 3 groups. "
            "Use a number of groups that divides both, such as 64.",
        ),
        (
            Conv2d(groups=3, out_channels=63),
            ((1, 64, 8, 8),),
            "64 input channels do not divide into 3 groups. Use a number of groups that divides 64.",
        ),
        (
            Conv2d(groups=32, out_channels=48),
            ((1, 64, 8, 8),),
            "48 output channels do not divide into 32 groups. Use a multiple of 32, or another number of groups.",
        ),
        (
            Conv2d(padding="same", stride=(2, 2)),
            ((1, 64, 8, 8),),
            "Padding “same” keeps the size and so needs stride 1, but the stride is 2×2. "
            "Use same_upper (as TensorFlow: output = input / stride, rounded up) or numbers.",
        ),
        (
            Conv2d(dilation=(4, 1)),
            ((1, 64, 8, 8),),
            "The window does not fit into the input: height 3 (dilation 4 makes it 9) is more than the input's 8. "
            "Use a smaller kernel or more padding.",
        ),
        (
            MaxPool2d(kernel_size=(3, 3), padding=(2, 2, 2, 2)),
            ((1, 64, 8, 8),),
            "Padding of 2 is too much for a window of 3×3: both sides together may be at most one window, here 1 a "
            "side, or a window could lie almost wholly in the padding.",
        ),
        (
            Concat(),
            ((1, 64, 8, 8), (1, 64)),
            "Input 2 is 1×64 (N×features), but input 1 is 1×64×8×8 (N×C×H×W): only tensors of equal rank can be "
            "joined. Bring both to 2 dimensions, for instance with a Flatten.",
        ),
        (
            Concat(dim=3),
            ((1, 64),),
            "There is no axis 3 in a tensor of 2 dimensions, 1×64 (N×features). Use 0 to 1, or -1 to -2 counted from "
            "the end.",
        ),
        (
            Concat(dim=2),
            ((1, 64, 8, 8), (1, 32, 8, 8)),
            "Input 2 has channels 32, but input 1 has 64: 1×32×8×8 against 1×64×8×8 (N×C×H×W). "
            "All but the height must agree: join along another axis, or change the branch that differs.",
        ),
        (
            Add(),
            ((1, 64, 8, 8), (1, 32, 8, 8)),
            "Input 2 is 1×32×8×8, but input 1 is 1×64×8×8 (N×C×H×W); they cannot be added element by element. "
            "A 1×1 convolution to 64 channels on one side makes them agree.",
        ),
        (
            Add(),
            ((1, 64, 8, 8), (1, 128, 4, 4)),
            "Input 2 is 1×128×4×4, but input 1 is 1×64×8×8 (N×C×H×W); they cannot be added element by element. "
            "A 1×1 convolution to 64 channels, with the stride of the other side, can make them agree.",
        ),
        (
            Add(),
            ((1, 64, 8, 8), (1, 64, 4, 8)),
            "Input 2 is 1×64×4×8, but input 1 is 1×64×8×8 (N×C×H×W); they cannot be added element by element. "
            "Bring both to the same height and width (stride, padding).",
        ),
        (
            Add(),
            ((1, 64, 1, 1), (1, 64, 4, 8), (1, 64, 8, 8)),
            "The inputs 1×64×1×1 (N×C×H×W), 1×64×4×8 (N×C×H×W), 1×64×8×8 (N×C×H×W) cannot be added together element by "
            "element. Give all the same shape, or 1 where a size is to be repeated.",
        ),
        (
            Add(),
            ((1, 10), (1, 12)),
            "Input 2 is 1×12, but input 1 is 1×10 (N×features); they cannot be added element by element. "
            "Give both the same shape.",
        ),
        (
            BatchNorm2d(),
            ((1, 64),),
            "BatchNorm2d needs an input of 4 dimensions, but gets 1×64 (N×features). "
            "Connect it before the Flatten, where the tensor still has height and width.",
        ),
        (
            Flatten(start_dim=2),
            ((1, 64),),
            "Axes 2 to -1 are not a run of axes of 1×64 (N×features): both must exist (0 to 1, or negative from the "
            "end), and the first must not come after the last. 1 to -1 joins all but the batch.",
        ),
        (Conv2d(out_channels=0), ((1, 3, 8, 8),), "Out channels must be at least 1, not 0."),
        (Conv2d(groups=0), ((1, 3, 8, 8),), "Groups must be at least 1, not 0."),
        (Conv2d(kernel_size=(0, 3)), ((1, 3, 8, 8),), "Kernel size must be at least 1 px, not 0."),
        (Conv2d(padding=(0, 0, -1, 0)), ((1, 3, 8, 8),), "Padding must be at least 0 px, not -1."),
        (
            Conv2d(padding="reflect"),
            ((1, 3, 8, 8),),
            "“reflect” is not one of valid, same, same_upper, same_lower.",
        ),
        (Input(kind="cube"), (), "“cube” is not one of image, vector."),
        (
            UnknownOperator("Swirl"),
            ((1, 3, 8, 8),),
            "This version of Convas does not know the layer type “Swirl”. It is kept as it is, but what lies behind "
            "it cannot be computed. Open the file with a newer version, or replace the layer.",
        ),
    ],
)
def test_a_mistake_is_one_message_with_its_numbers_and_its_cure(op, shapes, text):
    result = evaluated(op, *shapes)
    assert result.state is State.WRONG
    assert texts(result) == [text]
    assert (result.outputs, result.cost.macs, result.terms) == ((), 0, ())


def test_a_linear_layer_on_an_image_is_counted_with_a_warning():
    result = evaluated(Linear(out_features=10), (1, 512, 7, 7))
    assert result.state is State.OK
    assert texts(result) == [
        "The input 1×512×7×7 (N×C×H×W) is still an image, so Linear works along its last axis, the 7 columns. "
        "Put a Flatten or a global average pool before it to use all values."
    ]
