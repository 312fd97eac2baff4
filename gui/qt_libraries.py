"""The shared libraries that Qt loads on Linux, and the Debian packages that bring them.

Imports nothing but the standard library: it is asked before anything is installed (``tools/check_system.py``) and where
Qt cannot be loaded (``gui.display``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = ["FOR_A_WINDOW", "FOR_EVERYTHING", "lacking_packages", "loads"]

# Shared library -> Debian packages that bring it, newest name first (Ubuntu 24.04 and Debian 13 renamed one).
# Found with `readelf -d` over the PySide6-Essentials 6.11.3 modules and platform plugins that Convas uses.
FOR_EVERYTHING: Final[dict[str, tuple[str, ...]]] = {
    "libEGL.so.1": ("libegl1",),
    "libGL.so.1": ("libgl1",),
    "libX11.so.6": ("libx11-6",),
    "libdbus-1.so.3": ("libdbus-1-3",),
    "libfontconfig.so.1": ("libfontconfig1",),
    "libfreetype.so.6": ("libfreetype6",),
    "libglib-2.0.so.0": ("libglib2.0-0t64", "libglib2.0-0"),
    "libgthread-2.0.so.0": ("libglib2.0-0t64", "libglib2.0-0"),
    "libxkbcommon.so.0": ("libxkbcommon0",),
    "libz.so.1": ("zlib1g",),
    "libzstd.so.1": ("libzstd1",),
}
"""What tests, pictures and reports need."""
FOR_A_WINDOW: Final[dict[str, tuple[str, ...]]] = {
    "libX11-xcb.so.1": ("libx11-xcb1",),
    "libxcb.so.1": ("libxcb1",),
    "libxcb-cursor.so.0": ("libxcb-cursor0",),
    "libxcb-glx.so.0": ("libxcb-glx0",),
    "libxcb-icccm.so.4": ("libxcb-icccm4",),
    "libxcb-image.so.0": ("libxcb-image0",),
    "libxcb-keysyms.so.1": ("libxcb-keysyms1",),
    "libxcb-randr.so.0": ("libxcb-randr0",),
    "libxcb-render.so.0": ("libxcb-render0",),
    "libxcb-render-util.so.0": ("libxcb-render-util0",),
    "libxcb-shape.so.0": ("libxcb-shape0",),
    "libxcb-shm.so.0": ("libxcb-shm0",),
    "libxcb-sync.so.1": ("libxcb-sync1",),
    "libxcb-util.so.1": ("libxcb-util1",),
    "libxcb-xfixes.so.0": ("libxcb-xfixes0",),
    "libxcb-xkb.so.1": ("libxcb-xkb1",),
    "libxkbcommon-x11.so.0": ("libxkbcommon-x11-0",),
}
"""What a window on X11 needs besides."""


def loads(library: str) -> bool:
    """Whether the dynamic linker finds a shared library and all that it needs itself."""
    import ctypes  # here: who has a display is never asked

    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def lacking_packages(needs: Mapping[str, tuple[str, ...]]) -> list[str]:
    """The packages, each once, whose libraries this machine does not load."""
    return list(dict.fromkeys(packages[-1] for library, packages in needs.items() if not loads(library)))
