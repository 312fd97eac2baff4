"""Which command has which keys: changing, swapping, taking back, and what a damaged file does."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QKeyCombination, QSettings, Qt
from PySide6.QtGui import QKeySequence

from gui.preferences import open_settings
from gui.shortcuts import FixedKeys, Keyed, Shortcuts, is_plain, keys_text, pressed_keys

Mod = Qt.KeyboardModifier


def seq(*texts: str) -> tuple[QKeySequence, ...]:
    return tuple(map(QKeySequence, texts))


COMMANDS = (
    Keyed("bypass", "Layer", "Bypass", seq("Ctrl+B", "M")),
    Keyed("note", "Arrange", "Add Note", seq("N")),
    Keyed("lock", "Layer", "Lock", ()),
)
FIXED = (FixedKeys("On the canvas", "Walk", "Arrows", ("Up", "Down")),)


@pytest.fixture
def settings(qapp, settings_folder) -> QSettings:
    return open_settings()


@pytest.fixture
def shortcuts(settings: QSettings) -> Shortcuts:
    return Shortcuts(settings, COMMANDS, FIXED)


def table(shortcuts: Shortcuts) -> dict[str, str]:
    return {command.id: keys_text(shortcuts.keys(command.id)) for command in shortcuts.commands}


AT_FIRST = {"bypass": "Ctrl+B, M", "note": "N", "lock": ""}


def test_at_first_everything_has_its_defaults(shortcuts: Shortcuts):
    assert table(shortcuts) == AT_FIRST
    assert not any(shortcuts.is_changed(key) for key in AT_FIRST)


def test_other_keys_are_kept_and_announced(shortcuts: Shortcuts, settings: QSettings):
    told: list[str] = []
    shortcuts.changed.connect(told.append)
    shortcuts.give("lock", seq("Ctrl+Alt+K", ";"))
    shortcuts.give("note", ())
    assert told == ["lock", "note"]
    settings.sync()
    again = Shortcuts(open_settings(), COMMANDS, FIXED)
    assert table(again) == table(shortcuts) == {"bypass": "Ctrl+B, M", "note": "", "lock": "Ctrl+Alt+K, ;"}
    assert [key for key in AT_FIRST if again.is_changed(key)] == ["note", "lock"]


def test_the_same_keys_again_are_no_change(shortcuts: Shortcuts, settings: QSettings):
    told: list[str] = []
    shortcuts.changed.connect(told.append)
    shortcuts.give("note", seq("N"))
    assert told == []
    assert not settings.contains("shortcuts/note")


def test_a_key_has_one_command(shortcuts: Shortcuts):
    assert shortcuts.taken(QKeySequence("M")) == COMMANDS[0]
    assert shortcuts.taken(QKeySequence("M"), "bypass") is None
    shortcuts.give("note", seq("M"))
    assert table(shortcuts) == {"bypass": "Ctrl+B", "note": "M", "lock": ""}


def test_swapping_gives_the_other_what_this_one_had(shortcuts: Shortcuts):
    shortcuts.swap("note", QKeySequence("M"))
    assert table(shortcuts) == {"bypass": "Ctrl+B, N", "note": "M", "lock": ""}
    shortcuts.swap("note", QKeySequence("N"))
    assert table(shortcuts) == AT_FIRST
    assert not any(shortcuts.is_changed(key) for key in AT_FIRST)


def test_one_without_keys_takes_them_over(shortcuts: Shortcuts):
    shortcuts.swap("lock", QKeySequence("N"))
    assert table(shortcuts) == {"bypass": "Ctrl+B, M", "note": "", "lock": "N"}


def test_taking_one_back_takes_its_keys_from_who_has_them(shortcuts: Shortcuts, settings: QSettings):
    shortcuts.swap("lock", QKeySequence("N"))
    shortcuts.reset("note")
    assert table(shortcuts) == AT_FIRST
    assert not shortcuts.is_changed("lock")
    assert settings.allKeys() == []


def test_taking_all_back_announces_each(shortcuts: Shortcuts, settings: QSettings):
    shortcuts.swap("note", QKeySequence("M"))
    told: list[str] = []
    shortcuts.changed.connect(told.append)
    shortcuts.reset_all()
    assert sorted(told) == ["bypass", "note"]
    assert table(shortcuts) == AT_FIRST
    assert table(Shortcuts(settings, COMMANDS, FIXED)) == AT_FIRST


@pytest.mark.parametrize("text", ["Foo", "Ctrl+", "Ctrl+B; Qux+7", "Up", 7, ["N", "M"]])
def test_what_makes_no_sense_is_passed_over(settings: QSettings, text):
    settings.setValue("shortcuts/lock", text)
    settings.setValue("shortcuts/teleport", "T")
    assert table(Shortcuts(settings, COMMANDS, FIXED)) == AT_FIRST
    assert settings.value("shortcuts/teleport") == "T"


def test_a_file_that_gives_one_key_twice_gives_it_once(settings: QSettings):
    settings.setValue("shortcuts/lock", "X")
    settings.setValue("shortcuts/note", "X")
    assert table(Shortcuts(settings, COMMANDS, FIXED)) == {"bypass": "Ctrl+B, M", "note": "X", "lock": ""}


def test_a_default_that_another_took_is_not_kept_twice(settings: QSettings):
    settings.setValue("shortcuts/lock", "M")
    assert table(Shortcuts(settings, COMMANDS, FIXED)) == {"bypass": "Ctrl+B", "note": "N", "lock": "M"}


def test_keys_that_always_mean_something_are_known(shortcuts: Shortcuts):
    assert shortcuts.reserved(QKeySequence("Up")) == FIXED[0]
    assert shortcuts.reserved(QKeySequence("Ctrl+Up")) is None


@pytest.mark.parametrize(
    "text", ["M", "Shift+A", "?", "[", "Tab", "Home", ".", "Ctrl+Del", "Alt+Del", "Ctrl+Backspace"]
)
def test_plain_keys(text):
    assert is_plain(QKeySequence(text))


@pytest.mark.parametrize("text", ["Ctrl+M", "Alt+1", "F2", "Shift+F3", "Meta+A", "Ctrl+Shift+A"])
def test_keys_that_work_everywhere(text):
    assert not is_plain(QKeySequence(text))


@pytest.mark.parametrize(
    ("key", "modifiers", "said"),
    [
        (Qt.Key.Key_K, Mod.ControlModifier, "Ctrl+K"),
        (Qt.Key.Key_A, Mod.ShiftModifier, "Shift+A"),
        (Qt.Key.Key_Question, Mod.ShiftModifier, "?"),
        (Qt.Key.Key_Plus, Mod.ControlModifier | Mod.ShiftModifier, "Ctrl++"),
        (Qt.Key.Key_Backtab, Mod.ShiftModifier, "Shift+Tab"),
        (Qt.Key.Key_7, Mod.KeypadModifier, "7"),
    ],
)
def test_what_is_pressed_becomes_a_key(key, modifiers, said):
    found = pressed_keys(QKeyCombination(modifiers, key))
    assert found is not None
    assert found.toString() == said


@pytest.mark.parametrize("key", [Qt.Key.Key_Control, Qt.Key.Key_Shift, Qt.Key.Key_Alt, Qt.Key.Key_AltGr])
def test_only_holding_ctrl_is_no_key_yet(key):
    assert pressed_keys(QKeyCombination(Mod.NoModifier, key)) is None


def test_a_key_without_a_number_is_no_key():
    assert pressed_keys(QKeyCombination.fromCombined(0)) is None
