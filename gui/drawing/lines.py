"""The lines of text in a node's box: what is said, in which font, and where. The text is elided to the box."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final, NamedTuple

from PySide6.QtCore import QCoreApplication, Qt

from core.analysis.hints import issues_inside
from core.analysis.infer import NodeResult, State
from core.document.modules import ModuleCall
from core.layout.node_size import COLLAPSED, HEIGHT, LOW, Size, node_size
from core.text import ShapeOrder, count_text, shape_text, short_text
from gui.drawing.ink import Font, Tone, advance, metrics

__all__ = ["BAND", "Line", "cost_text", "inside_text", "is_skipped", "node_lead", "node_lines", "node_title"]

BAND: Final = 6
"""Width of the band in the colour of the category, at the left of a box."""
_LEFT: Final = BAND + 6
_RIGHT: Final = 7
_ROWS: Final = {2: (27.0, 50.0), 3: (20.0, 39.0, 57.0), 4: (17.0, 33.0, 49.0, 64.0)}
"""Baselines of so many lines in a high box."""
_LOW: Final = (19.0, 37.0)
_LEADS: Final = {2: (31.0, 55.0), 3: (23.0, 43.0, 62.0)}
"""Likewise from further away."""
_TYPE_SHARE: Final = 0.5
_HALF_CAP: Final = 4.4
"""Half the height of a capital letter of a name: it stands in the middle of a line that is alone."""
_LOCK: Final = 13


class Line(NamedTuple):
    """A line of text. ``x`` and ``y`` (the baseline) count from the box's top left corner."""

    x: float
    y: float
    font: Font
    tone: Tone
    text: str


def cost_text(result: NodeResult) -> str:
    """``120.4M MACs · 153.6K params``; nothing for what is free."""
    cost = result.cost
    parts = []
    if cost.macs:
        parts.append(QCoreApplication.translate("Node", "{count} MACs").format(count=short_text(cost.macs)))
    if cost.params:
        parts.append(QCoreApplication.translate("Node", "{count} params").format(count=short_text(cost.params)))
    return " · ".join(parts)


def _elided(font: Font, text: str, width: float) -> str:
    return (
        text if advance(font, text) <= width else metrics()[font].elidedText(text, Qt.TextElideMode.ElideRight, width)
    )


def node_lines(
    result: NodeResult, order: ShapeOrder, size: Size | None = None, *, locked: bool = False
) -> tuple[Line, ...]:
    """Everything a node says at full size.

    Args:
        result: what is known of the node.
        order: of the numbers in shapes.
        size: of its box; by default as boxes are where nothing else is said.
        locked: whether a padlock stands in the lower right corner.
    """
    size = size or node_size(result.node)
    if size.height <= COLLAPSED:
        return (*_heading(result, size.width, size.height / 2 + _HALF_CAP, _dim(result), locked=locked),)
    return tuple(_lines(result, order, size, locked=locked))


def _dim(result: NodeResult) -> bool:
    return result.state is State.WAITING or result.node.bypassed or is_skipped(result)


def _lines(result: NodeResult, order: ShapeOrder, size: Size, *, locked: bool) -> Iterator[Line]:
    high = size.height >= HEIGHT
    down = (size.height - (HEIGHT if high else LOW)) / 2  # ports along the height may make it taller than its text
    room = size.width - _LEFT - _RIGHT
    dim = _dim(result)
    main, quiet = (Tone.FAINT, Tone.FAINT) if dim else (Tone.TEXT, Tone.MUTED)
    said: list[tuple[Font, Tone, str]] = []
    if result.node.bypassed:
        said.append((Font.PARAMS, Tone.MUTED, QCoreApplication.translate("Node", "bypassed")))
        if result.outputs and high:
            said.append((Font.SHAPE, quiet, _elided(Font.SHAPE, shape_text(result.output, order), room)))
    else:
        said += _said(result, order, room, main, quiet, high=high)
    rows = _ROWS[1 + len(said)] if high else _LOW
    yield from _heading(result, size.width, rows[0] + down, dim)
    for number, (row, (font, tone, text)) in enumerate(zip(rows[1:], said, strict=False), 2):
        last = locked and number == len(rows)
        yield Line(_LEFT, row + down, font, tone, _elided(font, text, room - _LOCK) if last else text)


