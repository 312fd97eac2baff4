"""What a command of the window is: a line of the table of actions, and what the window offers to those who do it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple, Protocol

from PySide6.QtGui import QKeySequence

if TYPE_CHECKING:
    from gui.canvas.widget import CanvasWidget
    from gui.commands import SketchCommands
    from gui.session import Session

__all__ = ["ActionSpec", "Commands", "Condition", "Handler", "always"]


class Commands(Protocol):
    """What the window can do; the handlers of the table call it."""

    @property
    def session(self) -> Session | None:
        """The session of the current tab."""

    @property
    def canvas(self) -> CanvasWidget | None:
        """The canvas of the current tab."""

    @property
    def sketch(self) -> SketchCommands:
        """What can be done to the sketch of the current tab."""

    def new_sketch(self) -> None: ...
    def open_asked(self) -> None: ...
    def save(self) -> bool: ...
    def save_as(self) -> bool: ...
    def show_preferences(self) -> None: ...
    def close_current(self) -> None: ...
    def close(self) -> bool: ...
    def show_shortcuts(self) -> None: ...
    def show_commands(self) -> None: ...
    def show_bookmarks(self) -> None: ...
    def toggle_start(self) -> None: ...
    def step_tab(self, step: int, /) -> None: ...
    def show_about(self) -> None: ...


Handler = Callable[[Commands], object]
Condition = Callable[[Commands], bool]


def always(_window: Commands) -> bool:
    """Whenever the window is there."""
    return True


class ActionSpec(NamedTuple):
    """One command.

    Attributes:
        id: stable; the action's objectName is ``action_`` and this.
        menu: menu it stands in.
        text: what the menu says, ``&`` before the letter to underline.
        handler: what it does; a text is the name of a method of the current canvas.
        keys: shortcuts, the first one shown; standard keys differ between platforms. Keys without Ctrl, Alt or Meta
            (but for F1 and its like) work only while the canvas has the focus.
        enabled: when it can be used.
        icon: file in ``resources/icons``, or nothing.
        tip: one sentence for the status bar.
        separated: a line in front of it.
        checked: when it has a tick; None for what is neither on nor off.
        title: what it is called now, where that changes.
        hidden: not to be seen at all while it cannot be used.
    """

    id: str
    menu: str
    text: str
    handler: Handler | str
    keys: tuple[str | QKeySequence.StandardKey, ...] = ()
    enabled: Condition = always
    icon: str = ""
    tip: str = ""
    separated: bool = False
    checked: Condition | None = None
    title: Callable[[Commands], str] | None = None
    hidden: bool = False

    def run(self, window: Commands) -> None:
        """Do it."""
        if isinstance(self.handler, str):
            window.sketch.on_canvas(self.handler)
        else:
            self.handler(window)
