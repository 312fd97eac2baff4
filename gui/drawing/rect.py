"""Rectangles and ports by name: the words in which geometry is asked and answers. Neither Qt nor NumPy."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from core.document.graph import NodeId

__all__ = ["NOTHING", "PortRef", "Rect"]


class PortRef(NamedTuple):
    """One port of one node, counted from the left (from the top, where data flows to the right)."""

    node: NodeId
    side: Literal["in", "out"]
    index: int  # type: ignore[assignment]  # hides tuple.index, which nobody wants of a port


class Rect(NamedTuple):
    """A rectangle; empty when it has neither width nor height."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The bottom edge."""
        return self.y + self.height

    @property
    def empty(self) -> bool:
        """Whether there is nothing in it."""
        return self.width <= 0 and self.height <= 0

    def grown(self, by: float) -> Rect:
        """Larger by so much on each side."""
        return Rect(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)

    def united(self, other: Rect) -> Rect:
        """The smallest rectangle that holds both; an empty one counts for nothing."""
        if self.empty or other.empty:
            return other if self.empty else self
        x, y = min(self.x, other.x), min(self.y, other.y)
        return Rect(x, y, max(self.right, other.right) - x, max(self.bottom, other.bottom) - y)

    def holds(self, other: Rect) -> bool:
        """Whether another lies within this one wholly."""
        across = self.x <= other.x and other.right <= self.right
        return across and self.y <= other.y and other.bottom <= self.bottom

    def meets(self, other: Rect) -> bool:
        """Whether they have a point in common."""
        return self.x <= other.right and other.x <= self.right and self.y <= other.bottom and other.y <= self.bottom


NOTHING: Final = Rect(0, 0, 0, 0)
"""An empty rectangle."""
