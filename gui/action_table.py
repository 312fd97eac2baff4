"""Every command of the window in ONE table: what it is called, what it does, when it can be used, where it stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtGui import QKeySequence

if TYPE_CHECKING:
    from gui.canvas.widget import CanvasWidget
    from gui.commands import SketchCommands
    from gui.session import Session

__all__ = ["ACTIONS", "CANVAS_KEYS", "CONTEXT", "MENUS", "TOOLBAR", "ActionSpec", "Commands", "Condition", "Handler"]

Key = QKeySequence.StandardKey


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
    def toggle_start(self) -> None: ...
    def step_tab(self, step: int, /) -> None: ...
    def show_about(self) -> None: ...


Handler = Callable[[Commands], object]
Condition = Callable[[Commands], bool]


def _always(_window: Commands) -> bool:
    return True


def _sketch(window: Commands) -> bool:
    return window.canvas is not None


def _chosen(window: Commands) -> bool:
    session = window.session
    return session is not None and bool(session.selection)


def _filled(window: Commands) -> bool:
    session = window.session
    return session is not None and bool(session.graph.nodes)


def _one(window: Commands) -> bool:
    session = window.session
    return session is not None and len(session.selection) == 1


def _undo(window: Commands) -> bool:
    return window.session is not None and window.session.undo_text is not None


def _redo(window: Commands) -> bool:
    return window.session is not None and window.session.redo_text is not None


def _deletable(window: Commands) -> bool:
    canvas = window.canvas
    return _chosen(window) or (canvas is not None and canvas.selected_edge is not None)


def _wired(window: Commands) -> bool:
    session = window.session
    canvas = window.canvas
    if session is None or canvas is None:
        return False
    nodes = session.graph.nodes
    return canvas.selected_edge is not None or any(
        ref is not None for key in session.selection if key in nodes for ref in nodes[key].inputs
    )


def _groupable(window: Commands) -> bool:
    session = window.session
    if session is None:
        return False
    nodes = session.graph.nodes
    return any(not (op.is_input or op.is_output) for op in (nodes[key].op for key in session.selection if key in nodes))


def _blocks(window: Commands) -> bool:
    session = window.session
    if session is None:
        return False
    nodes = session.graph.nodes
    return any(nodes[key].op.stands_for_others for key in session.selection if key in nodes)


def _one_block(window: Commands) -> bool:
    return _one(window) and _blocks(window)


def _shared_block(window: Commands) -> bool:
    if not _one_block(window):
        return False
    from gui.canvas.blocks import shared_calls

    return window.session is not None and bool(shared_calls(window.session))


def _inside(window: Commands) -> bool:
    return window.session is not None and bool(window.session.path)


def _pastable(window: Commands) -> bool:
    return window.canvas is not None and window.canvas.can_paste()


@dataclass(frozen=True)
class ActionSpec:
    """One command.

    Attributes:
        id: stable; the action's objectName is ``action_`` and this.
        menu: menu it stands in.
        text: what the menu says, ``&`` before the letter to underline.
        handler: what it does.
        keys: shortcuts, the first one shown; standard keys differ between platforms.
        enabled: when it can be used.
        icon: file in ``resources/icons``, or nothing.
        tip: one sentence for the status bar.
        separated: a line in front of it.
    """

    id: str
    menu: str
    text: str
    handler: Handler
    keys: tuple[str | QKeySequence.StandardKey, ...] = ()
    enabled: Condition = _always
    icon: str = ""
    tip: str = ""
    separated: bool = False


ACTIONS: Final[tuple[ActionSpec, ...]] = (
    ActionSpec("new", "file", "&New", lambda w: w.new_sketch(), (Key.New,), icon="new", tip="Start an empty sketch."),
    ActionSpec("open", "file", "&Open…", lambda w: w.open_asked(), (Key.Open,), icon="open", tip="Open files."),
    ActionSpec("save", "file", "&Save", lambda w: w.save(), (Key.Save,), _sketch, "save", separated=True),
    ActionSpec("save_as", "file", "Save &As…", lambda w: w.save_as(), ("Ctrl+Shift+S",), _sketch),
    ActionSpec(
        "report",
        "file",
        "E&xport Report…",
        lambda w: w.sketch.export_report(),
        ("Ctrl+E",),
        _sketch,
        "report",
        "Costs, branches and formulas as text, Markdown, CSV, JSON or HTML.",
        separated=True,
    ),
    ActionSpec(
        "picture",
        "file",
        "Export &Picture…",
        lambda w: w.sketch.export_picture(),
        ("Ctrl+Shift+E",),
        _sketch,
        "picture",
        "The sketch alone as PNG, SVG or PDF.",
    ),
    ActionSpec(
        "preferences",
        "file",
        "Pre&ferences…",
        lambda w: w.show_preferences(),
        ("Ctrl+,",),
        icon="preferences",
        separated=True,
    ),
    ActionSpec("close", "file", "&Close", lambda w: w.close_current(), (Key.Close,), _sketch, separated=True),
    ActionSpec("quit", "file", "&Quit", lambda w: w.close(), (Key.Quit, "Ctrl+Q")),
    ActionSpec("undo", "edit", "&Undo", lambda w: w.sketch.undo(), (Key.Undo,), _undo, "undo"),
    ActionSpec("redo", "edit", "&Redo", lambda w: w.sketch.redo(), (Key.Redo, "Ctrl+Y"), _redo, "redo"),
    ActionSpec("cut", "edit", "Cu&t", lambda w: w.sketch.on_canvas("cut"), (Key.Cut,), _chosen, "cut", separated=True),
    ActionSpec("copy", "edit", "&Copy", lambda w: w.sketch.on_canvas("copy"), (Key.Copy,), _chosen, "copy"),
    ActionSpec("paste", "edit", "&Paste", lambda w: w.sketch.on_canvas("paste"), (Key.Paste,), _pastable, "paste"),
    ActionSpec(
        "duplicate", "edit", "Dup&licate", lambda w: w.sketch.on_canvas("duplicate"), ("Ctrl+D",), _chosen, "duplicate"
    ),
    ActionSpec("delete", "edit", "&Delete", lambda w: w.sketch.on_canvas("delete_selection"), (), _deletable, "delete"),
    ActionSpec(
        "select_all",
        "edit",
        "Select &All",
        lambda w: w.sketch.on_canvas("select_all"),
        (Key.SelectAll,),
        _filled,
        separated=True,
    ),
    ActionSpec(
        "edit_layer",
        "edit",
        "&Edit Layer",
        lambda w: w.sketch.edit_layer(),
        ("F2",),
        _one,
        tip="Go to the fields of the selected layer.",
    ),
    ActionSpec(
        "zoom_in", "view", "Zoom &In", lambda w: w.sketch.on_canvas("zoom_in"), ("Ctrl++", "Ctrl+="), _sketch, "zoom-in"
    ),
    ActionSpec(
        "zoom_out", "view", "Zoom &Out", lambda w: w.sketch.on_canvas("zoom_out"), ("Ctrl+-",), _sketch, "zoom-out"
    ),
    ActionSpec(
        "one_to_one", "view", "&1:1", lambda w: w.sketch.on_canvas("one_to_one"), ("Ctrl+1",), _sketch, "one-to-one"
    ),
    ActionSpec("fit", "view", "&Fit", lambda w: w.sketch.on_canvas("fit"), ("Ctrl+0",), _filled, "fit"),
    ActionSpec(
        "fit_selection",
        "view",
        "Fit Se&lection",
        lambda w: w.sketch.on_canvas("fit_selection"),
        ("Ctrl+2",),
        _chosen,
        "fit-selection",
    ),
    ActionSpec(
        "next_sketch", "view", "&Next Sketch", lambda w: w.step_tab(1), ("Ctrl+PgDown",), _sketch, separated=True
    ),
    ActionSpec("previous_sketch", "view", "Pre&vious Sketch", lambda w: w.step_tab(-1), ("Ctrl+PgUp",), _sketch),
    ActionSpec(
        "find_layer",
        "layer",
        "&Find in Palette",
        lambda w: w.sketch.focus_palette(),
        ("Ctrl+F",),
        _sketch,
        tip="Type a layer's name; Enter adds it.",
    ),
    ActionSpec(
        "connect",
        "layer",
        "&Connect from Selected…",
        lambda w: w.sketch.on_canvas("start_connecting"),
        (),
        _one,
        "connect",
        "Choose the target with the arrow keys, Enter connects. The key C does the same on the canvas.",
    ),
    ActionSpec(
        "disconnect",
        "layer",
        "&Disconnect",
        lambda w: w.sketch.disconnect_selected(),
        ("Ctrl+Shift+D",),
        _wired,
        "disconnect",
        "Take the wires off the inputs of the selected layers.",
    ),
    ActionSpec(
        "group",
        "layer",
        "&Group into Block",
        lambda w: w.sketch.group(),
        ("Ctrl+G",),
        _groupable,
        "group",
        "Make the selected layers a block with a port for each tensor that goes in or out.",
        separated=True,
    ),
    ActionSpec(
        "ungroup",
        "layer",
        "&Ungroup",
        lambda w: w.sketch.on_canvas("ungroup"),
        ("Ctrl+Shift+G",),
        _blocks,
        "ungroup",
        "Put the layers of the selected blocks in their place.",
    ),
    ActionSpec(
        "make_unique",
        "layer",
        "&Make Unique",
        lambda w: w.sketch.on_canvas("make_unique"),
        (),
        _shared_block,
        tip="Give the selected block a definition of its own: editing it leaves the others as they are.",
    ),
    ActionSpec(
        "enter_block",
        "layer",
        "&Enter Block",
        lambda w: w.sketch.on_canvas("enter_block"),
        (),
        _one_block,
        "enter",
        "Show the layers inside. Enter or a double-click on the block does the same.",
    ),
    ActionSpec(
        "leave_block",
        "layer",
        "&Leave Block",
        lambda w: w.sketch.on_canvas("leave_block"),
        ("Ctrl+Shift+Up",),
        _inside,
        "leave",
        "Go back out to the sketch or block around this one.",
    ),
    ActionSpec(
        "lay_out",
        "layer",
        "Lay &Out",
        lambda w: w.sketch.on_canvas("lay_out"),
        ("Ctrl+L",),
        _filled,
        "lay-out",
        "Arrange all layers that are shown.",
        separated=True,
    ),
    ActionSpec("shortcuts", "help", "&Shortcuts", lambda w: w.show_shortcuts(), ("F1",), icon="keyboard"),
    ActionSpec("start", "help", "S&tart Screen", lambda w: w.toggle_start(), icon="library"),
    ActionSpec("about", "help", "&About Convas", lambda w: w.show_about(), icon="about", separated=True),
)

MENUS: Final = (("file", "&File"), ("edit", "&Edit"), ("view", "&View"), ("layer", "&Layer"), ("help", "&Help"))
TOOLBAR: Final = (
    "new",
    "open",
    "save",
    "",
    "undo",
    "redo",
    "",
    "zoom_out",
    "zoom_in",
    "one_to_one",
    "fit",
    "",
    "report",
)
CONTEXT: Final = (
    "edit_layer",
    "",
    "cut",
    "copy",
    "paste",
    "duplicate",
    "delete",
    "",
    "connect",
    "disconnect",
    "",
    "enter_block",
    "leave_block",
    "group",
    "ungroup",
    "make_unique",
    "",
    "lay_out",
    "fit_selection",
    "fit",
)

CANVAS_KEYS: Final = (
    ("Walk along wires", "Arrows"),
    ("Extend the selection", "Shift+Arrows"),
    ("Move the selection", "Ctrl+Arrows"),
    ("Connect by keyboard", "C"),
    ("Go into the selected block, or edit the layer", "Enter, or double-click"),
    ("Delete layers or the selected wire", "Del"),
    ("Leave what is under way", "Esc"),
    ("Fit the sketch", "Home"),
    ("Pan", "Space+Drag, middle button, or two fingers"),
    ("Zoom at the pointer", "Wheel"),
    ("Add to the selection", "Shift+Click, Shift+Drag"),
)
"""What the canvas itself understands; it needs the focus for it."""
