"""Keys of commands as a person wants them: the defaults, what was changed, what is taken. Kept in the settings.

An override stands under ``shortcuts/ID`` as portable text, several keys parted by ``; ``; an empty text means no key.
What cannot be read, or names a command that there is none of, is passed over and left where it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from PySide6.QtCore import QKeyCombination, QObject, QSettings, Qt, Signal
from PySide6.QtGui import QKeySequence

__all__ = ["FixedKeys", "Keyed", "Keys", "Shortcuts", "is_plain", "key_text", "keys_text", "pressed_keys"]

Keys = tuple[QKeySequence, ...]
_GROUP: Final = "shortcuts"
_BETWEEN: Final = "; "
_SHIFT: Final = Qt.KeyboardModifier.ShiftModifier.value | Qt.KeyboardModifier.KeypadModifier.value
_BARE: Final = frozenset(
    (Qt.Key.Key_Control, Qt.Key.Key_Shift, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr, Qt.Key.Key_unknown)
)


class Keyed(NamedTuple):
    """A command that can have keys.

    Attributes:
        id: stable; what the settings know it by.
        group: heading it is listed under.
        text: what it is called.
        defaults: keys it has unless somebody wants others.
    """

    id: str
    group: str
    text: str
    defaults: Keys


class FixedKeys(NamedTuple):
    """Something that always has the same keys, or is done by mouse.

    Attributes:
        group: heading it is listed under.
        text: what it does.
        said: keys and buttons as they are read.
        keys: those of them that no command can have, as portable text.
    """

    group: str
    text: str
    said: str
    keys: tuple[str, ...] = ()


class Shortcuts(QObject):
    """Which command has which keys. No key has two commands.

    Signals:
        changed(str): the command of this id has other keys.
    """

    changed = Signal(str)

    def __init__(self, settings: QSettings, commands: Iterable[Keyed], fixed: Sequence[FixedKeys] = ()) -> None:
        """Read what was changed before.

        Args:
            settings: where changes are kept.
            commands: all that can have keys.
            fixed: what cannot be changed.
        """
        super().__init__()
        self._settings = settings
        self._commands = {command.id: command for command in commands}
        self.fixed = tuple(fixed)
        self._own = self._read()

    @property
    def commands(self) -> tuple[Keyed, ...]:
        """Every command, in order."""
        return tuple(self._commands.values())

    def keys(self, command: str) -> Keys:
        """The keys of a command, the first of which menus show."""
        own = self._own.get(command)
        return self._commands[command].defaults if own is None else own

    def is_changed(self, command: str) -> bool:
        """Whether a command has other keys than at first."""
        return command in self._own

    def taken(self, key: QKeySequence, besides: str = "") -> Keyed | None:
        """The command that has a key already.

        Args:
            key: what is wanted.
            besides: id of a command that may have it.
        """
        return next((c for c in self.commands if c.id != besides and key in self.keys(c.id)), None)

    @property
    def given_up(self) -> frozenset[QKeySequence]:
        """Keys that some command had at first and none has now."""
        if not self._own:
            return frozenset()
        first = {key for command in self.commands for key in command.defaults}
        return frozenset(first.difference(*(self.keys(command.id) for command in self.commands)))

    def reserved(self, key: QKeySequence) -> FixedKeys | None:
        """What a key always does, or None for a key that can be given away."""
        return next((row for row in self.fixed if any(QKeySequence(text) == key for text in row.keys)), None)

    # -- changing --------------------------------------------------------------------------------------------------

    def give(self, command: str, keys: Sequence[QKeySequence]) -> None:
        """Give a command these keys and no others; whatever had one of them loses it."""
        for key in keys:
            other = self.taken(key, command)
            if other is not None:
                self._set(other.id, tuple(own for own in self.keys(other.id) if own != key))
        self._set(command, tuple(dict.fromkeys(keys)))

    def swap(self, command: str, key: QKeySequence) -> None:
        """Give a command the key of another, which gets the first key of this one in its place."""
        other = self.taken(key, command)
        had = self.keys(command)
        if other is not None:
            self._set(other.id, tuple(own for own in self._replaced(other.id, key, had[:1]) if own != key))
        self._set(command, (key, *(own for own in had[1:] if own != key)))

    def _replaced(self, command: str, old: QKeySequence, new: Keys) -> Keys:
        return tuple(key for own in self.keys(command) for key in (new if own == old else (own,)))

    def reset(self, command: str) -> None:
        """Give a command its first keys back; whatever had one of them loses it."""
        self.give(command, self._commands[command].defaults)

    def reset_all(self) -> None:
        """Give every command its first keys back."""
        changed, self._own = list(self._own), {}
        self._settings.remove(_GROUP)
        for command in changed:
            self.changed.emit(command)

    def _set(self, command: str, keys: Keys) -> None:
        if keys == self.keys(command):
            return
        if keys == self._commands[command].defaults:
            self._own.pop(command, None)
            self._settings.remove(f"{_GROUP}/{command}")
        else:
            self._own[command] = keys
            self._settings.setValue(f"{_GROUP}/{command}", _BETWEEN.join(map(key_text, keys)))
        self.changed.emit(command)

    # -- settings --------------------------------------------------------------------------------------------------

    def _read(self) -> dict[str, Keys]:
        """The overrides that make sense: of a known command, keys that exist and that no other override has."""
        self._settings.beginGroup(_GROUP)
        texts = {name: self._settings.value(name) for name in self._settings.childKeys()}
        self._settings.endGroup()
        found: dict[str, Keys] = {}
        used: set[str] = set()
        for command in self._commands:
            keys = _read_keys(texts.get(command))
            if keys is None or any(self.reserved(key) or key_text(key) in used for key in keys):
                continue
            used.update(map(key_text, keys))
            found[command] = keys
        # A default that an override took is not the command's any more, whatever the file says of it.
        for keyed in self.commands:
            if keyed.id not in found and any(key_text(key) in used for key in keyed.defaults):
                found[keyed.id] = tuple(key for key in keyed.defaults if key_text(key) not in used)
        return found


def _read_keys(text: object) -> Keys | None:
    """Keys as they are kept; None where the text makes no sense."""
    if not isinstance(text, str):
        return None
    keys = tuple(QKeySequence(part, QKeySequence.SequenceFormat.PortableText) for part in text.split(_BETWEEN) if part)
    whole = all(key.count() and not any(part.key() in _BARE for part in _combinations(key)) for key in keys)
    return keys if whole else None


def _combinations(key: QKeySequence) -> list[QKeyCombination]:
    return [key[place] for place in range(key.count())]  # type: ignore[index]


def key_text(key: QKeySequence) -> str:
    """A key as settings keep it, the same on every desktop."""
    return key.toString(QKeySequence.SequenceFormat.PortableText)


def keys_text(keys: Iterable[QKeySequence]) -> str:
    """Keys as the desktop writes them."""
    return ", ".join(key.toString(QKeySequence.SequenceFormat.NativeText) for key in keys)


def is_plain(key: QKeySequence) -> bool:
    """Whether a key is for the canvas alone: fields write, move or delete with it, or with one like it.

    Those are the keys with neither Ctrl, Alt nor Meta, and Del and Backspace whatever is held: nobody who takes back a
    word means a layer.
    """
    first = _combinations(key)[0]
    if first.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
        return True
    plain = not first.keyboardModifiers().value & ~_SHIFT
    return plain and not Qt.Key.Key_F1 <= first.key() <= Qt.Key.Key_F35


def pressed_keys(combination: QKeyCombination) -> QKeySequence | None:
    """What was pressed as a key that a command can have; None while only Ctrl and the like are down.

    Shift that is needed to write a sign is part of the sign: ``?``, not ``Shift+?``.
    """
    key, modifiers = combination.key(), combination.keyboardModifiers()
    if key in _BARE or not key.value:  # some keys of some keyboards have no number at all
        return None
    if key == Qt.Key.Key_Backtab:
        key = Qt.Key.Key_Tab
        modifiers |= Qt.KeyboardModifier.ShiftModifier
    sign = key.value < 0x80 and not chr(key.value).isalnum() and key != Qt.Key.Key_Space
    if sign:
        modifiers &= ~Qt.KeyboardModifier.ShiftModifier
    modifiers &= ~Qt.KeyboardModifier.KeypadModifier
    return QKeySequence(QKeyCombination(modifiers, key))
