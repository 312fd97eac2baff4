"""The MIME types that palette, canvas and clipboard share: how they are named, made and read."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QMimeData

__all__ = ["FRAGMENT", "PRESET", "fragment_mime", "preset_mime", "read_fragment", "read_preset"]

PRESET: Final = "application/x-convas-preset"
"""Key of a palette entry, in UTF-8."""
FRAGMENT: Final = "application/x-convas-fragment+json"
"""Nodes with the wires among them, as ``core.io.codec.encode_fragment`` writes them."""


def preset_mime(key: str) -> QMimeData:
    """What the palette hands out when an entry is dragged."""
    mime = QMimeData()
    mime.setData(PRESET, key.encode())
    return mime


def read_preset(mime: QMimeData) -> str | None:
    """The key of the palette entry that is being dragged, or None when it is something else."""
    return _text(mime, PRESET)


def fragment_mime(text: str) -> QMimeData:
    """What copying puts on the clipboard: for Convas, and as plain text for everybody else."""
    mime = QMimeData()
    mime.setData(FRAGMENT, text.encode())
    mime.setText(text)
    return mime


def read_fragment(mime: QMimeData) -> str | None:
    """Text that may be a fragment: ours, or plain text that somebody sent or saved; None when there is no text."""
    found = _text(mime, FRAGMENT)
    if found is None and mime.hasText():
        found = mime.text()
    return found or None


def _text(mime: QMimeData, name: str) -> str | None:
    if not mime.hasFormat(name):
        return None
    return bytes(mime.data(name).data()).decode(errors="replace")
