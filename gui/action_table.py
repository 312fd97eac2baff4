"""Every command of the window in ONE table: what it is called, what it does, when it can be used, where it stands."""

from __future__ import annotations

from typing import Final, NamedTuple

from gui.action_spec import ActionSpec, Commands, Condition, Handler
from gui.sketch_actions import ARRANGE, EDIT, LAYER
from gui.window_actions import FILE, GO, HELP, VIEW

__all__ = ["ACTIONS", "CONTEXTS", "MENUS", "TOOLBAR", "ActionSpec", "Commands", "Condition", "Handler", "Menu"]


class Menu(NamedTuple):
    """A menu of the window.

    Attributes:
        name: what the table knows it by; its objectName is ``menu_`` and this.
        title: what it says, ``&`` before the letter to underline.
        parent: the menu it is part of, at the place of its first command; empty for the bar.
    """

    name: str
    title: str
    parent: str = ""


MENUS: Final = (
    Menu("file", "&File"),
    Menu("edit", "&Edit"),
    Menu("view", "&View"),
    Menu("go", "&Go"),
    Menu("layer", "&Layer"),
    Menu("arrange", "&Arrange"),
    Menu("help", "&Help"),
    Menu("select", "&Select", "edit"),
    Menu("zoom", "&Zoom", "view"),
    Menu("bookmarks", "Book&marks", "go"),
    Menu("color", "Co&lour", "layer"),
    Menu("align", "&Align and Distribute", "arrange"),
)

ACTIONS: Final[tuple[ActionSpec, ...]] = (*FILE, *EDIT, *VIEW, *GO, *LAYER, *ARRANGE, *HELP)

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
_CLIPBOARD: Final = ("", "cut", "copy", "paste", "duplicate", "delete", "dissolve")
CONTEXTS: Final[dict[str, tuple[str, ...]]] = {
    "node": (
        *("rename", "edit_layer", "enter_block", "replace_type"),
        *("", "bypass", "collapse", "lock", ">color"),
        *_CLIPBOARD,
        *("", "connect", "disconnect", "detach", "swap"),
        *("", "group", "ungroup", "make_unique", "frame"),
        *("", ">select", ">align", "tidy_selection", "fit_selection"),
    ),
    "wire": ("disconnect", "straighten", "input_earlier", "input_later"),
    "frame": ("rename", ">color", *_CLIPBOARD, "", "fit_selection"),
    "canvas": (
        *("note", "", "paste", "paste_with_wires", "select_all"),
        *("", "leave_block", "lay_out", "lay_out_right", "fit", "", "find", "add_bookmark"),
    ),
}
"""Menus of the canvas, by what they are about: actions by id, ``>`` before a menu of actions, empty for a line. What
cannot be used is left out."""
