"""Commands that change a sketch or choose in it: editing, layers, arranging. Lines of the table of actions."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QKeySequence

from gui import conditions as when
from gui.action_spec import ActionSpec as Spec
from gui.action_spec import Commands, Handler

__all__ = ["ARRANGE", "COLOR", "COLORS", "EDIT", "LAYER"]

Key = QKeySequence.StandardKey
COLOR: Final = "color_"
"""Before the name of a colour, in the id of the action that gives it."""
COLORS: Final = ("", "red", "orange", "yellow", "green", "teal", "blue", "purple", "grey")
"""Those of ``core.document.graph``, which is imported after the first paint."""

_TITLES: Final = {"": "Of Its &Kind", "grey": "Gr&ey"}


def _tr(text: str) -> str:
    return QCoreApplication.translate("Actions", text)


def _step_back(window: Commands) -> str:
    session = window.session
    return f"{_tr('&Undo')} {(session and session.undo_text) or ''}".rstrip()


def _step_on(window: Commands) -> str:
    session = window.session
    return f"{_tr('&Redo')} {(session and session.redo_text) or ''}".rstrip()


EDIT: Final = (
    Spec("undo", "edit", "&Undo", lambda w: w.sketch.undo(), (Key.Undo,), when.undo, "undo", title=_step_back),
    Spec("redo", "edit", "&Redo", lambda w: w.sketch.redo(), (Key.Redo, "Ctrl+Y"), when.redo, "redo", title=_step_on),
    Spec("cut", "edit", "Cu&t", "cut", (Key.Cut,), when.chosen_or_framed, "cut", separated=True),
    Spec("copy", "edit", "&Copy", "copy", (Key.Copy,), when.chosen_or_framed, "copy"),
    Spec("paste", "edit", "&Paste", "paste", (Key.Paste,), when.pastable, "paste"),
    Spec(
        "paste_with_wires",
        "edit",
        "Paste with &Wires",
        "paste_with_wires",
        ("Ctrl+Shift+V",),
        when.pastable,
        tip="Paste, and let the copies read what the originals read.",
    ),
    Spec("duplicate", "edit", "Dup&licate", "duplicate", ("Ctrl+D",), when.chosen_or_framed, "duplicate"),
    Spec(
        "copy_picture",
        "edit",
        "Copy as P&icture",
        "copy_picture",
        (),
        when.filled,
        tip="Put a picture of what is selected on the clipboard, or of the whole sketch.",
    ),
    Spec(
        "delete", "edit", "&Delete", "delete_selection", ("Del", "Backspace"), when.deletable, "delete", separated=True
    ),
    Spec(
        "dissolve",
        "edit",
        "Delete and Rec&onnect",
        "dissolve_selection",
        ("Ctrl+Del", "Alt+Del"),
        when.chosen,
        tip="Delete the selected layers, and lead the wires past where they were.",
    ),
    Spec("select_all", "edit", "Select &All", "select_all", (Key.SelectAll,), when.filled, separated=True),
    Spec(
        "select_upstream",
        "select",
        "&Upstream",
        "select_upstream",
        ("[",),
        when.chosen,
        tip="Also select everything that the selected layers depend on.",
    ),
    Spec(
        "select_downstream",
        "select",
        "&Downstream",
        "select_downstream",
        ("]",),
        when.chosen,
        tip="Also select everything that depends on the selected layers.",
    ),
    Spec(
        "select_branch",
        "select",
        "&Branch",
        "select_branch",
        ("Ctrl+Shift+B",),
        when.chosen,
        tip="Select the branch of each selected layer, from where it forks to where it merges.",
    ),
    Spec(
        "select_same_type",
        "select",
        "Same &Type",
        "select_same_type",
        ("Shift+G",),
        when.chosen,
        tip="Select all layers of the same types.",
    ),
    Spec("rename", "edit", "Rena&me", "rename_selection", ("F2",), when.one_thing, "rename", separated=True),
    Spec(
        "edit_layer",
        "edit",
        "&Edit Layer",
        lambda w: w.sketch.edit_layer(),
        ("Ctrl+Return",),
        when.one,
        tip="Go to the fields of the selected layer.",
    ),
)


def _giving(color: str) -> Handler:
    return lambda window: window.sketch.on_canvas("set_color", color)


LAYER: Final = (
    Spec(
        "quick_add",
        "layer",
        "&Quick Add…",
        "quick_add",
        ("Tab", "Shift+A"),
        when.sketch,
        "add",
        "Search layers and blocks, and add one at the pointer. So does a double-click on the empty canvas.",
    ),
    Spec(
        "find_layer",
        "layer",
        "&Find in Palette",
        lambda w: w.sketch.focus_palette(),
        ("Ctrl+Shift+F",),
        when.sketch,
        tip="Type a layer's name; Enter adds it.",
    ),
    Spec(
        "replace_type",
        "layer",
        "&Replace Type…",
        lambda w: w.sketch.replace_type(),
        ("Ctrl+Shift+T",),
        when.replaceable,
        "replace",
        "Make the selected layers another type. Wires, and what both types know, are kept.",
        separated=True,
    ),
    Spec(
        "bypass",
        "layer",
        "&Bypass",
        "toggle_bypass",
        ("Ctrl+B", "M"),
        when.bypassable,
        "bypass",
        "Hand the input on unchanged: the layer costs nothing while it is bypassed.",
        checked=when.bypassed,
    ),
    Spec(
        "collapse",
        "layer",
        "&Collapse",
        "toggle_collapse",
        ("Alt+C",),
        when.chosen,
        tip="Show only the name.",
        checked=when.styled(lambda style: style.collapsed),
    ),
    Spec(
        "lock",
        "layer",
        "Loc&k",
        "toggle_lock",
        (),
        when.chosen,
        "lock",
        "Neither dragging nor laying out moves the layer.",
        checked=when.styled(lambda style: style.locked),
    ),
    *(
        Spec(
            COLOR + (color or "none"),
            "color",
            _TITLES.get(color, f"&{color.capitalize()}"),
            _giving(color),
            (),
            when.chosen_or_framed,
        )
        for color in COLORS
    ),
    Spec(
        "connect",
        "layer",
        "C&onnect from Selected…",
        "start_connecting",
        ("C",),
        when.one,
        "connect",
        "Choose the target with the arrow keys, Enter connects.",
        separated=True,
    ),
    Spec(
        "disconnect",
        "layer",
        "&Disconnect",
        lambda w: w.sketch.disconnect_selected(),
        ("Ctrl+Shift+D",),
        when.wired,
        "disconnect",
        "Take the wires off the inputs of the selected layers.",
    ),
    Spec(
        "detach",
        "layer",
        "Detac&h",
        "detach_selection",
        (),
        when.chosen,
        tip="Take the selected layers out of their wires, which are led past them. So does shaking them.",
    ),
    Spec(
        "swap",
        "layer",
        "S&wap",
        "swap_selection",
        ("Alt+S",),
        when.two,
        "swap",
        "Let the two selected layers change places.",
    ),
    Spec(
        "group",
        "layer",
        "&Group into Block",
        lambda w: w.sketch.group(),
        ("Ctrl+G",),
        when.groupable,
        "group",
        "Make the selected layers a block with a port for each tensor that goes in or out.",
        separated=True,
    ),
    Spec(
        "ungroup",
        "layer",
        "&Ungroup",
        "ungroup",
        ("Ctrl+Shift+G",),
        when.blocks,
        "ungroup",
        "Put the layers of the selected blocks in their place.",
    ),
    Spec(
        "make_unique",
        "layer",
        "&Make Unique",
        "make_unique",
        (),
        when.shared_block,
        tip="Give the selected block a definition of its own: editing it leaves the others as they are.",
    ),
)

ARRANGE: Final = (
    Spec(
        "lay_out",
        "arrange",
        "Lay &Out",
        "lay_out",
        ("Ctrl+L",),
        when.filled,
        "lay-out",
        "Arrange all layers that are shown, from top to bottom.",
    ),
    Spec(
        "lay_out_right",
        "arrange",
        "Lay Out &Left to Right",
        "lay_out_right",
        ("Ctrl+Shift+L",),
        when.filled,
        tip="Arrange all layers that are shown, from left to right.",
    ),
    Spec(
        "tidy_selection",
        "arrange",
        "&Tidy Selection",
        "tidy_selection",
        (),
        when.nodes(2),
        tip="Arrange the selected layers among themselves, where they are.",
    ),
    Spec("align_left", "align", "&Left Edges", "align_left", (), when.nodes(2), "align-left"),
    Spec("align_center", "align", "&Centres", "align_center", (), when.nodes(2)),
    Spec("align_right", "align", "&Right Edges", "align_right", (), when.nodes(2)),
    Spec("align_top", "align", "&Top Edges", "align_top", (), when.nodes(2), "align-top", separated=True),
    Spec("align_middle", "align", "&Middles", "align_middle", (), when.nodes(2)),
    Spec("align_bottom", "align", "&Bottom Edges", "align_bottom", (), when.nodes(2)),
    Spec(
        "distribute_across",
        "align",
        "Distribute &Across",
        "distribute_across",
        (),
        when.nodes(3),
        tip="Make the gaps from left to right equal.",
        separated=True,
    ),
    Spec(
        "distribute_down",
        "align",
        "Distribute &Down",
        "distribute_down",
        (),
        when.nodes(3),
        tip="Make the gaps from top to bottom equal.",
    ),
    Spec(
        "frame",
        "arrange",
        "&Frame Selection",
        "frame_selection",
        ("Ctrl+J",),
        when.chosen,
        "frame",
        "Draw a frame with a title around the selected layers; it carries them along.",
        separated=True,
    ),
    Spec("note", "arrange", "Add &Note", "add_note", ("N",), when.sketch, "note", "Write something beside the layers."),
    Spec(
        "straighten",
        "arrange",
        "&Straighten Wires",
        "straighten_wires",
        (),
        when.straightenable,
        tip="Take the bends out of the selected wire, or of the wires of the selected layers.",
        separated=True,
    ),
    Spec(
        "input_earlier",
        "arrange",
        "Input &Earlier",
        "move_input_earlier",
        (),
        when.reorderable,
        tip="Move the selected wire one place up among the inputs of its layer.",
    ),
    Spec(
        "input_later",
        "arrange",
        "Input Late&r",
        "move_input_later",
        (),
        when.reorderable,
        tip="Move the selected wire one place down among the inputs of its layer.",
    ),
)
