"""What the rules of several layer types share: plain functions, no inheritance."""

from __future__ import annotations

from core.language.dims import (
    Dim,
    Padding,
    Pads,
    Pair,
    Shape,
    all_of,
    floor_div,
    maximum,
    resolve_pads,
    window_out,
)
from core.language.operator import Check, Factor, Quantity, Term
from core.language.params import Param, ParamKind
from core.text import Message, factor_text, integer_text

__all__ = [
    "IMAGE_CURE",
    "divides",
    "elementwise_term",
    "even_kernel_hints",
    "join_words",
    "kernel_text",
    "output_factors",
    "padding_mode_checks",
    "padding_text",
    "rank_check",
    "reflection_check",
    "spatial_out",
    "spatial_pads",
    "stride_text",
    "tensor_text",
    "window_checks",
]

_AXES = ("height", "width")
_SIDES = (("top", "bottom"), ("left", "right"))
_PADDING = Param(ParamKind.PADDING, default="valid")


def tensor_text(shape: Shape) -> str:
    """A shape in a message, batch and all: ``1×192×28×28 (N×C×H×W)``."""
    order = {4: " (N×C×H×W)", 2: " (N×features)"}.get(len(shape), "")
    return "×".join(str(d) for d in shape) + order


def rank_check(shape: Shape, rank: int, layer: str, cure: str) -> Check:
    """The input must have ``rank`` dimensions."""
    return Check(
        len(shape) == rank,
        lambda: Message(
            "{layer} needs an input of {rank} dimensions, but gets {shape}. {cure}",
            layer=layer,
            rank=rank,
            shape=tensor_text(shape),
            cure=cure,
        ),
    )


IMAGE_CURE = "Connect it before the Flatten, where the tensor still has height and width."


def spatial_pads(shape: Shape, padding: Padding, kernel: Pair, stride: Pair, dilation: Pair) -> tuple[Pads, Pads]:
    """Padding ((top, bottom), (left, right)) for an input (N, C, H, W)."""
    return (
        resolve_pads(padding, shape[2], kernel[0], stride[0], dilation[0], 0),
        resolve_pads(padding, shape[3], kernel[1], stride[1], dilation[1], 1),
    )


def spatial_out(
    shape: Shape, padding: Padding, kernel: Pair, stride: Pair, dilation: Pair, *, ceil_mode: bool = False
) -> Pair:
    """Output height and width of a window that slides over (N, C, H, W)."""
    pads = spatial_pads(shape, padding, kernel, stride, dilation)
    return (
        window_out(shape[2], kernel[0], stride[0], pads[0], dilation[0], ceil_mode=ceil_mode),
        window_out(shape[3], kernel[1], stride[1], pads[1], dilation[1], ceil_mode=ceil_mode),
    )


def window_checks(
    shape: Shape, padding: Padding, kernel: Pair, stride: Pair, dilation: Pair, *, ceil_mode: bool = False
) -> tuple[Check, ...]:
    """A window must fit at least once, and ``same`` wants stride 1."""
    checks: list[Check] = []
    if padding == "same":
        checks.append(
            Check(
                all_of(stride[0] == 1, stride[1] == 1),
                lambda: Message(
                    "Padding “same” keeps the size and so needs stride 1, but the stride is {stride}. "
                    "Use same_upper (as TensorFlow: output = input / stride, rounded up) or numbers.",
                    stride=kernel_text(stride),
                ),
                "padding",
            )
        )
    out = spatial_out(shape, padding, kernel, stride, dilation, ceil_mode=ceil_mode)
    checks.append(
        Check(
            all_of(out[0] >= 1, out[1] >= 1),
            lambda: _too_large(shape, spatial_pads(shape, padding, kernel, stride, dilation), kernel, dilation, out),
            "kernel_size",
        )
    )
    return tuple(checks)


def _too_large(shape: Shape, pads: tuple[Pads, Pads], kernel: Pair, dilation: Pair, out: Pair) -> Message:
    """The window does not fit; both axes are told in one sentence."""
    told: list[str] = []
    for axis in (0, 1):
        if out[axis] >= 1:
            continue
        reach = dilation[axis] * (kernel[axis] - 1) + 1
        grown = f" (dilation {dilation[axis]} makes it {integer_text(reach)})" if dilation[axis] != 1 else ""
        begin, end = pads[axis]
        size = shape[2 + axis]
        room = f"{size} + {begin} + {end} = {size + begin + end}" if begin or end else str(size)
        told.append(f"{_AXES[axis]} {kernel[axis]}{grown} is more than the input's {room}")
    return Message(
        "The window does not fit into the {input}: {told}. Use a smaller kernel or more padding.",
        input="padded input" if any(any(sides) for sides in pads) else "input",
        told=", and ".join(told),
    )


def reflection_check(size: Dim, pad: Dim, axis: int) -> Check:
    """A reflection repeats no edge, and so must be shorter than the map."""
    return Check(
        pad < size,
        lambda: Message(
            "A reflection of {pad} needs a {axis} of more than {pad}, but it is {size}. Use at most {most}.",
            pad=pad,
            axis=_AXES[axis],
            size=size,
            most=size - 1,
        ),
        "padding",
    )


