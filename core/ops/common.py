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
    resolve_pads,
    window_out,
)
from core.language.operator import Check, Factor, Quantity, Term
from core.language.params import Param, ParamKind
from core.text import Message, integer_text

__all__ = [
    "IMAGE_CURE",
    "divides",
    "elementwise_term",
    "even_kernel_hints",
    "join_words",
    "kernel_text",
    "output_factors",
    "padding_text",
    "rank_check",
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
    pads = spatial_pads(shape, padding, kernel, stride, dilation)
    out = spatial_out(shape, padding, kernel, stride, dilation, ceil_mode=ceil_mode)
    checks += [_fits(axis, shape[2 + axis], kernel[axis], dilation[axis], pads[axis], out[axis]) for axis in (0, 1)]
    return tuple(checks)


def _fits(axis: int, size: Dim, kernel: Dim, dilation: Dim, pads: Pads, out: Dim) -> Check:
    def message() -> Message:
        reach = dilation * (kernel - 1) + 1
        grown = f" (with dilation {dilation}: {integer_text(reach)})" if dilation != 1 else ""
        return Message(
            "The window's {axis} {kernel}{grown} is larger than the padded input: {size} + {begin} + {end} = {total}. "
            "Use a smaller kernel or at least {missing} more padding.",
            axis=_AXES[axis],
            kernel=kernel,
            grown=grown,
            size=size,
            begin=pads[0],
            end=pads[1],
            total=size + pads[0] + pads[1],
            missing=reach - size - pads[0] - pads[1],
        )

    return Check(out >= 1, message, "kernel_size")


def even_kernel_hints(shape: Shape, padding: Padding, kernel: Pair, stride: Pair, dilation: Pair) -> tuple[Check, ...]:
    """Say so where automatic padding is odd in total and so cannot be the same on both sides."""
    if not isinstance(padding, str) or padding == "valid":
        return ()
    hints: list[Check] = []
    for axis, (begin, end) in enumerate(spatial_pads(shape, padding, kernel, stride, dilation)):
        hints.append(_symmetric(axis, kernel[axis], begin, end, padding))
    return tuple(hints)


def _symmetric(axis: int, kernel: Dim, begin: Dim, end: Dim, padding: str) -> Check:
    def message() -> Message:
        first, last = _SIDES[axis]
        more = first if padding == "same_lower" else last
        return Message(
            "The kernel's {axis} {kernel} cannot be padded symmetrically: {total} in all, {begin} at the {first} and "
            "{end} at the {last}, one more at the {more}. An odd kernel size avoids it.",
            axis=_AXES[axis],
            kernel=kernel,
            total=begin + end,
            begin=begin,
            end=end,
            first=first,
            last=last,
            more=more,
        )

    return Check(begin == end, message, "kernel_size", "hint")


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
    return f"{pair[0]}×{pair[1]}"


def stride_text(stride: Pair) -> str:
    """``stride 2``, ``stride 2×1``, or nothing for 1."""
    if stride == (1, 1):
        return ""
    return f"stride {stride[0]}" if stride[0] == stride[1] else f"stride {kernel_text(stride)}"


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