def _said(
    result: NodeResult, order: ShapeOrder, room: float, main: Tone, quiet: Tone, *, high: bool
) -> Iterator[tuple[Font, Tone, str]]:
    """What stands below the name."""
    if high and (summary := _parameters(result)):
        yield Font.PARAMS, quiet, _shortened(summary, room)
    if result.state is State.WRONG:
        reason = str(result.issues[0].message) if result.issues else inside_text(result)
        for text in _wrapped(reason, 2 if high else 1, room):
            yield Font.COST, Tone.ERROR, text
    elif result.state is State.OPEN:
        yield Font.PARAMS, Tone.WARNING, QCoreApplication.translate("Node", "not connected")
    elif result.state is State.WAITING:
        yield Font.PARAMS, quiet, QCoreApplication.translate("Node", "? – waiting for its input")
    else:
        yield Font.SHAPE, main, _elided(Font.SHAPE, shape_text(result.output, order), room)
        if high and (cost := cost_text(result)):
            yield Font.COST, quiet, _elided(Font.COST, cost, room)


def _heading(result: NodeResult, width: float, row: float, dim: bool, *, locked: bool = False) -> Iterator[Line]:
    """The name at the left and the type at the right."""
    room = width - _LEFT - _RIGHT - (_LOCK if locked else 0)
    main, quiet = (Tone.FAINT, Tone.FAINT) if dim else (Tone.TEXT, Tone.MUTED)
    # A badge stands in the corner.
    marked = bool(result.issues or issues_inside(result).issues)
    kind_room = room - 8 if marked and result.state is not State.OPEN else room
    font, kind = _kind(result)
    kind = _elided(font, kind, room * _TYPE_SHARE)
    kind_width = advance(font, kind)
    yield Line(_LEFT, row, Font.NAME, main, _elided(Font.NAME, result.node.name, kind_room - kind_width - 8))
    yield Line(_LEFT + kind_room - kind_width, row, font, quiet, kind)


def is_skipped(result: NodeResult) -> bool:
    """Whether it is a block that is repeated no times, and so hands its input on."""
    return isinstance(result.op, ModuleCall) and result.state is State.OK and result.op.repeat == 0


def inside_text(result: NodeResult) -> str:
    """``2 issues inside`` a block; empty where nothing is wrong there."""
    count = issues_inside(result).issues
    text = QCoreApplication.translate("Node", "{issues} inside")
    return text.format(issues=count_text(count, "issue")) if count else ""


def _kind(result: NodeResult) -> tuple[Font, str]:
    """What stands at the right of the name: the type, or for a block how often it is repeated."""
    op = result.op
    if not isinstance(op, ModuleCall):
        return Font.TYPE, op.label
    if "repeat" in result.node.formulas and op is result.node.op:
        return Font.TYPE, f"×({result.node.formulas['repeat'].text})"
    return Font.NAME, f"×{op.repeat}" if op.repeat != 1 else ""


def _block_parameters(result: NodeResult, call: ModuleCall) -> str:
    """``bottleneck, 12 layers, c = 64``: the definition where it is called otherwise, its size, its arguments."""
    parts = []
    if is_skipped(result):
        parts.append(QCoreApplication.translate("Node", "skipped"))
    if call.label != result.node.name:
        parts.append(call.label)
    if result.copies:
        parts.append(count_text(result.layers, "layer"))
    parts += [f"{name} = {value}" for name, value in call.arguments]
    if call.shared:
        parts.append(QCoreApplication.translate("Node", "shared weights"))
    return ", ".join(parts)


def _parameters(result: NodeResult) -> str:
    """The main parameters as people say them; formulas that have no value yet as they stand."""
    node = result.node
    if isinstance(result.op, ModuleCall):
        return _block_parameters(result, result.op)
    if node.formulas and result.op is node.op:
        return ", ".join(f"{key} = {formula.text}" for key, formula in node.formulas.items())
    return result.op.summary()