def padding_mode_checks(shape: Shape, pads: tuple[Pads, Pads], mode: str) -> tuple[Check, ...]:
    """What padding that is made of the map itself asks of the map's size.

    Source: https://pytorch.org/docs/stable/generated/torch.nn.functional.pad.html
    """
    sides = [(axis, pad) for axis in (0, 1) for pad in pads[axis]]
    if mode == "reflect":
        return tuple(reflection_check(shape[2 + axis], pad, axis) for axis, pad in sides)
    if mode == "circular":
        return tuple(_wraps_once(shape[2 + axis], pad, axis) for axis, pad in sides)
    return ()


def _wraps_once(size: Dim, pad: Dim, axis: int) -> Check:
    return Check(
        pad <= size,
        lambda: Message(
            "Circular padding of {pad} would wrap around the {axis} of {size} more than once. Use at most {size}.",
            pad=pad,
            axis=_AXES[axis],
            size=size,
        ),
        "padding",
    )


def even_kernel_hints(
    shape: Shape, padding: Padding, kernel: Pair, stride: Pair, dilation: Pair, *, ceil_mode: bool = False
) -> tuple[Check, ...]:
    """Say so, once, where automatic padding is odd in total and so cannot be the same on both sides."""
    if not isinstance(padding, str) or padding == "valid":
        return ()
    pads = spatial_pads(shape, padding, kernel, stride, dilation)

    def message() -> Message:
        uneven = [axis for axis in (0, 1) if pads[axis][0] != pads[axis][1]]
        sides = [f"{pads[k][0]} at the {_SIDES[k][0]} and {pads[k][1]} at the {_SIDES[k][1]}" for k in uneven]
        if len(uneven) == 2 and pads[0] == pads[1]:
            sides = [f"{pads[0][0]} at the top and left, {pads[0][1]} at the bottom and right"]
        strided = any(stride[k] != 1 for k in uneven)
        return Message(
            "{window}{strided} cannot be padded symmetrically by “{padding}”: {sides}. {cure}",
            window=f"The {kernel_text(kernel)} kernel"
            if len(uneven) == 2
            else f"The kernel's {_AXES[uneven[0]]} {kernel[uneven[0]]}",
            strided=f" at stride {kernel_text(stride)} on {kernel_text((shape[2], shape[3]))}" if strided else "",
            padding=padding.replace("_", " "),
            sides="; ".join(sides),
            cure=_symmetric_cure(shape, padding, kernel, stride, dilation, ceil_mode=ceil_mode),
        )

    even = all_of(pads[0][0] == pads[0][1], pads[1][0] == pads[1][1])
    return (Check(even, message, "kernel_size", "hint"),)


def _symmetric_cure(
    shape: Shape, padding: Padding, kernel: Pair, stride: Pair, dilation: Pair, *, ceil_mode: bool
) -> str:
    """What makes the padding even. Beyond stride 1 the same size can be had with equal sides."""
    if stride == (1, 1):
        return "An odd kernel size avoids it."
    (top, bottom), (left, right) = spatial_pads(shape, padding, kernel, stride, dilation)
    down, across = maximum(top, bottom), maximum(left, right)
    equal = (down, down, across, across)
    same = spatial_out(shape, padding, kernel, stride, dilation, ceil_mode=ceil_mode)
    if spatial_out(shape, equal, kernel, stride, dilation, ceil_mode=ceil_mode) != same:
        return "Four numbers (top, bottom, left, right) say how you want it."
    return f"Padding {_PADDING.format(equal)} gives the same output size with equal sides."


def elementwise_term(shape: Shape, each: tuple[Factor, ...] = (), quantity: Quantity = "elementwise_ops") -> Term:
    """So many operations per element of ``shape``."""
    elements = output_factors(shape)
    return Term(quantity, (elements, each) if each else (elements,))


def output_factors(shape: Shape, suffix: str = "out") -> tuple[Factor, ...]:
    """The elements of a tensor as named factors, height and width first: H_out·W_out·C_out."""
    if len(shape) == 4:
        n, c, h, w = shape
        return (
            Factor("N", n),
            Factor(f"H_{suffix}", h),
            Factor(f"W_{suffix}", w),
            Factor(f"C_{suffix}", c),
        )
    names = ("N", *(f"D{axis}_{suffix}" for axis in range(1, len(shape) - 1)), f"F_{suffix}")
    if len(shape) == 1:
        names = (f"F_{suffix}",)
    return tuple(Factor(name, value) for name, value in zip(names, shape, strict=True))


# -- words ------------------------------------------------------------------------------------------------------


def kernel_text(pair: Pair) -> str:
    """``5×5``."""
    return f"{factor_text(pair[0])}×{factor_text(pair[1])}"


def stride_text(stride: Pair) -> str:
    """``stride 2``, ``stride 2×1``, or nothing for 1."""
    if stride == (1, 1):
        return ""
    return f"stride {factor_text(stride[0])}" if stride[0] == stride[1] else f"stride {kernel_text(stride)}"


def padding_text(padding: Padding) -> str:
    """``same``, ``valid``, ``pad 1``, ``pad 1, 2`` or nothing for none."""
    if isinstance(padding, str):
        return padding.replace("_", " ")
    return f"pad {_PADDING.format(padding)}" if any(padding) else ""


def join_words(*words: str) -> str:
    """The words that are not empty, with commas."""
    return ", ".join(word for word in words if word)


def divides(whole: Dim, part: Dim) -> bool:
    """Whether ``part`` divides ``whole`` (0 divides nothing)."""
    return whole == floor_div(whole, part) * part
