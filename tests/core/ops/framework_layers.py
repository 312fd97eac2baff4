"""Cases of PyTorch, ONNX and Keras as operators of ours, for the oracle tests."""

from core.language.operator import Operator
from core.ops.activation import Identity, PReLU, Softmax
from core.ops.adaptive_pool import AdaptiveAvgPool2d, AdaptiveMaxPool2d, GlobalMaxPool2d
from core.ops.conv import Conv2d
from core.ops.conv_transpose import ConvTranspose2d
from core.ops.dense import Linear
from core.ops.merge import Add, Concat
from core.ops.norm import BatchNorm2d, GroupNorm, InstanceNorm2d, LayerNorm, LocalResponseNorm
from core.ops.pool import AvgPool2d, GlobalAvgPool2d, MaxPool2d
from core.ops.rearrange import ChannelShuffle, Permute, PixelShuffle, PixelUnshuffle, Reshape, Split
from core.ops.resize import Pad, Upsample
from core.ops.scaling import Multiply
from core.ops.shape import Flatten

AUTO_PAD = {"SAME_UPPER": "same_upper", "SAME_LOWER": "same_lower", "VALID": "valid", "NOTSET": (0, 0, 0, 0)}
KERAS_PADDING = {"same": "same_upper", "valid": "valid"}


def sides(pads):
    """Padding as stated for both sides of each axis, or a word."""
    return pads if isinstance(pads, str) else (pads[0], pads[0], pads[1], pads[1])


# -- PyTorch ------------------------------------------------------------------------------------------------------


def torch_ops(case):
    """The case as operators of ours, one behind the other, or None where this version has no such layer."""
    a = case["attrs"]
    ops: list[Operator] | None = None
    match case["op"]:
        case "Conv2d":
            ops = [
                Conv2d(
                    out_channels=a["o"],
                    kernel_size=tuple(a["k"]),
                    stride=tuple(a["s"]),
                    padding=sides(a["p"]),
                    dilation=tuple(a["d"]),
                    groups=a["g"],
                    bias=a["bias"],
                )
            ]
        case "MaxPool2d":
            ops = [
                MaxPool2d(
                    kernel_size=tuple(a["k"]),
                    stride=tuple(a["s"]),
                    padding=sides(a["p"]),
                    dilation=tuple(a["d"]),
                    ceil_mode=a["ceil"],
                )
            ]
        case "AvgPool2d":
            ops = [
                AvgPool2d(
                    kernel_size=tuple(a["k"]),
                    stride=tuple(a["s"]),
                    padding=sides(a["p"]),
                    ceil_mode=a["ceil"],
                    count_include_pad=a["cip"],
                )
            ]
        case "AdaptiveAvgPool2d" if a["out"] == [1, 1]:
            ops = [GlobalAvgPool2d()]
        case "AdaptiveMaxPool2d" if a["out"] == [1, 1]:
            ops = [GlobalMaxPool2d()]
        case "AdaptiveAvgPool2d" | "AdaptiveMaxPool2d":
            ops = [adaptive(AdaptiveAvgPool2d if "Avg" in case["op"] else AdaptiveMaxPool2d, a["out"])]
        case "Mean" if a["dims"] == [2, 3]:
            ops = [GlobalAvgPool2d(keepdim=a["keepdim"])]
        case "BatchNorm2d":
            ops = [BatchNorm2d(affine=a.get("affine", True), track_running_stats=a.get("track", True))]
        case "Flatten":
            ops = [Flatten(start_dim=a["start"], end_dim=a["end"])]
        case "Linear":
            ops = [Linear(out_features=a["o"], bias=a["bias"])]
        case "Add":
            ops = [Add()]
        case "Concat":
            ops = [Concat(dim=a["axis"])]
        case _:
            ops = torch_second_half(case, a)
    return ops


