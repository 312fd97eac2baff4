"""The lines of text in a node's box: what is said, in which font, and where. The text is elided to the box."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QStaticText

from core.analysis.hints import issues_inside
from core.analysis.infer import NodeResult, State
from core.document.modules import ModuleCall
from core.layout.node_size import HEIGHT, node_size
from core.text import ShapeOrder, count_text, shape_text, short_text
from gui.drawing.ink import Font, Tone, fonts, metrics

__all__ = ["BAND", "Line", "cost_text", "inside_text", "is_skipped", "node_lines", "node_title", "static_text"]

BAND: Final = 6
"""Width of the band in the colour of the category, at the left of a box."""
_LEFT: Final = BAND + 6
_RIGHT: Final = 7
_ROWS: Final = {2: (27.0, 50.0), 3: (20.0, 39.0, 57.0), 4: (17.0, 33.0, 49.0, 64.0)}
"""Baselines of so many lines in a high box."""
_LOW: Final = (19.0, 37.0)
_TYPE_SHARE: Final = 0.5


class Line(NamedTuple):
    """A line of text. ``x`` and ``y`` (the baseline) count from the box's top left corner."""

    x: float
    y: float
    font: Font
    tone: Tone
    text: str


@lru_cache(maxsize=1 << 14)
def static_text(font: Font, text: str) -> QStaticText:
    """A text laid out once for all frames."""
    made = QStaticText(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
    made.prepare(font=fonts()[font])
    return made


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
    return metrics()[font].elidedText(text, Qt.TextElideMode.ElideRight, width)


def node_lines(result: NodeResult, order: ShapeOrder) -> tuple[Line, ...]:
    """Everything a node says at full size."""
    width = node_size(result.node).width
    return tuple(_lines(result, order, width))


def _lines(result: NodeResult, order: ShapeOrder, width: float) -> Iterator[Line]:
    high = node_size(result.node).height >= HEIGHT
    room = width - _LEFT - _RIGHT
    dim = result.state is State.WAITING or is_skipped(result)
    main, quiet = (Tone.FAINT, Tone.FAINT) if dim else (Tone.TEXT, Tone.MUTED)
    said: list[tuple[Font, Tone, str]] = []
    if high and (summary := _parameters(result)):
        said.append((Font.PARAMS, quiet, _shortened(summary, room)))
    if result.state is State.WRONG:
        reason = str(result.issues[0].message) if result.issues else inside_text(result)
        said += [(Font.COST, Tone.ERROR, text) for text in _wrapped(reason, 2 if high else 1, room)]
    elif result.state is State.OPEN:
        said.append((Font.PARAMS, Tone.WARNING, QCoreApplication.translate("Node", "not connected")))
    elif result.state is State.WAITING:
        said.append((Font.PARAMS, quiet, QCoreApplication.translate("Node", "? – waiting for its input")))
    else:
        said.append((Font.SHAPE, main, _elided(Font.SHAPE, shape_text(result.output, order), room)))
        if high and (cost := cost_text(result)):
            said.append((Font.COST, quiet, _elided(Font.COST, cost, room)))

    rows = _ROWS[1 + len(said)] if high else _LOW
    # A badge stands in the corner.
    marked = bool(result.issues or issues_inside(result).issues)
    kind_room = room - 8 if marked and result.state is not State.OPEN else room
    font, kind = _kind(result)
    kind = _elided(font, kind, room * _TYPE_SHARE)
    kind_width = metrics()[font].horizontalAdvance(kind)
    yield Line(_LEFT, rows[0], Font.NAME, main, _elided(Font.NAME, result.node.name, kind_room - kind_width - 8))
    yield Line(_LEFT + kind_room - kind_width, rows[0], font, quiet, kind)
    for row, (font, tone, text) in zip(rows[1:], said, strict=False):
        yield Line(_LEFT, row, font, tone, text)


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
    measure = metrics()[Font.PARAMS].horizontalAdvance
    parts = summary.split(", ")
    if measure(summary) <= room:
        return summary
    while len(parts) > 1 and measure(", ".join(parts) + " …") > room:
        parts.pop()
    return _elided(Font.PARAMS, ", ".join(parts) + " …", room)


def _wrapped(text: str, count: int, room: float) -> Iterator[str]:
    """As much of a sentence as so many lines hold."""
    measure = metrics()[Font.COST].horizontalAdvance
    words = text.split()
    for _ in range(count - 1):
        taken = 1
        while taken < len(words) and measure(" ".join(words[: taken + 1])) <= room:
            taken += 1
        yield _elided(Font.COST, " ".join(words[:taken]), room)
        words = words[taken:]
    if words:
        yield _elided(Font.COST, " ".join(words), room)


def node_title(result: NodeResult) -> Line:
    """The name alone, as large as fits: all that is legible from afar."""
    size = node_size(result.node)
    room, name = size.width - BAND - 12, result.node.name
    if isinstance(result.op, ModuleCall) and result.op.repeat > 1:
        name = f"{name} ×{result.op.repeat}"
    fits = metrics()[Font.TITLE].horizontalAdvance(name) <= room
    font = Font.TITLE if fits else Font.LONG_TITLE
    text = name if fits else _elided(font, name, room)
    measure = metrics()[font]
    x = (size.width + BAND - measure.horizontalAdvance(text)) / 2
    tone = Tone.FAINT if result.state is State.WAITING or is_skipped(result) else Tone.TEXT
    return Line(x, size.height / 2 + measure.capHeight() / 2, font, tone, text)
