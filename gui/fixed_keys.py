"""Keys and gestures of the canvas that are always the same: listed with the shortcuts, and never given away."""

from __future__ import annotations

from typing import Final

from gui.shortcuts import FixedKeys

__all__ = ["FIXED"]

_KEYS: Final = "On the canvas"
_MOUSE: Final = "Mouse on the canvas"
_WIRES: Final = "Mouse on wires and ports"


def _arrows(modifier: str = "") -> tuple[str, ...]:
    return tuple(f"{modifier}{arrow}" for arrow in ("Up", "Down", "Left", "Right"))


FIXED: Final = (
    FixedKeys(_KEYS, "Walk along wires", "Arrows", _arrows()),
    FixedKeys(_KEYS, "Extend the selection along wires", "Shift+Arrows", _arrows("Shift+")),
    FixedKeys(_KEYS, "Move the selection", "Ctrl+Arrows", _arrows("Ctrl+")),
    FixedKeys(_KEYS, "Next and previous frame or note", "Page Down, Page Up", ("PgDown", "PgUp")),
    FixedKeys(_KEYS, "Resize the selected frame or note", "Ctrl+Shift+Arrows", _arrows("Ctrl+Shift+")),
    FixedKeys(_KEYS, "Go into the selected block, or edit the layer", "Enter", ("Return", "Enter")),
    FixedKeys(_KEYS, "Type the main number of the selected layer", "0 … 9", tuple("0123456789")),
    FixedKeys(_KEYS, "Menu of what is selected", "Menu, Shift+F10", ("Menu", "Shift+F10")),
    FixedKeys(_KEYS, "Leave what is under way, select nothing", "Esc", ("Esc",)),
    FixedKeys(_KEYS, "Pan", "Space+Drag", ("Space",)),
    FixedKeys(_KEYS, "Leave the canvas for what stands before it", "Shift+Tab", ("Shift+Tab", "Backtab")),
    FixedKeys(_MOUSE, "Select; drag moves", "Click"),
    FixedKeys(_MOUSE, "Add to the selection, or take from it", "Shift+Click, Ctrl+Click"),
    FixedKeys(_MOUSE, "Go into a block, or edit a layer", "Double-click on a layer"),
    FixedKeys(_MOUSE, "Rename where it stands", "Double-click on a name or a title"),
    FixedKeys(_MOUSE, "Type the main number where it stands", "Double-click on the parameters, or on ×N of a block"),
    FixedKeys(_MOUSE, "Quick add", "Double-click on the empty canvas or a wire"),
    FixedKeys(_MOUSE, "Insert on a wire", "Drag layers onto it"),
    FixedKeys(_MOUSE, "Move without snapping or inserting", "Ctrl while dragging"),
    FixedKeys(_MOUSE, "Duplicate with the incoming wires", "Alt+Drag"),
    FixedKeys(_MOUSE, "Detach from all wires", "Alt+Click, or shake while dragging"),
    FixedKeys(_MOUSE, "Select in a rectangle", "Drag on the empty canvas, Shift adds, Ctrl inverts what counts"),
    FixedKeys(_MOUSE, "Select in a loop", "Alt+Drag on the empty canvas"),
    FixedKeys(_MOUSE, "Pan", "Middle button, or two fingers"),
    FixedKeys(_MOUSE, "Zoom at the pointer", "Ctrl+Wheel, pinch; the wheel alone if the preferences say so"),
    FixedKeys(_MOUSE, "Go back, or forward, to what was in view", "Thumb buttons"),
    FixedKeys(_MOUSE, "Move a frame with what is in it", "Drag its title"),
    FixedKeys(_MOUSE, "Resize a frame or a note", "Drag its edges or corners"),
    FixedKeys(_MOUSE, "Menu of what is under the pointer", "Right click"),
    FixedKeys(_WIRES, "Connect", "Drag from a port"),
    FixedKeys(_WIRES, "Connect to a new layer", "Drag from a port and release on the empty canvas"),
    FixedKeys(_WIRES, "Connect all selected layers at once", "Shift+Drag from an output"),
    FixedKeys(_WIRES, "Keep another wire in hand", "Shift at the release"),
    FixedKeys(_WIRES, "Move all wires of an output", "Ctrl+Drag from it"),
    FixedKeys(_WIRES, "Plug one end in elsewhere", "Drag the wire near its end"),
    FixedKeys(_WIRES, "Bend", "Drag the middle of a wire"),
    FixedKeys(_WIRES, "Take a bend out", "Double-click on it"),
    FixedKeys(_WIRES, "Disconnect", "Alt+Click on a wire"),
    FixedKeys(_WIRES, "Cut wires", "Ctrl+Right-drag, or Ctrl+Alt+Drag"),
)
"""In the order they are listed."""