def torch_second_half(case, a):  # noqa: PLR0911, PLR0912 (a table)
    """The layers that came later."""
    match case["op"]:
        case "ConvTranspose2d":
            return [
                ConvTranspose2d(
                    out_channels=a["o"],
                    kernel_size=tuple(a["k"]),
                    stride=tuple(a["s"]),
                    padding=sides(a["p"]),
                    output_padding=tuple(a["op"]),
                    dilation=tuple(a["d"]),
                    groups=a["g"],
                    bias=a["bias"],
                )
            ]
        case "LayerNorm":
            return [LayerNorm(over="all" if len(a["shape"]) == 3 else "last")]
        case "GroupNorm":
            return [GroupNorm(num_groups=a["g"])]
        case "InstanceNorm2d":
            return [InstanceNorm2d(affine=a["affine"])]
        case "LocalResponseNorm":
            return [LocalResponseNorm(size=a["size"])]
        case "PReLU":
            return [PReLU(num_parameters=a["n"])]
        case "Mul":
            return [Multiply()]
        case "Chunk":
            return [Split(chunks=a["chunks"], dim=a["axis"])]
        case "Split":
            sizes = a["sizes"]
            if isinstance(sizes, int):  # pieces of that size, and the rest
                whole, rest = divmod(case["in"][0][a["axis"]], sizes)
                sizes = [sizes] * whole + [rest] * bool(rest)
            return [Split(sizes=tuple(sizes), dim=a["axis"])]
        case "ChannelShuffle":
            return [ChannelShuffle(groups=a["g"])]
        case "Reshape":
            return [Reshape(shape=tuple(a["shape"]))]
        case "Permute":
            return [Permute(dims=tuple(a["perm"]))]
        case "PixelShuffle":
            return [PixelShuffle(upscale_factor=a["r"])]
        case "PixelUnshuffle":
            return [PixelUnshuffle(downscale_factor=a["r"])]
        case "ZeroPad2d":
            return [Pad(padding=(a["t"], a["b"], a["l"], a["r"]))]
        case "ReflectionPad2d":
            left, right, top, bottom = [a["p"]] * 4 if isinstance(a["p"], int) else a["p"]
            return [Pad(padding=(top, bottom, left, right), mode="reflect")]
        case "Upsample":
            return [upsample(a.get("scale"), a.get("size"), a["mode"])]
    return None


def adaptive(pool, out):
    """An axis of null keeps its size, which is a formula here."""
    overlay = {f"output_size.{k}": name for k, name in enumerate(("h_in", "w_in")) if out[k] is None}
    return pool(output_size=tuple(size or 7 for size in out)), overlay


def upsample(scale, size, mode="nearest"):
    """A factor that is not whole is a formula for the size, rounded down."""
    if size is not None:
        return Upsample(size=tuple(size), mode=mode)
    high, wide = scale if isinstance(scale, list) else (scale, scale)
    if float(high).is_integer() and float(wide).is_integer():
        return Upsample(scale_factor=(int(high), int(wide)), mode=mode)
    return Upsample(mode=mode), {"size.0": f"floor(h_in*{high})", "size.1": f"floor(w_in*{wide})"}


# -- ONNX ---------------------------------------------------------------------------------------------------------


def onnx_padding(a):
    if "auto_pad" in a:
        return AUTO_PAD[a["auto_pad"]]
    top, left, bottom, right = a["pads"]
    return (top, bottom, left, right)


def onnx_ops(case):  # noqa: PLR0911 (a table)
    a = case["attrs"]
    match case["op"]:
        case "Conv":
            return [
                Conv2d(
                    out_channels=a["o"],
                    kernel_size=tuple(a["k"]),
                    stride=tuple(a["s"]),
                    padding=onnx_padding(a),
                    dilation=tuple(a.get("d", (1, 1))),
                    groups=a.get("g", 1),
                    bias=False,
                )
            ]
        case "MaxPool" | "AveragePool":
            pool = MaxPool2d if case["op"] == "MaxPool" else AvgPool2d
            return [
                pool(
                    kernel_size=tuple(a["k"]),
                    stride=tuple(a["s"]),
                    padding=onnx_padding(a),
                    ceil_mode=bool(a.get("ceil_mode", 0)),
                )
            ]
        case "GlobalAveragePool":
            return [GlobalAvgPool2d()]
        case "ReduceMean" if sorted(axis % 4 for axis in a["axes"]) == [2, 3]:
            return [GlobalAvgPool2d(keepdim=bool(a["keepdims"]))]
        case "Flatten":
            # ONNX makes a matrix of it: what stands before the axis, and the rest.
            axis = a.get("axis", 1) % 4
            return [Flatten(start_dim=axis), *([Flatten(start_dim=0, end_dim=axis - 1)] if axis else [])]
        case "ConvTranspose":
            return [transposed(a, case["in"][0])]
        case "Resize" | "Upsample_opset9":
            return [upsample(a["scales"][2:], None)]
        case "DepthToSpace":
            return [PixelShuffle(upscale_factor=a["blocksize"])]
        case "SpaceToDepth":
            return [PixelUnshuffle(downscale_factor=a["blocksize"])]
        case "Pad":
            _, before, top, left, _, after, bottom, right = a["pads"]
            return [Pad(padding=(top, bottom, left, right), channels_before=before, channels_after=after)]
        case "GlobalMaxPool":
            return [GlobalMaxPool2d()]
        case "LRN":
            return [LocalResponseNorm(size=a["size"])]
        case "Softmax":
            return [Softmax()]
        case "Identity":
            return [Identity()]
        case "Reshape":
            return [Reshape(shape=tuple(a["shape"]))]
    return None


