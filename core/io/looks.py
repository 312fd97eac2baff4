"""What a plain record says of looks: places, styles, frames and notes, bends, the flow, bookmarks.

What belongs to a layer or a wire that is not there is left out without a word: it shows nothing, and whoever deletes a
layer in a text editor, or merges two files, should not have to look for it.
"""

from __future__ import annotations

from typing import Any, Final, get_args

from core.document.document import Bookmark
from core.document.graph import (
    COLORS,
    FLOWS,
    Annotation,
    AnnotationId,
    AnnotationKind,
    Color,
    Flow,
    NodeId,
    NodeStyle,
    Point,
    Wire,
)
from core.io.migrations import Record
from core.io.plain import Problems, step
from core.io.values import listed, object_of, rest, shown, text_of
from core.io.wiring import read_source
from core.io.words import FARTHEST, ID

__all__ = [
    "ANNOTATION_FIELDS",
    "BOOKMARK_FIELDS",
    "KINDS",
    "STYLE_FIELDS",
    "read_annotations",
    "read_bends",
    "read_bookmarks",
    "read_flag",
    "read_flow",
    "read_point",
    "read_styles",
]

STYLE_FIELDS: Final = ("color", "collapsed", "locked")
ANNOTATION_FIELDS: Final = ("kind", "text", "at", "size", "color")
BOOKMARK_FIELDS: Final = ("path", "at", "size")
KINDS: Final[tuple[AnnotationKind, ...]] = get_args(AnnotationKind)


def read_point(record: Record, place: str, problems: Problems) -> Point | None:
    """The position that an object states under ``at``, if any."""
    return _point(record["at"], f"{place}.at", problems) if "at" in record else None


def _point(at: Any, place: str, problems: Problems) -> Point | None:
    if _two_numbers(at) and all(-FARTHEST <= value <= FARTHEST for value in at):
        return Point(float(at[0]), float(at[1]))
    message = f"The position must be two numbers [x, y] within ±{FARTHEST:,}, not {listed(at)}."
    problems.add_unless_within(place, message, at)
    return None


