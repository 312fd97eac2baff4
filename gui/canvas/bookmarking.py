"""Bookmarks of what a canvas shows: the place, and a name for it that a person would have chosen."""

from __future__ import annotations

from core.document.block_paths import existing
from core.document.document import Bookmark, Document
from core.document.graph import Annotation
from gui.canvas.words import tr
from gui.drawing.geometry import Rect, Scene
from gui.session import Session

__all__ = ["area_of", "bookmark_here", "bookmark_numbered"]


def bookmark_here(session: Session, scene: Scene, seen: Rect) -> Bookmark:
    """A bookmark of the part of a graph that is in view."""
    return Bookmark(_name(session, scene, seen), session.path, seen.x, seen.y, seen.width, seen.height)


def bookmark_numbered(document: Document, number: int) -> Bookmark | None:
    """The bookmark of a number, counted from 1; None where there is none, or its block is gone."""
    if not 0 < number <= len(document.bookmarks):
        return None
    found = document.bookmarks[number - 1]
    return found if existing(document, found.path) == found.path else None


def area_of(bookmark: Bookmark) -> Rect:
    """What was in view."""
    return Rect(bookmark.x, bookmark.y, bookmark.width, bookmark.height)


def _name(session: Session, scene: Scene, seen: Rect) -> str:
    """What is selected, the frame around the middle of the view, the layer nearest to it, or the block."""
    graph = session.graph
    if len(session.selection) == 1:
        return graph.nodes[next(iter(session.selection))].name
    for key in session.annotations:
        if graph.annotations[key].text:
            return graph.annotations[key].text.splitlines()[0]
    middle = seen.x + seen.width / 2, seen.y + seen.height / 2
    frames = [
        found for found in graph.annotations.values() if found.kind == "frame" and found.text and _holds(found, middle)
    ]
    if frames:
        return min(frames, key=lambda frame: frame.width * frame.height).text
    bounds = scene.bounds()
    whole = bounds is None or (bounds.width <= seen.width and bounds.height <= seen.height)
    if not whole:
        near = scene.nodes_in(seen)
        if near:
            return graph.nodes[min(near, key=lambda key: _distance(scene.rect(key), middle))].name
    names = session.names_on_path()
    return names[-1] if names else tr("Whole sketch")


def _holds(frame: Annotation, point: tuple[float, float]) -> bool:
    x, y = point
    return frame.x <= x <= frame.x + frame.width and frame.y <= y <= frame.y + frame.height


def _distance(box: Rect, point: tuple[float, float]) -> float:
    x, y = point
    return (box.x + box.width / 2 - x) ** 2 + (box.y + box.height / 2 - y) ** 2