def transposed(a, shape):
    """ONNX states the output's size in one of three ways; a size asked for is padding, in numbers."""
    kernel, stride = a["kernel_shape"], a["strides"]
    dilation = a.get("dilations", (1, 1))
    extra = list(a.get("output_padding", (0, 0)))
    padding = (0, 0, 0, 0)
    if "output_shape" in a:
        totals = []
        for axis in (0, 1):
            grown = stride[axis] * (shape[2 + axis] - 1) + dilation[axis] * (kernel[axis] - 1) + 1 + extra[axis]
            totals.append(max(grown - a["output_shape"][axis], 0))
            extra[axis] += max(a["output_shape"][axis] - grown, 0)
        (top, bottom), (left, right) = ((total // 2, total - total // 2) for total in totals)
        padding = (top, bottom, left, right)
    elif "auto_pad" in a or "pads" in a:
        padding = onnx_padding(a)
    return ConvTranspose2d(
        out_channels=a["o"],
        kernel_size=tuple(kernel),
        stride=tuple(stride),
        padding=padding,
        output_padding=tuple(extra),
        dilation=tuple(dilation),
        groups=a.get("group", 1),
        bias=False,
    )


# -- Keras --------------------------------------------------------------------------------------------------------


def keras_ops(case):  # noqa: PLR0911 (a table)
    a, channels = case["attrs"], case["in_nhwc"][-1]
    padding = KERAS_PADDING[a.get("padding", "valid")]
    match case["op"]:
        case "Conv2D":
            return [
                Conv2d(
                    out_channels=a["filters"],
                    kernel_size=tuple(a["k"]),
                    stride=tuple(a["s"]),
                    padding=padding,
                    dilation=tuple(a["d"]),
                    bias=a["bias"],
                )
            ]
        case "DepthwiseConv2D":
            return [depthwise(a, channels, padding, bias=a["bias"])]
        case "SeparableConv2D":
            pointwise = Conv2d(out_channels=a["filters"], kernel_size=(1, 1), bias=a["bias"])
            return [depthwise(a, channels, padding, bias=False), pointwise]
        case "MaxPooling2D" | "AveragePooling2D":
            pool = MaxPool2d if case["op"] == "MaxPooling2D" else AvgPool2d
            return [pool(kernel_size=tuple(a["k"]), stride=tuple(a["s"]), padding=padding)]
        case "GlobalAveragePooling2D":
            return [GlobalAvgPool2d(keepdim=a.get("keepdims", False))]
        case "BatchNormalization":
            return [BatchNorm2d()]
        case "Flatten":
            return [Flatten()]
        case "Dense":
            return [Linear(out_features=a["units"])]
        case "Conv2DTranspose":
            return [keras_transposed(a, padding)]
        case "LayerNormalization":
            return [LayerNorm(over="channels")]
        case "ZeroPadding2D":
            return [Pad(padding=(*a["p"][0], *a["p"][1]))]
        case "Cropping2D":
            return [Pad(padding=tuple(-cut for side in a["c"] for cut in side))]
        case "UpSampling2D":
            return [Upsample(scale_factor=(a["size"], a["size"]))]
        case "GlobalMaxPooling2D":
            return [GlobalMaxPool2d(keepdim=a.get("keepdims", False))]
        case "PReLU":
            return [(PReLU(), {"num_parameters": "c_in"})]
    return None


def keras_transposed(a, padding):
    """Without an output padding, Keras' "same" is input × stride; with one it cuts half a kernel off each side."""
    extra = a["output_padding"]
    if extra is not None and padding == "same_upper":
        padding = sides([size // 2 for size in a["k"]])
    return ConvTranspose2d(
        out_channels=a["filters"],
        kernel_size=tuple(a["k"]),
        stride=tuple(a["s"]),
        padding=padding,
        output_padding=(extra or 0, extra or 0),
        bias=a["bias"],
    )


def depthwise(a, channels, padding, *, bias):
    return Conv2d(
        out_channels=channels * a["depth_multiplier"],
        kernel_size=tuple(a["k"]),
        stride=tuple(a["s"]),
        padding=padding,
        groups=channels,
        bias=bias,
    )