def _two_numbers(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(type(item) in (int, float) for item in value)


def _size(record: Record, place: str, problems: Problems) -> tuple[float, float]:
    size = record.get("size")
    if _two_numbers(size) and all(0 < value <= FARTHEST for value in record["size"]):
        return float(record["size"][0]), float(record["size"][1])
    said = f", not {listed(size)}" if "size" in record else "; it is missing"
    message = f"The size must be two numbers [width, height] above 0, at most {FARTHEST:,}{said}."
    problems.add_unless_within(f"{place}.size", message, size)
    return 1, 1


def read_flag(record: Record, key: str, place: str, problems: Problems) -> bool:
    """A field that is true or false; false where it is left out."""
    value = record.get(key, False)
    if type(value) is bool:
        return value
    problems.add(f"{place}.{key}", f"This must be true or false, without quotes, not {shown(value)}.")
    return False


def _word(record: Record, key: str, words: tuple[Any, ...], place: str, problems: Problems) -> Any:
    """A field that is one of some words; the first of them where it is left out."""
    value = record.get(key, words[0])
    if isinstance(value, str) and value in words:
        return value
    named = ", ".join(f"“{word}”" for word in words if word)
    problems.add(f"{place}.{key}", f"This must be one of {named}, not {shown(value)}.")
    return words[0]


def read_flow(record: Record, place: str, problems: Problems) -> Flow:
    """Where the data of a graph flows."""
    flow: Flow = _word(record, "flow", FLOWS, place, problems)
    return flow


def _color(record: Record, place: str, problems: Problems) -> Color:
    color: Color = _word(record, "color", COLORS, place, problems)
    return color


def read_styles(value: Any, place: str, problems: Problems) -> dict[NodeId, NodeStyle]:
    """How layers look, by id."""
    styles: dict[NodeId, NodeStyle] = {}
    for key, stated in object_of(value, place, "“styles”", problems).items():
        at = f"{place}{step(key)}"
        record = object_of(stated, at, "A style", problems)
        style = NodeStyle(
            _color(record, at, problems),
            read_flag(record, "collapsed", at, problems),
            read_flag(record, "locked", at, problems),
            rest(record, STYLE_FIELDS),
        )
        if style != NodeStyle():
            styles[key] = style
    return styles


def read_annotations(value: Any, nodes: Any, place: str, problems: Problems) -> dict[AnnotationId, Annotation]:
    """Frames and notes in the order of the file, in which later ones lie above earlier ones."""
    annotations: dict[AnnotationId, Annotation] = {}
    for key, stated in object_of(value, place, "“annotations”", problems).items():
        at = f"{place}{step(key)}"
        if not ID.fullmatch(key):
            problems.add(at, f"{shown(key)} cannot be an id. Use up to 200 letters, digits, “_”, “-” and “.”.")
        if key in nodes:
            problems.add(at, f"A layer of this graph has the id {shown(key)} too. Give one of them another.")
        record = object_of(stated, at, "A frame or a note", problems)
        if record is not stated:
            continue
        if "kind" not in record:
            problems.add(f"{at}.kind", "The kind is missing. Write “frame” or “note”.")
        spot = read_point(record, at, problems) or Point(0, 0)
        width, height = _size(record, at, problems)
        annotations[key] = Annotation(
            key,
            _word(record, "kind", KINDS, at, problems),
            text_of(record, "text", at, problems),
            *spot,
            width,
            height,
            _color(record, at, problems),
            rest(record, ANNOTATION_FIELDS),
        )
    return annotations


def read_bends(value: Any, place: str, problems: Problems) -> dict[Wire, tuple[Point, ...]]:
    """The points that wires are led through, by the layer that a wire leads to and the output that it comes from."""
    bends: dict[Wire, tuple[Point, ...]] = {}
    for target, stated in object_of(value, place, "“bends”", problems).items():
        wires = object_of(stated, f"{place}{step(target)}", "The bends of the wires to a layer", problems)
        for source, points in wires.items():
            at = f"{place}{step(target)}{step(source)}"
            ref = read_source(source, at, problems)
            way = _points(points, at, problems)
            if ref is None or not way:
                continue
            wire = Wire(ref, target)
            if wire in bends:
                problems.add(at, f"The bends of the wire from {shown(source)} are stated twice. Keep one of them.")
            bends[wire] = way
    return bends


def _points(value: Any, place: str, problems: Problems) -> tuple[Point, ...]:
    if not isinstance(value, list):
        problems.add(place, f"Bends are a list of points, such as [[64, 128]], not {shown(value)}.")
        return ()
    found = (_point(at, f"{place}[{number}]", problems) for number, at in enumerate(value))
    return tuple(point for point in found if point is not None)


def read_bookmarks(value: Any, problems: Problems) -> tuple[Bookmark, ...]:
    """Places to go back to, by name and in the order of the file."""
    bookmarks: list[Bookmark] = []
    for name, stated in object_of(value, "$.bookmarks", "“bookmarks”", problems).items():
        at = f"$.bookmarks{step(name)}"
        if not name.strip():
            problems.add(at, "The name is empty. Give the bookmark a name.")
        record = object_of(stated, at, "A bookmark", problems)
        if record is not stated:
            continue
        spot = read_point(record, at, problems) or Point(0, 0)
        size = _size(record, at, problems)
        path = _path(record.get("path", []), f"{at}.path", problems)
        bookmarks.append(Bookmark(name, path, *spot, *size, rest(record, BOOKMARK_FIELDS)))
    return tuple(bookmarks)


def _path(value: Any, place: str, problems: Problems) -> tuple[NodeId, ...]:
    if not isinstance(value, list):
        problems.add(place, f"The way into blocks is a list of ids, such as [“stage1”], not {shown(value)}.")
        return ()
    for number, key in enumerate(value):
        if not isinstance(key, str) or not ID.fullmatch(key):
            problems.add(f"{place}[{number}]", f"This must be the id of a block in quotes, not {shown(key)}.")
    return tuple(value)
