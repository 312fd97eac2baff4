"""The command palette: everything that the menus hold and that can be done now, and the library to open from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction, QIcon, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from core.language.operator import Category
from core.library.catalog import entries
from core.search import match
from gui.search.recent import Recent
from gui.search.rows import Row

__all__ = ["ENTRY", "RECENT_COMMANDS", "Command", "CommandPalette", "commands_of"]

RECENT_COMMANDS: Final = "recent_commands"
"""Where the settings keep what was run last."""
ENTRY: Final = "library:"
"""Before the name of an entry of the library."""
_BETWEEN: Final = " ▸ "
_FAMILIAR: Final = 60
_COMMANDS_FIRST: Final = 200
"""How much less it counts to be an entry of the library than to be a command."""
_KINDS: Final = {"course": "Course", "block": "Library block", "network": "Network"}


@dataclass(frozen=True)
class Command:
    """An entry of the menus.

    Attributes:
        action: what runs it.
        path: the menus it stands in, from the outside in, as people read them.
    """

    action: QAction
    path: tuple[str, ...]

    @property
    def text(self) -> str:
        """What the menu says."""
        return plain(self.action.text())

    @property
    def keys(self) -> str:
        """Its first shortcut, as the desktop writes it."""
        return self.action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)


def plain(text: str) -> str:
    """A text of a menu without its marks."""
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&").rstrip("…")


def commands_of(bar: QMenuBar, leave_out: Sequence[str] = ()) -> Iterator[Command]:
    """Everything in the menus that can be done now, in their order.

    Args:
        bar: the menus.
        leave_out: object names of menus and actions to pass over.
    """
    for action in bar.actions():
        menu = action.menu()
        if isinstance(menu, QMenu):
            yield from _commands_in(menu, (plain(action.text()),), leave_out)


def _commands_in(menu: QMenu, path: tuple[str, ...], leave_out: Sequence[str]) -> Iterator[Command]:
    if menu.objectName() in leave_out:
        return
    for action in menu.actions():
        below = action.menu()
        if isinstance(below, QMenu):
            yield from _commands_in(below, (*path, plain(action.text())), leave_out)
        elif action.isEnabled() and not action.isSeparator() and action.objectName() not in leave_out:
            yield Command(action, path)


class CommandPalette:
    """What can be done now, what was done last coming first; with a text also what the library holds."""

    name = "command_palette"

    def __init__(self, commands: Sequence[Command], recent: Recent, blank: QIcon | None = None) -> None:
        """Search these.

        Args:
            commands: each with an object name of its own.
            recent: object names of those that were run last.
            blank: picture of those that have none.
        """
        self._commands = {command.action.objectName(): command for command in commands}
        self._recent = recent
        self._blank = blank

    @property
    def title(self) -> str:
        return _tr("Find a command")

    @property
    def placeholder(self) -> str:
        return _tr("What do you want to do?")

    @property
    def about(self) -> str:
        return ""

    @property
    def verb(self) -> str:
        return _tr("runs")

    def nothing(self, text: str) -> str:
        return _tr("Nothing that can be done now is called “{text}”.").format(text=text)

    def rows(self, text: str) -> Sequence[Row]:
        return self._matches(text) if text else self._all()

    def _all(self) -> list[Row]:
        known = [self._commands[key] for key in self._recent.keys if key in self._commands]
        rows = [Row("", _tr("Recent")), *map(self._row, known)] if known else []
        for heading in dict.fromkeys(command.path[0] for command in self._commands.values()):
            below = [c for c in self._commands.values() if c.path[0] == heading and c not in known]
            rows += [Row("", heading), *(self._row(c, skipped=1) for c in below)] if below else []
        return rows

    def _matches(self, text: str) -> list[Row]:
        recent = self._recent.keys
        found: list[tuple[int, Row]] = []
        for key, command in self._commands.items():
            hit = match(text, command.text, *command.path, _BETWEEN.join((*command.path, command.text)))
            if hit is not None:
                score = hit.score + (_FAMILIAR if key in recent else 0)
                found.append((score, self._row(command, hit.positions)))
        for entry in entries():
            hit = match(text, entry.title, entry.name)
            if hit is not None:
                kind = _tr(_KINDS[entry.kind])
                row = Row(ENTRY + entry.name, entry.title, kind, _tr("opens"), Category.MODULE, marks=hit.positions)
                found.append((hit.score - _COMMANDS_FIRST, row))
        found.sort(key=lambda pair: -pair[0])
        return [row for _, row in found]

    def _row(self, command: Command, marks: tuple[int, ...] = (), *, skipped: int = 0) -> Row:
        """A command; as many menus of its path are left out as the heading says."""
        action = command.action
        icon = self._blank if action.icon().isNull() else action.icon()
        tip = action.statusTip()
        return Row(
            action.objectName(),
            command.text,
            _BETWEEN.join(command.path[skipped:]),
            command.keys,
            icon=icon,
            marks=marks,
            tip=tip,
        )


def _tr(text: str) -> str:
    return QCoreApplication.translate("CommandPalette", text)
