"""What was chosen last is kept in the settings, whatever else stands there."""

from __future__ import annotations

from gui.preferences import Preferences
from gui.search.recent import Recent


def test_the_newest_comes_first_each_once_and_not_without_end(preferences: Preferences):
    recent = Recent(preferences.settings, "some")
    for number in range(12):
        recent.note(f"key {number}, with; signs=[1]")
    recent.note("key 7, with; signs=[1]")
    kept = Recent(preferences.settings, "some").keys
    assert kept[0] == "key 7, with; signs=[1]"
    assert len(kept) == len(set(kept)) == 8
    assert Recent(preferences.settings, "others").keys == ()


def test_what_makes_no_sense_is_nothing(preferences: Preferences):
    preferences.settings.setValue("some", [1, 2])
    assert Recent(preferences.settings, "some").keys == ()
    preferences.settings.setValue("some", "\n\n")
    assert Recent(preferences.settings, "some").keys == ()
