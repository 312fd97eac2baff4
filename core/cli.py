"""The commands without a window: report, render, check, list.

Nothing here draws: a picture is made by a callable that ``main.py`` hands in, so that the other commands start without
Qt and without NumPy.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Literal, Protocol, cast

from core.analysis.infer import Analysis, infer
from core.analysis.totals import DEFAULT_PRECISION, PRECISIONS
from core.document.document import Document
from core.errors import ConvasError, FileError, FormatError
from core.io.files import write_bytes_atomically
from core.io.source import open_source
from core.paths import VERSION
from core.report.build import Report, build
from core.report.formats import FORMATS
from core.report.listing import library_text
from core.report.words import incomplete_text, one_line, title_of
from core.text import CHW, HWC, ShapeOrder, count_text, integer_text

__all__ = ["COMMANDS", "FAILED", "SOUND", "UNSOUND", "Draw", "PictureKind", "run"]

COMMANDS: Final = ("report", "render", "check", "list")
SOUND: Final = 0
UNSOUND: Final = 1
"""The model has errors; they are listed."""
FAILED: Final = 2
"""The source cannot be read, the result cannot be written, or the command is not understood."""

PictureKind = Literal["png", "svg", "pdf"]
_KINDS: Final[dict[str, PictureKind]] = {".png": "png", ".svg": "svg", ".pdf": "pdf"}


class Draw(Protocol):
    """Draws a sketch; starts what drawing needs, without a display where there is none."""

    def __call__(
        self, analysis: Analysis, kind: PictureKind, *, dark: bool, shape_order: ShapeOrder, title: str
    ) -> bytes:
        """The content of a picture file.

        Raises:
            ConvasError: it cannot be drawn; the text says why.
        """
        ...


def run(argv: Sequence[str], draw: Draw) -> int:
    """Run one command.

    Args:
        argv: the command and its arguments, without the program's name.
        draw: makes pictures.

    Returns:
        The exit code: 0 sound, 1 the model has errors, 2 nothing could be done.
    """
    _speak_utf8()
    # Python refuses to print an int of more than 4,300 digits, lest a stranger's text takes long to read. Ours come
    # from arithmetic: 15,000 concats that each double the channels are a silly sketch, but a correct one.
    sys.set_int_max_str_digits(0)
    try:
        arguments = _parser().parse_args(argv)
        match arguments.command:
            case "report":
                return _report(arguments, draw)
            case "render":
                return _render(arguments, draw)
            case "check":
                return _check(arguments)
            case _:
                _say(library_text(_order(arguments)))
                return SOUND
    except SystemExit as done:  # how argparse ends when it has shown its help, or what it did not understand
        return SOUND if done.code in (0, None) else FAILED
    except ConvasError as error:
        print(_printable(str(error)), file=sys.stderr)
        return FAILED


# -- commands -----------------------------------------------------------------------------------------------------


def _report(arguments: argparse.Namespace, draw: Draw) -> int:
    document, analysis = _open(arguments.source)
    chosen = FORMATS[_format_of(arguments)]
    order = _order(arguments)
    pictures: dict[str, str] = {}
    if chosen.pictured:
        for key, dark in (("picture", False), ("dark_picture", True)):
            drawn = draw(analysis, "svg", dark=dark, shape_order=order, title=_title(arguments, document))
            pictures[key] = drawn.decode("utf-8")
    untitled = _title(arguments, document)
    report = build(document, analysis, precision=arguments.precision, shape_order=order, untitled=untitled, **pictures)
    text = chosen.render(report)
    if arguments.output is None:
        _say(text)
    else:
        # A name may hold half of a surrogate pair, which no UTF-8 can say.
        _save(arguments, text.encode("utf-8", "replace"))
    return _verdict(report)


def _render(arguments: argparse.Namespace, draw: Draw) -> int:
    kind = _KINDS.get(Path(arguments.output).suffix.lower())
    if kind is None:
        raise ConvasError(f"“{arguments.output}” must end in .png, .svg or .pdf, which says what to draw.")
    document, analysis = _open(arguments.source)
    title = _title(arguments, document)
    data = draw(analysis, kind, dark=arguments.dark, shape_order=_order(arguments), title=title)
    _save(arguments, data)
    return SOUND


def _check(arguments: argparse.Namespace) -> int:
    document, analysis = _open(arguments.source)
    report = build(document, analysis, untitled=_title(arguments, document))
    lines = []
    for issue in report.issues:
        where = one_line(issue.path) + (f" ({one_line(issue.param)})" if issue.param else "")
        lines.append(f"{issue.severity}: {where}: {one_line(issue.message)}")
    layers = count_text(report.totals.layers, "layer")
    if report.bypassed:
        layers += f", {integer_text(report.bypassed)} bypassed"
    counts = f"{integer_text(report.totals.macs)} MACs, {integer_text(report.totals.params)} params"
    verdict = "sound" if report.sound else "not sound"
    lines.append(f"{title_of(report)}: {verdict}; {layers}, {counts}.")
    if incomplete := incomplete_text(report):
        lines.append(incomplete)
    _say("\n".join(lines) + "\n")
    return _verdict(report)


def _open(source: str) -> tuple[Document, Analysis]:
    """The sketch and what follows from it.

    Raises:
        ConvasError: it cannot be read; every line says of which file it speaks.
    """
    try:
        document = open_source(source)
    except FormatError as error:
        raise ConvasError("\n".join(f"{source}: {line}" for line in str(error).splitlines())) from error
    return document, infer(document)


def _title(arguments: argparse.Namespace, document: Document) -> str:
    """The sketch's title, or else the name of its file without the ending."""
    title = document.meta.title
    return title if title.strip() else Path(arguments.source).stem