def _shortened(summary: str, room: float) -> str:
    """A summary without the last of its parts where they do not fit: half a number would be another number."""
    measure = partial(advance, Font.PARAMS)
    parts = summary.split(", ")
    if measure(summary) <= room:
        return summary
    while len(parts) > 1 and measure(", ".join(parts) + " …") > room:
        parts.pop()
    return _elided(Font.PARAMS, ", ".join(parts) + " …", room)


def _wrapped(text: str, count: int, room: float) -> Iterator[str]:
    """As much of a sentence as so many lines hold."""
    measure = partial(advance, Font.COST)
    words = text.split()
    for _ in range(count - 1):
        taken = 1
        while taken < len(words) and measure(" ".join(words[: taken + 1])) <= room:
            taken += 1
        yield _elided(Font.COST, " ".join(words[:taken]), room)
        words = words[taken:]
    if words:
        yield _elided(Font.COST, " ".join(words), room)


def _named(result: NodeResult) -> str:
    name = result.node.name
    if isinstance(result.op, ModuleCall) and result.op.repeat > 1:
        return f"{name} ×{result.op.repeat}"
    return name


def _large(result: NodeResult, size: Size, fonts: tuple[Font, ...], row: float | None) -> Line:
    """The name in the middle of its box, in the first font that it fits in, else cut short in the last."""
    room, name = size.width - BAND - 12, _named(result)
    font = next((font for font in fonts if advance(font, name) <= room), fonts[-1])
    text = _elided(font, name, room)
    measure = metrics()[font]
    x = (size.width + BAND - advance(font, text)) / 2
    y = size.height / 2 + measure.capHeight() / 2 if row is None else row
    return Line(x, y, font, Tone.FAINT if _dim(result) else Tone.TEXT, text)


def node_title(result: NodeResult, size: Size | None = None) -> Line:
    """The name alone, as large as fits: all that is legible from afar."""
    size = size or node_size(result.node)
    if size.height <= COLLAPSED:
        return _large(result, size, (Font.LEAD, Font.LONG_LEAD), None)
    return _large(result, size, (Font.TITLE, Font.MIDDLE_TITLE, Font.LONG_TITLE), None)


def node_lead(
    result: NodeResult, order: ShapeOrder, size: Size | None = None, *, costs: bool = False
) -> tuple[Line, ...]:
    """The name and, where there is room, the shape below it: what is legible at half the size.

    Args:
        result: what is known of the node.
        order: of the numbers in shapes.
        size: of its box; by default as boxes are where nothing else is said.
        costs: whether a third line says what it costs, if anything.
    """
    size = size or node_size(result.node)
    fonts = (Font.LEAD, Font.LONG_LEAD)
    if size.height < HEIGHT:
        return (_large(result, size, fonts, None),)
    text, tone = _second(result, order)
    cost = _main_cost(result) if costs else ""
    rows = _LEADS[3 if cost else 2]
    down = (size.height - HEIGHT) / 2
    lines = [_large(result, size, fonts, rows[0] + down), _centred(text, size, rows[1] + down, tone)]
    if cost:
        lines.append(_centred(cost, size, rows[2] + down, Tone.FAINT if _dim(result) else Tone.MUTED))
    return tuple(lines)


def _centred(text: str, size: Size, row: float, tone: Tone) -> Line:
    text = _elided(Font.SUB, text, size.width - BAND - 12)
    return Line((size.width + BAND - advance(Font.SUB, text)) / 2, row, Font.SUB, tone, text)


def _main_cost(result: NodeResult) -> str:
    """``86.7M MACs``; how many weights where nothing is multiplied; nothing for what is free or not as it should be."""
    return "" if result.state is not State.OK or result.node.bypassed else cost_text(result).partition(" · ")[0]


def _second(result: NodeResult, order: ShapeOrder) -> tuple[str, Tone]:
    """What matters most beside the name."""
    if result.node.bypassed:
        return QCoreApplication.translate("Node", "bypassed"), Tone.MUTED
    if result.state is State.WRONG:
        return QCoreApplication.translate("Node", "error"), Tone.ERROR
    if result.state is State.OPEN:
        return QCoreApplication.translate("Node", "not connected"), Tone.WARNING
    if result.state is State.WAITING:
        return "?", Tone.FAINT
    return shape_text(result.output, order), Tone.FAINT if _dim(result) else Tone.MUTED
