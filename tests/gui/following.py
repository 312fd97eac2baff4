"""A small sketch to edit, and somebody who writes down what its session says."""

from __future__ import annotations

from collections.abc import Callable

from core.document import edits
from core.document.builder import Builder
from core.document.document import Document
from core.ops.activation import ReLU
from core.ops.conv import Conv2d
from gui.session import Change, Session

__all__ = ["Follower", "shift", "sketch", "widen"]


def sketch() -> Document:
    """An input, a convolution, an activation, an output."""
    build = Builder("T")
    x = build.input(3, 8, 8)
    y = build.add(Conv2d(out_channels=16, kernel_size=(3, 3)), x, name="conv", at=(0, 1))
    build.output(build.add(ReLU(), y, name="relu", at=(0, 2)), at=(0, 3))
    return build.build()


class Follower:
    """Writes down everything a session says."""

    def __init__(self, session: Session) -> None:
        self.changes: list[Change] = []
        self.selections: list[frozenset[str]] = []
        self.revealed: list[str] = []
        self.saved = 0
        session.changed.connect(self.changes.append)
        session.selection_changed.connect(self.selections.append)
        session.reveal_requested.connect(self.revealed.append)
        session.saved_changed.connect(self.count_saved)

    def count_saved(self) -> None:
        self.saved += 1


def widen(channels: int) -> Callable[[Document], Document]:
    """Give the convolution so many channels."""
    return lambda document: edits.set_param(document, "conv", "out_channels", channels)


def shift(dx: float) -> Callable[[Document], Document]:
    """Move the convolution to the right."""
    return lambda document: edits.move(document, ("conv",), dx, 0)