def _save(arguments: argparse.Namespace, data: bytes) -> None:
    if Path(arguments.output).resolve() == Path(arguments.source).resolve():
        raise FileError(f"“{arguments.output}” is the sketch itself; it was not replaced. Choose another name.")
    write_bytes_atomically(arguments.output, data)


def _verdict(report: Report) -> int:
    return SOUND if report.sound else UNSOUND


def _format_of(arguments: argparse.Namespace) -> str:
    """The format that was asked for, else the one that the file's name asks for."""
    if arguments.format is not None:
        return str(arguments.format)
    suffix = Path(arguments.output or "").suffix.lower()
    return next((fmt.name for fmt in FORMATS.values() if fmt.suffix == suffix), "text")


def _order(arguments: argparse.Namespace) -> ShapeOrder:
    return cast(ShapeOrder, arguments.order)


# -- the terminal ---------------------------------------------------------------------------------------------------


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="main.py",
        description="Reports and checks of CNN sketches without a window.",
        epilog="SOURCE is a .convas file or library:NAME. "
        "Exit codes: 0 sound, 1 the model has errors, 2 it cannot be read.",
    )
    parser.add_argument("-V", "--version", action="version", version=f"Convas {VERSION}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    report = commands.add_parser("report", help="shapes, costs, branches and issues of a sketch")
    _add_source(report)
    report.add_argument("--format", choices=tuple(FORMATS), help="default: what the ending of FILE says, else text")
    report.add_argument("-o", "--output", metavar="FILE", help="default: standard output")
    report.add_argument(
        "--precision",
        choices=tuple(PRECISIONS),
        default=DEFAULT_PRECISION,
        help="what bytes are given for (%(default)s)",
    )
    _add_order(report)

    render = commands.add_parser("render", help="the picture of a sketch")
    _add_source(render)
    render.add_argument("-o", "--output", metavar="FILE", required=True, help="ends in .png, .svg or .pdf")
    render.add_argument("--dark", action="store_true", help="dark colours")
    _add_order(render)

    check = commands.add_parser("check", help="whether a sketch is sound, and what is wrong with it")
    _add_source(check)

    listing = commands.add_parser("list", help="what the library holds, with totals")
    _add_order(listing)
    return parser


def _add_source(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", metavar="SOURCE", help="a .convas file or library:NAME")


def _add_order(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--order", choices=(HWC, CHW), default=HWC, help="how shapes are written (%(default)s)")


def _speak_utf8() -> None:
    """Under LANG=C Python would refuse to print ×; CSV must keep its own line ends."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="")


def _say(text: str) -> None:
    """Write to standard output. Whoever reads it may have had enough (``| head``); that is no error.

    Raises:
        FileError: it cannot be written, for instance because the disk is full.
    """
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except OSError as error:
        # The interpreter flushes once more on its way out, and must not complain then.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            raise FileError(f"The standard output cannot be written: {error.strerror}.") from error


def _printable(text: str) -> str:
    """An error of several lines, each fit for a terminal."""
    return "\n".join(one_line(line) for line in text.splitlines())
