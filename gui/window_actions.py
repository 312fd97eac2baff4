"""Commands of the window: files, what is in view, where to go, help. Lines of the table of actions."""

from __future__ import annotations

from typing import Final

from PySide6.QtGui import QKeySequence

from gui import conditions as when
from gui.action_spec import ActionSpec as Spec
from gui.action_spec import Handler, always

__all__ = ["FILE", "GO", "HELP", "VIEW"]

Key = QKeySequence.StandardKey
_BOOKMARKS: Final = 9
"""As many as there are digits to go to them by."""

FILE: Final = (
    Spec("new", "file", "&New", lambda w: w.new_sketch(), (Key.New,), icon="new", tip="Start an empty sketch."),
    Spec("open", "file", "&Open…", lambda w: w.open_asked(), (Key.Open,), icon="open", tip="Open files."),
    Spec("save", "file", "&Save", lambda w: w.save(), (Key.Save,), when.sketch, "save", separated=True),
    Spec("save_as", "file", "Save &As…", lambda w: w.save_as(), ("Ctrl+Shift+S",), when.sketch),
    Spec(
        "report",
        "file",
        "E&xport Report…",
        lambda w: w.sketch.export_report(),
        ("Ctrl+E",),
        when.sketch,
        "report",
        "Costs, branches and formulas as text, Markdown, CSV, JSON or HTML.",
        separated=True,
    ),
    Spec(
        "picture",
        "file",
        "Export &Picture…",
        lambda w: w.sketch.export_picture(),
        ("Ctrl+Shift+E",),
        when.sketch,
        "picture",
        "The sketch alone as PNG, SVG or PDF.",
    ),
    Spec(
        "preferences",
        "file",
        "Pre&ferences…",
        lambda w: w.show_preferences(),
        ("Ctrl+,",),
        icon="preferences",
        separated=True,
    ),
    Spec("close", "file", "&Close", lambda w: w.close_current(), (Key.Close,), when.sketch, separated=True),
    Spec("quit", "file", "&Quit", lambda w: w.close(), (Key.Quit, "Ctrl+Q")),
)

VIEW: Final = (
    Spec("zoom_in", "view", "Zoom &In", "zoom_in", ("Ctrl++", "Ctrl+="), when.sketch, "zoom-in"),
    Spec("zoom_out", "view", "Zoom &Out", "zoom_out", ("Ctrl+-",), when.sketch, "zoom-out"),
    Spec("one_to_one", "zoom", "&1:1", "one_to_one", ("Ctrl+1",), when.sketch, "one-to-one"),
    Spec("zoom_25", "zoom", "&25 %", "zoom_25", (), when.sketch),
    Spec("zoom_50", "zoom", "&50 %", "zoom_50", (), when.sketch),
    Spec("zoom_200", "zoom", "200 &%", "zoom_200", (), when.sketch),
    Spec("fit", "view", "&Fit", "fit", ("Ctrl+0", "Home"), when.filled, "fit"),
    Spec(
        "fit_selection",
        "view",
        "Fit Se&lection",
        "fit_selection",
        ("Ctrl+2", "."),
        when.chosen_or_framed,
        "fit-selection",
    ),
    Spec(
        "minimap",
        "view",
        "&Map",
        "toggle_minimap",
        ("Ctrl+M",),
        when.sketch,
        "map",
        "A small map of the whole sketch in a corner of the canvas.",
        separated=True,
        checked=lambda w: w.sketch.minimap_shown,
    ),
    Spec("history", "view", "&History", lambda w: w.sketch.toggle_history(), ("Ctrl+Shift+H",), when.sketch, "history"),
)


def _going_to(number: int) -> Handler:
    return lambda window: window.sketch.on_canvas("go_to_bookmark", number)


GO: Final = (
    Spec(
        "find",
        "go",
        "&Find…",
        lambda w: w.sketch.find(),
        ("Ctrl+F",),
        when.sketch,
        "find",
        "Find layers by name, type, shape or issue.",
    ),
    Spec("find_next", "go", "Find &Next", lambda w: w.sketch.find_next(), ("F3",), when.sketch),
    Spec("find_previous", "go", "Find &Previous", lambda w: w.sketch.find_previous(), ("Shift+F3",), when.sketch),
    Spec(
        "back",
        "go",
        "&Back",
        "back",
        ("Alt+Left",),
        when.sketch,
        "back",
        "Go back to what was in view before the last jump.",
        separated=True,
    ),
    Spec("forward", "go", "F&orward", "forward", ("Alt+Right",), when.sketch, "forward"),
    Spec(
        "enter_block",
        "go",
        "&Enter Block",
        "enter_block",
        ("Alt+Down",),
        when.one_block,
        "enter",
        "Show the layers inside. Enter or a double-click on the block does the same.",
        separated=True,
    ),
    Spec(
        "leave_block",
        "go",
        "&Leave Block",
        "leave_block",
        ("Alt+Up",),
        when.inside,
        "leave",
        "Go back out to the sketch or block around this one.",
    ),
    Spec(
        "add_bookmark",
        "go",
        "Bookmark This Pl&ace",
        "add_bookmark",
        ("Alt+B",),
        when.sketch,
        "bookmark",
        "Give what is in view a name that one can come back by.",
        separated=True,
    ),
    *(
        Spec(
            f"bookmark_{number}",
            "bookmarks",
            f"Go to Bookmark &{number}",
            _going_to(number),
            (f"Alt+{number}",),
            when.bookmarks(number),
            title=when.bookmark(number),
            hidden=True,
        )
        for number in range(1, _BOOKMARKS + 1)
    ),
    Spec(
        "edit_bookmarks",
        "bookmarks",
        "&Edit Bookmarks…",
        lambda w: w.show_bookmarks(),
        (),
        when.bookmarks(1),
        tip="Rename bookmarks, or take them off.",
        separated=True,
    ),
    Spec("next_sketch", "go", "Ne&xt Sketch", lambda w: w.step_tab(1), ("Ctrl+PgDown",), when.sketch, separated=True),
    Spec("previous_sketch", "go", "Previo&us Sketch", lambda w: w.step_tab(-1), ("Ctrl+PgUp",), when.sketch),
)

HELP: Final = (
    Spec(
        "commands",
        "help",
        "Find a &Command…",
        lambda w: w.show_commands(),
        ("Ctrl+Shift+P",),
        always,
        "command",
        "Search everything that the menus can do, and run it.",
    ),
    Spec(
        "shortcuts",
        "help",
        "Keyboard and &Mouse…",
        lambda w: w.show_shortcuts(),
        ("F1", "?"),
        icon="keyboard",
        tip="Every key and gesture, to look up and to change.",
    ),
    Spec("start", "help", "S&tart Screen", lambda w: w.toggle_start(), icon="library"),
    Spec("about", "help", "&About Convas", lambda w: w.show_about(), icon="about", separated=True),
)
