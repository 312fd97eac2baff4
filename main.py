"""Convas from the command line: a window, or one of the commands without one. The only composition root.

python main.py                              start screen
python main.py FILE… | library:NAME…        these sketches in a window
python main.py report|render|check|list     without a window; --help tells more
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from core.text import ShapeOrder

if TYPE_CHECKING:
    from core.analysis.infer import Analysis
    from core.cli import PictureKind

_COMMANDS = ("report", "render", "check", "list", "-h", "--help", "-V", "--version")


def draw(analysis: Analysis, kind: PictureKind, *, dark: bool, shape_order: ShapeOrder, title: str) -> bytes:
    """Draw a sketch, on the offscreen platform where there is no display.

    Args:
        analysis: what to draw.
        kind: ``png``, ``svg`` or ``pdf``.
        dark: in dark colours.
        shape_order: how shapes are written.
        title: title of the picture.
    """
    from core.errors import ConvasError

    if sys.platform.startswith("linux"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # a picture in a file needs no display
    try:
        from PySide6.QtGui import QGuiApplication

        from gui.drawing import picture
        from gui.theme import DARK, LIGHT
    except ImportError as error:
        raise ConvasError(f"Drawing needs Qt, which cannot be loaded: {error}. `make setup` installs it.") from error
    # Kept in a name: an application that is collected takes its fonts with it.
    application = QGuiApplication.instance() or QGuiApplication(["convas"])
    theme = DARK if dark else LIGHT
    try:
        match kind:
            case "svg":
                return picture.render_svg(analysis, theme=theme, shape_order=shape_order, title=title).encode()
            case "pdf":
                return picture.render_pdf(analysis, theme=theme, shape_order=shape_order, title=title)
            case _:
                return picture.render_png(analysis, theme=theme, shape_order=shape_order)
    finally:
        del application


def main(argv: Sequence[str]) -> int:
    """Run Convas.

    Args:
        argv: the program's arguments, without its name.

    Returns:
        The exit code.
    """
    # NumPy's linear algebra is used nowhere; its threads would take a fifth of the time to the first sketch.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if argv and argv[0] in _COMMANDS:
        from core.cli import run

        return run(argv, draw)
    unknown = next((word for word in argv if word.startswith("-")), None)
    if unknown is not None:
        print(f"main.py: there is no option {unknown}; python main.py --help tells what there is", file=sys.stderr)
        return 2
    nothing = next((word for word in argv if _is_neither(word)), None)
    if nothing is not None:
        print(f"main.py: there is no file or command {nothing}; {_meant(nothing)}", file=sys.stderr)
        return 2
    return _open_window(argv)


def _is_neither(word: str) -> bool:
    """Whether a word can only be a mistyped command: no file of that name, and nothing that looks like one."""
    from pathlib import Path

    if not word or ":" in word:
        return False
    path = Path(word)
    return path.name == word and not path.suffix and not path.exists()


def _meant(word: str) -> str:
    from difflib import get_close_matches

    from core.library.catalog import closest

    names = [name for name in _COMMANDS if not name.startswith("-")]
    near = get_close_matches(word.lower(), names, 1)
    entry = closest(word)
    if near or entry:
        return f"did you mean {near[0] if near else f'library:{entry}'}?"
    return f"the commands are {', '.join(names)}, and python main.py --help tells more"


def _open_window(sources: Sequence[str]) -> int:
    from gui.display import DisplayProbe, unloadable_qt

    # Starting makes objects that last: looking for garbage among them takes a twentieth of the time to the first paint.
    gc.disable()
    probe = DisplayProbe()
    refusal = probe.refused
    if refusal is None:
        try:  # while the probe tries
            from gui.qt_imports import spare_sources

            spare_sources()
            from gui.app import run_window
        except ImportError as error:
            if not (error.name or "").startswith(("PySide6", "shiboken6")):
                raise
            refusal = unloadable_qt(error)
        else:
            refusal = probe.refusal()
    if refusal is not None:
        print(refusal, file=sys.stderr)
        return 2
    return run_window(sources)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
